//! Conditions that the charter writes itself, of one column and values. Only here is SQL written that no person wrote:
//! names and texts are quoted, so that a value stays a value whatever it holds.

use std::collections::BTreeSet;

use super::Expression;
use super::literal::quoted;

/// A value as SQL.
pub(crate) enum Value<'a> {
    Truth(bool),
    Integer(i64),
    Number(f64),
    Text(&'a str),
    /// An instant, as RFC 3339 in UTC.
    Instant(jiff::Timestamp),
}

impl Value<'_> {
    fn sql(&self) -> String {
        match self {
            Self::Truth(truth) => truth.to_string(),
            Self::Integer(number) => number.to_string(),
            // In full, without an exponent, so that the engine reads the same number.
            Self::Number(number) => format!("{number}"),
            Self::Text(text) => quoted(text),
            Self::Instant(instant) => format!("TIMESTAMP {}", quoted(&instant.to_string())),
        }
    }
}

impl Expression {
    /// Whether a column's value compares so: `"score" <= 100`. Unknown without a value.
    pub(crate) fn compared(column: &str, bounds: &[(&'static str, Value<'_>)]) -> Self {
        let name = name(column);
        let parts: Vec<String> = bounds
            .iter()
            .map(|(operator, value)| format!("{name} {operator} {}", value.sql()))
            .collect();
        Self::of_column(column, parts.join(" AND "), None)
    }

    /// Whether a column's value is among these. Unknown without a value.
    pub(crate) fn among(column: &str, values: &[Value<'_>]) -> Self {
        let values: Vec<String> = values.iter().map(Value::sql).collect();
        let sql = format!("{} IN ({})", name(column), values.join(", "));
        Self::of_column(column, sql, None)
    }

    /// Whether a pattern is found in a column's text. Unknown without a text.
    pub(crate) fn found(column: &str, pattern: &str) -> Self {
        let sql = format!("regexp_like({}, {})", name(column), quoted(pattern));
        Self::of_column(column, sql, Some("regexp_like"))
    }

    fn of_column(column: &str, sql: String, function: Option<&str>) -> Self {
        Self {
            sql,
            columns: BTreeSet::from([column.to_owned()]),
            functions: function.into_iter().map(str::to_owned).collect(),
            calendars: BTreeSet::new(),
        }
    }
}

fn name(column: &str) -> String {
    format!("\"{}\"", column.replace('"', "\"\""))
}
