//! What a viewer may know of what was decided.

use std::sync::Arc;

use access::Viewer;

use crate::proposal::Proposal;
use crate::state::{Note, State};

/// The notes at points that a viewer may see, by day and then in the order in which they were pinned.
#[must_use]
pub fn notes(state: &State, viewer: &Viewer) -> Vec<Arc<Note>> {
    let mut seen: Vec<Arc<Note>> = state
        .notes
        .iter()
        .filter(|note| viewer.rows().covers(&note.pinned.rows))
        .cloned()
        .collect();
    seen.sort_by_key(|note| (note.pinned.at, note.position));
    seen
}

/// Whether a proposal is a viewer's to know: it concerns them, or they see everything. What of it they may read is another
/// question.
#[must_use]
pub fn sees_proposal(viewer: &Viewer, proposal: &Proposal) -> bool {
    let concerned = &proposal.concerned.0;
    viewer.sees_everything() || concerned.iter().any(|party| viewer.knows_party(party))
}
