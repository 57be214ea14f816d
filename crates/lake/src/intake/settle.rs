//! From the rows of a file to the files of a table: which versions stand, and what has to be written again.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::{concat_batches, filter_record_batch, sort_to_indices, take_record_batch};
use arrow::datatypes::SchemaRef;
use deltalake::kernel::Add;
use jiff::Timestamp;

use super::runs::Runs;
use super::sieve::Facts;
use super::standing::{Arrival, Place, Standing};
use crate::catalog::{KEY, VERSION};
use crate::customers::Contact;
use crate::parallel::in_order;
use crate::table::file::FULL_ROWS;
use crate::table::{DataFile, KeyIndex, file};
use crate::{Fate, LakeError};

/// The rows of a file that were handed on, and which of them stand.
pub(super) struct Arrived {
    pub runs: Runs,
    standing: Standing,
    /// Run → row → what became of it.
    outcomes: Vec<Vec<Outcome>>,
    /// Run → row → where it came from, where fates are told.
    origins: Vec<Vec<Origin>>,
    /// Rows that name contacts of who was forgotten, which nobody knew of.
    contacts: Vec<(Place, (u64, Contact))>,
}

/// What became of a row that was handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Added,
    Replaced,
    Superseded,
    Duplicate,
}

impl Outcome {
    fn stands(self) -> bool {
        matches!(self, Self::Added | Self::Replaced)
    }

    fn fate(self) -> Fate {
        match self {
            Self::Added => Fate::Added,
            Self::Replaced => Fate::Replaced,
            Self::Superseded => Fate::Superseded,
            Self::Duplicate => Fate::Duplicate,
        }
    }
}

/// Where a row came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Origin {
    parcel: u32,
    line: u64,
}

/// Rows of a parcel with one fate.
pub(super) struct Settled {
    pub parcel: u32,
    pub fate: Fate,
    pub rows: u64,
    /// The line, where it is one row whose fate is told.
    pub line: Option<u64>,
}

/// What one batch changes in a table's files.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub add: Vec<Add>,
    pub remove: Vec<String>,
    /// Newest instant among the rows of this batch that stand, microseconds.
    pub newest_fact: Option<i64>,
}

/// Where and how a table's files are written.
pub(super) struct Target<'a> {
    pub folder: &'a Path,
    /// Columns of the rows that arrive.
    pub schema: SchemaRef,
    /// Columns of rows that are written anew.
    pub stored: SchemaRef,
    pub at: &'a str,
    pub feed: &'a str,
    pub batch: u64,
    pub now: Timestamp,
    pub threads: usize,
    pub keys: &'a KeyIndex,
}

impl Arrived {
    pub(super) fn new(runs: Runs, version_bytes: usize) -> Self {
        Self {
            runs,
            standing: Standing::new(version_bytes),
            outcomes: Vec::new(),
            origins: Vec::new(),
            contacts: Vec::new(),
        }
    }

    /// Contacts of who was forgotten, which nobody knew of, in rows that stand.
    pub(super) fn contacts(&self) -> BTreeSet<(u64, Contact)> {
        let stands = |place: &Place| {
            let run = self.outcomes.get(place.run as usize);
            run.and_then(|run| run.get(place.row as usize))
                .is_some_and(|outcome| outcome.stands())
        };
        self.contacts
            .iter()
            .filter(|(place, _)| stands(place))
            .map(|(_, contact)| contact.clone())
            .collect()
    }

    /// Where the rows came from, in their order, where fates are told.
    pub(super) fn lines(&self) -> impl Iterator<Item = u64> {
        self.origins.iter().flatten().map(|origin| origin.line)
    }

    /// Takes the rows of a parcel in. Either the fates of all rows are told, or those of none.
    pub(super) fn push(&mut self, facts: Facts, parcel: u32, told: bool) -> Result<(), LakeError> {
        let Facts {
            rows,
            lines,
            contacts,
        } = facts;
        let (key, version) = identity(&rows)?;
        let first = self.runs.push(rows)?;
        for (row, contact) in contacts {
            let place = Place {
                run: first.run,
                row: first.row + u32::try_from(row).unwrap_or(u32::MAX),
            };
            self.contacts.push((place, contact));
        }
        while self.outcomes.len() <= first.run as usize {
            self.outcomes.push(Vec::new());
            self.origins.push(Vec::new());
        }
        if told && let Some(run) = self.origins.get_mut(first.run as usize) {
            run.extend(lines.iter().map(|line| Origin {
                parcel,
                line: *line,
            }));
        }
        for (offset, (key, version)) in (first.row..).zip(
            key.as_string::<i32>()
                .iter()
                .zip(version.as_binary::<i32>()),
        ) {
            let place = Place {
                run: first.run,
                row: offset,
            };
            let arrival = match (key, version) {
                (Some(key), Some(version)) => self.standing.arrive(key, version, place),
                _ => Arrival::Duplicate,
            };
            let outcome = match arrival {
                Arrival::First => Outcome::Added,
                Arrival::Duplicate => Outcome::Duplicate,
                Arrival::Late => Outcome::Superseded,
                Arrival::Replaces(earlier) => {
                    self.becomes(earlier, Outcome::Superseded);
                    Outcome::Added
                }
            };
            if let Some(run) = self.outcomes.get_mut(place.run as usize) {
                run.push(outcome);
            }
        }
        Ok(())
    }

