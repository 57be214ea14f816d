//! From the tables of a page to facts as a source would write them.

use std::fmt::Display;

use charter::Charter;
use charter::canonical::ColumnType;
use charter::names::nearest;
use charter::view::TableView;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use kpi::Moment;
use serde_json::Value as Json;

use super::page::{FactTable, Problem};
use crate::operation::Fact;

/// When a fact happened, unless the page says.
const USUAL: &str = "2026-03-02 12:00";
/// How often a row of the page is a fact.
const REPEAT: &str = "rows";

/// The facts of a table of a page.
pub fn facts(
    charter: &Charter,
    zone: &TimeZone,
    written: &FactTable,
) -> Result<Vec<Fact>, Problem> {
    let Some(table) = charter.table(&written.table) else {
        return Err(unknown(
            written.line,
            "table",
            &written.table,
            charter.table_names(),
        ));
    };
    let mut facts = Vec::new();
    for (line, cells) in &written.rows.rows {
        let mut fact = Fact::new();
        let mut repeat = 1_usize;
        let named = written.rows.header.iter().zip(cells);
        let each = written.each.iter().map(|(column, cell)| (column, cell));
        for (column, cell) in each.chain(named) {
            if column == REPEAT {
                repeat = cell
                    .replace(',', "")
                    .parse()
                    .map_err(|_| Problem::new(*line, format!("`{cell}` is no number of rows")))?;
            } else {
                let value = value(&table, zone, *line, column, cell)?;
                fact.insert(column.clone(), value);
            }
        }
        if !fact.contains_key(&table.at) {
            let value = value(&table, zone, *line, &table.at, USUAL)?;
            fact.insert(table.at.clone(), value);
        }
        facts.extend(std::iter::repeat_n(fact, repeat));
    }
    Ok(facts)
}

fn value(
    table: &TableView,
    zone: &TimeZone,
    line: usize,
    column: &str,
    cell: &str,
) -> Result<Json, Problem> {
    let Some(view) = table.column(column) else {
        return Err(unknown(line, "column", column, table.names()));
    };
    if cell.is_empty() {
        return Ok(Json::Null);
    }
    let wrong =
        |expected: &str| Problem::new(line, format!("`{cell}` in `{column}` is not {expected}"));
    let text = match view.column_type {
        ColumnType::Text => cell.to_owned(),
        ColumnType::Integer => {
            cell.parse::<i64>().map_err(|_| wrong("a whole number"))?;
            cell.to_owned()
        }
        ColumnType::Number | ColumnType::Money => {
            cell.parse::<f64>().map_err(|_| wrong("a number"))?;
            cell.to_owned()
        }
        ColumnType::Boolean => match cell {
            "yes" | "no" => cell.to_owned(),
            _ => return Err(wrong("`yes`, `no` or empty")),
        },
        ColumnType::Instant => instant(cell, zone)
            .map_err(|error| wrong(&format!("an instant such as `2026-03-02 10:00`: {error}")))?
            .to_string(),
    };
    Ok(text.into())
}

/// A moment as a page writes it: a day, a time on the clock of the partnership's zone, or an instant with its offset.
pub fn moment(line: usize, text: &str, zone: &TimeZone) -> Result<Moment, Problem> {
    text.parse()
        .or_else(|_| instant(text, zone).map(Moment::Instant))
        .map_err(|error| Problem::new(line, format!("`{text}` is no moment: {error}")))
}

fn instant(text: &str, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    // A time that the clock skips or shows twice must be written with its offset.
    let local: DateTime = text.parse()?;
    zone.to_ambiguous_timestamp(local).unambiguous()
}

/// A name that is none, with the nearest that is one.
pub fn unknown<'a>(
    line: usize,
    what: impl Display,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Problem {
    let hint = nearest(name, known).map_or_else(String::new, |nearest| {
        format!("; the nearest is `{nearest}`")
    });
    Problem::new(line, format!("there is no {what} named `{name}`{hint}"))
}
