//! What is true now: a fold of the log. There is no second source of truth.

use std::sync::Arc;

use jiff::Timestamp;

use crate::decide::Refusal;
use crate::entry::{Actor, Entry};
use crate::event::{CharterText, Event, NotePinned};

/// What follows from the entries up to a position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Position of the last entry; 0 before the first.
    pub position: u64,
    /// The charter in force and the position of the entry that put it in force.
    pub charter: Option<(u64, Arc<CharterText>)>,
    /// All notes, in the order in which they were pinned.
    pub notes: Vec<Arc<Note>>,
}

/// A note with its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Position of its entry.
    pub position: u64,
    /// Who pinned it.
    pub actor: Actor,
    /// When.
    pub pinned_at: Timestamp,
    /// What it says of what.
    pub pinned: NotePinned,
}

impl State {
    /// Whether what was decided here is of this partnership. A ledger that nobody founded is of any.
    ///
    /// # Errors
    /// When it was founded under another one.
    pub fn of_partnership(&self, partnership: &str) -> Result<(), Refusal> {
        match &self.charter {
            Some((_, charter)) if charter.partnership != partnership => {
                Err(Refusal::AnotherPartnership {
                    founded: charter.partnership.clone(),
                    asked: partnership.to_owned(),
                })
            }
            _ => Ok(()),
        }
    }

    /// What is true after one more entry.
    #[must_use]
    pub fn after(mut self, entry: &Entry, event: Event) -> Self {
        self.position = entry.position;
        match event {
            Event::Founded(charter) | Event::CharterReplaced(charter) => {
                self.charter = Some((entry.position, Arc::new(charter)));
            }
            Event::NotePinned(pinned) => self.notes.push(Arc::new(Note {
                position: entry.position,
                actor: entry.actor.clone(),
                pinned_at: entry.at,
                pinned,
            })),
        }
        self
    }
}
