//! Regular expressions as a charter or a question writes them: compiled once when they are admitted, by the crate and within
//! the limits by which the query engine compiles them again, so that it has nothing left to refuse.

use regex::Regex;

use crate::expression::MAX_PATTERN_CHARACTERS;

/// Flags that may stand before a pattern.
const FLAGS: &str = "imsRUux";

/// Why a pattern cannot be used, and what to do.
#[derive(Debug)]
pub(crate) struct BadPattern {
    pub message: String,
    pub hint: String,
}

impl BadPattern {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

/// Compiles a pattern.
pub(crate) fn compile(pattern: &str) -> Result<(), BadPattern> {
    if pattern.chars().count() > MAX_PATTERN_CHARACTERS {
        return Err(BadPattern::new(
            "the pattern is too long",
            format!("at most {MAX_PATTERN_CHARACTERS} characters"),
        ));
    }
    by_engine(pattern)
}

/// Compiles a pattern that must fit a text from end to end, and gives it as the engine is to search for it.
pub(crate) fn whole(pattern: &str) -> Result<String, BadPattern> {
    // By itself first: a parenthesis too many must not end ours.
    compile(pattern)?;
    let whole = format!("^(?:{pattern})$");
    by_engine(&whole)?;
    Ok(whole)
}

/// Compiles a pattern under flags, put together as the engine does.
pub(crate) fn flagged(pattern: &str, flags: &str) -> Result<(), BadPattern> {
    match flags {
        "" => Ok(()),
        flags => by_engine(&format!("(?{flags}){pattern}")),
    }
}

/// The flags that are the pattern's own: without `own`, which is the function's and stands at most once.
pub(crate) fn flags(flags: &str, own: Option<char>) -> Result<String, BadPattern> {
    if flags.is_empty() && own.is_some() {
        // The engine would put them before the pattern as `(?)`, which is none.
        return Err(BadPattern::new(
            "the flags are empty",
            "leave them out where there are none",
        ));
    }
    let known = |flag: char| FLAGS.contains(flag) || Some(flag) == own;
    let mut seen = String::new();
    for flag in flags.chars() {
        if !known(flag) || seen.contains(flag) {
            let all: Vec<String> = own
                .into_iter()
                .chain(FLAGS.chars())
                .map(|flag| format!("`{flag}`"))
                .collect();
            let what = if known(flag) {
                format!("the flag `{flag}` is written twice")
            } else {
                format!("there is no flag `{flag}` here")
            };
            return Err(BadPattern::new(
                what,
                format!(
                    "the flags are {}; `i` is for small and capital letters alike",
                    all.join(", ")
                ),
            ));
        }
        seen.push(flag);
    }
    Ok(seen.chars().filter(|flag| Some(*flag) != own).collect())
}

fn by_engine(pattern: &str) -> Result<(), BadPattern> {
    let Err(error) = Regex::new(pattern) else {
        return Ok(());
    };
    Err(match error {
        regex::Error::CompiledTooBig(_) => BadPattern::new(
            "the pattern is too large when it is worked out",
            "repetitions within repetitions multiply, as in (a{1,100}){1,100}; write smaller numbers, or `+` and `*`",
        ),
        error => {
            let cause = error.to_string();
            let cause = cause.lines().last().unwrap_or_default();
            let cause = cause.strip_prefix("error: ").unwrap_or(cause);
            BadPattern::new(
                format!("the pattern cannot be read: {cause}"),
                "regular expressions of Rust's `regex`: no look-around, no back-references; a character that is meant as itself has a `\\` before it, as in \\(",
            )
        }
    })
}
