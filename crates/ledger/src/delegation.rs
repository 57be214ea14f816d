//! A person's right to approve, lent to another of the same party for a time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A right that is lent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Position of its entry.
    pub position: u64,
    /// Whose right.
    pub from: String,
    /// Who has it meanwhile.
    pub to: String,
    /// From when.
    pub at: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// A right that was lent, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegated {
    /// Who has it meanwhile.
    pub to: String,
    /// Until when; a time that has passed ends what was lent to that person before.
    pub until: Timestamp,
}

impl Delegation {
    /// Whether it holds at an instant.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.at <= now && now < self.until
    }
}
