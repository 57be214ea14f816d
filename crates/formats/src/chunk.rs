//! What decoders give: some thousands of rows, as text columns, with where each came from.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use charter::feed::Format;

use crate::FormatError;
use crate::bytes::FileName;
use crate::guarded::guarded;
use crate::parquet_rows::ParquetRows;
use crate::text_column::TextColumn;
use crate::typed::{Types, objects};

/// What to do about a file that cannot be read twice.
pub(crate) const DAMAGED: &str = "The file is damaged. Fetch or export it again.";

/// Rows in a chunk, at most: few enough to stay in a processor's cache while they are mapped.
pub const CHUNK_ROWS: usize = 8_192;
/// Rows after which room is made for a whole chunk.
const ROWS_BEFORE_MANY: usize = 64;
/// Bytes of a chunk's rows, about at most.
const CHUNK_BYTES: usize = 4 << 20;

/// Rows that were read, in the order of the file.
pub struct Chunk {
    /// The source columns that the mapping reads.
    pub rows: RecordBatch,
    /// Line of each row in the file, the first is 1; in Parquet, Arrow and JSON documents the record's number.
    pub lines: Vec<u64>,
    /// Where each row's own text is.
    pub(crate) raw: Raw,
    /// Rows that could not be read.
    pub broken: Vec<Broken>,
}

/// Where the text of rows is.
pub(crate) enum Raw {
    /// Their bytes, as they came.
    Text(RawRows),
    /// All their columns.
    Columns(FileName, RecordBatch),
    /// In a file of which only some columns were read: the others are read where they are asked for.
    Parquet(ParquetRows),
}

impl Chunk {
    /// The text of some rows, by their places in ascending order, as [`Decode::raw_format`] and [`Decode::raw_types`] say
    /// it is read again: their bytes without a line end, or a JSON object with all columns that the file has.
    ///
    /// # Errors
    /// When the file cannot be read once more.
    pub fn texts(&self, places: &[u32]) -> Result<Vec<Vec<u8>>, FormatError> {
        match &self.raw {
            Raw::Text(raw) => Ok((places.iter())
                .map(|place| raw.get(*place as usize).to_vec())
                .collect()),
            Raw::Columns(name, rows) => {
                let texts = guarded(|| {
                    let places = UInt32Array::from(places.to_vec());
                    objects(&take_record_batch(rows, &places)?)
                });
                texts.map_err(|error| name.bad(format!("its rows have no text: {error}"), DAMAGED))
            }
            Raw::Parquet(rows) => rows.texts(places),
        }
    }
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Its line in the file, the first is 1.
    pub line: u64,
    /// Its bytes.
    pub raw: Vec<u8>,
    /// What is wrong with it.
    pub reason: String,
    /// What to do.
    pub hint: &'static str,
}

/// Bytes of rows, one after the other.
#[derive(Debug, Default)]
pub(crate) struct RawRows {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl RawRows {
    pub(crate) fn push(&mut self, row: &[u8]) {
        // From a few rows on there is likely to be a whole chunk of them.
        if self.ends.len() == ROWS_BEFORE_MANY {
            self.bytes.reserve(CHUNK_BYTES + CHUNK_BYTES / 8);
        }
        self.bytes.extend_from_slice(row);
        self.ends.push(self.bytes.len());
    }

    /// The bytes of one row, without its line end; none where there is no such row.
    fn get(&self, row: usize) -> &[u8] {
        let start = row
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or_default();
        let end = self.ends.get(row).copied().unwrap_or(start);
        self.bytes.get(start..end).unwrap_or_default()
    }
}

/// Decodes a file, chunk by chunk.
pub trait Decode: Send {
    /// Types of the columns that the mapping reads.
    fn schema(&self) -> SchemaRef;
    /// How the raw text of one row is read again, on its own.
    fn raw_format(&self) -> Format;
    /// Types of the columns in that text, where it does not tell them.
    fn raw_types(&self) -> Types {
        Types::default()
    }
    /// The next rows; nothing at the end.
    ///
    /// # Errors
    /// When the file cannot be read any further, or is not what it was taken for. Nothing more comes then.
    fn next(&mut self) -> Result<Option<Chunk>, FormatError>;
}

/// Schema of columns that are all text.
pub(crate) fn text_schema(columns: &[String]) -> SchemaRef {
    Arc::new(Schema::new(
        columns
            .iter()
            .map(|name| Field::new(name, DataType::Utf8, true))
            .collect::<Vec<_>>(),
    ))
}

/// Cells that mean "nothing".
#[derive(Debug, Clone, Default)]
pub(crate) struct Nulls(HashSet<String>);

impl Nulls {
    pub(crate) fn of(words: &[String]) -> Self {
        Self(words.iter().cloned().collect())
    }

    pub(crate) fn is_null(&self, cell: &str) -> bool {
        cell.is_empty() || (!self.0.is_empty() && self.0.contains(cell))
    }
}

/// A chunk being filled with text.
pub(crate) struct TextChunk {
    schema: SchemaRef,
    columns: Vec<TextColumn>,
    lines: Vec<u64>,
    raw: RawRows,
    broken: Vec<Broken>,
    broken_bytes: usize,
}

impl TextChunk {
    pub(crate) fn new(schema: SchemaRef) -> Self {
        let columns = schema
            .fields()
            .iter()
            .map(|_| TextColumn::with_room_for(CHUNK_ROWS))
            .collect();
        Self {
            schema,
            columns,
            lines: Vec::new(),
            raw: RawRows::default(),
            broken: Vec::new(),
            broken_bytes: 0,
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.lines.len() + self.broken.len() >= CHUNK_ROWS
            || self.raw.bytes.len() + self.broken_bytes >= CHUNK_BYTES
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.broken.is_empty()
    }

    /// Sets one cell of the row that [`TextChunk::end_row`] completes; what was set before is forgotten.
    pub(crate) fn cell(&mut self, column: usize, cell: Option<&str>) {
        let rows = self.lines.len();
        if let Some(column) = self.columns.get_mut(column) {
            column.truncate(rows);
            column.push(cell);
        }
    }

    /// Completes a row: cells that were not set are null.
    pub(crate) fn end_row(&mut self, line: u64, raw: &[u8]) {
        self.lines.push(line);
        self.raw.push(raw);
        for column in &mut self.columns {
            if column.len() < self.lines.len() {
                column.push(None);
            }
        }
    }

    /// A row that could not be read: what was set of it is forgotten.
    pub(crate) fn broken(
        &mut self,
        line: u64,
        raw: &[u8],
        reason: impl Into<String>,
        hint: &'static str,
    ) {
        for column in &mut self.columns {
            column.truncate(self.lines.len());
        }
        self.broken_bytes += raw.len();
        self.broken.push(Broken {
            line,
            raw: raw.to_vec(),
            reason: reason.into(),
            hint,
        });
    }

    pub(crate) fn finish(self) -> Result<Chunk, FormatError> {
        let columns = self
            .columns
            .into_iter()
            .map(TextColumn::finish)
            .collect::<Result<_, _>>()
            .map_err(FormatError::Rows)?;
        let options = RecordBatchOptions::new().with_row_count(Some(self.lines.len()));
        Ok(Chunk {
            rows: RecordBatch::try_new_with_options(self.schema, columns, &options)
                .map_err(FormatError::Rows)?,
            lines: self.lines,
            raw: Raw::Text(self.raw),
            broken: self.broken,
        })
    }
}
