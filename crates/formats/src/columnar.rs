//! Apache Parquet and Apache Arrow IPC. Types are kept; a row's number stands for its line.
//!
//! What is nested (a struct, a list, a map) reaches the mapping as its JSON.

use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::arrow::ProjectionMask;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions, StringBuilder};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::json::LineDelimitedWriter;
use charter::feed::Format;

use crate::FormatError;
use crate::bytes::FileName;
use crate::chunk::{CHUNK_ROWS, Chunk, DAMAGED, Decode, Nulls, Raw};
use crate::csv::missing;
use crate::guarded::guarded;
use crate::ipc::{self, Batches};
use crate::json::members;
use crate::met::Met;
use crate::open::Wanted;
use crate::parquet;
use crate::parquet_rows::ParquetRows;
use crate::typed::Types;

const CUT: &str =
    "See whether the export ran to its end, and whether the feed's `format` is right.";

pub(crate) struct ColumnarDecoder {
    name: FileName,
    batches: Batches,
    /// Batches that were read and are more than one chunk.
    waiting: VecDeque<RecordBatch>,
    schema: SchemaRef,
    /// Types of all columns that there are.
    types: Types,
    /// The file, where only some of its columns are read.
    parquet: Option<PathBuf>,
    nulls: Nulls,
    rows: u64,
}

impl ColumnarDecoder {
    pub(crate) fn parquet(
        name: FileName,
        path: &Path,
        nulls: Nulls,
        columns: Wanted<'_>,
    ) -> Result<Self, FormatError> {
        let damaged = |error: &dyn std::fmt::Display| {
            name.bad(format!("not a whole Parquet file: {error}"), CUT)
        };
        let builder = parquet::builder(open(path)?).map_err(|error| damaged(&error))?;
        let schema = wanted(&name, builder.schema(), columns)?;
        let types = Types::of(builder.schema());
        let mask = ProjectionMask::roots(
            builder.parquet_schema(),
            builder
                .schema()
                .fields()
                .iter()
                .enumerate()
                .filter(|(_, field)| columns.all.contains(field.name()))
                .map(|(place, _)| place),
        );
        let builder = builder.with_projection(mask).with_batch_size(CHUNK_ROWS);
        let reader = guarded(|| builder.build()).map_err(|error| damaged(&error))?;
        Ok(Self {
            parquet: Some(path.to_owned()),
            ..Self::of(name, Box::new(reader), (schema, types), nulls)
        })
    }

    pub(crate) fn arrow(
        name: FileName,
        path: &Path,
        nulls: Nulls,
        columns: Wanted<'_>,
    ) -> Result<Self, FormatError> {
        let (stored, batches) = ipc::batches(open(path)?)
            .map_err(|error| name.bad(format!("not a whole Arrow IPC file: {error}"), CUT))?;
        let schema = wanted(&name, &stored, columns)?;
        let types = Types::of(&stored);
        Ok(Self::of(name, batches, (schema, types), nulls))
    }

    fn of(
        name: FileName,
        batches: Batches,
        (schema, types): (SchemaRef, Types),
        nulls: Nulls,
    ) -> Self {
        Self {
            name,
            batches,
            waiting: VecDeque::new(),
            schema,
            types,
            parquet: None,
            nulls,
            rows: 0,
        }
    }

    fn columns(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let columns = self
            .schema
            .fields()
            .iter()
            .map(|field| {
                let column = batch
                    .column_by_name(field.name())
                    .map(|column| read(column, field.data_type()))
                    .transpose()?
                    .unwrap_or_else(|| {
                        arrow::array::new_null_array(field.data_type(), batch.num_rows())
                    });
                Ok(if column.data_type() == &DataType::Utf8 {
                    self.without_nulls(&column)
                } else {
                    column
                })
            })
            .collect::<Result<Vec<_>, ArrowError>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)
    }

    fn without_nulls(&self, column: &ArrayRef) -> ArrayRef {
        let texts = column.as_string::<i32>();
        if !texts.iter().flatten().any(|text| self.nulls.is_null(text)) {
            return column.clone();
        }
        let mut builder = StringBuilder::with_capacity(texts.len(), texts.value_data().len());
        for text in texts {
            builder.append_option(text.filter(|text| !self.nulls.is_null(text)));
        }
        Arc::new(builder.finish())
    }

    /// The next batch of at most one chunk.
    fn batch(&mut self) -> Option<Result<RecordBatch, ArrowError>> {
        loop {
            if let Some(batch) = self.waiting.pop_front() {
                return Some(Ok(batch));
            }
            match self.batches.next()? {
                Ok(batch) if batch.num_rows() > CHUNK_ROWS => {
                    self.waiting = (0..batch.num_rows())
                        .step_by(CHUNK_ROWS)
                        .map(|from| batch.slice(from, CHUNK_ROWS.min(batch.num_rows() - from)))
                        .collect();
                }
                batch => return Some(batch),
            }
        }
    }
}