    fn becomes(&mut self, place: Place, outcome: Outcome) {
        if let Some(row) = self
            .outcomes
            .get_mut(place.run as usize)
            .and_then(|run| run.get_mut(place.row as usize))
        {
            *row = outcome;
        }
    }

    /// What became of all rows: row by row where that is told, in sums where not.
    pub(super) fn fates(&self) -> Vec<Settled> {
        let all = || self.outcomes.iter().flatten();
        let origins = || self.origins.iter().flatten();
        if origins().next().is_some() {
            return all()
                .zip(origins())
                .map(|(outcome, origin)| Settled {
                    parcel: origin.parcel,
                    fate: outcome.fate(),
                    rows: 1,
                    line: Some(origin.line),
                })
                .collect();
        }
        [
            Outcome::Added,
            Outcome::Replaced,
            Outcome::Superseded,
            Outcome::Duplicate,
        ]
        .into_iter()
        .map(|fate| Settled {
            parcel: 0,
            fate: fate.fate(),
            rows: all().filter(|outcome| **outcome == fate).count() as u64,
            line: None,
        })
        .collect()
    }

    /// Compares with what the table has of the same feed: file → its rows that are replaced.
    fn compare(
        &mut self,
        target: &Target<'_>,
        files: &[DataFile],
    ) -> Result<BTreeMap<String, Vec<usize>>, LakeError> {
        let mut replaced = BTreeMap::new();
        if self.standing.is_empty() {
            return Ok(replaced);
        }
        let ours: Vec<&DataFile> = files
            .iter()
            .filter(|file| file.feed() == Some(target.feed))
            .collect();
        let sought = self.standing.sought();
        let found = in_order(target.threads, &ours, |file| {
            let hits = match &sought {
                Some(sought) if !target.keys.may_hold(target.folder, file, KEY, sought)? => {
                    Vec::new()
                }
                _ => self.compare_file(&target.folder.join(&file.name))?,
            };
            Ok((file.name.clone(), hits))
        })?;
        for (name, hits) in found {
            for (row, place, ordering) in hits {
                match ordering {
                    Ordering::Less => {
                        self.becomes(place, Outcome::Replaced);
                        replaced
                            .entry(name.clone())
                            .or_insert_with(Vec::new)
                            .push(row);
                    }
                    Ordering::Equal => self.becomes(place, Outcome::Duplicate),
                    Ordering::Greater => self.becomes(place, Outcome::Superseded),
                }
            }
        }
        Ok(replaced)
    }

    /// Rows of a table's file that have a record of this file, and how their version compares to it.
    fn compare_file(&self, path: &Path) -> Result<Vec<(usize, Place, Ordering)>, LakeError> {
        let mut hits = Vec::new();
        let mut row = 0;
        for batch in file::read(path, Some(&[KEY, VERSION]))? {
            let batch = batch?;
            let (key, version) = identity(&batch)?;
            for (key, version) in key
                .as_string::<i32>()
                .iter()
                .zip(version.as_binary::<i32>())
            {
                if let (Some(key), Some(version)) = (key, version)
                    && let Some((place, ordering)) = self.standing.compare(key, version)
                {
                    hits.push((row, place, ordering));
                }
                row += 1;
            }
        }
        Ok(hits)
    }

