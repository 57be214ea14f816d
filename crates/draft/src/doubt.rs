//! What a draft is not sure of, and what would be written instead.

use serde::Serialize;

/// Something that a person should decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// The part of the feed (`key`, `zone`, `columns.opened_at`) or the column of the source.
    pub about: String,
    /// What was taken, in a sentence without its subject's end.
    pub says: String,
    /// Why, and why it may be otherwise.
    pub why: String,
    /// What may be written instead.
    pub alternatives: Vec<Alternative>,
}

/// What may be written instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alternative {
    /// Where it goes, dotted: `columns.opened_at`, `zone`, `only`.
    pub path: String,
    /// When it is right.
    pub says: String,
    /// What to write there: an expression, or the value as YAML.
    pub value: String,
    /// What the same answer writes elsewhere: place and value.
    pub also: Vec<(String, String)>,
}

impl Alternative {
    pub(crate) fn new(
        path: impl Into<String>,
        says: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            says: says.into(),
            value: value.into(),
            also: Vec::new(),
        }
    }
}

impl Doubt {
    pub(crate) fn new(about: &str, says: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            about: about.to_owned(),
            says: says.into(),
            why: why.into(),
            alternatives: Vec::new(),
        }
    }

    pub(crate) fn or(mut self, alternative: Alternative) -> Self {
        self.alternatives.push(alternative);
        self
    }
}
