//! Parting a record into its cells.

use std::borrow::Cow;

use memchr::memchr;

use super::Layout;
use crate::FormatError;
use crate::bytes::FileName;
use crate::scan::first_of_two;

/// The signs that part and quote cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    pub delimiter: u8,
    pub quote: u8,
    /// What stands before a quote, a delimiter or a line end that is text.
    pub escape: Option<u8>,
    /// What ends a line.
    pub end: u8,
}

/// Where a cell is in its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub start: usize,
    pub end: usize,
    /// Whether it has signs that were doubled or escaped.
    pub marked: bool,
}

/// What was found at the start of the view.
pub(super) enum Found {
    /// A record of so many bytes, its line end included.
    Record(usize),
    /// More bytes are needed to say.
    Unfinished,
    /// A line of so many bytes that is no record.
    Bad(usize, &'static str, &'static str),
}

impl Marks {
    pub fn of(name: &FileName, layout: Layout<'_>, end: u8) -> Result<Self, FormatError> {
        let Layout {
            written, delimiter, ..
        } = layout;
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
        let escape = written
            .escape
            .map(|escape| sign("escape", escape))
            .transpose()?;
        if escape.is_some_and(|escape| escape == quote || escape == delimiter) {
            return Err(name.bad(
                "the escape cannot be the delimiter or the quote",
                "Leave `escape` out of the feed where quotes are doubled.",
            ));
        }
        Ok(Self {
            delimiter,
            quote,
            escape,
            end,
        })
    }

    /// Whether an escape before the sign makes it text; before any other it is text itself.
    fn escapable(&self, sign: u8) -> bool {
        sign == self.quote
            || sign == self.delimiter
            || matches!(sign, b'\n' | b'\r')
            || Some(sign) == self.escape
    }

    /// The text of a cell without what only marks it.
    pub fn plain<'a>(&self, record: &'a str, cell: Cell) -> Cow<'a, str> {
        let written = record.get(cell.start..cell.end).unwrap_or_default();
        if !cell.marked {
            return Cow::Borrowed(written);
        }
        let Some(escape) = self.escape else {
            let quote = char::from(self.quote);
            let doubled = String::from_iter([quote, quote]);
            return Cow::Owned(written.replace(&doubled, quote.encode_utf8(&mut [0])));
        };
        let mut plain = String::with_capacity(written.len());
        let mut signs = written.chars().peekable();
        while let Some(sign) = signs.next() {
            let next = signs.peek().and_then(|next| u8::try_from(*next).ok());
            let marks = sign == char::from(escape) && next.is_some_and(|next| self.escapable(next));
            // A quote within quotes may be doubled as well; outside of them it is text.
            let quoted =
                cell.start > 0 && record.as_bytes().get(cell.start - 1) == Some(&self.quote);
            let doubled = quoted && sign == char::from(self.quote) && next == Some(self.quote);
            if marks || doubled {
                plain.extend(signs.next());
            } else {
                plain.push(sign);
            }
        }
        Cow::Owned(plain)
    }
}

/// Splits the first record of `data` into `cells`.
pub(super) fn split(data: &[u8], marks: Marks, ended: bool, cells: &mut Vec<Cell>) -> Found {
    if marks.escape.is_some() {
        return split_escaped(data, marks, ended, cells);
    }
    let Marks {
        delimiter,
        quote,
        end,
        ..
    } = marks;
    cells.clear();
    let mut at = 0;
    loop {
        let mut cell = Cell {
            start: at,
            end: at,
            marked: false,
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
                cell.marked = true;
                at += 1;
            }
            cell.end = at - 1;
            match after_quote(data, at, marks, ended) {
                After::Fits(next) => at = next,
                After::Unfinished => return Found::Unfinished,
                After::Stray => return given_up(data, end, ended),
            }
        } else {
            at = first_of_two(data, at, delimiter, end);
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
            Some(sign) if *sign == end => return Found::Record(at + 1),
            Some(_) => at += 1,
            None if ended => return Found::Record(at),
            None => return Found::Unfinished,
        }
    }
}

/// What follows a quote that closes a cell.
enum After {
    /// A delimiter, a line end or the end of the file, which is at that place.
    Fits(usize),
    Unfinished,
    Stray,
}

fn after_quote(data: &[u8], at: usize, marks: Marks, ended: bool) -> After {
    match (data.get(at), data.get(at + 1)) {
        (Some(next), _) if *next == marks.delimiter || *next == marks.end => After::Fits(at),
        (Some(b'\r'), Some(b'\n')) => After::Fits(at + 1),
        (Some(b'\r') | None, None) if !ended => After::Unfinished,
        (Some(b'\r'), None) => After::Fits(at + 1),
        (None, _) => After::Fits(at),
        _ => After::Stray,
    }
}

/// Only the first line is given up: a stray quote must not take the lines after it along.
fn given_up(data: &[u8], end: u8, ended: bool) -> Found {
    match memchr(end, data) {
        Some(end) => bad_quote(end + 1),
        None if ended => bad_quote(data.len()),
        None => Found::Unfinished,
    }
}

/// The same where an escape may stand before signs that are text.
fn split_escaped(data: &[u8], marks: Marks, ended: bool, cells: &mut Vec<Cell>) -> Found {
    cells.clear();
    let mut at = 0;
    loop {
        let quoted = data.get(at) == Some(&marks.quote);
        at += usize::from(quoted);
        let mut cell = Cell {
            start: at,
            end: at,
            marked: false,
        };
        loop {
            let Some(sign) = data.get(at) else {
                if !ended || quoted {
                    return Found::Unfinished;
                }
                break;
            };
            let next = data.get(at + 1);
            if Some(*sign) == marks.escape {
                if next.is_none() && !ended {
                    return Found::Unfinished;
                }
                let text = next.is_some_and(|next| marks.escapable(*next));
                cell.marked |= text;
                at += if text { 2 } else { 1 };
            } else if quoted && *sign == marks.quote {
                if next.is_none() && !ended {
                    return Found::Unfinished;
                }
                if next != Some(&marks.quote) {
                    break;
                }
                cell.marked = true;
                at += 2;
            } else if !quoted && (*sign == marks.delimiter || *sign == marks.end) {
                break;
            } else {
                at += 1;
            }
        }
        cell.end = at;
        if quoted {
            match after_quote(data, at + 1, marks, ended) {
                After::Fits(next) => at = next,
                After::Unfinished => return Found::Unfinished,
                After::Stray => return given_up(data, marks.end, ended),
            }
        } else {
            while data.get(at) != Some(&marks.delimiter)
                && cell.end > cell.start
                && data.get(cell.end - 1) == Some(&b'\r')
            {
                cell.end -= 1;
            }
        }
        cells.push(cell);
        match data.get(at) {
            Some(sign) if *sign == marks.end => return Found::Record(at + 1),
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

pub(super) fn without_line_end(record: &[u8]) -> &[u8] {
    let mut record = record.strip_suffix(b"\n").unwrap_or(record);
    while let Some(shorter) = record.strip_suffix(b"\r") {
        record = shorter;
    }
    record
}