    /// Settles every record and writes the files that change. Nothing refers to them until they are committed.
    pub(super) fn settle(
        &mut self,
        target: &Target<'_>,
        files: &[DataFile],
    ) -> Result<Change, LakeError> {
        let replaced = self.compare(target, files)?;
        let mut change = Change::default();
        let runs: Vec<usize> = (0..self.runs.count()).collect();
        let written = in_order(target.threads, &runs, |run| {
            let rows = self.standing_rows(*run, target)?;
            write(target, &target.schema, *run, rows)
        })?;
        change.add.extend(written.into_iter().flatten());
        change.newest_fact = change
            .add
            .iter()
            .filter_map(|add| Some(DataFile::of_entry(add, target.at).at?.1))
            .max();
        let groups: Vec<_> = together(&replaced, files).into_iter().enumerate().collect();
        let written = in_order(target.threads, &groups, |(number, group)| {
            let mut left = Vec::new();
            for (name, rows) in group {
                left.extend(without(&target.folder.join(name), rows)?);
            }
            let left = file::widened(left, &target.stored)?;
            let left = match group.len() {
                1 => left,
                _ => vec![file::sorted(&left, &target.stored, target.at)?],
            };
            write(target, &target.stored, runs.len() + number, left)
        })?;
        change.add.extend(written.into_iter().flatten());
        change.remove = replaced.into_keys().collect();
        Ok(change)
    }

    /// The rows of a run that stand, by when they count.
    fn standing_rows(
        &self,
        run: usize,
        target: &Target<'_>,
    ) -> Result<Vec<RecordBatch>, LakeError> {
        let batches = self.runs.load(run)?;
        let all =
            concat_batches(&target.schema, &batches).map_err(LakeError::table("writing rows"))?;
        drop(batches);
        let stands: BooleanArray = self
            .outcomes
            .get(run)
            .into_iter()
            .flatten()
            .map(|outcome| Some(outcome.stands()))
            .collect();
        let standing = if stands.has_false() {
            filter_record_batch(&all, &stands).map_err(LakeError::table("writing rows"))?
        } else {
            all
        };
        let by_at = standing
            .column_by_name(target.at)
            .map(|at| sort_to_indices(at, None, None))
            .transpose()
            .map_err(LakeError::table("writing rows"))?;
        match by_at {
            Some(order) => Ok(vec![
                take_record_batch(&standing, &order).map_err(LakeError::table("writing rows"))?,
            ]),
            None => Ok(vec![standing]),
        }
    }
}

fn write(
    target: &Target<'_>,
    schema: &SchemaRef,
    number: usize,
    rows: Vec<RecordBatch>,
) -> Result<Option<Add>, LakeError> {
    if rows.iter().all(|batch| batch.num_rows() == 0) {
        return Ok(None);
    }
    let name = file::file_name(target.feed, target.batch, number);
    let add = file::write(target.folder, name, schema, &rows, target.at, target.now)?;
    let path = target.folder.join(&add.path);
    target.keys.written(&path, &rows, KEY);
    Ok(Some(add))
}

/// A file, and its rows that are replaced.
type Replaced<'a> = (&'a String, &'a Vec<usize>);

/// Files that are written anew, in groups that become one file each: small ones together, so that corrections of many
/// small files make few of them.
fn together<'a>(
    replaced: &'a BTreeMap<String, Vec<usize>>,
    files: &[DataFile],
) -> Vec<Vec<Replaced<'a>>> {
    let sizes: HashMap<&str, usize> = files
        .iter()
        .map(|file| (file.name.as_str(), file.rows))
        .collect();
    let mut groups = Vec::new();
    let (mut group, mut rows) = (Vec::new(), 0);
    for file in replaced {
        let size = sizes.get(file.0.as_str()).copied().unwrap_or_default();
        if size >= FULL_ROWS / 2 {
            groups.push(vec![file]);
            continue;
        }
        if rows + size > FULL_ROWS {
            groups.push(std::mem::take(&mut group));
            rows = 0;
        }
        rows += size;
        group.push(file);
    }
    groups.push(group);
    groups.retain(|group| !group.is_empty());
    groups
}

/// The rows of a file except these, given in ascending order.
fn without(path: &Path, gone: &[usize]) -> Result<Vec<RecordBatch>, LakeError> {
    let mut first = 0;
    let mut gone = gone.iter().copied().peekable();
    let mut left = Vec::new();
    for batch in file::read(path, None)? {
        let batch = batch?;
        let keep: BooleanArray = (first..first + batch.num_rows())
            .map(|row| Some(gone.next_if_eq(&row).is_none()))
            .collect();
        first += batch.num_rows();
        left.push(filter_record_batch(&batch, &keep).map_err(LakeError::table("writing rows"))?);
    }
    Ok(left)
}

fn identity(
    rows: &RecordBatch,
) -> Result<(arrow::array::ArrayRef, arrow::array::ArrayRef), LakeError> {
    let column = |name: &str| {
        rows.column_by_name(name)
            .cloned()
            .ok_or_else(|| LakeError::Table {
                doing: "reading keys".to_owned(),
                cause: format!("the file has no column `{name}`"),
            })
    };
    Ok((column(KEY)?, column(VERSION)?))
}