impl Decode for ColumnarDecoder {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn raw_format(&self) -> Format {
        Format::Ndjson
    }

    fn raw_types(&self) -> Types {
        self.types.clone()
    }

    fn next(&mut self) -> Result<Option<Chunk>, FormatError> {
        let rows = guarded(|| {
            let batch = self.batch().transpose()?;
            let read = batch.map(|batch| Ok::<_, ArrowError>((self.columns(&batch)?, batch)));
            read.transpose()
        });
        let rows = rows.map_err(|error| {
            self.name
                .bad(format!("after row {}: {error}", self.rows), DAMAGED)
        })?;
        let Some((rows, whole)) = rows else {
            return Ok(None);
        };
        let raw = match &self.parquet {
            Some(path) => Raw::Parquet(ParquetRows {
                name: self.name.clone(),
                path: path.clone(),
                first: self.rows,
            }),
            None => Raw::Columns(self.name.clone(), whole),
        };
        let lines = (self.rows + 1..).take(rows.num_rows()).collect();
        self.rows += rows.num_rows() as u64;
        Ok(Some(Chunk {
            rows,
            lines,
            raw,
            broken: Vec::new(),
        }))
    }
}

pub(crate) fn open(path: &Path) -> Result<File, FormatError> {
    File::open(path).map_err(FormatError::io(format!("opening {}", path.display())))
}

/// The columns that the mapping reads, as they are read.
fn wanted(name: &FileName, stored: &Schema, columns: Wanted<'_>) -> Result<SchemaRef, FormatError> {
    let known = || stored.fields().iter().map(|field| field.name().as_str());
    let fields = columns
        .all
        .iter()
        .map(|column| match stored.field_with_name(column) {
            Ok(field) => Ok(Field::new(column, read_type(field.data_type()), true)),
            // Nothing is of any type: it fits whatever an expression does with it.
            Err(_) if columns.may_lack(column) => Ok(Field::new(column, DataType::Null, true)),
            Err(_) => Err(missing(name, column, &Met::all(column, known()))),
        })
        .collect::<Result<Vec<_>, FormatError>>()?;
    Ok(Arc::new(Schema::new(fields)))
}

/// How a column is read: text as text, whatever its encoding; what is nested as its JSON; all else as it is.
pub(crate) fn read_type(stored: &DataType) -> DataType {
    match stored {
        DataType::Dictionary(_, values) => read_type(values),
        DataType::RunEndEncoded(_, values) => read_type(values.data_type()),
        DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        nested if nested.is_nested() => DataType::Utf8,
        other => other.clone(),
    }
}

fn read(column: &ArrayRef, wanted: &DataType) -> Result<ArrayRef, ArrowError> {
    if column.data_type().is_nested() {
        as_json(column)
    } else {
        cast(column, wanted)
    }
}

/// Nested values as JSON, one text a row.
pub(crate) fn as_json(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let field = Field::new("v", column.data_type().clone(), true);
    let batch = RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![column.clone()])?;
    let mut lines = Vec::new();
    let mut writer = LineDelimitedWriter::new(&mut lines);
    writer.write(&batch)?;
    writer.finish()?;
    drop(writer);
    let lines =
        String::from_utf8(lines).map_err(|error| ArrowError::JsonError(error.to_string()))?;
    let mut texts = StringBuilder::with_capacity(column.len(), lines.len());
    for line in lines.lines() {
        let mut text = None;
        members(line, |_, value| text = value.text()).map_err(ArrowError::JsonError)?;
        texts.append_option(text);
    }
    Ok(Arc::new(texts.finish()))
}
