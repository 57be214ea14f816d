//! The beginning of a file nobody has described yet.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use charter::feed::Format;

use crate::bytes;
use crate::columnar::as_json;
use crate::cut::whole_records;
use crate::guarded::guarded;
use crate::ipc::{self, ARROW_FILE};
use crate::parquet;
use crate::{FormatError, Source};

const PARQUET_FILE: &[u8] = b"PAR1";
/// What an Arrow IPC stream begins with: the sign of a continuation.
const ARROW_STREAM: &[u8] = &[0xff, 0xff, 0xff, 0xff];
/// Rows of a columnar file that are looked at.
const ROWS_MAX: usize = 10_000;

/// The beginning of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// Text, decompressed, and whether it is all there is.
    Text {
        /// The bytes.
        bytes: Vec<u8>,
        /// Whether they are the whole file.
        whole: bool,
    },
    /// Columns with types of their own.
    Columnar {
        /// Whether it is Parquet; otherwise Arrow IPC.
        parquet: bool,
        /// Name and type of each column.
        columns: Vec<(String, HeadType)>,
        /// Rows as text: ISO 8601 for days and instants, JSON for what is nested.
        rows: Vec<Vec<Option<String>>>,
        /// Whether they are all there are.
        whole: bool,
    },
}

/// The type that a column has of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadType {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Other numbers.
    Number,
    /// True or false.
    Boolean,
    /// Days.
    Date,
    /// Instants; whether the type says in which zone.
    Instant {
        /// Whether it does.
        zoned: bool,
    },
    /// Anything else.
    Other,
}

impl Head {
    /// Reads up to `bytes_max` bytes of text, or some thousand rows of a columnar file.
    ///
    /// # Errors
    /// When the file is not there, is empty, is cut off, or is damaged.
    pub fn read(path: &Path, bytes_max: usize) -> Result<Self, FormatError> {
        let opened = bytes::open(Source::Path(path.to_owned()))?;
        let (name, mut plain) = bytes::decompressed(opened)?;
        let mut bytes = Vec::new();
        plain
            .by_ref()
            .take(bytes_max as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| name.unreadable(error))?;
        let damaged = |error: &dyn std::fmt::Display| {
            name.bad(
                format!("it begins as a columnar file and is not whole: {error}"),
                "See whether the export ran to its end.",
            )
        };
        let is_parquet = bytes.starts_with(PARQUET_FILE);
        if !is_parquet && !bytes.starts_with(ARROW_FILE) && !bytes.starts_with(ARROW_STREAM) {
            let whole = bytes.len() <= bytes_max;
            bytes.truncate(bytes_max);
            return Ok(Self::Text { bytes, whole });
        }
        let mut file =
            File::open(path).map_err(FormatError::io(format!("opening {}", path.display())))?;
        if !starts_alike(&mut file, &bytes).map_err(|error| name.unreadable(error))? {
            let what = if is_parquet { "Parquet" } else { "Arrow IPC" };
            return Err(name.bad(
                format!("it is {what} within a gzip or Zstandard archive"),
                format!("Unpack it first: {what} is compressed in itself."),
            ));
        }
        if is_parquet {
            let reader = parquet::builder(file).map_err(|error| damaged(&error))?;
            let schema = reader.schema().clone();
            let reader = guarded(|| reader.build()).map_err(|error| damaged(&error))?;
            guarded(|| columnar(true, &schema, reader))
        } else {
            let (schema, batches) = ipc::batches(file).map_err(|error| damaged(&error))?;
            guarded(|| columnar(false, &schema, batches))
        }
        .map_err(|error| damaged(&error))
    }
}

impl Head {
    /// What can be tried of a file whose beginning this is: the file itself where the head is all of it or has types of
    /// its own, else the beginning up to its last whole record.
    #[must_use]
    pub fn trial(&self, path: &Path, format: &Format) -> Source {
        match self {
            Self::Text {
                bytes,
                whole: false,
            } => Source::Reader {
                name: Source::from(path).name(),
                bytes: Box::new(Cursor::new(whole_records(bytes, format).into_owned())),
            },
            _ => Source::from(path),
        }
    }

    /// Whether a trial goes over the whole file.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Text { whole, .. } => *whole,
            Self::Columnar { .. } => true,
        }
    }

    /// The same, as the beginning of a file that goes on elsewhere.
    #[must_use]
    pub fn cut_off(mut self) -> Self {
        if let Self::Text { whole, .. } = &mut self {
            *whole = false;
        }
        self
    }
}

/// Whether the file has these bytes of its own, and not what they were compressed to.
fn starts_alike(file: &mut File, bytes: &[u8]) -> io::Result<bool> {
    let mut first = Vec::new();
    Read::by_ref(file).take(4).read_to_end(&mut first)?;
    file.rewind()?;
    Ok(bytes.starts_with(&first))
}

fn columnar(
    parquet: bool,
    schema: &SchemaRef,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
) -> Result<Head, ArrowError> {
    let columns = schema
        .fields()
        .iter()
        .map(|field| (field.name().clone(), head_type(field.data_type())))
        .collect();
    let mut rows = Vec::new();
    let mut whole = true;
    for batch in batches {
        let batch = batch?;
        let left = ROWS_MAX - rows.len();
        if batch.num_rows() > left {
            whole = false;
        }
        rows.extend(texts(&batch.slice(0, left.min(batch.num_rows())))?);
        if !whole {
            break;
        }
    }
    Ok(Head::Columnar {
        parquet,
        columns,
        rows,
        whole,
    })
}

/// Rows as text, null where there is nothing.
///
/// # Errors
/// When a column has a type that has no text.
pub fn texts(batch: &RecordBatch) -> Result<Vec<Vec<Option<String>>>, ArrowError> {
    let columns = batch
        .columns()
        .iter()
        .map(|column| {
            if column.data_type().is_nested() {
                as_json(column)
            } else {
                Ok(column.clone())
            }
        })
        .collect::<Result<Vec<_>, _>>()?;
    let options = FormatOptions::default();
    let shown = columns
        .iter()
        .map(|column| ArrayFormatter::try_new(column, &options))
        .collect::<Result<Vec<_>, _>>()?;
    Ok((0..batch.num_rows())
        .map(|row| {
            columns
                .iter()
                .zip(&shown)
                .map(|(column, shown)| column.is_valid(row).then(|| shown.value(row).to_string()))
                .collect()
        })
        .collect())
}

fn head_type(data_type: &DataType) -> HeadType {
    match data_type {
        DataType::Dictionary(_, values) => head_type(values),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => HeadType::Text,
        DataType::Boolean => HeadType::Boolean,
        DataType::Date32 | DataType::Date64 => HeadType::Date,
        DataType::Timestamp(_, zone) => HeadType::Instant {
            zoned: zone.is_some(),
        },
        whole if whole.is_integer() => HeadType::Integer,
        number if number.is_numeric() => HeadType::Number,
        _ => HeadType::Other,
    }
}
