//! Decoders run over any bytes.

use std::io::Cursor;

use arrow::array::{Array, AsArray};
use charter::feed::{Format, Separated};

use super::bytes::{self, FileName};
use super::chunk::{Decode, Nulls};
use super::csv::CsvDecoder;
use super::json_document::JsonDecoder;
use super::ndjson::NdjsonDecoder;
use super::window::Window;
use crate::{LakeError, Source};

/// The columns that the mapping is taken to read.
fn columns() -> Vec<String> {
    ["a", "b.c", "é"].map(str::to_owned).to_vec()
}

/// A row: its cells.
type Row = Vec<Option<String>>;

fn window(data: &[u8], encoding: Option<&str>) -> Result<(FileName, Window), LakeError> {
    let mut opened = bytes::open(Source::Reader {
        name: "any".to_owned(),
        bytes: Box::new(Cursor::new(data.to_vec())),
    })?;
    opened.held = true;
    let (name, plain) = bytes::plain(opened, encoding)?;
    Ok((name, Window::new(plain)))
}

/// Reads to the end. What is refused says so in words; what is read is whole, in order, and its raw text reads the same
/// again by itself.
fn rows(decoder: &mut dyn Decode, nulls: &Nulls) -> Result<Vec<Row>, LakeError> {
    let raw_format = decoder.raw_format();
    let (mut rows, mut last) = (Vec::new(), 0);
    while let Some(chunk) = decoder.next()? {
        assert_eq!(chunk.rows.num_rows(), chunk.lines.len());
        assert!(!chunk.lines.is_empty() || !chunk.broken.is_empty());
        for (number, line) in chunk.lines.iter().enumerate() {
            assert!(*line > last, "line {line} after {last}");
            last = *line;
            let row: Row = chunk
                .rows
                .columns()
                .iter()
                .map(|column| {
                    let column = column.as_string::<i32>();
                    column.is_valid(number).then(|| column.value(number).to_owned())
                })
                .collect();
            if let Some(raw) = &chunk.raw {
                again(raw.get(number), &raw_format, nulls, &row);
            }
            rows.push(row);
        }
        for broken in &chunk.broken {
            assert!(!broken.reason.is_empty() && !broken.hint.is_empty());
        }
    }
    Ok(rows)
}

/// A row that was set aside is read again by its raw text alone.
fn again(raw: &[u8], format: &Format, nulls: &Nulls, row: &Row) {
    let name = FileName("again".to_owned());
    let window = Window::new(Box::new(Cursor::new(raw.to_vec())));
    let columns = columns();
    let mut decoder: Box<dyn Decode> = match format {
        Format::Csv(written) => {
            let opened = CsvDecoder::open(name, window, written, ',', nulls.clone(), &columns);
            Box::new(opened.unwrap_or_else(|error| panic!("{error}: {raw:?}")))
        }
        _ => Box::new(NdjsonDecoder::open(name, window, nulls.clone(), &columns)),
    };
    match decoder.next() {
        Ok(Some(chunk)) => {
            assert_eq!((chunk.lines.len(), chunk.broken.len()), (1, 0), "{raw:?}");
            let same = chunk.rows.columns().iter().zip(row).all(|(column, cell)| {
                let column = column.as_string::<i32>();
                column.is_valid(0).then(|| column.value(0)) == cell.as_deref()
            });
            assert!(same, "{raw:?} {row:?} {chunk:?}", chunk = chunk.rows);
        }
        // A row of cells that are all empty is a blank line, by itself too.
        Ok(None) => assert!(row.iter().all(Option::is_none), "{raw:?}"),
        // That no row has a column is said at the end of a file.
        Err(error) => assert!(row.iter().all(Option::is_none), "{error}: {raw:?}"),
    }
}

fn told(read: Result<Vec<Row>, LakeError>) {
    if let Err(error) = read {
        assert!(!error.to_string().is_empty() && !error.hint().is_empty());
    }
}

fn nulls(choice: u8) -> Nulls {
    if choice & 1 == 0 {
        Nulls::default()
    } else {
        Nulls::of(&feed())
    }
}

const ENCODINGS: [Option<&str>; 4] = [None, None, Some("windows-1252"), Some("utf-16le")];

fn encoding(choice: u8) -> Option<&'static str> {
    ENCODINGS[usize::from(choice) % ENCODINGS.len()]
}

/// Separated values.
pub fn csv_rows(data: &[u8]) {
    let [choice, how, data @ ..] = data else {
        return;
    };
    let written = Separated {
        delimiter: [None, Some(';'), Some('\t'), Some('|')][usize::from(*how) % 4],
        quote: [None, Some('\''), Some('"')][usize::from(how >> 2) % 3],
        header: if how & 0x80 == 0 { Vec::new() } else { columns() },
        skip: u32::from(how >> 4) & 3,
    };
    let nulls = nulls(*choice);
    let read = || {
        let (name, window) = window(data, encoding(choice >> 1))?;
        let mut decoder =
            CsvDecoder::open(name, window, &written, ',', nulls.clone(), &columns())?;
        rows(&mut decoder, &nulls)
    };
    told(read());
}

/// One JSON object a line.
pub fn ndjson_rows(data: &[u8]) {
    let [choice, data @ ..] = data else {
        return;
    };
    let nulls = nulls(*choice);
    let read = || {
        let (name, window) = window(data, encoding(choice >> 1))?;
        let mut decoder = NdjsonDecoder::open(name, window, nulls.clone(), &columns());
        rows(&mut decoder, &nulls)
    };
    told(read());
}

/// One JSON document.
pub fn json_rows(data: &[u8]) {
    let [choice, data @ ..] = data else {
        return;
    };
    let nulls = nulls(*choice);
    let records = [None, Some("a"), Some("a.b")][usize::from(choice >> 4) % 3];
    let read = || {
        let (name, window) = window(data, encoding(choice >> 1))?;
        let mut decoder = JsonDecoder::open(name, window, nulls.clone(), &columns(), records)?;
        rows(&mut decoder, &nulls)
    };
    told(read());
}

/// A feed with words for what is not there.
fn feed() -> charter::feed::Feed {
    crate::charter_of::feed()
}
