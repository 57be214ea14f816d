//! From the rows of a file to the files of a table: which versions stand, and what has to be written again.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::SchemaRef;
use deltalake::kernel::Add;
use jiff::Timestamp;

use super::drafts::{Drafts, in_time};
use super::outcomes::{Outcome, Outcomes};
use super::records::{Found, Records};
use super::sieve::Facts;
use super::spread::Stored;
use super::standing::{Arrival, Place};
use crate::catalog::{KEY, VERSION};
use crate::customers::Contact;
use crate::parallel::in_order;
use crate::table::file::FULL_ROWS;
use crate::table::keys::digest;
use crate::table::{DataFile, KeyIndex, Pressed, file};
use crate::{Fate, LakeError};

/// Rows that are worth a file of their own.
const PART_ROWS: usize = FULL_ROWS / 4;
/// Rows of a file that is written anew together with others, at most: a stream that corrects what just came writes the files
/// of the last minutes anew again and again, and the smaller they are the fewer rows that it leaves alone are among them.
const TOGETHER_ROWS: usize = FULL_ROWS / 8;

/// The rows of a file that were handed on, and which of them stand.
pub(super) struct Arrived {
    pub drafts: Drafts,
    records: Records,
    outcomes: Outcomes,
    /// Run → row → where it came from, where fates are told.
    origins: Vec<Vec<Origin>>,
    /// Rows that name contacts of who was forgotten, which nobody knew of.
    contacts: Vec<(Place, (u64, Contact))>,
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
    pub(super) fn new(drafts: Drafts, records: Records) -> Self {
        Self {
            drafts,
            records,
            outcomes: Outcomes::default(),
            origins: Vec::new(),
            contacts: Vec::new(),
        }
    }

    /// Contacts of who was forgotten, which nobody knew of, in rows that stand.
    pub(super) fn contacts(&self) -> BTreeSet<(u64, Contact)> {
        self.contacts
            .iter()
            .filter(|(place, _)| self.outcomes.stands(*place))
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
        if self.drafts.is_full_for(&rows) {
            let run = self.outcomes.runs().saturating_sub(1);
            let stands = self.outcomes.standing(run);
            self.drafts.put_down(stands)?;
        }
        let first = self.drafts.push(rows);
        for (row, contact) in contacts {
            let place = Place {
                run: first.run,
                row: first.row + u32::try_from(row).unwrap_or(u32::MAX),
            };
            self.contacts.push((place, contact));
        }
        while told && self.origins.len() <= first.run as usize {
            self.origins.push(Vec::new());
        }
        if told && let Some(run) = self.origins.get_mut(first.run as usize) {
            run.extend(lines.iter().map(|line| Origin {
                parcel,
                line: *line,
            }));
        }
        self.outcomes.push_added(first.run, key.len());
        let keys = key.as_string::<i32>().iter();
        let digests: Vec<Option<u128>> = keys.map(|key| key.map(digest)).collect();
        self.records.approach(digests.iter().flatten());
        let versions = version.as_binary::<i32>().iter();
        for (row, (digest, version)) in (first.row..).zip(digests.iter().zip(versions)) {
            let place = Place {
                run: first.run,
                row,
            };
            // A row without a key is of no record, and none comes this far.
            let (Some(digest), Some(version)) = (digest, version) else {
                self.outcomes.set(place, Outcome::Duplicate);
                continue;
            };
            if let Some(arrival) = self.records.arrive(*digest, version, place)? {
                arrived(&mut self.outcomes, place, arrival);
            }
        }
        Ok(())
    }

    /// What became of all rows: row by row where that is told, in sums where not.
    pub(super) fn fates(&self) -> Vec<Settled> {
        let origins = || self.origins.iter().flatten();
        if origins().next().is_some() {
            return (self.outcomes.iter())
                .zip(origins())
                .map(|(outcome, origin)| Settled {
                    parcel: origin.parcel,
                    fate: outcome.fate(),
                    rows: 1,
                    line: Some(origin.line),
                })
                .collect();
        }
        let settled = Outcome::ALL.map(|fate| Settled {
            parcel: 0,
            fate: fate.fate(),
            rows: self
                .outcomes
                .iter()
                .filter(|outcome| *outcome == fate)
                .count() as u64,
            line: None,
        });
        settled.into()
    }

