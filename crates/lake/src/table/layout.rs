//! How facts are laid out in Parquet: encodings, compression, statistics, by what the columns hold.

use std::collections::{BTreeSet, HashSet};

use arrow::array::{Array, AsArray, RecordBatch, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, SchemaRef};
use arrow::row::{RowConverter, SortField};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
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
/// values that are nearly all different, as keys and versions are, would only be built to be thrown away. Keys and identifiers
/// take the longest to press, which what comes in does not wait for. The instants are in order, so their differences are small
/// and quick to read. What is packed to bits already is not compressed again.
pub(super) fn properties(
    schema: &SchemaRef,
    batches: &[RecordBatch],
    at: &str,
    pressed: Pressed,
) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_compression(pressed.compression())
        .set_created_by(concat!("tandem ", env!("CARGO_PKG_VERSION")).to_owned());
    for field in schema.fields() {
        let path = ColumnPath::from(field.name().as_str());
        if field.name() == KEY || field.name() == VERSION {
            builder = builder
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_statistics_enabled(path.clone(), EnabledStatistics::None);
            // A version is a digest for the most part, which nothing makes smaller.
            if pressed == Pressed::Lightly || field.name() == VERSION {
                builder = end_to_end(builder, path);
            }
        } else if field.name() == at {
            builder = builder
                .set_column_compression(path.clone(), Compression::UNCOMPRESSED)
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
        } else if *field.data_type() == DataType::Boolean || has_no_values(batches, field) {
            builder = builder.set_column_compression(path, Compression::UNCOMPRESSED);
        } else {
            match (Values::of(batches, field), pressed) {
                (Values::Recur, _) => {}
                (Values::Identify, Pressed::Lightly) => {
                    builder = builder.set_column_dictionary_enabled(path.clone(), false);
                    builder = end_to_end(builder, path);
                }
                (Values::Identify | Values::Differ, _) => {
                    builder = builder.set_column_dictionary_enabled(path, false);
                }
            }
        }
    }
    builder.build()
}

/// Values of a column end to end as they are, and their lengths apart from them.
fn end_to_end(builder: WriterPropertiesBuilder, path: ColumnPath) -> WriterPropertiesBuilder {
    builder
        .set_column_compression(path.clone(), Compression::UNCOMPRESSED)
        .set_column_encoding(path, Encoding::DELTA_LENGTH_BYTE_ARRAY)
}

/// Whether a column is empty, so that making ready to press it would cost more than all else.
fn has_no_values(batches: &[RecordBatch], field: &Field) -> bool {
    batches.iter().all(|batch| {
        batch
            .column_by_name(field.name())
            .is_none_or(|values| values.null_count() == values.len())
    })
}

/// What a sample of all its rows tells of the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Values {
    /// Many rows have the same.
    Recur,
    /// Nearly all are different. Of 2,048 values out of 65,536 that are as frequent, 98 % are different; out of 20,480, of which
    /// numbers are as small without a dictionary, 95 %.
    Differ,
    /// Texts that nearly all differ and are of one length, as identifiers are.
    Identify,
}

impl Values {
    fn of(batches: &[RecordBatch], field: &Field) -> Self {
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        if rows < SAMPLED {
            return Self::Recur;
        }
        // As bytes values can be told apart whatever their type is.
        let Ok(converter) = RowConverter::new(vec![SortField::new(field.data_type().clone())])
        else {
            return Self::Recur;
        };
        let step = rows / SAMPLED;
        let (mut different, mut sampled, mut next) = (HashSet::new(), 0, 0);
        let mut lengths = BTreeSet::new();
        for batch in batches {
            let Some(values) = batch.column_by_name(field.name()) else {
                return Self::Recur;
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
            let Ok(values) = take(values, &sample, None) else {
                return Self::Recur;
            };
            if let Some(texts) = values.as_string_opt::<i32>() {
                lengths.extend(texts.offsets().lengths());
            }
            let Ok(bytes) = converter.convert_columns(&[values]) else {
                return Self::Recur;
            };
            different.extend(bytes.iter().map(|value| xxh3_64(value.as_ref())));
        }
        let percent = match field.data_type() {
            DataType::Utf8 => 98,
            _ => 95,
        };
        if sampled < SAMPLED / 2 || different.len() * 100 < sampled * percent {
            return Self::Recur;
        }
        match lengths.len() {
            1 => Self::Identify,
            _ => Self::Differ,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array, StringArray};

    use super::*;

    #[track_caller]
    fn check(chunks: Vec<ArrayRef>, expect: Values) {
        let field = Field::new("n", chunks[0].data_type().clone(), true);
        let batches: Vec<RecordBatch> = chunks
            .into_iter()
            .map(|values| RecordBatch::try_from_iter([("n", values)]).unwrap())
            .collect();
        assert_eq!(Values::of(&batches, &field), expect);
    }

    #[test]
    fn a_sample_tells_what_nearly_all_differs() {
        let numbers = |values: Vec<Option<i64>>, expect| {
            let chunk = |values: &[Option<i64>]| Arc::new(Int64Array::from(values.to_vec())) as _;
            check(values.chunks(3_000).map(chunk).collect(), expect);
        };
        let rows = || 0..100_000_i64;
        numbers(rows().map(Some).collect(), Values::Differ);
        // The same few thousand again and again, each once in a batch.
        let again = rows().map(|row| Some(row % 3_000));
        numbers(again.collect(), Values::Recur);
        numbers(rows().map(|row| Some(row / 60)).collect(), Values::Recur);
        let sparse = rows().map(|row| (row % 50 == 0).then_some(row));
        numbers(sparse.collect(), Values::Recur);
        numbers(vec![None; 100_000], Values::Recur);
        numbers((0..2_000).map(Some).collect(), Values::Recur);
    }

    #[test]
    fn identifiers_are_texts_of_one_length() {
        let texts = |text: fn(usize) -> String, expect| {
            let texts: StringArray = (0..50_000).map(|row| Some(text(row))).collect();
            check(vec![Arc::new(texts)], expect);
        };
        texts(|row| format!("H-{row:08}"), Values::Identify);
        texts(|row| format!("H-{row}"), Values::Differ);
        texts(|row| format!("H-{:08}", row / 60), Values::Recur);
    }
}
