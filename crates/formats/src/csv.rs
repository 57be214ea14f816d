//! Separated values (RFC 4180), each bad row told apart from the file. The columns are named by the header line, or by
//! the feed when there is none.
//!
//! Lines end in LF or CRLF; blank lines are skipped; a quote inside an unquoted cell stands for itself.

use arrow::datatypes::SchemaRef;
use charter::feed::{Format, Separated};
use memchr::{memchr, memchr_iter};

use crate::FormatError;
use crate::bytes::{Encoding, FileName};
use crate::chunk::{Chunk, Decode, Nulls, TextChunk, text_schema};
use crate::met::Met;
use crate::scan::first_of_two;
use crate::window::{RECORD_BYTES_MAX, RECORD_MAX, Window};

const NEWLINE: u8 = b'\n';

pub(crate) struct CsvDecoder {
    name: FileName,
    window: Window,
    marks: Marks,
    nulls: Nulls,
    schema: SchemaRef,
    /// The names of the columns.
    header: Vec<String>,
    /// Place of each column that is wanted.
    wanted: Vec<usize>,
    cells: Vec<Cell>,
    encoding: Encoding,
    line: u64,
    finished: bool,
}

/// The signs that part and quote cells.
#[derive(Debug, Clone, Copy)]
struct Marks {
    delimiter: u8,
    quote: u8,
}

/// Where a cell is in its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    start: usize,
    end: usize,
    /// Whether it has doubled quotes.
    doubled: bool,
}

/// What was found at the start of the view.
enum Found {
    /// A record of so many bytes, its line end included.
    Record(usize),
    /// More bytes are needed to say.
    Unfinished,
    /// A line of so many bytes that is no record.
    Bad(usize, &'static str, &'static str),
}

impl CsvDecoder {
    /// Reads the header. `columns` are those that the mapping reads; `delimiter` is the one without another word.
    pub(crate) fn open(
        name: FileName,
        window: Window,
        written: &Separated,
        delimiter: char,
        nulls: Nulls,
        columns: &[String],
    ) -> Result<Self, FormatError> {
        let marks = Marks::of(&name, written, delimiter)?;
        let mut decoder = Self {
            name,
            window,
            marks,
            nulls,
            schema: text_schema(columns),
            header: Vec::new(),
            wanted: Vec::new(),
            cells: Vec::new(),
            encoding: Encoding::default(),
            line: 1,
            finished: false,
        };
        for _ in 0..written.skip {
            decoder.skip_line()?;
        }
        if written.header.is_empty() {
            decoder.read_header(columns)?;
        } else {
            decoder.columns_are(&written.header, columns)?;
        }
        Ok(decoder)
    }

    /// Steps over a line of which nothing is known.
    fn skip_line(&mut self) -> Result<(), FormatError> {
        loop {
            let view = self.window.view();
            if let Some(end) = memchr(NEWLINE, view) {
                self.step_over(end + 1);
                return Ok(());
            }
            if self.window.ended() || view.len() > RECORD_BYTES_MAX {
                return Err(self.name.bad(
                    format!("the file ends at line {}, before its header", self.line),
                    "Set `skip` in the feed to the number of lines before the header.",
                ));
            }
            self.window
                .more()
                .map_err(|error| self.name.unreadable(error))?;
        }
    }

    fn columns_are(&mut self, header: &[String], columns: &[String]) -> Result<(), FormatError> {
        self.wanted = places(&self.name, header, columns, self.marks.delimiter)?;
        self.header = header.to_vec();
        Ok(())
    }

    fn read_header(&mut self, columns: &[String]) -> Result<(), FormatError> {
        let length = loop {
            match self.find()? {
                Some(Found::Record(length)) if self.is_blank(length) => self.step_over(length),
                Some(Found::Record(length)) => break length,
                Some(Found::Bad(_, reason, hint)) => {
                    return Err(self.name.bad(format!("line {}: {reason}", self.line), hint));
                }
                Some(Found::Unfinished) | None => {
                    return Err(self.name.bad(
                        "there is no header line",
                        "The first line must name the columns.",
                    ));
                }
            }
        };
        let record = self.window.view().get(..length).unwrap_or_default();
        let Some(text) = self.encoding.text(record, self.line, self.window.offset()) else {
            self.encoding.verdict(&self.name)?;
            return Err(self.name.bad(
                format!("line {}: the header line is not UTF-8", self.line),
                "Export the file as UTF-8.",
            ));
        };
        if text.trim_end().contains('\r') {
            return Err(self.name.bad(
                format!("line {}: lines end in a lone carriage return", self.line),
                "Export the file with line ends LF or CRLF.",
            ));
        }
        let header: Vec<String> = self
            .cells
            .iter()
            .map(|cell| cell.text(text).trim().to_owned())
            .collect();
        self.columns_are(&header, columns)?;
        self.step_over(length);
        Ok(())
    }

