//! Separated values: the table within the file, and the names of its columns.

use std::collections::BTreeSet;

use crate::DraftError;
use crate::choose::names;
use crate::infer::plain;
use crate::read::layout::{self, Layout, Record};
use crate::read::report;
use crate::sample::{Column, Note, Read, Written};
use crate::write::sql;

pub(crate) fn read(file: &str, text: &str) -> Result<Read, DraftError> {
    let mut notes = Vec::new();
    let layout = layout::find(text);
    let limit = layout::row_limit(layout.width);
    let most = limit + 50;
    // One more than is looked at tells whether there are more, and where the last one ends.
    let marks = (layout.delimiter, layout.quote, layout.escape);
    let mut records = layout::records(text, marks, most + 1);
    let next = records.get(most).map(|record| record.byte);
    records.truncate(most);
    if records.is_empty() {
        return Err(DraftError::NoRows {
            file: file.to_owned(),
            cause: "no line of it has a value".to_owned(),
            hint: "Look at the export; it has no rows.".to_owned(),
        });
    }
    let start = beginning(&records, layout);
    if start > 0 {
        notes.push(Note {
            about: "skip",
            says: format!(
                "{start} {} before the table {} left out",
                if start == 1 { "line" } else { "lines" },
                if start == 1 { "is" } else { "are" }
            ),
            why: "fewer cells than in the rows that follow".to_owned(),
        });
    }
    records.drain(..start);
    let first_line = records
        .first()
        .map_or(0, |record| layout::line_of(text, record.byte));
    let header = has_header(&records);
    let (names, named) = if header {
        let written = records
            .first()
            .map(|record| record.cells.clone())
            .unwrap_or_default();
        tell_apart(&written, layout.width, &mut notes)
    } else {
        notes.push(Note {
            about: "header",
            says: "no line names the columns; the names here are ours".to_owned(),
            why: "the first line holds values of the same kinds as the lines below".to_owned(),
        });
        (invent(&records, layout.width), true)
    };
    // Survey tools write the question and an identifier of it below each name.
    let labels = match records.get(1..3) {
        Some([labels, ids])
            if header && ids.cells.iter().any(|cell| cell.contains("\"ImportId\"")) =>
        {
            notes.push(Note {
                about: "header",
                says: "two lines below the header are left out".to_owned(),
                why: "they hold the questions and their identifiers, as survey tools write them"
                    .to_owned(),
            });
            Some(labels.cells.clone())
        }
        _ => None,
    };
    let named = named || labels.is_some();
    let above = usize::from(header) + if labels.is_some() { 2 } else { 0 };
    let below = records.get(above..).unwrap_or_default();
    let header_line = records.first().filter(|_| header);
    let parted = report::part(header_line, below, names.len(), next.is_none());
    notes.extend(parted.notes);
    let (kept, apart) = (parted.rows, parted.apart);
    let label = |place: usize, name: &str| {
        let question = labels.as_ref()?.get(place)?.trim();
        // A name that says more than a number says what it is itself.
        let numbered = name
            .trim_start_matches(['Q', 'q'])
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_');
        (numbered && !question.is_empty()).then(|| question.to_owned())
    };
    let columns = names
        .iter()
        .enumerate()
        .map(|(place, name)| column(name, label(place, name), place, &kept))
        .collect();
    // Names of our own take the place of the header line, which is then one line more to leave out.
    let skip = match records.get(above) {
        Some(first) if labels.is_some() => layout::line_of(text, first.byte),
        _ => first_line + u64::from(header && named),
    };
    Ok(Read {
        written: Written::Separated {
            delimiter: layout.delimiter,
            quote: layout.quote,
            escape: layout.escape,
            header,
            named,
            skip: u32::try_from(skip).unwrap_or(0),
        },
        rows: kept.len(),
        whole: next.is_none(),
        bytes: next.map_or(text.len(), |byte| {
            usize::try_from(byte).unwrap_or(text.len())
        }),
        columns,
        apart,
        notes,
    })
}

/// A column of the rows. Spreadsheets write a number that is to stay a text as `="0009"`.
fn column(name: &str, label: Option<String>, place: usize, rows: &[&Record]) -> Column {
    let cells = || rows.iter().filter_map(|row| row.cells.get(place));
    let wrapped = cells().any(|cell| unwrapped(cell.trim()).is_some());
    let named = sql::column(name);
    Column {
        label,
        name: name.to_owned(),
        sql: if wrapped {
            named.map(|sql| format!("regexp_replace({sql}, '^=\"(.*)\"$', '\\1')"))
        } else {
            named
        },
        column_type: None,
        spaced: cells().any(|cell| cell.trim() != cell),
        cells: rows
            .iter()
            .map(|row| {
                let cell = row.cells.get(place)?.trim();
                let cell = unwrapped(cell).unwrap_or(cell);
                (!cell.is_empty()).then(|| cell.to_owned())
            })
            .collect(),
    }
}

