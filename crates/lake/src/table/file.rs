//! Data files: facts in Parquet, and what the Delta log says of each file.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::{concat_batches, max, min, sort_to_indices, take_record_batch};
use arrow::datatypes::{SchemaRef, TimestampMicrosecondType};
use deltalake::kernel::{Add, LogicalFileView};
use jiff::Timestamp;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use serde::{Deserialize, Serialize};

use super::layout::{Pressed, properties};
use super::sound;
use crate::LakeError;

/// Rows of a full file: large enough to scan fast, small enough to be held in memory and to be written again when a record
/// in it changes.
pub(crate) const FULL_ROWS: usize = 262_144;

/// A file of a table at some version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DataFile {
    /// Name within the table's folder.
    pub name: String,
    pub size: i64,
    pub rows: usize,
    /// First and last instant in it, microseconds.
    pub at: Option<(i64, i64)>,
    /// When it was written, milliseconds.
    pub written_at: i64,
}

/// Statistics as the Delta protocol has them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Stats {
    num_records: usize,
    min_values: serde_json::Map<String, serde_json::Value>,
    max_values: serde_json::Map<String, serde_json::Value>,
    null_count: serde_json::Map<String, serde_json::Value>,
}

impl DataFile {
    /// A file that the log has.
    pub(crate) fn of(view: &LogicalFileView, at: &str) -> Self {
        Self::new(
            view.path().into_owned(),
            view.size(),
            view.stats().as_deref(),
            (at, view.modification_time()),
        )
    }

    /// A file that is about to be committed.
    pub(crate) fn of_entry(add: &Add, at: &str) -> Self {
        let written = (at, add.modification_time);
        Self::new(add.path.clone(), add.size, add.stats.as_deref(), written)
    }

    fn new(name: String, size: i64, stats: Option<&str>, (at, written_at): (&str, i64)) -> Self {
        let stats: Stats = stats
            .and_then(|stats| serde_json::from_str(stats).ok())
            .unwrap_or_default();
        let instant = |values: &serde_json::Map<String, serde_json::Value>| {
            let text = values.get(at)?.as_str()?;
            Some(text.parse::<Timestamp>().ok()?.as_microsecond())
        };
        Self {
            name,
            size,
            rows: stats.num_records,
            at: instant(&stats.min_values).zip(instant(&stats.max_values)),
            written_at,
        }
    }

    /// The feed that the file's rows came through.
    pub(crate) fn feed(&self) -> Option<&str> {
        parse_name(&self.name).map(|(feed, _)| feed)
    }
}

/// Name of a file while it is written: the feed, the version of the lake that writes it, and a number within that
/// version. The version in the name tells files that no commit names, left behind by a crash, from those that stand.
/// [`write`] adds the digest.
pub(crate) fn file_name(feed: &str, batch: u64, number: usize) -> String {
    format!("{feed}-{batch:010}-{number:04}.parquet")
}

/// A name for one more file of a version, when its number is not known: the first from a number on that is free.
pub(crate) fn unused_name(folder: &Path, feed: &str, batch: u64, from: usize) -> String {
    let there: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    (from..)
        .map(|number| file_name(feed, batch, number))
        .find(|name| {
            let stem = name.trim_end_matches("parquet");
            !there.iter().any(|other| other.starts_with(stem))
        })
        .unwrap_or_default()
}

/// The feed and the version in a file's name.
pub(crate) fn parse_name(name: &str) -> Option<(&str, u64)> {
    let mut parts = name.strip_suffix(".parquet")?.rsplitn(3, '-');
    let (_, batch, feed) = (parts.next()?, parts.next()?, parts.next()?);
    Some((feed, batch.parse().ok()?))
}

