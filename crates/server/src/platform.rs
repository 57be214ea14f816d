//! What the server asks of a routing or workforce platform: to set a lever, and to put it back.

use std::io;

use jiff::Timestamp;
use twin::platform::{Call, CallError};
use twin::what_if::Lever;

/// A platform that calls go to. They may come from many threads at once.
pub trait Platform: Send + Sync {
    /// What was called, in that order.
    fn calls(&self) -> Vec<Called>;

    /// Does what is asked; what was done under the same id before is answered again.
    ///
    /// # Errors
    /// When it is not done.
    fn call(&self, asked: Asked) -> Result<Called, NotCalled>;

    /// Puts things back as they were but for a call, as somebody's deed, or the platform's own. What was undone before is
    /// answered again.
    ///
    /// # Errors
    /// When it is not done.
    fn undo(&self, call: &str, by: Option<&str>) -> Result<Called, NotCalled>;
}

/// What is asked of a platform.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Under which it is known from then on.
    pub id: String,
    /// The hash of the message: the same id with another one is another call.
    pub sha256: String,
    /// What is to be set.
    pub set: Lever,
    /// For how long.
    pub ends: Ends,
    /// Why.
    pub reason: String,
}

/// When a call is over by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ends {
    /// When it is undone.
    Never,
    /// After so many hours.
    After(f64),
    /// At an instant of the operation.
    At(Timestamp),
}

/// A call, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// What it said.
    pub call: Call,
    /// From when it counts.
    pub from: Timestamp,
    /// When it was undone, and by whom, if a person did it.
    pub undone: Option<(Timestamp, Option<String>)>,
}

impl Called {
    /// Whether it counts at an instant.
    #[must_use]
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.undone.is_none() && self.call.until.is_none_or(|until| now < until)
    }
}

/// Why a platform did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum NotCalled {
    /// It cannot be done.
    #[error(transparent)]
    Refused(#[from] CallError),
    /// Another call has that id.
    #[error("another call was made under this webhook-id")]
    Another,
    /// There were too many.
    #[error("{0} calls are as many as are taken")]
    Full(usize),
    /// The platform is not there yet.
    #[error("the operation is not there yet")]
    NotYet,
    /// It could not be written down.
    #[error("it could not be written down")]
    NotWritten(#[source] io::Error),
}
