//! What a call says.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::CallError;
use crate::moment::{HOUR_SECONDS, Moment};
use crate::what_if::Lever;

/// Longest shift of somebody who is called in, in hours.
const SHIFT_HOURS_MAX: f64 = 12.0;

/// One lever that a platform is told to set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Under which it is known.
    pub call: String,
    /// What it sets.
    pub set: Lever,
    /// Until when; until it is undone when absent.
    pub until: Option<Timestamp>,
    /// Why.
    pub reason: String,
}

impl Call {
    /// The name of what it changes.
    pub(crate) fn change(&self) -> String {
        format!("call:{}", self.call)
    }

    /// Whether a platform could do it, asked at an instant.
    pub(super) fn fits(&self, now: Moment) -> Result<(), CallError> {
        let hours = self
            .until
            .map(|until| Moment::of(until).seconds_since(now) / HOUR_SECONDS);
        if hours.is_some_and(|hours| hours <= 0.0) {
            return Err(CallError::Over);
        }
        match &self.set {
            Lever::HandleTime { .. } => return Err(CallError::NotSet("handle_time")),
            Lever::Volume { .. } => return Err(CallError::NotSet("volume")),
            lever if lever.during().is_some() => return Err(CallError::During),
            Lever::Agents { more: 0, .. } => return Err(CallError::Nobody),
            Lever::Agents { more, .. }
                if *more > 0 && hours.is_none_or(|hours| hours > SHIFT_HOURS_MAX) =>
            {
                return Err(CallError::Shift(SHIFT_HOURS_MAX));
            }
            _ => {}
        }
        Ok(())
    }
}
