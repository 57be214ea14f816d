//! Claims on a stretch of text, and which of them hold.

use std::ops::Range;

use crate::kind::{Found, Kind};

/// A stretch of text that one rule takes for personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub kind: Kind,
    pub range: Range<usize>,
    /// Whether the words before it name this kind.
    pub named: bool,
}

/// Settles overlaps: the longest wins; of equal length the one that the words before it name, then the more
/// specific kind, then the earlier. What is left is in order and free of overlaps.
pub(crate) fn settle(mut candidates: Vec<Candidate>) -> Vec<Found> {
    candidates.sort_by_key(|it| {
        (
            std::cmp::Reverse(it.range.len()),
            !it.named,
            it.kind,
            it.range.start,
        )
    });
    let mut found: Vec<Found> = Vec::with_capacity(candidates.len());
    for Candidate { kind, range, .. } in candidates {
        let at = found.partition_point(|it| it.range.end <= range.start);
        if found
            .get(at)
            .is_none_or(|next| range.end <= next.range.start)
        {
            found.insert(at, Found { kind, range });
        }
    }
    found
}
