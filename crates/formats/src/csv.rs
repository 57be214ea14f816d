//! Separated values (RFC 4180), each bad row told apart from the file. The columns are named by the header line, or by
//! the feed when there is none.
//!
//! Lines end in LF or CRLF, or in CR where there is no LF; blank lines are skipped; a quote inside an unquoted cell stands
//! for itself.

mod record;

use arrow::datatypes::SchemaRef;
use charter::feed::{Format, Separated};
use memchr::{memchr, memchr_iter};

use self::record::{Cell, Found, Marks, split, without_line_end};
use crate::FormatError;
use crate::bytes::{Encoding, FileName};
use crate::chunk::{Chunk, Decode, Nulls, TextChunk, text_schema};
use crate::met::Met;
use crate::open::Wanted;
use crate::window::{RECORD_BYTES_MAX, RECORD_MAX, Window};

const NEWLINE: u8 = b'\n';
/// Bytes in which a line end is looked for that tells how lines end.
const FIRST_BYTES: usize = 64 << 10;

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

/// How the values are laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout<'a> {
    pub written: &'a Separated,
    /// The delimiter without another word.
    pub delimiter: char,
    /// Whether rows were picked out of what they came in: nothing is guessed of them.
    pub picked: bool,
}

impl CsvDecoder {
    /// Reads the header. `columns` are those that the mapping reads.
    pub(crate) fn open(
        name: FileName,
        mut window: Window,
        layout: Layout<'_>,
        nulls: Nulls,
        columns: Wanted<'_>,
    ) -> Result<Self, FormatError> {
        let written = layout.written;
        let end = match layout.picked {
            true => NEWLINE,
            false => line_end(&name, &mut window)?,
        };
        let marks = Marks::of(&name, layout, end)?;
        let mut decoder = Self {
            name,
            window,
            marks,
            nulls,
            schema: text_schema(columns.all),
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
            if let Some(end) = memchr(self.marks.end, view) {
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

    fn columns_are(&mut self, header: &[String], columns: Wanted<'_>) -> Result<(), FormatError> {
        self.wanted = places(&self.name, header, columns, self.marks.delimiter)?;
        self.header = header.to_vec();
        Ok(())
    }

    fn read_header(&mut self, columns: Wanted<'_>) -> Result<(), FormatError> {
        let length = loop {
            match self.find()? {
                Some(Found::Record(length)) if self.is_blank(length) => self.step_over(length),
                Some(Found::Record(length)) => break length,
                Some(Found::Bad(length, reason, hint)) => {
                    let line = self.window.view().get(..length).unwrap_or_default();
                    let line = String::from_utf8_lossy(line);
                    return Err(self.parted_otherwise(&line, columns).unwrap_or_else(|| {
                        self.name.bad(format!("line {}: {reason}", self.line), hint)
                    }));
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
        if self.marks.end == NEWLINE && text.trim_end().contains('\r') {
            return Err(self.name.bad(
                format!(
                    "line {}: some lines end in a lone carriage return",
                    self.line
                ),
                "Export the file with line ends that are all alike, best LF or CRLF.",
            ));
        }
        let header: Vec<String> = self
            .cells
            .iter()
            .map(|cell| self.marks.plain(text, *cell).trim().to_owned())
            .collect();
        let line = text.to_owned();
        self.columns_are(&header, columns)
            .map_err(|error| self.parted_otherwise(&line, columns).unwrap_or(error))?;
        self.step_over(length);
        Ok(())
    }

    /// The error where the header has columns that the feed reads, and another sign between them than the feed says.
    fn parted_otherwise(&self, line: &str, columns: Wanted<'_>) -> Option<FormatError> {
        let said = char::from(self.marks.delimiter);
        let has_columns = |sign: &char| {
            let mut names = line
                .split(*sign)
                .map(|name| name.trim_matches(|sign: char| sign == '"' || sign.is_whitespace()));
            names.any(|name| columns.all.iter().any(|column| column == name))
        };
        let signs = [',', ';', '\t', '|'].into_iter();
        let found = signs.filter(|sign| *sign != said).find(has_columns)?;
        let written = |sign: char| match sign {
            '\t' => "a tab".to_owned(),
            sign => format!("`{sign}`"),
        };
        Some(self.name.bad(
            format!(
                "line {}: {} stands between the names, and the feed says {}",
                self.line,
                written(found),
                written(said)
            ),
            format!(
                "Say `delimiter: \"{}\"` in the feed's format, or export the file as before.",
                found.escape_default()
            ),
        ))
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
                    if view.len() > RECORD_BYTES_MAX && memchr(self.marks.end, view).is_none() =>
                {
                    return Err(self.name.bad(
                        format!("line {}: longer than {RECORD_MAX}", self.line),
                        "See that the export is separated values, with line ends LF or CRLF.",
                    ));
                }
                Found::Unfinished if self.window.ended() || view.len() > RECORD_BYTES_MAX => {
                    let length = memchr(self.marks.end, view).map_or(view.len(), |end| end + 1);
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
        self.line += memchr_iter(self.marks.end, record).count() as u64;
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
                    let plain = self.marks.plain(text, *cell);
                    chunk.cell(
                        column,
                        Some(plain.as_ref()).filter(|cell| !self.nulls.is_null(cell)),
                    );
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
            escape: self.marks.escape.map(char::from),
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

/// What ends the lines of a file: LF, or CR where the file begins without any LF.
fn line_end(name: &FileName, window: &mut Window) -> Result<u8, FormatError> {
    loop {
        let view = window.view();
        let first = view.get(..view.len().min(FIRST_BYTES)).unwrap_or_default();
        if memchr(NEWLINE, first).is_some() {
            return Ok(NEWLINE);
        }
        if window.ended() || view.len() >= FIRST_BYTES {
            let lone = memchr(b'\r', first).is_some();
            return Ok(if lone { b'\r' } else { NEWLINE });
        }
        window.more().map_err(|error| name.unreadable(error))?;
    }
}

/// Where in the header each wanted column is.
fn places(
    name: &FileName,
    header: &[String],
    wanted: Wanted<'_>,
    delimiter: u8,
) -> Result<Vec<usize>, FormatError> {
    let known = || header.iter().map(String::as_str);
    let columns = wanted.all;
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
                // There is no such cell in any row.
                (None, _) if wanted.may_lack(column) => Ok(usize::MAX),
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
        check_written(&Separated::default(), text, expect);
    }

    fn check_written(written: &Separated, text: &[u8], expect: &str) {
        let window = Window::new(Box::new(Cursor::new(text.to_vec())));
        let columns = ["a".to_owned(), "c".to_owned()];
        let name = FileName("test.csv".to_owned());
        let mut decoder = CsvDecoder::open(
            name,
            window,
            Layout {
                written,
                delimiter: ',',
                picked: false,
            },
            Nulls::default(),
            Wanted::all(&columns),
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
    fn lines_may_end_in_a_lone_carriage_return() {
        check(b"a,b,c\r1,2,\"x,y\"\r\r4,5,6", "2: 1 x,y\n4: 4 6\n");
    }

    #[test]
    fn signs_may_be_escaped() {
        let written = Separated {
            escape: Some('\\'),
            ..Separated::default()
        };
        check_written(
            &written,
            br#"a,b,c
"say \"hi\", ok",x,"C:\temp\\"
1,2,un\,quoted
"a ""b""",2,\N
a\,""b"",3,z
"#,
            "2: say \"hi\", ok C:\\temp\\\n3: 1 un,quoted\n4: a \"b\" \\N\n5: a,\"\"b\"\" z\n",
        );
        check_written(
            &written,
            b"a,b,c\n\"never \\\",2,3\n4,5,6\n",
            "3: 4 6\n2! a quote is opened and never closed\n",
        );
    }

    #[test]
    fn another_delimiter_is_told() {
        let opened = |text: &str| {
            let columns = ["a".to_owned(), "c".to_owned()];
            let layout = Layout {
                written: &Separated::default(),
                delimiter: ',',
                picked: false,
            };
            let window = Window::new(Box::new(Cursor::new(text.as_bytes().to_vec())));
            let name = FileName("test.csv".to_owned());
            CsvDecoder::open(
                name,
                window,
                layout,
                Nulls::default(),
                Wanted::all(&columns),
            )
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
        };
        let semicolon = "test.csv: line 1: `;` stands between the names, and the feed says `,`";
        assert_eq!(opened("a;b;c\n1;2;3\n"), semicolon);
        assert_eq!(opened("\"a\";\"b\";\"c\"\n1;2;3\n"), semicolon);
        assert!(opened("a\tb\tc\n1\t2\t3\n").contains("a tab stands between"));
        assert!(opened("x,y\n1,2\n").contains("names none of the columns"));
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
