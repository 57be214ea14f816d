//! Reading facts: what a viewer may see of a table at a version of the lake.

pub(crate) mod cache;
mod cordon;
mod follow_up;
pub(crate) mod frame;
mod reached;

use std::collections::BTreeSet;

use charter::kpi::FollowUp;
use jiff::Timestamp;

pub use follow_up::{FOLLOWED_UP, WINDOW_CLOSED};

/// The version of the lake in which a row came, where a scan asks for it.
pub const CAME_WITH: &str = crate::catalog::BATCH;

/// A table as a viewer may see it.
///
/// The frame has the table's columns that the viewer may read; with `follow_up` also `followed_up` (whether a later
/// row with equal `same` columns came within the window) and `window_closed` (whether its window had ended when the
/// newest fact of its party was recorded), both boolean and never null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The table.
    pub table: String,
    /// Version of the lake; the newest when absent.
    pub version: Option<u64>,
    /// The columns wanted; all that may be read when absent.
    pub columns: Option<BTreeSet<String>>,
    /// A window in which something may still follow.
    pub follow_up: Option<FollowUp>,
    /// Only rows whose `at` lies in this half-open time are asked for: files without any are not opened. Others may
    /// come all the same, so whoever asks still compares.
    pub within: Option<(Timestamp, Timestamp)>,
    /// Whether the column [`CAME_WITH`] is wanted as well.
    pub came_with: bool,
    /// What the rows are for.
    pub purpose: Purpose,
}

/// What rows are read for, which decides whether the customer's column is among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    /// To be summed up: counting different customers is allowed, so their hashes are in the frame. Whoever asks
    /// must aggregate them away and never group by or return them.
    #[default]
    Aggregate,
    /// To be shown row by row: customers are not in the frame.
    List,
}

impl Scan {
    /// All of a table, at its newest version, to be summed up.
    #[must_use]
    pub fn of(table: impl Into<String>) -> Self {
        Self {
            table: table.into(),
            version: None,
            columns: None,
            follow_up: None,
            within: None,
            came_with: false,
            purpose: Purpose::Aggregate,
        }
    }
}
