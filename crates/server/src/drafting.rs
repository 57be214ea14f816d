//! The feed that would take a file in, from the file's beginning and the charter that it would be part of.

use charter::Charter;
use draft::{About, ColumnType, Columnar, Draft, DraftError, Sample};
use lake::{Head, HeadType};

/// How much of a file is looked at, in bytes of text.
pub const HEAD_BYTES: usize = 4 << 20;

/// Drafts the feed that would take a file in.
///
/// # Errors
/// When the file holds nothing that rows could be told apart in.
pub fn draft(name: &str, head: &Head, charter: &Charter) -> Result<Draft, DraftError> {
    let sample = match head {
        Head::Text { bytes, whole } => Sample::from_bytes(name, bytes, *whole)?,
        Head::Columnar {
            parquet,
            columns,
            rows,
            whole,
        } => {
            let format = if *parquet {
                Columnar::Parquet
            } else {
                Columnar::Arrow
            };
            let columns: Vec<(String, ColumnType)> = columns
                .iter()
                .map(|(name, column_type)| (name.clone(), of_head(*column_type)))
                .collect();
            Sample::from_columns(name, format, &columns, rows, *whole)?
        }
    };
    draft::draft(&sample, &About::of(charter))
}

fn of_head(column_type: HeadType) -> ColumnType {
    match column_type {
        HeadType::Text => ColumnType::Text,
        HeadType::Integer => ColumnType::Integer,
        HeadType::Number => ColumnType::Number,
        HeadType::Boolean => ColumnType::Boolean,
        HeadType::Date => ColumnType::Date,
        HeadType::Instant { zoned } => ColumnType::Instant { zoned },
        HeadType::Other => ColumnType::Other,
    }
}
