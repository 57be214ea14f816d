//! What is refused before the text is parsed.

use sqlparser::dialect::GenericDialect;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer, Whitespace, Word};

use super::error::{ExpressionError, offset, split_location};
use super::{MAX_CHARACTERS, MAX_NODES};

/// The tokens of a text without comments, statements, placeholders and characters that deceive the eye.
pub(super) fn tokens(text: &str) -> Result<Vec<TokenWithSpan>, ExpressionError> {
    if text.trim().is_empty() {
        return Err(ExpressionError::new(0, "the expression is empty"));
    }
    // Bytes first: counting the characters of something huge is work of its own.
    if text.len() > 4 * MAX_CHARACTERS || text.chars().count() > MAX_CHARACTERS {
        return Err(ExpressionError::new(0, "the expression is too long")
            .hint(format!("at most {MAX_CHARACTERS} characters")));
    }
    for (index, character) in text.chars().enumerate() {
        if deceives(character) {
            return Err(ExpressionError::new(
                index,
                format!("the invisible character U+{:04X}", u32::from(character)),
            )
            .hint("remove it; it makes the text read differently from what it says"));
        }
    }
    let tokens = Tokenizer::new(&GenericDialect {}, text)
        .tokenize_with_location()
        .map_err(|error| {
            let (message, at) =
                split_location(text, &format!("{}{}", error.message, error.location));
            ExpressionError::new(at, format!("not an expression: {message}"))
        })?;
    let mut parts = 0;
    for token in &tokens {
        let at = || offset(text, token.span.start);
        if !matches!(token.token, Token::Whitespace(_)) {
            parts += 1;
        }
        if parts > 4 * MAX_NODES {
            return Err(super::admit::too_many(at()));
        }
        match &token.token {
            Token::Whitespace(
                Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_),
            ) => {
                return Err(ExpressionError::new(at(), "a comment within an expression")
                    .hint("leave it out")
                    .hint_in_charter("write comments as YAML: `# …` on a line of its own"));
            }
            Token::SemiColon => {
                return Err(ExpressionError::new(at(), "`;` within an expression")
                    .hint("an expression is one value or one condition, not a statement"));
            }
            Token::Placeholder(name) => {
                return Err(ExpressionError::new(
                    at(),
                    format!("`{name}` stands for a value that nobody supplies"),
                )
                .hint("write the value"));
            }
            Token::Word(word) => word_is_plain(word, at())?,
            _ => {}
        }
    }
    Ok(tokens)
}

fn word_is_plain(word: &Word, at: usize) -> Result<(), ExpressionError> {
    match word.quote_style {
        None if !word.value.is_ascii() => Err(ExpressionError::new(
            at,
            format!("`{}` has letters outside ASCII", word.value),
        )
        .hint("write a column of that name in double quotes")),
        None if !word
            .value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_') =>
        {
            Err(
                ExpressionError::new(at, format!("`{}` is not a plain name", word.value))
                    .hint("write a column of that name in double quotes"),
            )
        }
        None | Some('"') => Ok(()),
        Some(_) => Err(ExpressionError::new(
            at,
            format!("`{}` in quotes of another kind", word.value),
        )
        .hint("columns are quoted with double quotes, text with single quotes")),
    }
}

/// Whether no expression may have the character: control characters, and those that reorder or hide text (zero widths,
/// bidirectional marks, tags, byte order marks).
#[must_use]
pub fn deceives(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t' | '\r'))
        || matches!(
            u32::from(character),
            0x00AD
                | 0x061C
                | 0x180E
                | 0x200B..=0x200F
                | 0x2028..=0x202E
                | 0x2060..=0x206F
                | 0xFE00..=0xFE0F
                | 0xFEFF
                | 0xFFF9..=0xFFFB
                | 0xE0000..=0xE01EF
        )
}
