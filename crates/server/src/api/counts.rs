//! What became of rows, as it is sent.

use lake::Counts;
use serde::Serialize;
use utoipa::ToSchema;

/// What became of rows: `received = passed_over + set_aside + added + replaced + superseded + duplicates`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowCounts {
    /// Rows read.
    pub received: u64,
    /// No facts, by the feed's own rule.
    pub passed_over: u64,
    /// Kept out of the table; they wait to be mended.
    pub set_aside: u64,
    /// Records that were not there.
    pub added: u64,
    /// Later versions of records that were there.
    pub replaced: u64,
    /// Earlier versions of records that are there.
    pub superseded: u64,
    /// The same version of the same record once more.
    pub duplicates: u64,
}

impl From<Counts> for RowCounts {
    fn from(counts: Counts) -> Self {
        Self {
            received: counts.received,
            passed_over: counts.passed_over,
            set_aside: counts.set_aside,
            added: counts.added,
            replaced: counts.replaced,
            superseded: counts.superseded,
            duplicates: counts.duplicates,
        }
    }
}