    /// What the view starts with; nothing at the end of the file.
    fn find(&mut self) -> Result<Option<Found>, FormatError> {
        loop {
            let view = self.window.view();
            if view.is_empty() && self.window.ended() {
                return Ok(None);
            }
            match split(view, self.marks, self.window.ended(), &mut self.cells) {
                Found::Unfinished
                    if view.len() > RECORD_BYTES_MAX && memchr(NEWLINE, view).is_none() =>
                {
                    return Err(self.name.bad(
                        format!("line {}: longer than {RECORD_MAX}", self.line),
                        "See that the export is separated values, with line ends LF or CRLF.",
                    ));
                }
                Found::Unfinished if self.window.ended() || view.len() > RECORD_BYTES_MAX => {
                    let length = memchr(NEWLINE, view).map_or(view.len(), |end| end + 1);
                    return Ok(Some(Found::Bad(
                        length,
                        "a quote is opened and never closed",
                        "Quote cells as RFC 4180 says: a quote inside a quoted cell is doubled.",
                    )));
                }
                Found::Unfinished => self
                    .window
                    .more()
                    .map_err(|error| self.name.unreadable(error))?,
                found => return Ok(Some(found)),
            }
        }
    }

    fn is_blank(&self, length: usize) -> bool {
        self.window
            .view()
            .get(..length)
            .is_some_and(|record| record.trim_ascii().is_empty() && self.cells.len() == 1)
    }

    fn step_over(&mut self, length: usize) {
        let record = self.window.view().get(..length).unwrap_or_default();
        self.line += memchr_iter(NEWLINE, record).count() as u64;
        self.window.advance(length);
    }

    fn row(&mut self, length: usize, chunk: &mut TextChunk) {
        let record = self.window.view().get(..length).unwrap_or_default();
        let raw = without_line_end(record);
        if let Some(text) = self.encoding.text(record, self.line, self.window.offset()) {
            if self.cells.len() == self.header.len() {
                for (column, place) in self.wanted.iter().enumerate() {
                    let Some(cell) = self.cells.get(*place) else {
                        continue;
                    };
                    let written = text.get(cell.start..cell.end).unwrap_or_default();
                    if cell.doubled {
                        let quote = char::from(self.marks.quote);
                        let single = written.replace(
                            &String::from_iter([quote, quote]),
                            quote.encode_utf8(&mut [0]),
                        );
                        chunk.cell(
                            column,
                            Some(single.as_str()).filter(|cell| !self.nulls.is_null(cell)),
                        );
                    } else {
                        chunk.cell(
                            column,
                            Some(written).filter(|cell| !self.nulls.is_null(cell)),
                        );
                    }
                }
                chunk.end_row(self.line, raw);
            } else {
                chunk.broken(
                    self.line,
                    raw,
                    format!(
                        "the row has {} cells, the header {}",
                        self.cells.len(),
                        self.header.len()
                    ),
                    "A cell that holds the delimiter or a line end must be quoted.",
                );
            }
        } else {
            chunk.broken(
                self.line,
                raw,
                "the row is not UTF-8",
                "Export the file as UTF-8.",
            );
        }
        self.step_over(length);
    }
}

impl Decode for CsvDecoder {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn raw_format(&self) -> Format {
        Format::Csv(Separated {
            delimiter: Some(char::from(self.marks.delimiter)),
            quote: Some(char::from(self.marks.quote)),
            header: self.header.clone(),
            skip: 0,
        })
    }

