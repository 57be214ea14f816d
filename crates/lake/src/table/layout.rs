//! How facts are laid out in Parquet: encodings, compression, statistics, by what the columns hold.

use std::collections::HashSet;

use arrow::array::{Array, RecordBatch, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, SchemaRef};
use arrow::row::{RowConverter, SortField};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use xxhash_rust::xxh3::xxh3_64;

use crate::catalog::{KEY, VERSION};

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
        match self {
            Self::Lightly => Compression::SNAPPY,
            Self::Well => Compression::ZSTD(ZstdLevel::try_new(3).unwrap_or_default()),
        }
    }
}

/// Snappy for what comes in, Zstandard for what stays; row groups that are a unit of work for one thread; statistics by page, so that a period prunes. A dictionary of
/// values that are nearly all different, as keys and versions are, would only be built to be thrown away. Keys take the longest to
/// press, which what comes in does not wait for. The instants are in order, so their differences are small and quick to read. What
/// is packed to bits already is not compressed again.
pub(super) fn properties(
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
        if field.name() == at
            || *field.data_type() == DataType::Boolean
            || has_no_values(batches, field)
        {
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

/// Whether a column is empty, so that making ready to press it would cost more than all else.
fn has_no_values(batches: &[RecordBatch], field: &Field) -> bool {
    batches.iter().all(|batch| {
        batch
            .column_by_name(field.name())
            .is_none_or(|values| values.null_count() == values.len())
    })
}

/// Whether the values of a column are nearly all different, as far as a sample of all its rows tells. Of 2,048 values out of
/// 65,536 that are as frequent, 98 % are different; out of 20,480, of which numbers are as small without a dictionary, 95 %.
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
        let first = next;
        let taken = values.len().saturating_sub(first).div_ceil(step);
        next = first + taken * step - values.len();
        if values.null_count() == values.len() {
            continue;
        }
        let sample: UInt32Array = (first..values.len())
            .step_by(step)
            .filter(|row| values.is_valid(*row))
            .filter_map(|row| u32::try_from(row).ok())
            .collect();
        sampled += sample.len();
        let bytes =
            take(values, &sample, None).and_then(|values| converter.convert_columns(&[values]));
        let Ok(bytes) = bytes else {
            return false;
        };
        different.extend(bytes.iter().map(|value| xxh3_64(value.as_ref())));
    }
    let percent = match field.data_type() {
        DataType::Utf8 => 98,
        _ => 95,
    };
    sampled >= SAMPLED / 2 && different.len() * 100 >= sampled * percent
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array};

    use super::*;

    #[test]
    fn a_sample_tells_what_nearly_all_differs() {
        let check = |values: Vec<Option<i64>>, expect: bool| {
            let batches: Vec<RecordBatch> = values
                .chunks(3_000)
                .map(|values| {
                    let values: ArrayRef = Arc::new(Int64Array::from(values.to_vec()));
                    RecordBatch::try_from_iter([("n", values)]).unwrap()
                })
                .collect();
            let field = Field::new("n", DataType::Int64, true);
            assert_eq!(
                nearly_all_differ(&batches, &field),
                expect,
                "{:?}",
                values.get(..9)
            );
        };
        let rows = || 0..100_000_i64;
        check(rows().map(Some).collect(), true);
        // The same few thousand again and again, each once in a batch.
        check(rows().map(|row| Some(row % 3_000)).collect(), false);
        check(rows().map(|row| Some(row / 60)).collect(), false);
        check(
            rows().map(|row| (row % 50 == 0).then_some(row)).collect(),
            false,
        );
        check(vec![None; 100_000], false);
        check((0..2_000).map(Some).collect(), false);
        check(Vec::new(), false);
    }
}
