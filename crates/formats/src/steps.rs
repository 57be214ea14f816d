//! Where a file is cut into what is read at once changes nothing of what is read.

use std::io::Cursor;

use arrow::array::AsArray;
use charter::feed::Separated;
use proptest::prelude::*;

use crate::FormatError;
use crate::bytes::FileName;
use crate::chunk::{Decode, Nulls};
use crate::csv::{CsvDecoder, Layout};
use crate::json_document::JsonDecoder;
use crate::ndjson::NdjsonDecoder;
use crate::objects::Objects;
use crate::open::Wanted;
use crate::window::Window;

/// Opens a decoder over a window.
type Open = fn(FileName, Window) -> Result<Box<dyn Decode>, FormatError>;

fn columns() -> [String; 2] {
    ["a", "b"].map(str::to_owned)
}

fn objects() -> Objects {
    Objects::new(Nulls::default(), Wanted::all(&columns()), false)
}

fn csv(name: FileName, window: Window) -> Result<Box<dyn Decode>, FormatError> {
    let opened = CsvDecoder::open(
        name,
        window,
        Layout {
            written: &Separated::default(),
            delimiter: ',',
            picked: false,
        },
        Nulls::default(),
        Wanted::all(&columns()),
    )?;
    Ok(Box::new(opened))
}

fn escaped(name: FileName, window: Window) -> Result<Box<dyn Decode>, FormatError> {
    let written = Separated {
        escape: Some('\\'),
        ..Separated::default()
    };
    let layout = Layout {
        written: &written,
        delimiter: ',',
        picked: false,
    };
    let nulls = Nulls::default();
    let opened = CsvDecoder::open(name, window, layout, nulls, Wanted::all(&columns()))?;
    Ok(Box::new(opened))
}

fn ndjson(name: FileName, window: Window) -> Result<Box<dyn Decode>, FormatError> {
    Ok(Box::new(NdjsonDecoder::open(name, window, objects())))
}

fn json(name: FileName, window: Window) -> Result<Box<dyn Decode>, FormatError> {
    let opened = JsonDecoder::open(name, window, objects(), Some("r"))?;
    Ok(Box::new(opened))
}

/// Everything that is read, or why nothing is, as text.
fn read(open: Open, bytes: &[u8], step: usize) -> String {
    let window = Window::stepping(Box::new(Cursor::new(bytes.to_vec())), step);
    let mut told = String::new();
    let all = || -> Result<(), FormatError> {
        let mut decoder = open(FileName("any".to_owned()), window)?;
        while let Some(chunk) = decoder.next()? {
            for (row, line) in chunk.lines.iter().enumerate() {
                told += &format!("{line}:");
                for column in chunk.rows.columns() {
                    told += &format!(" {:?}", column.as_string::<i32>().iter().nth(row));
                }
                let place = u32::try_from(row).unwrap_or(u32::MAX);
                told += &format!(" {:?}\n", chunk.texts(&[place])?);
            }
            told += &format!("{:?}\n", chunk.broken);
        }
        Ok(())
    };
    // Where it is broken is said as far as it was read.
    if all().is_err() {
        told += "refused";
    }
    told
}

fn check(open: Open, text: &str, step: usize) -> Result<(), TestCaseError> {
    let whole = read(open, text.as_bytes(), 1 << 20);
    prop_assert_eq!(
        read(open, text.as_bytes(), step),
        whole,
        "{:?} by {}",
        text,
        step
    );
    Ok(())
}

proptest! {
    #[test]
    fn of_separated_values(text in "(a,b\r?\n)?[a,\"\r\n é]{0,40}", step in 1_usize..9) {
        check(csv, &text, step)?;
    }

    #[test]
    fn of_escaped_values(text in "(a,b\r?\n)?[a,\"\\\\\r\n é]{0,40}", step in 1_usize..9) {
        check(escaped, &text, step)?;
    }

    #[test]
    fn of_lines(text in "([{\"a:1b,}\\\\ ]{0,10}[\r\n é]|\\{\"a\":\"é\",\"b\":[1]\\}\n){0,5}", step in 1_usize..9) {
        check(ndjson, &text, step)?;
    }

    #[test]
    fn of_documents(
        before in "(\"x\":[\\[{}\"a,\\]]{0,6},)?",
        records in "(\\{\"a\":\"[\\]}é]\"\\},?|[{\"a:1,}\\\\ \n\\[\\]]{0,6}){0,4}",
        after in "[\\]}, \n]{0,4}",
        step in 1_usize..9,
    ) {
        check(json, &format!("{{{before}\"r\":[{records}{after}"), step)?;
    }
}
