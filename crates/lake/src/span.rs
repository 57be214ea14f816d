//! How far facts reach.

use jiff::Timestamp;

/// How far the facts of a table reach at a version of the lake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactsSpan {
    /// The oldest `at` in the table.
    pub oldest: Timestamp,
    /// The newest `at` in the table.
    pub newest: Timestamp,
}
