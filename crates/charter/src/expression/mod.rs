//! SQL expressions as written in a charter: one scalar expression over columns, and nothing that reaches further.
//!
//! The text is parsed, walked node by node, admitted where it is on the list, and written anew with every name
//! quoted. What is handed to the query engine is the new text, never the one from the file.

mod admit;
mod call;
mod error;
mod functions;
mod literal;
mod made;
mod screen;

use std::collections::BTreeSet;

use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

pub use error::ExpressionError;
pub use functions::{FUNCTIONS, Function};
pub(crate) use made::Value;
pub use screen::deceives;

/// Longer texts are refused, in characters.
pub const MAX_CHARACTERS: usize = 4_000;
/// Deeper nesting is refused.
pub const MAX_DEPTH: usize = 32;
/// More parts (names, values, operators, calls) are refused.
pub const MAX_NODES: usize = 500;
/// Longer regular expressions are refused, in characters.
pub const MAX_PATTERN_CHARACTERS: usize = 200;
/// How many times longer than its inputs a text may become.
pub const MAX_GROWTH: u64 = 1_000;

/// What an expression may name.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    columns: Option<BTreeSet<String>>,
    source_functions: bool,
}

impl Allowed {
    /// Any column, and `local_time`: for the columns of a source, which are not known until a file arrives.
    #[must_use]
    pub fn source() -> Self {
        Self {
            columns: None,
            source_functions: true,
        }
    }

    /// These columns.
    #[must_use]
    pub fn columns<'a>(columns: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            columns: Some(columns.into_iter().map(str::to_owned).collect()),
            source_functions: false,
        }
    }

    /// One column more.
    #[must_use]
    pub fn and(mut self, column: &str) -> Self {
        if let Some(columns) = &mut self.columns {
            columns.insert(column.to_owned());
        }
        self
    }
}

/// An expression that may be handed to the query engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    sql: String,
    columns: BTreeSet<String>,
    functions: BTreeSet<String>,
    calendars: BTreeSet<String>,
}

impl Expression {
    /// Parses one expression and admits it.
    ///
    /// # Errors
    /// What is not admitted, at which character, and what would be.
    pub fn parse(text: &str, allowed: &Allowed) -> Result<Self, ExpressionError> {
        let tokens = screen::tokens(text)?;
        let mut parser = Parser::new(&GenericDialect {})
            .with_recursion_limit(50)
            .with_tokens_with_locations(tokens);
        let tree = parser.parse_expr().map_err(|error| explain(text, &error))?;
        let next = parser.peek_token();
        if next.token != Token::EOF {
            let refused = ExpressionError::new(
                error::offset(text, next.span.start),
                format!("`{}` after the end of the expression", next.token),
            );
            return Err(if is_words(text) {
                let quoted = "a column whose name holds spaces stands in double quotes";
                refused
                    .hint(format!("{quoted}: \"{text}\""))
                    .hint_in_charter(format!("{quoted}; in YAML: '\"{text}\"'"))
            } else {
                refused.hint(
                    "an expression is one value or one condition; join conditions with `and` or `or`",
                )
            });
        }
        admit::admit(text, tree, allowed)
    }

    /// The text for the query engine: normalised, every column in double quotes.
    #[must_use]
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The columns it reads, as written and without quotes.
    #[must_use]
    pub fn columns(&self) -> &BTreeSet<String> {
        &self.columns
    }

    /// The calendars by which it counts business time.
    #[must_use]
    pub fn calendars(&self) -> &BTreeSet<String> {
        &self.calendars
    }

    /// The functions it calls, in lower case.
    #[must_use]
    pub fn functions(&self) -> &BTreeSet<String> {
        &self.functions
    }
}

/// Whether a text is words alone, as the names of columns in exports often are: `Ticket Nr`.
fn is_words(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '#' | '/'))
}

fn explain(text: &str, error: &ParserError) -> ExpressionError {
    match error {
        ParserError::RecursionLimitExceeded => error::too_deep(0),
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => {
            let (message, offset) = error::split_location(text, message);
            let message = message.replace("found: EOF", "found: its end");
            ExpressionError::new(offset, format!("not an expression: {message}"))
        }
    }
}
