//! What a viewer may know of what was decided.

use std::sync::Arc;

use access::Viewer;

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
