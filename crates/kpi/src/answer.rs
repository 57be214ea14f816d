//! What is answered: values that carry how many, how sure, how final, and from what.

use serde::Serialize;
use utoipa::ToSchema;

use crate::question::Basis;

/// The answer to a [`crate::Question`].
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Answer {
    /// What it was computed from, e.g. `1842·331`.
    #[schema(value_type = String, example = "1842·331")]
    pub basis: Basis,
    /// Newest fact in the tables asked, as a UTC instant; absent when there are none.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub facts_to: Option<jiff::Timestamp>,
    /// First instant that was looked at, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub from: jiff::Timestamp,
    /// First instant that was no longer looked at, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub to: jiff::Timestamp,
    /// The partnership's time zone, in which periods are counted.
    pub zone: String,
    /// The KPIs, in the order of the values of each row.
    pub kpis: Vec<KpiHead>,
    /// The columns broken down by, in the order of the dimensions of each row.
    pub by: Vec<String>,
    /// Length of the periods, when one was asked.
    pub grain: Option<String>,
    /// Ordered by dimensions, then period.
    pub rows: Vec<Row>,
}

/// What is needed to show a KPI's value.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct KpiHead {
    /// Short name.
    pub kpi: String,
    /// Title for people.
    pub title: String,
    /// `count`, `sum`, `ratio`, `mean`, `quantile`, `distinct`, `derived` or `backlog`: what a value's n counts follows from it.
    pub kind: String,
    /// `percent`, `count`, `seconds`, `hours`, `days`, `points`, `money` or `number`.
    pub unit: String,
    /// ISO 4217 code when the unit is money.
    pub currency: Option<String>,
    /// Decimals shown.
    pub decimals: u8,
    /// `higher`, `lower` or `within` is better.
    pub direction: String,
    /// How the interval is computed, in words.
    pub interval: String,
}

/// One combination of dimensions and period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Row {
    /// Values of the dimensions; null where the source says nothing.
    pub dimensions: Vec<Option<String>>,
    /// The period, when a grain was asked.
    pub period: Option<PeriodHead>,
    /// One value a KPI.
    pub values: Vec<Figure>,
}

/// A period of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PeriodHead {
    /// In the partnership's zone: `2026-03-29`, `2026-W13`, `2026-03`, `2026-Q1`, `2026-03-29T02:15+01:00`.
    pub label: String,
    /// First instant, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub start: jiff::Timestamp,
    /// First instant after it, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub end: jiff::Timestamp,
    /// Whether facts reach to its end: later ones are in, or some of its last day are and were taken in after its end.
    pub complete: bool,
}

/// A number that says how many it is of, how sure it is and how final.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Figure {
    /// In the KPI's unit; absent when there is nothing to compute it from.
    pub value: Option<f64>,
    /// The exact decimal, for money.
    pub exact: Option<String>,
    /// Number of rows behind it.
    pub n: u64,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Whether n reaches the KPI's minimum sample.
    pub sample: Sample,
    /// Why there is nothing, where there is nothing.
    pub why: Option<Gap>,
    /// Share of the rows whose follow-up window is still open; 0 for a final value.
    pub open_share: f64,
}

impl Figure {
    /// Nothing, and why.
    pub(crate) fn nothing(why: Gap) -> Self {
        Self {
            why: Some(why),
            ..Self::default()
        }
    }
}

/// Whether there is enough to say something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sample {
    /// n reaches the minimum sample.
    Enough,
    /// Shown, but too few to say.
    TooFew,
    /// Nothing to compute from.
    #[default]
    Nothing,
}

/// Why there is nothing to compute from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// No row of the party has arrived for this time: it lies before the first fact, after the newest, or in a gap.
    NoFacts,
    /// Rows have arrived, but none is of the KPI's population, has the value it needs, or passes the filter.
    NothingMatches,
    /// No feed of the party fills a column that the KPI needs.
    NotSupplied,
    /// It tells what followed, perhaps at another party, of fewer than five rows: to who sees one party's rows that would tell
    /// of single contacts.
    KeptBack,
}