    /// Compares with what the table has of the same feed: file → its rows that are replaced.
    fn compare(
        &mut self,
        target: &Target<'_>,
        files: &[DataFile],
    ) -> Result<BTreeMap<String, Rows>, LakeError> {
        let mut replaced = BTreeMap::new();
        if self.records.is_empty() {
            return Ok(replaced);
        }
        let ours: Vec<(u32, &DataFile)> = (0..)
            .zip(files.iter().filter(|file| file.feed() == Some(target.feed)))
            .collect();
        let sought = self.records.sought();
        let found = in_order(target.threads, &ours, |(number, file)| match &sought {
            Some(sought) if !target.keys.may_hold(target.folder, file, KEY, sought)? => {
                Ok(Vec::new())
            }
            _ => compare_file(&self.records, *number, &target.folder.join(&file.name)),
        })?;
        let mut compared = |outcomes: &mut Outcomes, stored: Stored, place, ordering| {
            outcomes.set(
                place,
                match ordering {
                    Ordering::Less => Outcome::Replaced,
                    Ordering::Equal => Outcome::Duplicate,
                    Ordering::Greater => Outcome::Superseded,
                },
            );
            if ordering == Ordering::Less
                && let Some((_, file)) = ours.get(stored.file as usize)
            {
                let rows = replaced.entry(file.name.clone());
                rows.or_insert_with(Rows::default).add(stored.row);
            }
        };
        for (stored, place, ordering) in found.into_iter().flatten() {
            compared(&mut self.outcomes, stored, place, ordering);
        }
        let outcomes = &mut self.outcomes;
        self.records.rest(&mut |found| match found {
            Found::Arrived(place, arrival) => arrived(outcomes, place, arrival),
            Found::Compared(stored, place, ordering) => {
                compared(outcomes, stored, place, ordering);
            }
        })?;
        Ok(replaced)
    }

    /// Settles every record and writes the files that change. Nothing refers to them until they are committed.
    pub(super) fn settle(
        &mut self,
        target: &Target<'_>,
        files: &[DataFile],
    ) -> Result<Change, LakeError> {
        let replaced = self.compare(target, files)?;
        let mut change = Change::default();
        // The last run is written while the one before it may still be.
        let mut runs = self.drafts.full();
        let stands = self.outcomes.standing(runs);
        let (last, _) = in_time(self.drafts.last(), &stands, target.at)?;
        let parts = parts(&last, target.threads);
        let numbered: Vec<_> = (runs..).zip(parts).collect();
        runs += numbered.len();
        let written = in_order(target.threads, &numbered, |(number, rows)| {
            write(
                target,
                &target.schema,
                *number,
                rows.clone(),
                Pressed::Lightly,
            )
        })?;
        change.add.extend(written.into_iter().flatten());
        self.drafts.finish()?;
        let drafts = self.drafts.written();
        let numbered: Vec<_> = drafts.iter().enumerate().collect();
        let settled = in_order(target.threads, &numbered, |(run, draft)| {
            let place = |row| Place {
                run: u32::try_from(*run).unwrap_or(u32::MAX),
                row,
            };
            let stands = |row: u32| self.outcomes.stands(place(row));
            match draft {
                Some(draft) => self.drafts.settle(draft, *run, stands, target.folder),
                None => Ok(None),
            }
        })?;
        change.add.extend(settled.into_iter().flatten());
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
            let rows: usize = left.iter().map(RecordBatch::num_rows).sum();
            // What is small is written again soon, by a correction or a compaction.
            let pressed = if rows > TOGETHER_ROWS {
                Pressed::Well
            } else {
                Pressed::Lightly
            };
            write(target, &target.stored, runs + number, left, pressed)
        })?;
        change.add.extend(written.into_iter().flatten());
        change.remove = replaced.into_keys().collect();
        Ok(change)
    }
}

