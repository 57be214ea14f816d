//! What reports have among and below their rows that is none of them: sums, the header line once more, closing lines.

use crate::choose::names;
use crate::read::layout::Record;
use crate::sample::{Apart, Note};

/// Words that a line of sums begins with.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "grand total",
    "grand totals",
    "gesamt",
    "summe",
    "gesamtsumme",
    "suma",
    "total general",
    "totaal",
    "totale",
    "somme",
    "razem",
    "ogolem",
];
/// Longer blocks below the rows are something else than a report's end.
const ENDING_MAX: usize = 30;
/// Longest part of a line that is shown.
const SHOWN: usize = 40;

/// The rows of a table, and what stands among them.
pub(crate) struct Parted<'a> {
    pub rows: Vec<&'a Record>,
    /// What is no row and as wide as one.
    pub apart: Vec<Apart>,
    pub notes: Vec<Note>,
}

/// Parts what follows the header line. `ended` says whether the file's end was seen.
pub(crate) fn part<'a>(
    header: Option<&Record>,
    records: &'a [Record],
    width: usize,
    ended: bool,
) -> Parted<'a> {
    let mut rows: Vec<&Record> = records.iter().collect();
    let mut apart = Vec::new();
    let mut notes = Vec::new();
    if let Some(header) = header {
        apart.extend(again(header, &mut rows));
    }
    let end = if ended && width > 2 {
        ending(&rows, width)
    } else {
        rows.len()
    };
    let below = rows.split_off(end);
    let torn = rows.iter().filter(|row| row.cells.len() != width).count();
    if torn > 0 {
        notes.push(Note {
            about: "rows",
            says: format!(
                "{torn} of {} rows have more or fewer cells than the header",
                rows.len()
            ),
            why: "they would be set aside".to_owned(),
        });
    }
    rows.retain(|row| row.cells.len() == width);
    let (whole, lines): (Vec<&Record>, Vec<&Record>) =
        below.into_iter().partition(|row| row.cells.len() == width);
    for row in whole {
        if let Some(found) = told_apart(row, &rows)
            && !apart.contains(&found)
        {
            apart.push(found);
        }
    }
    notes.extend(closing(&lines));
    Parted { rows, apart, notes }
}

/// The header line where it comes again, as reports of several pages have it.
fn again(header: &Record, rows: &mut Vec<&Record>) -> Option<Apart> {
    let named = header
        .cells
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .count();
    let is_header = |row: &Record| {
        let cells = row.cells.iter().map(|cell| cell.trim());
        cells.eq(header.cells.iter().map(|cell| cell.trim()))
    };
    let before = rows.len();
    let first = rows.iter().copied().find(|row| is_header(row))?;
    if named < 2 {
        return None;
    }
    rows.retain(|row| !is_header(row));
    let times = before - rows.len();
    let place = (0..first.cells.len()).find(|place| {
        let cell = first.cells.get(*place);
        cell.is_some_and(|cell| !cell.trim().is_empty())
            && !rows.iter().any(|row| row.cells.get(*place) == cell)
    })?;
    Some(Apart {
        place,
        cell: first.cells.get(place)?.clone(),
        begins: false,
        why: format!(
            "the header line comes again {times} {}",
            if times == 1 { "time" } else { "times" }
        ),
    })
}

/// Where the rows end and the report's last lines begin: sums, lines of fewer cells, lines with one cell filled.
fn ending(rows: &[&Record], width: usize) -> usize {
    let filled = |row: &Record| {
        row.cells
            .iter()
            .filter(|cell| !cell.trim().is_empty())
            .count()
    };
    let sentence = |row: &Record| row.cells.iter().any(|cell| cell.trim().contains(' '));
    let is_end = |row: &Record| {
        let filled = filled(row);
        if row.cells.len() == width {
            filled == 0 || filled == 1 && width > 3 && sentence(row) || sums(row).is_some()
        } else {
            row.cells.len() * 2 <= width && filled <= 2
        }
    };
    let most = rows.len().saturating_sub(ENDING_MAX);
    let mut end = rows.len();
    while end > most && end > 1 && rows.get(end - 1).is_some_and(|row| is_end(row)) {
        end -= 1;
    }
    end
}