    fn next(&mut self) -> Result<Option<Chunk>, FormatError> {
        let mut chunk = TextChunk::new(self.schema.clone());
        while !self.finished && !chunk.is_full() {
            match self.find()? {
                None | Some(Found::Unfinished) => {
                    self.finished = true;
                    self.encoding.verdict(&self.name)?;
                }
                Some(Found::Record(length)) if self.is_blank(length) && self.header.len() > 1 => {
                    self.step_over(length)
                }
                Some(Found::Record(length)) => self.row(length, &mut chunk),
                Some(Found::Bad(length, reason, hint)) => {
                    let line = self.window.view().get(..length).unwrap_or_default();
                    chunk.broken(self.line, without_line_end(line), reason, hint);
                    self.step_over(length);
                }
            }
        }
        if chunk.is_empty() {
            return Ok(None);
        }
        chunk.finish().map(Some)
    }
}

impl Marks {
    fn of(name: &FileName, written: &Separated, delimiter: char) -> Result<Self, FormatError> {
        let sign = |what: &str, sign: char| {
            u8::try_from(sign)
                .ok()
                .filter(|sign| sign.is_ascii() && !matches!(sign, b'\n' | b'\r'))
                .ok_or_else(|| {
                    name.bad(
                        format!("the {what} {sign:?} cannot be used"),
                        format!(
                            "Set `{what}` in the feed to one ASCII character that is no line end."
                        ),
                    )
                })
        };
        let delimiter = sign("delimiter", written.delimiter.unwrap_or(delimiter))?;
        let quote = sign("quote", written.quote.unwrap_or('"'))?;
        if delimiter == quote {
            return Err(name.bad(
                format!("{:?} cannot both part and quote cells", char::from(quote)),
                "Set `delimiter` and `quote` in the feed to different characters.",
            ));
        }
        Ok(Self { delimiter, quote })
    }
}

impl Cell {
    fn text<'a>(&self, record: &'a str) -> &'a str {
        record.get(self.start..self.end).unwrap_or_default()
    }
}

/// Splits the first record of `data` into `cells`.
fn split(data: &[u8], marks: Marks, ended: bool, cells: &mut Vec<Cell>) -> Found {
    let Marks { delimiter, quote } = marks;
    cells.clear();
    let mut at = 0;
    loop {
        let mut cell = Cell {
            start: at,
            end: at,
            doubled: false,
        };
        if data.get(at) == Some(&quote) {
            cell.start += 1;
            at += 1;
            loop {
                let Some(next) = data.get(at..).and_then(|rest| memchr(quote, rest)) else {
                    return Found::Unfinished;
                };
                at += next + 1;
                if data.get(at) != Some(&quote) {
                    break;
                }
                cell.doubled = true;
                at += 1;
            }
            cell.end = at - 1;
            match (data.get(at), data.get(at + 1)) {
                (Some(b'\r'), Some(b'\n')) => at += 1,
                (Some(b'\r') | None, None) if !ended => return Found::Unfinished,
                (Some(b'\r'), None) => at += 1,
                (None | Some(b'\n'), _) => {}
                (Some(next), _) if *next == delimiter => {}
                // Only the first line is given up: a stray quote must not take the lines after it along.
                _ => {
                    return match memchr(NEWLINE, data) {
                        Some(end) => bad_quote(end + 1),
                        None if ended => bad_quote(data.len()),
                        None => Found::Unfinished,
                    };
                }
            }
        } else {
            at = first_of_two(data, at, delimiter, NEWLINE);
            cell.end = at;
            // Some line ends are CR CR LF: text that was written as text twice.
            while data.get(at) != Some(&delimiter)
                && cell.end > cell.start
                && data.get(cell.end - 1) == Some(&b'\r')
            {
                cell.end -= 1;
            }
        }
        cells.push(cell);
        match data.get(at) {
            Some(&NEWLINE) => return Found::Record(at + 1),
            Some(_) => at += 1,
            None if ended => return Found::Record(at),
            None => return Found::Unfinished,
        }
    }
}

fn bad_quote(length: usize) -> Found {
    Found::Bad(
        length,
        "text follows a closing quote",
        "Quote cells as RFC 4180 says: a quote inside a quoted cell is doubled.",
    )
}

fn without_line_end(record: &[u8]) -> &[u8] {
    let mut record = record.strip_suffix(b"\n").unwrap_or(record);
    while let Some(shorter) = record.strip_suffix(b"\r") {
        record = shorter;
    }
    record
}

