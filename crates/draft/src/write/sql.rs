//! SQL as a feed writes it: names, texts, and what reads a value of each kind.

pub(crate) use charter::expression::deceives;
use charter::expression::{Allowed, Expression};

/// The column as an expression names it; nothing where none can.
pub(crate) fn column(name: &str) -> Option<String> {
    if name.is_empty() || name.len() > 1_000 || name.chars().any(|c| deceives(c) || c.is_control())
    {
        return None;
    }
    let snake = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    // A word of the grammar is no column without quotes.
    let bare = snake && {
        let within = format!("case when {name} = 'x' then {name} end");
        Expression::parse(&within, &Allowed::source()).is_ok_and(|read| {
            read.columns().len() == 1
                && read.columns().contains(name)
                && read.functions().is_empty()
        })
    };
    Some(if bare {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    })
}

/// A text in single quotes.
pub(crate) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// Whether the charter admits it.
pub(crate) fn admitted(expression: &str) -> bool {
    Expression::parse(expression, &Allowed::source()).is_ok()
}
