//! What can be wrong with a question.

/// Why it cannot be tried.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum WhatIfError {
    /// The levers were written for another version.
    #[error(
        "the levers have format {found}, this version of Tandem reads format {}",
        super::FORMAT
    )]
    Format {
        /// The format that they have.
        found: u32,
    },
    /// A lever names something that there is not.
    #[error("there is no {what} `{name}`")]
    Unknown {
        /// What kind of thing is named.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A lever has a value that makes no sense.
    #[error("{lever}: {expected}, found {found}")]
    Value {
        /// Which lever.
        lever: &'static str,
        /// What would make sense.
        expected: String,
        /// The value.
        found: String,
    },
    /// Customers would wait in a line that nobody takes from.
    #[error("nobody would take `{queue}` from {party}'s customers any more")]
    Unserved {
        /// The queue.
        queue: String,
        /// The party.
        party: String,
    },
    /// The time is over before it begins.
    #[error("the simulation ends before that")]
    Over,
    /// It was told to stop.
    #[error("it was stopped")]
    Stopped,
}

impl WhatIfError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Format { .. } => "choose the levers anew",
            Self::Unknown { .. } => "GET /api/what-if lists what there is",
            Self::Value { .. } => "change the value, or leave the lever out",
            Self::Unserved { .. } => "let another team of the party take it, or leave it as it is",
            Self::Over => "ask about a time that is still to come",
            Self::Stopped => "start it again",
        }
    }

    pub(crate) fn value(
        lever: &'static str,
        expected: impl Into<String>,
        found: impl ToString,
    ) -> Self {
        Self::Value {
            lever,
            expected: expected.into(),
            found: found.to_string(),
        }
    }
}
