//! The parts of a KPI's definition that read columns.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kpi::Formula;

/// The column that a follow-up's window gives. The lake adds it when it is asked for; no table may have it.
pub(crate) const FOLLOWED_UP: &str = "followed_up";

/// A part of a KPI's definition.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What counts among the rows.
    Numerator,
    /// What is added up, averaged, ranked or told apart.
    Value,
    /// Which rows.
    Population,
    /// What a follow-up shares with the row that it follows.
    FollowUp,
    /// When an item of a backlog was opened.
    Opened,
    /// When an item of a backlog was closed.
    Closed,
    /// The instant at which a row counts.
    At,
}

impl Part {
    /// The word, as written in the charter.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Numerator => "numerator",
            Self::Value => "value",
            Self::Population => "population",
            Self::FollowUp => "follow_up",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::At => "at",
        }
    }
}

impl Formula {
    /// The SQL expressions over the table's columns, each with the part of the definition that it is.
    #[must_use]
    pub fn expressions(&self) -> Vec<(Part, &str)> {
        let population = self.rows().and_then(|rows| rows.population.as_deref());
        let mut found: Vec<(Part, &str)> = population
            .map(|text| (Part::Population, text))
            .into_iter()
            .collect();
        match self {
            Self::Ratio { numerator, .. } => found.push((Part::Numerator, numerator)),
            Self::Sum { value, .. }
            | Self::Mean { value, .. }
            | Self::Quantile { value, .. }
            | Self::Distinct { value, .. } => found.push((Part::Value, value)),
            Self::Count { .. } | Self::Derived { .. } | Self::Backlog { .. } => {}
        }
        found
    }
}
