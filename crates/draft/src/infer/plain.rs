//! What one cell looks like by itself, before anything is known of its column.

use std::collections::HashSet;

use super::{clock, day, number};

/// Whether it is a number in any of the usual spellings.
pub(crate) fn is_number(cell: &str) -> bool {
    number::Style::ALL
        .iter()
        .any(|style| number::read(cell, *style).is_some())
}

/// Whether it is a number, a time or an address: what a header would not hold.
pub(crate) fn is_typed(cell: &str) -> bool {
    is_number(cell)
        || day::FORMS
            .iter()
            .any(|form| day::read(form, cell).is_some())
        || clock::read(cell).is_some()
        || (cell.contains('@') && cell.contains('.') && !cell.contains(' '))
        || (cell.len() == 36 && cell.bytes().filter(|byte| *byte == b'-').count() == 4)
}

/// A name for a column that has none.
pub(crate) fn word_for(cells: &[&str]) -> &'static str {
    if cells.is_empty() {
        return "empty";
    }
    let share = |holds: &dyn Fn(&str) -> bool| {
        cells.iter().filter(|cell| holds(cell)).count() * 10 >= cells.len() * 9
    };
    let distinct = cells.iter().collect::<HashSet<_>>().len();
    let unique = distinct == cells.len() && cells.len() > 1;
    let digits = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit());
    if share(&|cell| cell.contains('@') && cell.contains('.')) {
        return "email";
    }
    if share(&|cell| {
        day::FORMS
            .iter()
            .any(|form| day::read(form, cell).is_some())
            && !digits(cell)
    }) {
        return "time";
    }
    if unique
        && share(&|cell| {
            cell.len() >= 3 && cell.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
    {
        return "id";
    }
    if share(&is_number) {
        return "number";
    }
    if distinct * 5 <= cells.len() || (distinct <= 12 && distinct < cells.len()) {
        return "category";
    }
    "text"
}
