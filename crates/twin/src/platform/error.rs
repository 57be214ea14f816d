//! Why a call is refused.

use crate::what_if::WhatIfError;

/// Why a call is refused.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum CallError {
    /// The lever cannot be set so.
    #[error(transparent)]
    Lever(#[from] WhatIfError),
    /// No platform sets it: it is how customers and agents are.
    #[error("`{0}` is nothing that a platform sets")]
    NotSet(&'static str),
    /// A time of the day is asked for.
    #[error("a call knows no time of the day")]
    During,
    /// Nobody is to come or go.
    #[error("agents: at least one more or one fewer, found 0")]
    Nobody,
    /// Somebody would work on and on.
    #[error("who is called in goes home again: the call must end, within {0} hours")]
    Shift(f64),
    /// It would be over before it begins.
    #[error("the end of the call has passed")]
    Over,
    /// It was called before.
    #[error("`{0}` was called already")]
    Known(String),
    /// It was never called.
    #[error("there is no call `{0}`")]
    Unknown(String),
}

impl CallError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Lever(WhatIfError::Unserved { .. }) => {
                "let another team of the party take it first, and undo such calls in the reverse order"
            }
            Self::Lever(error) => error.hint(),
            Self::NotSet(_) => {
                "agents, allocation, routing, proficiency, predicted_intent and bot_share can be set; what if others changed is asked at /api/what-if"
            }
            Self::During => "leave `during` out, and say how long the call lasts",
            Self::Nobody => "say how many",
            Self::Shift(_) => "say `lasts_hours` or `until`",
            Self::Over => "say a later end, or none",
            Self::Known(_) => "call it otherwise",
            Self::Unknown(_) => "GET /api/platform/calls lists those that there are",
        }
    }
}
