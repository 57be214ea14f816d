//! From the rows of a file to the files of a table: which versions stand, and what has to be written again.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::{concat_batches, filter_record_batch, sort_to_indices, take_record_batch};
use arrow::datatypes::SchemaRef;
use deltalake::kernel::Add;
use jiff::Timestamp;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::runs::Runs;
use super::standing::{Arrival, Place, Standing};
use crate::catalog::{KEY, VERSION};
use crate::parallel::in_order;
use crate::table::{DataFile, file};
use crate::{Counts, LakeError};

/// The rows of a file that were handed on, and which of them stand.
pub(super) struct Arrived {
    pub runs: Runs,
    standing: Standing,
    /// Run → row → whether it stands.
    stands: Vec<Vec<bool>>,
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
    pub schema: SchemaRef,
    pub at: &'a str,
    pub feed: &'a str,
    pub batch: u64,
    pub now: Timestamp,
    pub threads: usize,
}

impl Arrived {
    pub(super) fn new(runs: Runs, version_bytes: usize) -> Self {
        Self {
            runs,
            standing: Standing::new(version_bytes),
            stands: Vec::new(),
        }
    }

    /// Takes rows of the stored schema in.
    pub(super) fn push(&mut self, rows: RecordBatch, counts: &mut Counts) -> Result<(), LakeError> {
        let (key, version) = identity(&rows)?;
        let first = self.runs.push(rows)?;
        while self.stands.len() <= first.run as usize {
            self.stands.push(Vec::new());
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
            let stands = match arrival {
                Arrival::First => true,
                Arrival::Duplicate => {
                    counts.duplicates += 1;
                    false
                }
                Arrival::Late => {
                    counts.superseded += 1;
                    false
                }
                Arrival::Replaces(earlier) => {
                    counts.superseded += 1;
                    self.fall(earlier);
                    true
                }
            };
            if let Some(run) = self.stands.get_mut(place.run as usize) {
                run.push(stands);
            }
        }
        Ok(())
    }

    fn fall(&mut self, place: Place) {
        if let Some(stands) = self
            .stands
            .get_mut(place.run as usize)
            .and_then(|run| run.get_mut(place.row as usize))
        {
            *stands = false;
        }
    }

    /// Compares with what the table has of the same feed: file → its rows that are replaced.
    fn compare(
        &mut self,
        target: &Target<'_>,
        files: &[DataFile],
        counts: &mut Counts,
    ) -> Result<BTreeMap<String, Vec<usize>>, LakeError> {
        let mut replaced = BTreeMap::new();
        if self.standing.is_empty() {
            return Ok(replaced);
        }
        let ours: Vec<&DataFile> = files
            .iter()
            .filter(|file| file.feed() == Some(target.feed))
            .collect();
        let found = in_order(target.threads, &ours, |file| {
            Ok((
                file.name.clone(),
                self.compare_file(&target.folder.join(&file.name))?,
            ))
        })?;
        for (name, hits) in found {
            for (row, place, ordering) in hits {
                match ordering {
                    Ordering::Less => {
                        counts.replaced += 1;
                        replaced
                            .entry(name.clone())
                            .or_insert_with(Vec::new)
                            .push(row);
                    }
                    Ordering::Equal => {
                        counts.duplicates += 1;
                        self.fall(place);
                    }
                    Ordering::Greater => {
                        counts.superseded += 1;
                        self.fall(place);
                    }
                }
            }
        }
        Ok(replaced)
    }

    /// Rows of a table's file that have a record of this file, and how their version compares to it.
    fn compare_file(&self, path: &Path) -> Result<Vec<(usize, Place, Ordering)>, LakeError> {
        let mut hits = Vec::new();
        let mut row = 0;
        for batch in read(path, Some(&[KEY, VERSION]))? {
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
        counts: &mut Counts,
    ) -> Result<Change, LakeError> {
        let replaced = self.compare(target, files, counts)?;
        let standing: u64 = self
            .stands
            .iter()
            .flatten()
            .map(|stands| u64::from(*stands))
            .sum();
        counts.added = standing - counts.replaced;
        let mut change = Change::default();
        let runs: Vec<usize> = (0..self.runs.count()).collect();
        let written = in_order(target.threads, &runs, |run| {
            let rows = self.standing_rows(*run, target)?;
            write(target, *run, rows)
        })?;
        change.add.extend(written.into_iter().flatten());
        change.newest_fact = change
            .add
            .iter()
            .filter_map(|add| Some(DataFile::of_entry(add, target.at).at?.1))
            .max();
        let rewritten: Vec<(usize, (&String, &Vec<usize>))> = replaced.iter().enumerate().collect();
        let written = in_order(target.threads, &rewritten, |(number, (name, rows))| {
            let left = without(&target.folder.join(name), rows)?;
            let left = widened(left, &target.schema)?;
            write(target, runs.len() + number, left)
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
        let stands = BooleanArray::from(self.stands.get(run).cloned().unwrap_or_default());
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
    number: usize,
    rows: Vec<RecordBatch>,
) -> Result<Option<Add>, LakeError> {
    if rows.iter().all(|batch| batch.num_rows() == 0) {
        return Ok(None);
    }
    let name = file::file_name(target.feed, target.batch, number);
    file::write(
        target.folder,
        name,
        &target.schema,
        &rows,
        target.at,
        target.now,
    )
    .map(Some)
}

type Reader = Box<dyn Iterator<Item = Result<RecordBatch, LakeError>>>;

/// Reads a data file, all columns or some.
fn read(path: &Path, columns: Option<&[&str]>) -> Result<Reader, LakeError> {
    let doing = format!("reading {}", path.display());
    let file = File::open(path).map_err(LakeError::io(doing.clone()))?;
    let mut builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(LakeError::table(doing.clone()))?;
    if let Some(columns) = columns {
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        builder = builder.with_projection(mask);
    }
    let reader = builder
        .with_batch_size(32_768)
        .build()
        .map_err(LakeError::table(doing.clone()))?;
    Ok(Box::new(reader.map(move |batch| {
        batch.map_err(LakeError::table(doing.clone()))
    })))
}

/// The rows of a file except these, given in ascending order.
fn without(path: &Path, gone: &[usize]) -> Result<Vec<RecordBatch>, LakeError> {
    let mut first = 0;
    let mut gone = gone.iter().copied().peekable();
    let mut left = Vec::new();
    for batch in read(path, None)? {
        let batch = batch?;
        let keep: BooleanArray = (first..first + batch.num_rows())
            .map(|row| Some(gone.next_if_eq(&row).is_none()))
            .collect();
        first += batch.num_rows();
        left.push(filter_record_batch(&batch, &keep).map_err(LakeError::table("writing rows"))?);
    }
    Ok(left)
}

/// The same rows with every column of the schema, null where they had none.
fn widened(batches: Vec<RecordBatch>, schema: &SchemaRef) -> Result<Vec<RecordBatch>, LakeError> {
    batches
        .into_iter()
        .map(|batch| {
            let columns = schema
                .fields()
                .iter()
                .map(|field| {
                    batch
                        .column_by_name(field.name())
                        .cloned()
                        .unwrap_or_else(|| {
                            arrow::array::new_null_array(field.data_type(), batch.num_rows())
                        })
                })
                .collect();
            RecordBatch::try_new(schema.clone(), columns).map_err(LakeError::table("writing rows"))
        })
        .collect()
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
