//! Apache Parquet. Types are kept; a row's number stands for its line.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions, StringBuilder};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::bytes::FileName;
use super::chunk::{CHUNK_ROWS, Chunk, Decode, Nulls};
use super::csv::missing;
use crate::LakeError;

pub(super) struct ParquetDecoder {
    name: FileName,
    reader: ParquetRecordBatchReader,
    schema: SchemaRef,
    nulls: Nulls,
    rows: u64,
}

impl ParquetDecoder {
    pub(super) fn open(
        name: FileName,
        path: &Path,
        nulls: Nulls,
        columns: &[String],
    ) -> Result<Self, LakeError> {
        let file =
            File::open(path).map_err(LakeError::io(format!("opening {}", path.display())))?;
        if file.metadata().is_ok_and(|metadata| metadata.len() == 0) {
            return Err(name.bad(
                "the file is empty",
                "See whether the export ran to its end.",
            ));
        }
        let damaged = |error: &dyn std::fmt::Display| {
            name.bad(
                format!("not a whole Parquet file: {error}"),
                "See whether the export ran to its end, and whether the feed's `format` is right.",
            )
        };
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(&error))?;
        let known: Vec<String> = builder
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let fields = columns
            .iter()
            .map(|column| {
                let field = builder
                    .schema()
                    .field_with_name(column)
                    .map_err(|_| missing(&name, column, &known))?;
                Ok(Field::new(column, read_type(field.data_type()), true))
            })
            .collect::<Result<Vec<_>, LakeError>>()?;
        let mask =
            ProjectionMask::columns(builder.parquet_schema(), columns.iter().map(String::as_str));
        let reader = builder
            .with_projection(mask)
            .with_batch_size(CHUNK_ROWS)
            .build()
            .map_err(|error| damaged(&error))?;
        Ok(Self {
            name,
            reader,
            schema: Arc::new(Schema::new(fields)),
            nulls,
            rows: 0,
        })
    }

    fn columns(&self, batch: &RecordBatch) -> Result<RecordBatch, arrow::error::ArrowError> {
        let columns = self
            .schema
            .fields()
            .iter()
            .map(|field| {
                let column = batch
                    .column_by_name(field.name())
                    .map(|column| cast(column, field.data_type()))
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
            .collect::<Result<Vec<_>, arrow::error::ArrowError>>()?;
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
}

impl Decode for ParquetDecoder {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next(&mut self) -> Result<Option<Chunk>, LakeError> {
        let Some(batch) = self.reader.next() else {
            return Ok(None);
        };
        let rows = batch
            .and_then(|batch| self.columns(&batch))
            .map_err(|error| {
                self.name.bad(
                    format!("after row {}: {error}", self.rows),
                    "The file is damaged. Fetch or export it again.",
                )
            })?;
        let lines = (self.rows + 1..).take(rows.num_rows()).collect();
        self.rows += rows.num_rows() as u64;
        Ok(Some(Chunk {
            rows,
            lines,
            raw: None,
            broken: Vec::new(),
        }))
    }
}

/// How a Parquet column is read: text as text, whatever its encoding; all else as it is.
fn read_type(stored: &DataType) -> DataType {
    match stored {
        DataType::Dictionary(_, values) => read_type(values),
        DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        other => other.clone(),
    }
}
