//! Which rows of a chunk cannot stand, and why: they are few, so that the others cost nothing.

use std::collections::BTreeMap;

use super::set_aside::Reason;

/// Row → why it cannot stand.
#[derive(Debug, Default)]
pub(super) struct Fates(BTreeMap<usize, Reason>);

impl Fates {
    /// A row has one fate: the first reason stands.
    pub(super) fn decide(&mut self, row: usize, reason: impl FnOnce() -> Reason) {
        self.0.entry(row).or_insert_with(reason);
    }

    /// Whether a row may stand, as far as is known.
    pub(super) fn stands(&self, row: usize) -> bool {
        !self.0.contains_key(&row)
    }

    /// The rows that cannot stand, in order.
    pub(super) fn unfit(&self) -> impl Iterator<Item = (usize, &Reason)> {
        self.0.iter().map(|(row, reason)| (*row, reason))
    }
}
