//! Files of every format, as the door reads them.

use std::io::Cursor;
use std::path::PathBuf;
use std::sync::LazyLock;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::DataType;
use charter::feed::{Format, Separated};
use formats::{Chunk, FormatError, Head, Source, Types, Written};
use tempfile::TempDir;

use crate::chosen::{choices, one};

/// The columns that the mapping is taken to read.
static COLUMNS: LazyLock<[String; 3]> = LazyLock::new(|| ["a", "b.c", "é"].map(str::to_owned));
/// Words for what is not there.
static NULLS: LazyLock<[String; 2]> = LazyLock::new(|| ["?", "NA"].map(str::to_owned));
/// Labels of encodings that a feed may name.
const ENCODINGS: [Option<&str>; 9] = [
    None,
    Some("windows-1252"),
    Some("utf-16le"),
    Some("utf-16be"),
    Some("shift_jis"),
    Some("gb18030"),
    Some("euc-kr"),
    Some("iso-2022-jp"),
    Some("big5"),
];

/// A row: its cells.
type Row = Vec<Option<String>>;

/// A folder of this process, for formats that are read from their end.
fn scratch(name: &str) -> PathBuf {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
    FOLDER
        .path()
        .join(format!("{name}-{:?}", std::thread::current().id()))
}

fn read(
    data: &[u8],
    written: &Written<'_>,
    each: &mut dyn FnMut(&Chunk, &Format),
) -> Result<(), FormatError> {
    let source = Source::Reader {
        name: "any".to_owned(),
        bytes: Box::new(Cursor::new(data.to_vec())),
    };
    let read = source_read(source, written, each)?;
    let raw = !matches!(written.format, Format::Parquet | Format::Arrow);
    assert!(!raw || read == data.len() as u64);
    Ok(())
}

/// Reads a source to its end, and says how many bytes it had.
fn source_read(
    source: Source,
    written: &Written<'_>,
    each: &mut dyn FnMut(&Chunk, &Format),
) -> Result<u64, FormatError> {
    let mut reading = formats::open(source, written, &scratch("whole"))?;
    let raw_format = reading.decoder.raw_format();
    let schema = reading.decoder.schema();
    while let Some(chunk) = reading.decoder.next()? {
        assert_eq!(chunk.rows.schema(), schema);
        each(&chunk, &raw_format);
    }
    Ok(reading.meter.bytes())
}

fn told(read: Result<(), FormatError>) {
    if let Err(error) = read {
        assert!(!error.to_string().is_empty() && !error.hint().is_empty());
        // What is wrong with the file is not the machine's fault.
        assert!(matches!(error, FormatError::Bad { .. }), "{error:?}");
    }
}

fn row(rows: &RecordBatch, number: usize) -> Row {
    let cell = |column: &dyn Array| {
        let column = column.as_string::<i32>();
        column
            .is_valid(number)
            .then(|| column.value(number).to_owned())
    };
    rows.columns().iter().map(|column| cell(column)).collect()
}

/// Reads text to the end. What is refused says so in words; what is read is whole, in order, and its raw text reads the
/// same again by itself.
fn text(data: &[u8], written: &Written<'_>) {
    let mut last = 0;
    told(read(data, written, &mut |chunk, raw_format| {
        assert_eq!(chunk.rows.num_rows(), chunk.lines.len());
        assert!(!chunk.lines.is_empty() || !chunk.broken.is_empty());
        for (number, line) in chunk.lines.iter().enumerate() {
            // Several objects may stand in one line.
            let several = matches!(raw_format, Format::Ndjson);
            assert!(
                *line > last || (several && *line == last),
                "line {line} after {last}"
            );
            last = *line;
            let raw = chunk.texts(&[u32::try_from(number).unwrap()]).unwrap();
            again(
                &raw[0],
                raw_format,
                written.nulls,
                &row(&chunk.rows, number),
            );
        }
        for broken in &chunk.broken {
            assert!(!broken.reason.is_empty() && !broken.hint.is_empty() && broken.line > 0);
        }
    }));
}

/// A row that was set aside is read again by its raw text alone, and takes no other along.
fn again(raw: &[u8], format: &Format, nulls: &[String], expect: &Row) {
    let written = Written {
        format,
        encoding: None,
        nulls,
        columns: &*COLUMNS,
        optional: &[],
        held: true,
    };
    let source = Source::Rows {
        name: "any".to_owned(),
        rows: vec![raw.to_vec()],
        types: Types::default(),
    };
    let mut rows = Vec::new();
    let mut broken = 0;
    let read = source_read(source, &written, &mut |chunk, _| {
        broken += chunk.broken.len();
        rows.extend((0..chunk.rows.num_rows()).map(|number| row(&chunk.rows, number)));
    });
    assert_eq!(rows.len() + broken, 1, "{raw:?} {read:?}");
    match rows.as_slice() {
        [found] => assert_eq!(in_one_line(found), in_one_line(expect), "{raw:?}"),
        // A row whose cells are all empty is a blank line, or an empty file, by itself.
        _ => assert!(expect.iter().all(Option::is_none), "{raw:?}: {expect:?}"),
    }
}

