//! How separated values are laid out: the delimiter, the quote, and which line the table begins with.

use crate::infer::plain;
use crate::sample::{MAX_CELLS, MAX_ROWS};

/// Delimiters, the commoner first.
const DELIMITERS: &[char] = &[',', ';', '\t', '|', '^', '~', '\x1F', '\x01', '#', ':'];
/// So many records are enough to tell.
const LOOKED_AT: usize = 200;

/// A delimiter, a quote, and how well they explain the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    pub delimiter: char,
    pub quote: char,
    /// What stands before a quote that is text, where it is not doubled.
    pub escape: Option<char>,
    /// Cells in most records.
    pub width: usize,
    score: f64,
}

/// One record and the byte at which it starts, or the blank lines before it.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub byte: u64,
    pub cells: Vec<String>,
}

/// The rows to look at in a table so wide.
pub(crate) fn row_limit(width: usize) -> usize {
    (MAX_CELLS / width.max(1)).clamp(50, MAX_ROWS)
}

/// The layout that explains the text best; one column when none does.
pub(crate) fn find(text: &str) -> Layout {
    let head = head(text);
    let said = said(head);
    let mut best = Layout {
        delimiter: said.unwrap_or(','),
        quote: '"',
        escape: None,
        width: 1,
        score: 0.0,
    };
    let delimiters = match said {
        Some(said) => vec![said],
        None => DELIMITERS.to_vec(),
    };
    for delimiter in delimiters.into_iter().filter(|d| head.contains(*d)) {
        for quote in ['"', '\''] {
            if quote == '\'' && !quotes(head, delimiter) {
                continue;
            }
            let layout = rate(head, delimiter, quote);
            if layout.width > 1 && layout.score > best.score + 1e-9 {
                best = layout;
            }
        }
    }
    best
}

/// The delimiter that the first line says, as spreadsheets read it: `sep=;`.
fn said(head: &str) -> Option<char> {
    let line = head.lines().next()?.trim_matches('"');
    let mut sign = line.strip_prefix("sep=")?.chars();
    let delimiter = sign.next()?;
    (sign.as_str().is_empty() && delimiter.is_ascii()).then_some(delimiter)
}

/// The sign before a quote that is text, where the cells are so written: a backslash before quotes that close no cell, and no
/// quote doubled.
fn escape(head: &str, delimiter: char, quote: char) -> Option<char> {
    let ends = |next: Option<char>| {
        next.is_none_or(|next| next == delimiter || next == '\n' || next == '\r')
    };
    let escaped = format!("\\{quote}");
    let within = head
        .match_indices(&escaped)
        .filter(|(at, _)| {
            !ends(
                head.get(at + escaped.len()..)
                    .and_then(|rest| rest.chars().next()),
            )
        })
        .count();
    let doubled = format!("{quote}{quote}");
    let doubled = head
        .match_indices(&doubled)
        .filter(|(at, _)| {
            let before = head.get(..*at).and_then(|rest| rest.chars().next_back());
            let after = head
                .get(at + doubled.len()..)
                .and_then(|rest| rest.chars().next());
            !ends(before) && before != Some('\\') && !ends(after)
        })
        .count();
    (within > 0 && doubled == 0).then_some('\\')
}

/// Whether cells begin with a single quote after the delimiter, as often as they end with one.
fn quotes(head: &str, delimiter: char) -> bool {
    let count = |text: &str| head.matches(text).count();
    let opened = count(&format!("{delimiter}'")) + count("\n'");
    let closed = count(&format!("'{delimiter}")) + count("'\n") + count("'\r");
    opened >= 3 && closed >= 3 && opened.abs_diff(closed) * 5 <= opened
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(49_152);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

fn rate(head: &str, delimiter: char, quote: char) -> Layout {
    let escape = escape(head, delimiter, quote);
    let mut found = records(head, (delimiter, quote, escape), LOOKED_AT + 1);
    // The last one may be cut off.
    if found.len() > 2 {
        found.pop();
    }
    let mut widths: Vec<(usize, usize)> = Vec::new();
    for record in &found {
        match widths
            .iter_mut()
            .find(|(width, _)| *width == record.cells.len())
        {
            Some((_, count)) => *count += 1,
            None => widths.push((record.cells.len(), 1)),
        }
    }
    let Some((width, count)) = widths
        .iter()
        .copied()
        .max_by_key(|(width, count)| count * if *width > 1 { 2 } else { 1 })
    else {
        return Layout {
            delimiter,
            quote,
            escape,
            width: 1,
            score: 0.0,
        };
    };
    let steady = count as f64 / found.len().max(1) as f64;
    let (mut cells, mut sound) = (0_usize, 0_usize);
    for record in found.iter().filter(|record| record.cells.len() == width) {
        for cell in &record.cells {
            cells += 1;
            let cell = cell.trim();
            let torn = DELIMITERS
                .iter()
                .any(|other| *other != ':' && *other != delimiter && cell.contains(*other));
            sound += usize::from(cell.is_empty() || !torn || plain::is_number(cell));
        }
    }
    let sound = sound as f64 / cells.max(1) as f64;
    // A colon and a hash stand in ordinary text; they separate only when nothing else does.
    let rare = match delimiter {
        ':' | '#' => 0.4,
        '~' | '^' => 0.9,
        _ => 1.0,
    };
    let wide = 1.0 + 0.02 * (width.min(10) as f64);
    Layout {
        delimiter,
        quote,
        escape,
        width,
        score: if steady < 0.5 {
            0.0
        } else {
            steady * steady * (0.3 + 0.7 * sound) * rare * wide
        },
    }
}

/// The records of a text. Blank lines are left out, as the reader of feeds does.
pub(crate) fn records(
    text: &str,
    (delimiter, quote, escape): (char, char, Option<char>),
    limit: usize,
) -> Vec<Record> {
    let ascii = |c: char| u8::try_from(c).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(ascii(delimiter))
        .quote(ascii(quote))
        .escape(escape.map(ascii))
        .from_reader(text.as_bytes());
    let mut found = Vec::new();
    let mut record = csv::StringRecord::new();
    while found.len() < limit {
        match reader.read_record(&mut record) {
            Ok(true) => {
                let byte = record.position().map_or(0, csv::Position::byte);
                let blank = record.len() <= 1 && record.iter().all(|cell| cell.trim().is_empty());
                if !blank {
                    found.push(Record {
                        byte,
                        cells: record.iter().map(str::to_owned).collect(),
                    });
                }
            }
            Ok(false) | Err(_) => break,
        }
    }
    found
}

/// The line, from 0, on which a record starts, blank lines before it left behind.
pub(crate) fn line_of(text: &str, byte: u64) -> u64 {
    let byte = usize::try_from(byte).unwrap_or(0);
    let before = text.get(..byte).unwrap_or_default();
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let blank = text
        .get(byte..)
        .unwrap_or_default()
        .chars()
        .take_while(|c| c.is_whitespace())
        .filter(|c| *c == end)
        .count();
    (before.matches(end).count() + blank) as u64
}
