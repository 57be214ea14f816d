//! A board: few KPIs, all parties side by side, trend before level.

mod axis;
mod build;
mod cell;
mod finding;
mod headline;
mod lines;

pub(crate) use axis::{Axis, TREND_PERIODS, WINDOW_DAYS, usual_grain};

use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Figure, KpiHead, PeriodHead};
use crate::question::Basis;

/// A board as of a basis, for one viewer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct BoardAnswer {
    /// Short name.
    pub board: String,
    /// Title for people.
    pub title: String,
    /// What a colleague would say first; one sentence when nothing is wrong.
    pub headline: String,
    /// What needs someone, most pressing first.
    pub findings: Vec<Finding>,
    /// What it was computed from.
    #[schema(value_type = String, example = "1842·331")]
    pub basis: Basis,
    /// Newest fact, as a UTC instant.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub facts_to: Option<jiff::Timestamp>,
    /// The partnership's time zone.
    pub zone: String,
    /// The time that levels are computed over, and the length of the trends' periods.
    pub window: Window,
    /// The trends' periods, oldest first; they reach further back than the window.
    pub periods: Vec<PeriodHead>,
    /// The parties the viewer may see, in-house first.
    pub columns: Vec<BoardColumn>,
    /// What foretells.
    pub leading: Vec<BoardRow>,
    /// What records.
    pub lagging: Vec<BoardRow>,
}

/// Time that a board or a reading looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Window {
    /// First day, in the partnership's zone.
    #[schema(value_type = String, format = Date)]
    pub from: jiff::civil::Date,
    /// Last day, included.
    #[schema(value_type = String, format = Date)]
    pub to: jiff::civil::Date,
    /// `day`, `week` …
    pub grain: String,
}

/// A party as a column of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoardColumn {
    /// Short name of the party.
    pub party: String,
    /// Title for people.
    pub title: String,
    /// `in_house` or `provider`.
    pub kind: String,
    /// How much of the party's rows the column holds for this viewer: `party` (all), `site`, `team` or `own` (the
    /// viewer's own work).
    pub scope: String,
}

/// A KPI as a row of the board.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct BoardRow {
    /// The KPI.
    pub kpi: KpiHead,
    /// The question it answers.
    pub asks: String,
    /// KPI that this row stands under, because the other may not be read alone.
    pub companion_of: Option<String>,
    /// One cell a column; in the order of the columns.
    pub cells: Vec<Cell>,
}

/// A KPI of a party.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Cell {
    /// Over the whole window (for a backlog: at its end).
    pub level: Figure,
    /// One value a period of the board.
    pub trend: Vec<Figure>,
    /// Is it changing, as in statistical process control?
    pub variation: Mark,
    /// Will it meet its target?
    pub assurance: Mark,
    /// Does the level meet its target now?
    pub attainment: Mark,
    /// The target in force, if any.
    pub target: Option<TargetHead>,
    /// Which points of the trend were judged, one a period: those that are over, final and known.
    pub judged: Vec<bool>,
    /// Newest fact of the party in the tables of the KPI, as a UTC instant.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub facts_to: Option<jiff::Timestamp>,
    /// Why there is no number, in words: the table has no such column, nothing arrived.
    pub missing: Option<String>,
}

/// A judgement, its reason and since when.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Mark {
    /// Variation: `steady`, `improving`, `worsening`, `unusual`, `too_few_points`. Assurance: `will_meet`, `may_miss`,
    /// `will_miss`, `too_few_points`, `no_target`. Attainment: `met`, `missed`, `too_close` (to say), `no_value`,
    /// `no_target`.
    pub mark: String,
    /// The reason in words.
    pub words: String,
    /// Label of the period since which it holds.
    pub since: Option<String>,
}

/// A target as shown.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TargetHead {
    /// Lowest acceptable value.
    pub at_least: Option<f64>,
    /// Highest acceptable value.
    pub at_most: Option<f64>,
    /// Since when.
    #[schema(value_type = String, format = Date)]
    pub from: jiff::civil::Date,
    /// Whom it holds for: dimension = value pairs; empty for the whole partnership.
    pub scope: std::collections::BTreeMap<String, String>,
}

/// A target as shown.
pub(crate) fn target_head(target: &charter::target::Target) -> TargetHead {
    TargetHead {
        at_least: target.at_least,
        at_most: target.at_most,
        from: target.from,
        scope: target.scope.clone(),
    }
}

/// Something that needs someone.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Finding {
    /// The KPI.
    pub kpi: String,
    /// The party.
    pub party: String,
    /// What kind of thing it is.
    pub kind: FindingKind,
    /// A sentence, no stronger than the numbers.
    pub words: String,
}

/// What needs someone, the most pressing kind first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// It is changing for the worse: its variation is `worsening`.
    Worsening,
    /// If nothing changes it will miss its target: its assurance is `will_miss`.
    WillMiss,
    /// It misses its target now: its attainment is `missed`.
    Missed,
}