/// Between JSON values, a line end is a space.
fn in_one_line(row: &Row) -> Row {
    row.iter()
        .map(|cell| cell.as_ref().map(|cell| cell.replace('\n', " ")))
        .collect()
}

/// How the text is written besides its format, after two choices.
fn written(format: &Format, encoding: usize, nulls: usize) -> Written<'_> {
    Written {
        format,
        encoding: one(ENCODINGS, encoding),
        nulls: if nulls & 1 == 0 { &[] } else { &*NULLS },
        columns: &*COLUMNS,
        optional: if nulls & 2 == 0 { &[] } else { &*COLUMNS },
        held: true,
    }
}

/// Separated values: encoding, nulls, delimiter, quote, whether the feed names the columns, lines to skip.
pub fn csv(data: &[u8]) {
    let Some(([encoding, nulls, delimiter, quote, header, skip], data)) = choices(data) else {
        return;
    };
    let separated = Separated {
        delimiter: one([None, Some(';'), Some('\t'), Some('|')], delimiter),
        quote: one([None, Some('\''), Some('"')], quote),
        escape: one([None, Some('\\')], header >> 2),
        header: if header & 1 == 0 {
            Vec::new()
        } else {
            COLUMNS.to_vec()
        },
        skip: one([0, 1, 2], skip),
    };
    let format = if header & 2 == 0 {
        Format::Csv(separated)
    } else {
        Format::Tsv(separated)
    };
    text(data, &written(&format, encoding, nulls));
}

/// One JSON object a line: encoding, nulls.
pub fn ndjson(data: &[u8]) {
    let Some(([encoding, nulls], data)) = choices(data) else {
        return;
    };
    text(data, &written(&Format::Ndjson, encoding, nulls));
}

/// One JSON document: encoding, nulls, where its records are.
pub fn json(data: &[u8]) {
    let Some(([encoding, nulls, records], data)) = choices(data) else {
        return;
    };
    let records = one([None, Some("a"), Some("a.b")], records).map(str::to_owned);
    text(data, &written(&Format::Json { records }, encoding, nulls));
}

/// Apache Parquet.
pub fn parquet(data: &[u8]) {
    columnar(data, &Format::Parquet);
}

/// Apache Arrow IPC, a file or a stream.
pub fn arrow(data: &[u8]) {
    columnar(data, &Format::Arrow);
}

fn columnar(data: &[u8], format: &Format) {
    let columns = ["a".to_owned(), "n".to_owned()];
    let written = Written {
        columns: &columns,
        ..written(format, 0, 1)
    };
    let mut last = 0;
    told(read(data, &written, &mut |chunk, _| {
        assert_eq!(chunk.rows.num_rows(), chunk.lines.len());
        for line in &chunk.lines {
            assert_eq!(*line, last + 1);
            last = *line;
        }
        let first: Vec<u32> = (0..).take(chunk.rows.num_rows().min(3)).collect();
        match chunk.texts(&first) {
            Ok(texts) => assert_eq!(texts.len(), first.len()),
            Err(error) => assert!(matches!(error, FormatError::Bad { .. }), "{error:?}"),
        }
        for column in chunk.rows.columns() {
            assert!(!column.data_type().is_nested());
            if column.data_type() == &DataType::Utf8 {
                let all: usize = column
                    .as_string::<i32>()
                    .iter()
                    .flatten()
                    .map(str::len)
                    .sum();
                assert!(all <= column.as_string::<i32>().value_data().len());
            }
        }
    }));
}

/// The beginning of a file that nobody has described, and what may be tried of it.
pub fn head(data: &[u8]) {
    let Some(([limit, format], data)) = choices(data) else {
        return;
    };
    let path = scratch("head");
    std::fs::write(&path, data).unwrap();
    match Head::read(&path, 16 << (limit % 10)) {
        Ok(Head::Columnar { columns, rows, .. }) => {
            assert!(rows.iter().all(|row| row.len() == columns.len()));
        }
        Ok(head) => {
            let Head::Text { bytes, whole } = &head else {
                return;
            };
            assert!(!bytes.is_empty());
            let format = one(["csv", "ndjson", "json"], format);
            let format = match format {
                "csv" => Format::Csv(Separated::default()),
                "ndjson" => Format::Ndjson,
                _ => Format::Json { records: None },
            };
            let trial = head.trial(&path, &format);
            assert_eq!(matches!(trial, Source::Path(_)), *whole);
            text_of(trial, &format);
        }
        Err(error) => assert!(matches!(error, FormatError::Bad { .. }), "{error:?}"),
    }
}

/// What is tried of a file is read or refused.
fn text_of(source: Source, format: &Format) {
    let Ok(mut reading) = formats::open(source, &written(format, 0, 0), &scratch("whole")) else {
        return;
    };
    while let Ok(Some(chunk)) = reading.decoder.next() {
        assert_eq!(chunk.rows.num_rows(), chunk.lines.len());
    }
}