/// Where in the header each wanted column is.
fn places(
    name: &FileName,
    header: &[String],
    columns: &[String],
    delimiter: u8,
) -> Result<Vec<usize>, FormatError> {
    let known = || header.iter().map(String::as_str);
    if !columns.is_empty() && !columns.iter().any(|column| header.contains(column)) {
        return Err(name.bad(
            format!(
                "line 1 names none of the columns that the feed reads ({})",
                columns.join(", ")
            ),
            format!(
                "The first line must be the header, with `{}` between the names.",
                char::from(delimiter).escape_default()
            ),
        ));
    }
    columns
        .iter()
        .map(|column| {
            let mut places = header
                .iter()
                .enumerate()
                .filter(|(_, name)| *name == column);
            match (places.next(), places.next()) {
                (Some((place, _)), None) => Ok(place),
                (Some(_), Some(_)) => Err(name.bad(
                    format!("line 1 names the column `{column}` twice"),
                    "Give each column its own name in the export.",
                )),
                (None, _) => Err(missing(name, column, &Met::all(column, known()))),
            }
        })
        .collect()
}

/// The error for a column that the mapping reads and the file does not have.
pub(crate) fn missing(name: &FileName, column: &str, known: &Met) -> FormatError {
    let hint = match known.nearest() {
        Some(nearest) => {
            format!("The nearest name in the file is `{nearest}`. Correct the feed or the export.")
        }
        None => format!("The file has: {}.", known.listed()),
    };
    name.bad(
        format!("the feed reads the column `{column}`, which the file does not have"),
        hint,
    )
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn check(text: &[u8], expect: &str) {
        let window = Window::new(Box::new(Cursor::new(text.to_vec())));
        let columns = ["a".to_owned(), "c".to_owned()];
        let name = FileName("test.csv".to_owned());
        let mut decoder = CsvDecoder::open(
            name,
            window,
            &Separated::default(),
            ',',
            Nulls::default(),
            &columns,
        )
        .unwrap();
        let mut found = String::new();
        while let Some(chunk) = decoder.next().unwrap() {
            use arrow::array::AsArray;
            let (a, c) = (
                chunk.rows.column(0).as_string::<i32>(),
                chunk.rows.column(1).as_string::<i32>(),
            );
            for (row, line) in chunk.lines.iter().enumerate() {
                let cell = |value: Option<&str>| value.unwrap_or("∅").replace('\n', "⏎");
                let (a, c) = (a.iter().nth(row).unwrap(), c.iter().nth(row).unwrap());
                found += &format!("{line}: {} {}\n", cell(a), cell(c));
            }
            for broken in &chunk.broken {
                found += &format!("{}! {}\n", broken.line, broken.reason);
            }
        }
        assert_eq!(found, expect);
    }

    #[test]
    fn cells_and_lines() {
        check(b"a,b,c\n1,2,3\n4,5,6", "2: 1 3\n3: 4 6\n");
        check(b"a,b,c\r\n1,,\r\n\r\n4,5,6\r\n", "2: 1 \u{2205}\n4: 4 6\n");
        check(
            b"a,b,c\n\"x \"\"y\"\"\",\"l1\nl2\",\"p,q\"\n7,8,\"n\nm\"\n9,9,9\n",
            "2: x \"y\" p,q\n4: 7 n\u{23ce}m\n6: 9 9\n",
        );
        check(b"\n a ,b,\"c\"\n1,2,in\"ner\n", "3: 1 in\"ner\n");
        check(b"a,b,c\r\r\n1,2,3\r\r\n4\r,5,6\r\r", "2: 1 3\n3: 4\r 6\n");
    }

    #[test]
    fn bad_rows_are_told_apart() {
        check(
            b"a,b,c\n1,2\n1,2,3,4\n5,6,7\n",
            "4: 5 7\n2! the row has 2 cells, the header 3\n3! the row has 4 cells, the header 3\n",
        );
        check(
            b"a,b,c\n\"1\"x,2,3\n5,6,7\n\"never\n8,9,10\n",
            "3: 5 7\n5: 8 10\n2! text follows a closing quote\n4! a quote is opened and never closed\n",
        );
        check("a,b,c\né,2,3\n".as_bytes(), "2: é 3\n");
        check(
            b"a,b,c\n\xff\xfe,2,3\n5,6,7\n",
            "3: 5 7\n2! the row is not UTF-8\n",
        );
    }
}