/// Rows in parts that are written at once, where there are so many that it is worth a file each.
fn parts(rows: &[RecordBatch], threads: usize) -> Vec<Vec<RecordBatch>> {
    let all: usize = rows.iter().map(RecordBatch::num_rows).sum();
    let most = (all / PART_ROWS).clamp(1, threads.max(1));
    let each = all.div_ceil(most);
    let mut parts = vec![Vec::new()];
    let mut room = each;
    for batch in rows {
        let mut first = 0;
        while first < batch.num_rows() {
            if room == 0 {
                parts.push(Vec::new());
                room = each;
            }
            let taken = room.min(batch.num_rows() - first);
            if let Some(part) = parts.last_mut() {
                part.push(batch.slice(first, taken));
            }
            first += taken;
            room -= taken;
        }
    }
    parts
}

fn write(
    target: &Target<'_>,
    schema: &SchemaRef,
    number: usize,
    rows: Vec<RecordBatch>,
    pressed: Pressed,
) -> Result<Option<Add>, LakeError> {
    if rows.iter().all(|batch| batch.num_rows() == 0) {
        return Ok(None);
    }
    let name = file::file_name(target.feed, target.batch, number);
    let add = file::write(
        target.folder,
        name,
        schema,
        &rows,
        target.at,
        (target.now, pressed),
    )?;
    let path = target.folder.join(&add.path);
    target.keys.written(&path, &rows, KEY);
    Ok(Some(add))
}

/// A file, and its rows that are replaced.
type Replaced<'a> = (&'a String, &'a Rows);

/// Files that are written anew, in groups that become one file each: small ones together, so that corrections of many
/// small files make few of them.
fn together<'a>(
    replaced: &'a BTreeMap<String, Rows>,
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
        if size >= TOGETHER_ROWS / 2 {
            groups.push(vec![file]);
            continue;
        }
        if rows + size > TOGETHER_ROWS {
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

/// The rows of a file except these.
fn without(path: &Path, gone: &Rows) -> Result<Vec<RecordBatch>, LakeError> {
    let mut rows = 0..;
    let mut left = Vec::new();
    for batch in file::read(path, None)? {
        let batch = batch?;
        let keep: BooleanArray = (rows.by_ref().take(batch.num_rows()))
            .map(|row| Some(!gone.has(row)))
            .collect();
        left.push(filter_record_batch(&batch, &keep).map_err(LakeError::table("writing rows"))?);
    }
    Ok(left)
}

/// Rows of a file, a bit each.
#[derive(Default)]
struct Rows(Vec<u64>);

impl Rows {
    fn add(&mut self, row: u32) {
        let (word, bit) = (row as usize / 64, row % 64);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    fn has(&self, row: u32) -> bool {
        let word = self.0.get(row as usize / 64).copied().unwrap_or_default();
        word >> (row % 64) & 1 == 1
    }
}

/// Says what a row that arrived means for it, and for the one that stood before.
fn arrived(outcomes: &mut Outcomes, place: Place, arrival: Arrival) {
    match arrival {
        // As every row is until more is known.
        Arrival::First => {}
        Arrival::Duplicate => outcomes.set(place, Outcome::Duplicate),
        Arrival::Late => outcomes.set(place, Outcome::Superseded),
        Arrival::Replaces(earlier) => outcomes.set(earlier, Outcome::Superseded),
    }
}

/// Rows of a table's file that have a record of this file, and how their version compares to it, as far as it is known yet.
fn compare_file(
    records: &Records,
    number: u32,
    path: &Path,
) -> Result<Vec<(Stored, Place, Ordering)>, LakeError> {
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
            let stored = Stored { file: number, row };
            if let (Some(key), Some(version)) = (key, version)
                && let Some((place, ordering)) = records.compare(digest(key), version, stored)?
            {
                hits.push((stored, place, ordering));
            }
            row += 1;
        }
    }
    Ok(hits)
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