/// Writes one durable file and gives its entry for the Delta log, with the file's name for good.
pub(crate) fn write(
    folder: &Path,
    name: String,
    schema: &SchemaRef,
    batches: &[RecordBatch],
    at: &str,
    (now, pressed): (Timestamp, Pressed),
) -> Result<Add, LakeError> {
    let path = folder.join(&name);
    let doing = || format!("writing {}", path.display());
    let file = sound::Written::create(&path).map_err(LakeError::io(doing()))?;
    let mut writer = ArrowWriter::try_new(
        file,
        schema.clone(),
        Some(properties(schema, batches, at, pressed)),
    )
    .map_err(LakeError::table(doing()))?;
    for batch in batches {
        writer.write(batch).map_err(LakeError::table(doing()))?;
    }
    let file = writer.into_inner().map_err(LakeError::table(doing()))?;
    let (name, size) = file.finish(&path)?;
    let stats =
        serde_json::to_string(&statistics(batches, at)).map_err(LakeError::table(doing()))?;
    Ok(Add {
        path: name,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        modification_time: now.as_millisecond(),
        data_change: true,
        stats: Some(stats),
        ..Add::default()
    })
}

/// Moves a durable file into a table's folder, as it is.
pub(crate) fn moved(path: &Path, folder: &Path) -> Result<(), LakeError> {
    sound::moved(path, folder)
}

/// Removes a file that no table has.
pub(crate) fn remove(path: &Path) -> Result<(), LakeError> {
    sound::remove(path)
}

/// Batches of a data file.
pub(crate) type Reader = Box<dyn Iterator<Item = Result<RecordBatch, LakeError>>>;

/// Reads a data file, all columns or some.
pub(crate) fn read(path: &Path, columns: Option<&[&str]>) -> Result<Reader, LakeError> {
    sound::check(path)?;
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

/// The same rows with every column of the schema, null where they had none.
pub(crate) fn widened(
    batches: Vec<RecordBatch>,
    schema: &SchemaRef,
) -> Result<Vec<RecordBatch>, LakeError> {
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

/// Rows as one, by the column with the instant at which they count, where there is one.
pub(crate) fn sorted(
    rows: &[RecordBatch],
    schema: &SchemaRef,
    by: &str,
) -> Result<RecordBatch, LakeError> {
    let doing = "sorting rows";
    let all = concat_batches(schema, rows).map_err(LakeError::table(doing))?;
    let Some(column) = all.column_by_name(by) else {
        return Ok(all);
    };
    let order = sort_to_indices(column, None, None).map_err(LakeError::table(doing))?;
    take_record_batch(&all, &order).map_err(LakeError::table(doing))
}

fn statistics(batches: &[RecordBatch], at: &str) -> Stats {
    let mut stats = Stats::default();
    let mut span: Option<(i64, i64)> = None;
    let mut nulls = 0;
    for batch in batches {
        stats.num_records += batch.num_rows();
        let Some(instants) = batch
            .column_by_name(at)
            .and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>())
        else {
            continue;
        };
        nulls += instants.null_count();
        if let Some((first, last)) = min(instants).zip(max(instants)) {
            span = Some(span.map_or((first, last), |(from, to)| (from.min(first), to.max(last))));
        }
    }
    let text = |micros| {
        Timestamp::from_microsecond(micros)
            .map(|instant| format!("{instant:.6}").into())
            .unwrap_or_default()
    };
    if let Some((first, last)) = span {
        stats.min_values.insert(at.to_owned(), text(first));
        stats.max_values.insert(at.to_owned(), text(last));
    }
    stats.null_count.insert(at.to_owned(), nulls.into());
    stats
}

/// Paths of files in a table's folder whose names say that they were written after `version`.
pub(crate) fn written_after(folder: &Path, version: u64) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name()
                .and_then(|name| parse_name(name.to_str()?))
                .is_some_and(|(_, batch)| batch > version)
        })
        .collect()
}

/// A shared list of files.
pub(crate) type Files = Arc<Vec<DataFile>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_feed_and_version() {
        assert_eq!(
            parse_name(&file_name("bank_calls", 12, 3)),
            Some(("bank_calls", 12))
        );
        assert_eq!(
            parse_name("bank_calls-0000000012-0003.0123456789abcdef.parquet"),
            Some(("bank_calls", 12))
        );
        assert_eq!(parse_name("part-00000-5c2f-c000.snappy.parquet"), None);
        assert_eq!(parse_name("calls-0000000001-0000.crc"), None);
    }
}
