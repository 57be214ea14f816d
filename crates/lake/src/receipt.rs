//! What became of the rows of a file, and how a feed stands.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What became of every row of one file. Nothing is dropped in silence:
/// `received = passed_over + set_aside + added + replaced + superseded + duplicates`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows in the file, header and blank lines excluded.
    pub received: u64,
    /// No facts, as the feed's `only` says.
    pub passed_over: u64,
    /// Kept out of the table, with raw text and reason.
    pub set_aside: u64,
    /// Records that the table did not have and now has.
    pub added: u64,
    /// Records of which the table had an earlier version.
    pub replaced: u64,
    /// Earlier versions of a record that stands in the table or came in the same file.
    pub superseded: u64,
    /// The same version of the same record once more.
    pub duplicates: u64,
}

impl Counts {
    /// Rows that stand in the table because of this file.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.added + self.replaced
    }

    /// Whether every row is accounted for.
    #[must_use]
    pub fn add_up(&self) -> bool {
        self.received
            == self.passed_over
                + self.set_aside
                + self.added
                + self.replaced
                + self.superseded
                + self.duplicates
    }

    /// Takes back that these rows were set aside: they were received once, and have another fate now.
    pub(crate) fn replay(&mut self, other: &Self) {
        let moved = other.received - other.set_aside;
        self.set_aside = self.set_aside.saturating_sub(moved);
        self.add(&Self {
            received: 0,
            set_aside: 0,
            ..other.clone()
        });
    }

    /// Adds what became of other rows.
    pub fn add(&mut self, other: &Self) {
        self.received += other.received;
        self.passed_over += other.passed_over;
        self.set_aside += other.set_aside;
        self.added += other.added;
        self.replaced += other.replaced;
        self.superseded += other.superseded;
        self.duplicates += other.duplicates;
    }
}

/// Proof of one file taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Version of the lake that holds it.
    pub batch: u64,
    /// The feed.
    pub feed: String,
    /// The table.
    pub table: String,
    /// Name of the file.
    pub source: String,
    /// BLAKE3 of the file as it came, lower-case hex.
    pub digest: String,
    /// The feed's revision under which its rows were mapped; 0 also where an older Tandem did not say.
    #[serde(default, skip_serializing_if = "is_first")]
    pub revision: u16,
    /// When it was taken in.
    pub at: Timestamp,
    /// What became of its rows.
    pub counts: Counts,
    /// Check or reason → rows it flagged or set aside. `warn` checks count rows that were kept.
    pub by_check: BTreeMap<String, u64>,
    /// Rows that failed a `warn` check and were kept.
    pub warned: u64,
    /// Check of completeness → how many rows had a value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filled: BTreeMap<String, Filled>,
    /// Newest instant among the rows kept.
    pub newest_fact: Option<Timestamp>,
    /// The key under which its sender may send it again without doubling it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Where its stream goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Whether its rows had been set aside and were received before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replay: bool,
    /// How many deliveries it sums up, when it stands for several of one feed in one hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summed: Option<u64>,
}

fn is_first(revision: &u16) -> bool {
    *revision == 0
}

impl Receipt {
    /// Whether it is of these bytes, taken in as they came and mapped under this revision of the feed: to take them in once
    /// more would change nothing.
    #[must_use]
    pub fn is_of(&self, feed: &str, digest: &str, revision: u16) -> bool {
        !self.replay && self.feed == feed && self.digest == digest && self.revision == revision
    }

    /// How many files or deliveries it is of.
    #[must_use]
    pub fn together(&self) -> u64 {
        self.summed.unwrap_or(1)
    }
}

/// Rows that no check kept out, and those of them that have a value in a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// Rows.
    pub rows: u64,
    /// Rows with a value.
    pub filled: u64,
}

impl Filled {
    /// The share of rows with a value, from 0 to 1; nothing of no rows.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share needs no more than 15 digits"
    )]
    pub fn share(self) -> Option<f64> {
        (self.rows > 0).then(|| self.filled as f64 / self.rows as f64)
    }

    /// Whether at least this share of rows has a value; nothing where so few rows came that one of them would decide it
    /// (fewer than 1 / (1 − `least`)).
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share needs no more than 15 digits"
    )]
    pub fn holds(self, least: f64) -> Option<bool> {
        let share = self.share()?;
        let one_may_lack = self.rows as f64 * (1.0 - least) >= 1.0 - 1e-9;
        (one_may_lack || least >= 1.0).then_some(share >= least)
    }
}

/// How far a stream was taken in, committed with what was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The stream, in the words of whoever reads it.
    pub stream: String,
    /// Where it goes on, in the words of whoever reads it.
    pub at: String,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fate")]
pub enum Fate {
    /// A record that the table did not have.
    Added,
    /// A later version of a record that it had.
    Replaced,
    /// An earlier version of a record that came with it or that the table has.
    Superseded,
    /// The same version of the same record once more.
    Duplicate,
    /// No fact, as the feed's `only` says.
    PassedOver,
    /// Kept out of the table.
    SetAside {
        /// Under which it waits.
        id: String,
        /// The check, or what could not be done.
        check: String,
        /// What is wrong with this row.
        reason: String,
        /// What the person who mends it should know.
        hint: String,
    },
}

/// A row and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFate {
    /// Its line, from 1; in a JSON document its number.
    pub line: u64,
    /// What became of it.
    #[serde(flatten)]
    pub fate: Fate,
}

/// How far a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file read so far, as they lie on disk.
    pub bytes: u64,
    /// Size of the file, where it is known.
    pub bytes_total: Option<u64>,
    /// Rows read so far.
    pub rows: u64,
    /// What is being done.
    pub stage: Stage,
}

/// The stages of taking a file in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading, mapping and checking.
    Reading,
    /// Looking up records and writing tables.
    Writing,
}

/// How a feed stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FeedStatus {
    /// The feed.
    pub feed: String,
    /// The table it fills.
    pub table: String,
    /// Files taken in.
    pub batches: u64,
    /// What became of all their rows.
    pub counts: Counts,
    /// Newest instant among the rows kept.
    pub newest_fact: Option<Timestamp>,
    /// When a file was last taken in.
    pub last_taken_in: Option<Timestamp>,
}
