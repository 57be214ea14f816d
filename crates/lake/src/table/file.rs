//! Data files: how facts are laid out in Parquet, and what the Delta log says of each file.

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch, UInt32Array};
use arrow::compute::{concat_batches, max, min, sort_to_indices, take, take_record_batch};
use arrow::datatypes::{DataType, Field, SchemaRef, TimestampMicrosecondType};
use arrow::row::{RowConverter, SortField};
use deltalake::kernel::{Add, LogicalFileView};
use jiff::Timestamp;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use serde::{Deserialize, Serialize};

use super::sound;
use crate::LakeError;
use crate::catalog::{KEY, VERSION};

/// Rows of a full file: large enough to scan fast, small enough to be held in memory and to be written again when a record
/// in it changes.
pub(crate) const FULL_ROWS: usize = 262_144;
const ROW_GROUP_ROWS: usize = 131_072;
/// Rows that are looked at to tell whether the values of a column are nearly all different.
const SAMPLED: usize = 2_048;

/// How hard a file is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pressed {
    /// What comes in must not wait for it.
    Lightly,
    /// What is written again stays long.
    Well,
}

impl Pressed {
    fn compression(self) -> Compression {
        let level = match self {
            Self::Lightly => 1,
            Self::Well => 3,
        };
        Compression::ZSTD(ZstdLevel::try_new(level).unwrap_or_default())
    }
}

/// A file of a table at some version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DataFile {
    /// Name within the table's folder.
    pub name: String,
    pub size: i64,
    pub rows: usize,
    /// First and last instant in it, microseconds.
    pub at: Option<(i64, i64)>,
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
            at,
        )
    }

    /// A file that is about to be committed.
    pub(crate) fn of_entry(add: &Add, at: &str) -> Self {
        Self::new(add.path.clone(), add.size, add.stats.as_deref(), at)
    }

    fn new(name: String, size: i64, stats: Option<&str>, at: &str) -> Self {
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

/// Zstandard; row groups that are a unit of work for one thread; statistics by page, so that a period prunes. A dictionary of
/// values that are nearly all different, as keys and versions are, would only be built to be thrown away. Keys take
/// the longest to press, which what comes in does not wait for. The instants are in
/// order, so their differences are small and quick to read. What is packed to bits already is not compressed again.
fn properties(
    schema: &SchemaRef,
    batches: &[RecordBatch],
    at: &str,
    pressed: Pressed,
) -> WriterProperties {
    let plain = [KEY, VERSION];
    let mut builder = WriterProperties::builder()
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_compression(pressed.compression())
        .set_created_by(concat!("tandem ", env!("CARGO_PKG_VERSION")).to_owned());
    for column in plain {
        let path = ColumnPath::from(column);
        builder = builder
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_statistics_enabled(path, EnabledStatistics::None);
    }
    for field in schema.fields() {
        let path = ColumnPath::from(field.name().as_str());
        if field.name() == at || *field.data_type() == DataType::Boolean {
            builder = builder.set_column_compression(path, Compression::UNCOMPRESSED);
        } else if !plain.contains(&field.name().as_str()) && nearly_all_differ(batches, field) {
            builder = builder.set_column_dictionary_enabled(path, false);
        }
    }
    if pressed == Pressed::Lightly {
        let key = ColumnPath::from(KEY);
        builder = builder.set_column_compression(key, Compression::UNCOMPRESSED);
    }
    let at = ColumnPath::from(at);
    // A version is a digest for the most part, which nothing makes smaller.
    let version = ColumnPath::from(VERSION);
    builder
        .set_column_compression(version.clone(), Compression::UNCOMPRESSED)
        .set_column_encoding(version, Encoding::DELTA_LENGTH_BYTE_ARRAY)
        .set_column_dictionary_enabled(at.clone(), false)
        .set_column_encoding(at, Encoding::DELTA_BINARY_PACKED)
        .build()
}

/// Whether the values of a column are nearly all different, as far as a sample of all its rows tells. Of 2,048 values out of
/// 65,536 that are as frequent, 98 % are different.
fn nearly_all_differ(batches: &[RecordBatch], field: &Field) -> bool {
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    if rows < SAMPLED {
        return false;
    }
    // As bytes values can be told apart whatever their type is.
    let Ok(converter) = RowConverter::new(vec![SortField::new(field.data_type().clone())]) else {
        return false;
    };
    let step = rows / SAMPLED;
    let (mut different, mut sampled, mut next) = (HashSet::new(), 0, 0);
    for batch in batches {
        let Some(values) = batch.column_by_name(field.name()) else {
            return false;
        };
        let sample: UInt32Array = (next..values.len())
            .step_by(step)
            .filter(|row| values.is_valid(*row))
            .filter_map(|row| u32::try_from(row).ok())
            .collect();
        let taken = (values.len().saturating_sub(next)).div_ceil(step);
        next = next + taken * step - values.len();
        sampled += sample.len();
        let bytes =
            take(values, &sample, None).and_then(|values| converter.convert_columns(&[values]));
        let Ok(bytes) = bytes else {
            return false;
        };
        different.extend(bytes.iter().map(|value| value.owned()));
    }
    sampled >= SAMPLED / 2 && different.len() * 100 >= sampled * 98
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
