//! Words of a refusal as they are kept: with the line and the column, without what stands in the rows.
//!
//! A file whose header is missing names its first row's values as columns. So whatever is quoted is left out, unless the
//! charter has that name or nearly has it.

use charter::expression::{Allowed, Expression};
use charter::feed::Feed;
use charter::names::nearest;
use redaction::{Redactor, Settings};

use crate::LakeError;
use crate::catalog::Table;

/// Letters of a text, at most.
const LETTERS_MAX: usize = 600;
/// What stands for what is left out.
const LEFT_OUT: &str = "…";
/// Words of our own that are quoted.
const OURS: [&str; 10] = [
    "stop",
    "skip",
    "header",
    "encoding",
    "format",
    "records",
    "delimiter",
    "utf-8",
    "UTF-8",
    "ndjson",
];

/// Where the names of a feed are, which may be told.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    feed: Feed,
    /// Columns of its table.
    columns: Vec<String>,
}

impl Vocabulary {
    pub(crate) fn of(feed: &Feed, table: &Table) -> Self {
        Self {
            feed: feed.clone(),
            columns: table.columns.iter().map(|one| one.name.clone()).collect(),
        }
    }

    fn names(&self) -> Vec<String> {
        let feed = &self.feed;
        let source = Allowed::source();
        let expressions = feed
            .columns
            .values()
            .chain(&feed.key)
            .chain(&feed.version)
            .chain(&feed.only)
            .chain(&feed.names);
        let read = expressions
            .filter_map(|text| Expression::parse(text, &source).ok())
            .flat_map(|expression| expression.columns().clone());
        let checks = feed.checks.iter().map(|check| check.check.clone());
        let of_feed = [feed.feed.clone(), feed.table.clone()];
        let ours = OURS.iter().map(|word| (*word).to_owned());
        read.chain(checks)
            .chain(self.columns.iter().cloned())
            .chain(of_feed)
            .chain(ours)
            .collect()
    }
}

/// What may be told of refusals of a feed.
pub(super) struct Telling {
    names: Vec<String>,
    /// Absent where it cannot be made: then nothing is told that could be somebody's.
    redactor: Option<Redactor>,
}

impl Telling {
    pub(super) fn of(vocabulary: Option<&Vocabulary>) -> Self {
        Self {
            names: vocabulary.map(Vocabulary::names).unwrap_or_default(),
            redactor: Redactor::new(&Settings::default()).ok(),
        }
    }

    /// What was wrong and what to do, as they are kept. `name` is what came: it stands beside.
    pub(super) fn told(&self, error: &LakeError, name: &str) -> (String, String) {
        let says = error.to_string();
        let says = says.strip_prefix(name).unwrap_or(&says);
        let says = says.trim_start_matches([':', ',', ' ']);
        let hint = error.hint();
        match error {
            // Words of the charter alone.
            LakeError::Stopped { .. }
            | LakeError::Incomplete { .. }
            | LakeError::BadFeed { .. }
            | LakeError::BadCharter { .. }
            | LakeError::Retyped { .. } => (shortened(says), shortened(&hint)),
            _ => (self.plain(says), self.plain(&hint)),
        }
    }

    /// The words without what is quoted and unknown, and without what looks like somebody's data.
    fn plain(&self, words: &str) -> String {
        let known = known_only(words, &self.names);
        let redactor = self.redactor.as_ref();
        let redacted = redactor.map(|redactor| redactor.redact(&known, &[]).text);
        shortened(&redacted.unwrap_or_default())
    }
}

/// The words without what is quoted and unknown.
fn known_only(words: &str, names: &[String]) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(opens) = rest.find(['`', '“', '"', '\'']) {
        let (before, quoted) = rest.split_at(opens);
        plain.push_str(before);
        let mut letters = quoted.chars();
        let opening = letters.next().unwrap_or('`');
        // An apostrophe within a word opens nothing.
        let within = before.ends_with(char::is_alphanumeric);
        let closing = if opening == '“' { '”' } else { opening };
        let inner = letters.as_str();
        let Some((inside, after)) = inner.split_once(closing).filter(|_| !within) else {
            plain.push(opening);
            rest = inner;
            continue;
        };
        let known = names.iter().map(String::as_str);
        if inside.len() == 1 && !inside.starts_with(char::is_alphanumeric)
            || nearest(inside, known).is_some()
        {
            plain.push_str(&format!("{opening}{inside}{closing}"));
        } else {
            plain.push_str(LEFT_OUT);
        }
        rest = after;
    }
    plain.push_str(rest);
    plain
}

fn shortened(words: &str) -> String {
    if words.chars().count() <= LETTERS_MAX {
        return words.to_owned();
    }
    words.chars().take(LETTERS_MAX - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_columns_and_lines_and_nothing_of_a_row() {
        let telling = Telling {
            names: ["opened", "wait", "contact_id"].map(str::to_owned).into(),
            ..Telling::of(None)
        };
        let check = |words: &str, expect: &str| assert_eq!(telling.plain(words), expect);
        check(
            "the feed reads the column `opened`, which the file does not have",
            "the feed reads the column `opened`, which the file does not have",
        );
        check(
            "The nearest name in the file is `opend`. Correct the feed.",
            "The nearest name in the file is `opend`. Correct the feed.",
        );
        check(
            "The file has: `c1`, `Wilma Jansen`, `wait`.",
            "The file has: …, …, `wait`.",
        );
        check(
            "line 3: “Wilma” is not the feed's zone",
            "line 3: … is not the feed's zone",
        );
        check("`,` is expected, not 'W'", "`,` is expected, not …");
        check("an open `quote", "an open `quote");
        check("see wilma@example.org", "see [email]");
        check(
            &"x ".repeat(999),
            &format!("{}…", "x ".repeat(300).get(..599).unwrap()),
        );
    }
}
