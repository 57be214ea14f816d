//! What decoders give: some thousands of rows, as text columns, with where each came from.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use charter::feed::Format;

use crate::FormatError;

/// Rows in a chunk, at most: few enough to stay in a processor's cache while they are mapped.
pub(crate) const CHUNK_ROWS: usize = 8_192;
/// Bytes of a cell, about, for which room is made at first.
const CELL_BYTES: usize = 8;
/// Bytes of a chunk's rows, about at most.
const CHUNK_BYTES: usize = 32 << 20;

/// Rows that were read, in the order of the file.
pub struct Chunk {
    /// The source columns that the mapping reads.
    pub rows: RecordBatch,
    /// Line of each row in the file, the first is 1; in Parquet, Arrow and JSON documents the record's number.
    pub lines: Vec<u64>,
    /// The bytes of each row, where the format has them.
    pub raw: Option<RawRows>,
    /// Rows that could not be read.
    pub broken: Vec<Broken>,
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
pub struct RawRows {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl RawRows {
    fn push(&mut self, row: &[u8]) {
        self.bytes.extend_from_slice(row);
        self.ends.push(self.bytes.len());
    }

    /// The bytes of one row, without its line end; none where there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> &[u8] {
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
    columns: Vec<StringBuilder>,
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
            .map(|_| StringBuilder::with_capacity(CHUNK_ROWS, CHUNK_ROWS * CELL_BYTES))
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

    /// Adds one cell of the row that [`TextChunk::end_row`] completes. Every column gets one cell a row.
    pub(crate) fn cell(&mut self, column: usize, cell: Option<&str>) {
        if let Some(builder) = self.columns.get_mut(column) {
            builder.append_option(cell);
        }
    }

    pub(crate) fn end_row(&mut self, line: u64, raw: &[u8]) {
        self.lines.push(line);
        self.raw.push(raw);
    }

    pub(crate) fn broken(
        &mut self,
        line: u64,
        raw: &[u8],
        reason: impl Into<String>,
        hint: &'static str,
    ) {
        self.broken_bytes += raw.len();
        self.broken.push(Broken {
            line,
            raw: raw.to_vec(),
            reason: reason.into(),
            hint,
        });
    }

    pub(crate) fn finish(mut self) -> Result<Chunk, FormatError> {
        let columns: Vec<ArrayRef> = self
            .columns
            .iter_mut()
            .map(|builder| Arc::new(builder.finish()) as ArrayRef)
            .collect();
        let options = RecordBatchOptions::new().with_row_count(Some(self.lines.len()));
        Ok(Chunk {
            rows: RecordBatch::try_new_with_options(self.schema, columns, &options)
                .map_err(FormatError::Rows)?,
            lines: self.lines,
            raw: Some(self.raw),
            broken: self.broken,
        })
    }
}
