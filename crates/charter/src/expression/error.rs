//! Why an expression was refused.

use sqlparser::tokenizer::Location;

/// Why an expression was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// Where, in characters from the start of the text.
    pub offset: usize,
    /// What is wrong, in a sentence.
    pub message: String,
    /// The name that was written and is not known, when that is the matter.
    pub unknown: Option<Unknown>,
    /// What to do.
    pub hint: Option<String>,
    /// What to do where the expression stands in a charter's file, if that is something else.
    pub hint_in_charter: Option<Box<str>>,
}

/// A name that an expression may not use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// As written.
    pub name: String,
    /// The names there are.
    pub valid: Vec<String>,
}

impl ExpressionError {
    pub(super) fn new(offset: usize, message: impl Into<String>) -> Self {
        Self {
            offset,
            message: message.into(),
            unknown: None,
            hint: None,
            hint_in_charter: None,
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(super) fn hint_in_charter(mut self, hint: impl Into<Box<str>>) -> Self {
        self.hint_in_charter = Some(hint.into());
        self
    }

    pub(super) fn among<'a>(
        mut self,
        name: &str,
        valid: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        self.unknown = Some(Unknown {
            name: name.to_owned(),
            valid: valid.into_iter().map(str::to_owned).collect(),
        });
        self
    }

    /// Stable name of the kind of problem.
    #[must_use]
    pub fn code(&self) -> &'static str {
        if self.unknown.is_some() {
            "unknown-column"
        } else {
            "expression"
        }
    }

    /// The valid name that is nearest to the one written.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        let unknown = self.unknown.as_ref()?;
        crate::names::meant(&unknown.name, unknown.valid.iter().map(String::as_str))
    }
}

pub(super) fn too_deep(offset: usize) -> ExpressionError {
    ExpressionError::new(offset, "the expression is nested too deeply").hint(format!(
        "at most {} levels of parentheses, cases and calls; split it over several columns",
        super::MAX_DEPTH
    ))
}

/// The place in the text of a line and column, in characters.
pub(super) fn offset(text: &str, at: Location) -> usize {
    let line = usize::try_from(at.line).unwrap_or_default();
    let column = usize::try_from(at.column).unwrap_or_default();
    if line == 0 {
        return 0;
    }
    let before: usize = text
        .split('\n')
        .take(line - 1)
        .map(|line| line.chars().count() + 1)
        .sum();
    before + column.saturating_sub(1)
}

/// The parser ends its messages with ` at Line: 1, Column: 5`.
pub(super) fn split_location(text: &str, message: &str) -> (String, usize) {
    let Some((what, place)) = message.rsplit_once(" at Line: ") else {
        return (message.to_owned(), text.chars().count());
    };
    let mut numbers = place
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse::<u64>().ok());
    let (Some(line), Some(column)) = (numbers.next(), numbers.next()) else {
        return (what.to_owned(), 0);
    };
    (what.to_owned(), offset(text, Location { line, column }))
}
