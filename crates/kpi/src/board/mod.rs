//! A board: few KPIs, all parties side by side, trend before level.

mod build;

pub(crate) use build::target_head;

use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Figure, KpiHead, PeriodHead};
use crate::question::{Basis, Moment};

/// Which board, of which rows, over which time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct BoardQuestion {
    /// The board.
    pub board: String,
    /// First moment that levels count; 27 days before `to` when absent.
    pub from: Option<Moment>,
    /// Last moment; the newest fact when absent.
    pub to: Option<Moment>,
    /// Length of the periods of trends; weeks when absent.
    pub grain: Option<calendar::Grain>,
    /// SQL predicate over columns of the KPIs' tables.
    pub filter: Option<String>,
    /// Versions to compute from; the newest when absent.
    pub basis: Option<Basis>,
}

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
    /// The target in force, if any.
    pub target: Option<TargetHead>,
    /// Why there is no number, in words: the table has no such column, nothing arrived.
    pub missing: Option<String>,
}

/// A judgement, its reason and since when.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Mark {
    /// `steady`, `improving`, `worsening`, `unusual`, `too_few_points` · `will_meet`, `may_miss`, `will_miss`, `no_target`.
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

/// Something that needs someone.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Finding {
    /// The KPI.
    pub kpi: String,
    /// The party.
    pub party: String,
    /// A sentence, no stronger than the numbers.
    pub words: String,
}
