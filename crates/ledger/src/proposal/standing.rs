//! How far a proposal is: whose agreement it has, whose it lacks, and what the one who asks may do about it.

use access::Viewer;
use charter::Charter;
use charter::difference::{changes, parts};
use jiff::Timestamp;

use super::{Proposal, Seated, seated, seats};
use crate::state::State;

/// How an open proposal stands under the charter in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The agreements that it needs, and those that it has.
    pub seats: Vec<Seated<'a>>,
    /// The files that are not what they were when it was proposed: it is amended before anyone agrees.
    pub outdated: Vec<&'a str>,
}

impl Proposal {
    /// How it stands at an instant.
    #[must_use]
    pub fn standing(&self, state: &State, charter: &Charter, now: Timestamp) -> Standing<'_> {
        let Some((_, in_force)) = &state.charter else {
            return Standing {
                seats: Vec::new(),
                outdated: Vec::new(),
            };
        };
        let changes = changes(&in_force.files, &self.edits);
        let needed = seats(charter, &parts(&changes), &self.concerned);
        Standing {
            seats: seated(needed, self, &charter.partnership, &state.delegations, now),
            outdated: self.outdated(&in_force.files),
        }
    }
}

impl Standing<'_> {
    /// Whether somebody may take a seat: one that is free, as far as it is known.
    #[must_use]
    pub fn waits_for(
        &self,
        proposal: &Proposal,
        viewer: &Viewer,
        state: &State,
        charter: &Charter,
        now: Timestamp,
    ) -> bool {
        let me = viewer.person();
        let lent = proposal.lent_by(&state.delegations);
        let has = proposal.approvals.iter().any(|given| given.by.person == me);
        let mut free = self.seats.iter().filter(|one| one.given.is_none());
        proposal.is_open()
            && now < proposal.due
            && proposal.by.person != me
            && !has
            && free.any(|one| {
                let right = one.seat.right_of(me, &charter.partnership, &lent, now);
                right.is_some()
            })
    }
}