/// What a formula holds that is nothing but a text.
fn unwrapped(cell: &str) -> Option<&str> {
    cell.strip_prefix("=\"")?.strip_suffix('"')
}

/// The record with which the table begins: the first as wide as most, and what looks like its header.
fn beginning(records: &[Record], layout: Layout) -> usize {
    if layout.width <= 1 {
        return 0;
    }
    records
        .iter()
        .take(60)
        .position(|record| {
            let filled = record
                .cells
                .iter()
                .filter(|cell| !cell.trim().is_empty())
                .count();
            record.cells.len() == layout.width && filled * 2 > layout.width
        })
        .or_else(|| {
            records
                .iter()
                .position(|record| record.cells.len() == layout.width)
        })
        .unwrap_or(0)
}

/// Whether the first record names the columns rather than being one of the rows.
fn has_header(records: &[Record]) -> bool {
    let Some((first, rows)) = records.split_first() else {
        return true;
    };
    let names: Vec<&str> = first.cells.iter().map(|cell| cell.trim()).collect();
    if rows.is_empty() {
        return !names.iter().any(|name| plain::is_typed(name));
    }
    let looked_at = rows.get(..rows.len().min(300)).unwrap_or(rows);
    let (mut for_it, mut against) = (0_i32, 0_i32);
    for (place, name) in names.iter().enumerate() {
        let cells: Vec<&str> = looked_at
            .iter()
            .filter_map(|row| row.cells.get(place))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        let typed = cells.iter().filter(|cell| plain::is_typed(cell)).count();
        let mostly = typed * 10 > cells.len() * 8 && !cells.is_empty();
        if plain::is_typed(name) {
            against += if mostly { 3 } else { 1 };
        } else if place < 200 && names::known(name) {
            for_it += 3;
        } else if mostly && !name.is_empty() {
            for_it += 2;
        } else if cells.contains(name) {
            against += 2;
        }
    }
    let unique = names.iter().collect::<BTreeSet<_>>().len() == names.len();
    for_it + i32::from(unique) > against
}

/// Names that can be told apart and written in an expression; the file's own where they can.
fn tell_apart(written: &[String], width: usize, notes: &mut Vec<Note>) -> (Vec<String>, bool) {
    let trimmed: Vec<String> = written.iter().map(|name| name.trim().to_owned()).collect();
    let mut seen = BTreeSet::new();
    let (mut blank, mut twice) = (0, 0);
    for name in &trimmed {
        if name.is_empty() {
            blank += 1;
        } else if !seen.insert(name.to_lowercase()) {
            twice += 1;
        }
    }
    let hidden = trimmed
        .iter()
        .any(|name| !name.is_empty() && name.chars().any(|c| c.is_control() || sql::deceives(c)));
    if blank + twice == 0 && !hidden && trimmed.len() == width.max(1) {
        return (trimmed, false);
    }
    notes.push(Note {
        about: "header",
        says: "the names of the columns are given here instead of read from the header line"
            .to_owned(),
        why: format!(
            "the header has {blank} blank names, {twice} that come twice{}",
            if hidden {
                " and some with invisible characters"
            } else {
                ""
            }
        ),
    });
    let mut taken = BTreeSet::new();
    let names = (0..trimmed.len().max(width))
        .map(|place| {
            let clean: String = trimmed
                .get(place)
                .map(|name| name.chars().filter(|c| !sql::deceives(*c)).collect())
                .unwrap_or_default();
            let clean = clean.trim();
            let base = if clean.is_empty() || clean.chars().count() > 200 {
                format!("column_{}", place + 1)
            } else {
                clean.to_owned()
            };
            distinct(base, &mut taken)
        })
        .collect();
    (names, true)
}

/// Names by what the columns hold.
fn invent(records: &[Record], width: usize) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let looked_at = records.get(..records.len().min(500)).unwrap_or(records);
    (0..width.max(1))
        .map(|place| {
            let cells: Vec<&str> = looked_at
                .iter()
                .filter_map(|row| row.cells.get(place))
                .map(|cell| cell.trim())
                .filter(|cell| !cell.is_empty())
                .collect();
            distinct(plain::word_for(&cells).to_owned(), &mut taken)
        })
        .collect()
}

fn distinct(base: String, taken: &mut BTreeSet<String>) -> String {
    let mut name = base.clone();
    let mut next = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{base}_{next}");
        next += 1;
    }
    name
}
