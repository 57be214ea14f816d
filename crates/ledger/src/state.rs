//! What is true now: a fold of the log. There is no second source of truth.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::decide::Refusal;
use crate::delegation::{Delegated, Delegation};
use crate::entry::{Actor, Entry};
use crate::event::{CharterText, Event, NotePinned};
use crate::grown::Grown;
use crate::proposal::{Proposal, ProposalEvent};

/// What follows from the entries up to a position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Position of the last entry; 0 before the first.
    pub position: u64,
    /// The charter in force and the position of the entry that put it in force.
    pub charter: Option<(u64, Arc<CharterText>)>,
    /// Positions of all entries that put a charter in force, in their order.
    pub charters: Grown<u64>,
    /// All notes, in the order in which they were pinned.
    pub notes: Grown<Arc<Note>>,
    /// All proposals, by number.
    pub proposals: BTreeMap<u64, Arc<Proposal>>,
    /// Rights to approve that were lent, in that order.
    pub delegations: Vec<Delegation>,
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

    /// Position of the entry that put the charter in force at a position; nothing where none was.
    #[must_use]
    pub fn charter_since(&self, position: u64) -> Option<u64> {
        // Mostly it is asked about lately.
        self.charters
            .iter()
            .rev()
            .copied()
            .find(|since| *since <= position)
    }

    /// What is true after one more entry.
    #[must_use]
    pub fn after(mut self, entry: &Entry, event: Event) -> Self {
        self.position = entry.position;
        match event {
            Event::Founded(charter) | Event::CharterReplaced(charter) => {
                self.charter = Some((entry.position, Arc::new(charter)));
                self.charters.push(entry.position);
            }
            Event::NotePinned(pinned) => self.notes.push(Arc::new(Note {
                position: entry.position,
                actor: entry.actor.clone(),
                pinned_at: entry.at,
                pinned,
            })),
            Event::Proposal(ProposalEvent::Made(made)) => {
                let begun = made.begun(entry);
                self.proposals.insert(begun.number, Arc::new(begun));
            }
            Event::Proposal(event) => {
                if let Some(proposal) = self.proposals.get_mut(&event.proposal()) {
                    Arc::make_mut(proposal).after(entry, event);
                }
            }
            Event::Delegated(Delegated { to, until }) => {
                let from = entry.actor.person.clone();
                // What is lent to somebody anew takes the place of what was.
                let lent = self.delegations.iter_mut();
                for before in lent.filter(|one| one.from == from && one.to == to) {
                    before.until = before.until.min(entry.at);
                }
                self.delegations.push(Delegation {
                    position: entry.position,
                    from,
                    to,
                    at: entry.at,
                    until,
                });
            }
        }
        self
    }
}
