//! The state of the data behind a KPI: whether feeds are late, rows are missing, or rows are doubtful.
//!
//! It is of now, not of a basis: a row that was set aside may be mended tomorrow, and a feed is late by the clock. Answers,
//! which are the same on the same basis for ever, therefore do not hold it.

mod build;
mod rule;
mod standing;

use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use build::Feeds;
pub use rule::{RECENT_DAYS, WAITING_MIN, WARNED_MIN, reasons};
pub use standing::{FeedDay, FeedStanding};

/// The state of the data behind each KPI.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Quality {
    /// When it was looked at, as a UTC instant.
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// The KPIs that the viewer may know, by name.
    pub kpis: Vec<KpiQuality>,
}

/// The state of the data behind a KPI.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct KpiQuality {
    /// The KPI.
    pub kpi: String,
    /// `sound`, or `doubtful` where there is a reason.
    pub state: String,
    /// Why it is doubtful, the gravest first.
    pub reasons: Vec<QualityReason>,
}

/// Why the data behind a KPI are doubtful.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QualityReason {
    /// What is the matter.
    pub kind: ReasonKind,
    /// The feed.
    pub feed: String,
    /// The check, of rows that failed one.
    pub check: Option<String>,
    /// Rows concerned; absent for viewers who do not see every party's rows, as the next two are.
    pub rows: Option<u64>,
    /// Out of how many.
    pub of: Option<u64>,
    /// Their share.
    pub share: Option<f64>,
    /// The reason as a sentence.
    pub words: String,
}

/// What can be the matter, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// The feed's newest fact is older than agreed.
    Late,
    /// Rows of the feed were set aside and wait: they are missing.
    Waiting,
    /// Rows failed a check that warns about a column that the KPI reads: they are counted.
    Warned,
}
