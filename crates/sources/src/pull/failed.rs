//! Why there is no page, and what is to be done.

use std::time::Duration;

use lake::LakeError;

/// Why there is no page.
#[derive(Debug)]
pub(super) struct Failed {
    pub cause: String,
    pub hint: String,
    pub then: Then,
    /// How long the server wants to be left alone.
    pub after: Option<Duration>,
}

/// What is to be done after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// It may work when it is tried again soon.
    Again,
    /// A person has to mend something; the next round asks for the same page.
    Later,
    /// There is no such page, or no longer: the round begins again, at once the first time, with the next round otherwise.
    Anew,
    /// The pages lead nowhere: the next round begins where this one began.
    AnewLater,
}

impl Failed {
    /// Something that may pass.
    pub(super) fn again(cause: impl Into<String>, hint: &str) -> Self {
        Self::of(Then::Again, cause, hint)
    }

    /// Something that a person has to mend.
    pub(super) fn later(cause: impl Into<String>, hint: &str) -> Self {
        Self::of(Then::Later, cause, hint)
    }

    /// Something else.
    pub(super) fn of(then: Then, cause: impl Into<String>, hint: &str) -> Self {
        Self {
            cause: cause.into(),
            hint: hint.to_owned(),
            then,
            after: None,
        }
    }

    /// Records that the lake refuses.
    pub(super) fn of_records(error: &LakeError) -> Self {
        Self::again(error.to_string(), &error.hint())
    }
}