/// How the expression of a feed tells a line below the rows from these.
fn told_apart(row: &Record, rows: &[&Record]) -> Option<Apart> {
    if let Some((place, sum)) = sums(row) {
        return Some(Apart {
            place,
            begins: sum.begins,
            cell: sum.text,
            why: "the last line holds totals of the others".to_owned(),
        });
    }
    let (place, cell, begins, why) = match row.cells.iter().position(|cell| !cell.trim().is_empty())
    {
        Some(place) => {
            let (text, begins) = lasting(row.cells.get(place)?);
            (place, text, begins, "a line with one value ends the report")
        }
        // A line without anything in it: a column that every row fills tells it apart.
        None => {
            let filled = |row: &&Record, place: usize| {
                let cell = row.cells.get(place);
                cell.is_some_and(|cell| !cell.trim().is_empty())
            };
            let all = |place: &usize| rows.iter().all(|row| filled(row, *place));
            let place = (0..row.cells.len()).find(all)?;
            (
                place,
                String::new(),
                false,
                "a line without any value ends the rows",
            )
        }
    };
    let taken = rows.iter().any(|row| {
        let other = row.cells.get(place);
        other.is_some_and(|other| *other == cell || begins && other.starts_with(&cell))
    });
    (!taken && (begins || cell.trim() == cell)).then(|| Apart {
        place,
        cell,
        begins,
        why: why.to_owned(),
    })
}

/// What of a text is the same in the next report: what stands before its first number.
fn lasting(cell: &str) -> (String, bool) {
    let Some(digit) = cell.find(|c: char| c.is_ascii_digit()) else {
        return (cell.to_owned(), false);
    };
    let before = cell.get(..digit).unwrap_or_default();
    let text = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    if text.is_empty() {
        (cell.to_owned(), false)
    } else {
        (text.to_owned(), true)
    }
}

struct Sum {
    text: String,
    begins: bool,
}

/// The cell that says that a row is of totals, and its column: the first that is filled. What it says beside the word may
/// be another number next time.
fn sums(row: &Record) -> Option<(usize, Sum)> {
    let (place, cell) = row
        .cells
        .iter()
        .enumerate()
        .find(|(_, cell)| !cell.trim().is_empty())?;
    let words = names::words(cell);
    if TOTALS.contains(&words.as_str()) {
        let text = cell.clone();
        let begins = false;
        return Some((place, Sum { text, begins }));
    }
    let empty = row
        .cells
        .iter()
        .filter(|cell| cell.trim().is_empty())
        .count();
    let (text, begins) = lasting(cell);
    let told = TOTALS.contains(&names::words(&text).as_str());
    (begins && told && empty * 2 >= row.cells.len()).then_some((place, Sum { text, begins }))
}

/// What the lines below the rows are, which have too few cells to be any.
fn closing(lines: &[&Record]) -> Option<Note> {
    let shown: Vec<String> = lines
        .iter()
        .filter_map(|line| line.cells.iter().find(|cell| !cell.trim().is_empty()))
        .take(2)
        .map(|cell| {
            let text = cell.trim();
            match text.char_indices().nth(SHOWN) {
                Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
                None => format!("`{text}`"),
            }
        })
        .collect();
    let (one, is) = (lines.len() == 1, shown.join(", "));
    (!lines.is_empty()).then(|| Note {
        about: "rows",
        says: if one {
            format!("the last line is the report's own: {is}")
        } else {
            format!("the last {} lines are the report's own: {is}", lines.len())
        },
        why: format!(
            "{} set aside each time, and can be waived; an export without the report's frame has none",
            if one { "it is" } else { "they are" }
        ),
    })
}
