//! Rows that were picked out of what they came in, each read by itself: one that swallows what follows it, such as one
//! with a quote that never closes, swallows nothing.

use std::collections::VecDeque;
use std::io::Cursor;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions, new_null_array};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use charter::feed::Format;

use crate::FormatError;
use crate::bytes::{FileName, Meter};
use crate::chunk::{Broken, CHUNK_ROWS, Chunk, Decode, Nulls, Raw, RawRows};
use crate::open::{Text, Wanted, text_decoder};
use crate::typed::{Types, typed};

/// Rows that are held apart: each has room for many more in every column, until they are put together.
const APART: usize = 256;
const ONE: &str = "Write it as one row of its own.";

/// How rows are written that were picked.
pub(crate) struct PickedDecoder {
    name: FileName,
    format: Format,
    nulls: Nulls,
    columns: Vec<String>,
    /// Columns that the file may lack, and so its rows.
    optional: Vec<String>,
    types: Types,
    schema: SchemaRef,
    rows: VecDeque<Vec<u8>>,
    meter: Meter,
    /// Rows so far.
    line: u64,
}

/// One row, read.
enum Row {
    Read(RecordBatch),
    Broken { reason: String, hint: &'static str },
}

/// How many rows a text is read as, as [`crate::Source::Rows`] reads one; one that cannot be read at all is a bad row.
#[must_use]
pub fn rows_in(text: &[u8], format: &Format) -> usize {
    let counted = decoded(
        text,
        format,
        (
            &FileName(String::new()),
            &Nulls::default(),
            Wanted {
                all: &[],
                optional: &[],
            },
        ),
    );
    counted.map_or(1, |chunks| chunks.iter().map(rows_of).sum())
}

fn rows_of(chunk: &Chunk) -> usize {
    chunk.rows.num_rows() + chunk.broken.len()
}

fn decoded(
    raw: &[u8],
    format: &Format,
    (name, nulls, columns): (&FileName, &Nulls, Wanted<'_>),
) -> Result<Vec<Chunk>, FormatError> {
    let text = Text {
        name: name.clone(),
        bytes: Box::new(Cursor::new(in_one_line(raw, format))),
        nulls: nulls.clone(),
        columns,
    };
    let mut decoder = text_decoder(format, text, true)?;
    let mut chunks = Vec::new();
    while let Some(chunk) = decoder.next()? {
        chunks.push(chunk);
    }
    Ok(chunks)
}

impl PickedDecoder {
    pub(crate) fn new(
        (name, meter): (FileName, Meter),
        format: &Format,
        (nulls, wanted): (Nulls, Wanted<'_>),
        rows: Vec<Vec<u8>>,
        types: Types,
    ) -> Self {
        let field = |name: &String| {
            let kind = types.get(name).cloned().unwrap_or(DataType::Utf8);
            Field::new(name, kind, true)
        };
        Self {
            schema: Arc::new(Schema::new(
                wanted.all.iter().map(field).collect::<Vec<_>>(),
            )),
            name,
            format: format.clone(),
            nulls,
            columns: wanted.all.to_vec(),
            optional: wanted.optional.to_vec(),
            types,
            rows: rows.into(),
            meter,
            line: 0,
        }
    }

    fn read(&self, raw: &[u8]) -> Result<Row, FormatError> {
        let broken = |reason: String, hint| Ok(Row::Broken { reason, hint });
        // What stands for nothing, text does; a number is what it is.
        let nothing = Nulls::default();
        let wanted = Wanted {
            all: &self.columns,
            optional: &self.optional,
        };
        let how = (&self.name, &nothing, wanted);
        let chunks = match decoded(raw, &self.format, how) {
            Err(FormatError::Bad { cause, .. }) => return broken(cause, ONE),
            chunks => chunks?,
        };
        let rows: usize = chunks.iter().map(rows_of).sum();
        let Some(Chunk {
            rows: texts,
            broken: mut bad,
            ..
        }) = chunks.into_iter().find(|_| rows == 1)
        else {
            return broken(format!("it is read as {rows} rows and not as one"), ONE);
        };
        if let Some(Broken { reason, hint, .. }) = bad.pop() {
            return broken(reason, hint);
        }
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(self.columns.len());
        for (field, text) in self.schema.fields().iter().zip(texts.columns()) {
            if *field.data_type() == DataType::Utf8 {
                let cell = text.as_string::<i32>();
                let stands = cell.is_valid(0) && !self.nulls.is_null(cell.value(0));
                columns.push(match stands {
                    true => text.clone(),
                    false => new_null_array(&DataType::Utf8, 1),
                });
                continue;
            }
            let value = typed(text, field.data_type()).ok();
            let told = |value: &ArrayRef| {
                let nothing = text.is_null(0) || *field.data_type() == DataType::Null;
                value.is_valid(0) || nothing
            };
            let Some(value) = value.filter(told) else {
                return broken(
                    format!("`{}` is no {}", field.name(), field.data_type()),
                    "Write the value as the other rows of its file have it.",
                );
            };
            columns.push(value);
        }
        let rows = RecordBatch::try_new_with_options(self.schema.clone(), columns, &one_row());
        rows.map(Row::Read).map_err(FormatError::Rows)
    }
}

impl Decode for PickedDecoder {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn raw_format(&self) -> Format {
        self.format.clone()
    }

    fn raw_types(&self) -> Types {
        self.types.clone()
    }

    fn next(&mut self) -> Result<Option<Chunk>, FormatError> {
        let mut raw = RawRows::default();
        let (mut together, mut apart) = (Vec::new(), Vec::new());
        let (mut lines, mut broken) = (Vec::new(), Vec::new());
        let schema = self.schema.clone();
        let one = |rows: &[RecordBatch]| concat_batches(&schema, rows).map_err(FormatError::Rows);
        while lines.len() + broken.len() < CHUNK_ROWS
            && let Some(row) = self.rows.pop_front()
        {
            self.line += 1;
            self.meter.read(&row);
            match self.read(&row)? {
                Row::Read(rows) => {
                    apart.push(rows);
                    if apart.len() == APART {
                        together.push(one(&apart)?);
                        apart.clear();
                    }
                    lines.push(self.line);
                    raw.push(&row);
                }
                Row::Broken { reason, hint } => broken.push(Broken {
                    line: self.line,
                    raw: row,
                    reason,
                    hint,
                }),
            }
        }
        if lines.is_empty() && broken.is_empty() {
            return Ok(None);
        }
        together.append(&mut apart);
        Ok(Some(Chunk {
            rows: one(&together)?,
            lines,
            raw: Raw::Text(raw),
            broken,
        }))
    }
}

fn one_row() -> RecordBatchOptions {
    RecordBatchOptions::new().with_row_count(Some(1))
}

/// A JSON value may go over lines, and each line would be a row: between values a line end means nothing, and within
/// texts there is none.
fn in_one_line(raw: &[u8], format: &Format) -> Vec<u8> {
    if *format != Format::Ndjson {
        return raw.to_vec();
    }
    let spaced = raw
        .iter()
        .map(|byte| if *byte == b'\n' { b' ' } else { *byte });
    spaced.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_text_stands_for_nothing() {
        let columns = ["n".to_owned(), "b".to_owned(), "t".to_owned()];
        let types = Types::read(r#"{"n":"Int64","b":"Int64","t":"Utf8"}"#).unwrap();
        let mut decoder = PickedDecoder::new(
            (FileName("any".to_owned()), Meter::default()),
            &Format::Ndjson,
            (Nulls::of(&["-1".to_owned()]), Wanted::all(&columns)),
            vec![br#"{"n":-1,"b":null,"t":"-1"}"#.to_vec()],
            types,
        );
        let chunk = decoder.next().unwrap().unwrap();
        assert_eq!(chunk.broken, []);
        let nulls: Vec<bool> = chunk
            .rows
            .columns()
            .iter()
            .map(|column| column.is_null(0))
            .collect();
        assert_eq!(nulls, [false, true, true]);
    }

    #[test]
    fn many_rows_stay_in_their_order() {
        let rows = (1..=1_000_u32).map(|number| match number % 10 {
            3 => b"\"never closed".to_vec(),
            _ => format!("{number},\"x\ny\"").into_bytes(),
        });
        let columns = ["n".to_owned(), "t".to_owned()];
        let marks = charter::feed::Separated {
            header: columns.to_vec(),
            ..charter::feed::Separated::default()
        };
        let types = Types::read(r#"{"n":"Int64"}"#).unwrap();
        let mut decoder = PickedDecoder::new(
            (FileName("any".to_owned()), Meter::default()),
            &Format::Csv(marks),
            (Nulls::default(), Wanted::all(&columns)),
            rows.collect(),
            types,
        );
        let chunk = decoder.next().unwrap().unwrap();
        assert!(decoder.next().unwrap().is_none());
        assert_eq!((chunk.lines.len(), chunk.broken.len()), (900, 100));
        assert!(chunk.broken.iter().all(|row| row.line % 10 == 3));
        let numbers = chunk.rows.column(0);
        let numbers = numbers.as_primitive::<arrow::datatypes::Int64Type>();
        let numbers = numbers.values().iter().map(|number| number.cast_unsigned());
        assert!(numbers.eq(chunk.lines.iter().copied()));
        let last = chunk.texts(&[899]).unwrap();
        assert_eq!(last, [b"1000,\"x\ny\""]);
    }
}
