//! A KPI's definition: what is asked of the facts, and who answers for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A definition, checked. The file `kpis/<name>.yaml` is read as [`crate::written::Kpi`] first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kpi {
    /// Short name, `snake_case`; also the name of the file.
    pub kpi: String,
    /// Title for people.
    pub title: String,
    /// The question it answers, as a person would ask it.
    pub asks: String,
    /// The definition in words, complete enough to compute it by hand.
    pub means: String,
    /// Which of the four frameworks it belongs to.
    pub framework: Framework,
    /// Does it foretell or record?
    pub nature: Nature,
    /// Which way is better.
    pub direction: Direction,
    /// What it is about; discipline rules are written over this.
    pub aspect: Aspect,
    /// How the value is computed.
    #[serde(flatten)]
    pub formula: Formula,
    /// Unit of the value.
    pub unit: Unit,
    /// Decimals shown.
    pub decimals: u8,
    /// The role that answers for the definition.
    pub owner: Option<String>,
    /// The roles that keep it right.
    pub stewards: Vec<String>,
    /// KPIs that must be shown next to it, so that no one reads it alone.
    pub beside: Vec<String>,
    /// Below this n the value is shown as too few to say.
    pub minimum_sample: u64,
}

/// How a value is computed: the `kind` and its expressions, all SQL over the columns of `table`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Formula {
    /// How many rows. n is the value.
    Count {
        /// The rows, and the instant at which each counts.
        #[serde(flatten)]
        rows: Rows,
    },
    /// Sum of `value`. n is the number of rows with a value.
    Sum {
        /// The rows, and the instant at which each counts.
        #[serde(flatten)]
        rows: Rows,
        /// What is added up.
        value: String,
    },
    /// Share of rows for which `numerator` is true, among those for which it is known. n is the latter.
    Ratio {
        /// The rows, and the instant at which each counts.
        #[serde(flatten)]
        rows: Rows,
        /// Predicate; unknown (null) leaves the row out, and so does what would be unknown had something followed, or not.
        numerator: String,
    },
    /// Arithmetic mean of `value`. n is the number of rows with a value.
    Mean {
        /// The rows, and the instant at which each counts.
        #[serde(flatten)]
        rows: Rows,
        /// What is averaged.
        value: String,
    },
    /// The `quantile` of `value`, linear interpolation (type 7). n is the number of rows with a value.
    Quantile {
        /// The rows, and the instant at which each counts.
        #[serde(flatten)]
        rows: Rows,
        /// What is ranked.
        value: String,
        /// Between 0 and 1.
        quantile: f64,
    },
    /// Number of different values of `value`. n is the number of rows with a value.
    Distinct {
        /// The rows, and the instant at which each counts.
        #[serde(flatten)]
        rows: Rows,
        /// What is told apart.
        value: String,
    },
    /// Arithmetic over other KPIs' values, by name: `cost_total / contacts_resolved`.
    Derived {
        /// The arithmetic: names, numbers, `+ - * /` and parentheses.
        formula: String,
    },
    /// What is open at the end of a period: `opened` by then and not `closed` by then. n is the number open.
    Backlog {
        /// The rows; `at` is not used.
        #[serde(flatten)]
        rows: Rows,
        /// Column with the instant of opening.
        opened: String,
        /// Column with the instant of closing; null while open.
        closed: String,
        /// What is said of the open ones.
        shows: BacklogShows,
        /// Count only those open for longer than this, e.g. `72 hours`.
        #[serde(skip_serializing_if = "Option::is_none")]
        older_than: Option<String>,
    },
}

/// The rows a formula looks at.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Rows {
    /// The table.
    pub table: String,
    /// Predicate that says which rows; all of them when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// Column with the instant at which a row counts; the table's own when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// A window in which something may still follow: gives the column `followed_up`, and makes a value provisional
    /// until the window has closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
}

/// When a later row follows up an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// Columns that both rows share.
    pub same: Vec<String>,
    /// How long the window stays open, e.g. `7 days`.
    pub within: String,
}

/// What a backlog KPI says of the items that are open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BacklogShows {
    /// How many.
    #[default]
    Count,
    /// Their median age, in the KPI's unit (days, hours or seconds).
    MedianAge,
}

/// The four frameworks of outsourcing performance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Framework {
    /// Is the partnership worth it?
    Strategic,
    /// Does the work flow?
    Operational,
    /// What does it cost?
    Financial,
    /// How is it for the customer?
    Experience,
}

/// Does a KPI foretell or record?
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Foretells: there is still time to act.
    Leading,
    /// Records what has been.
    Lagging,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither too much nor too little.
    Within,
}

/// What a KPI is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// How much work comes in or is done.
    Volume,
    /// How hard the work is.
    Complexity,
    /// How long customers wait, and whether they are reached in time.
    Access,
    /// How long a contact takes to handle.
    HandleTime,
    /// How busy people are.
    Occupancy,
    /// Use of canned replies.
    MacroUsage,
    /// What it costs.
    Cost,
    /// Whether it was solved.
    Resolution,
    /// Whether the work was done well, as judged.
    Quality,
    /// What customers say.
    Satisfaction,
    /// Where work is handed on.
    Escalation,
    /// What waits.
    Backlog,
    /// What it does to the people who do the work.
    Strain,
    /// Whether the facts themselves can be trusted.
    Data,
}

impl Aspect {
    /// Efficiency can be bought with something that matters more, so it is never shown alone.
    #[must_use]
    pub fn is_efficiency(self) -> bool {
        matches!(
            self,
            Self::HandleTime | Self::Occupancy | Self::MacroUsage | Self::Cost
        )
    }
}

/// Unit of a KPI's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A share, times 100.
    Percent,
    /// Things.
    Count,
    /// Seconds.
    Seconds,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Points on a scale.
    Points,
    /// Money in the partnership's currency.
    Money,
    /// A pure number.
    Number,
}

impl Unit {
    /// The word, as written in the charter.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Count => "count",
            Self::Seconds => "seconds",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Points => "points",
            Self::Money => "money",
            Self::Number => "number",
        }
    }
}

impl Formula {
    /// The rows it looks at; `None` for a derived KPI.
    #[must_use]
    pub fn rows(&self) -> Option<&Rows> {
        match self {
            Self::Count { rows }
            | Self::Sum { rows, .. }
            | Self::Ratio { rows, .. }
            | Self::Mean { rows, .. }
            | Self::Quantile { rows, .. }
            | Self::Distinct { rows, .. }
            | Self::Backlog { rows, .. } => Some(rows),
            Self::Derived { .. } => None,
        }
    }

    /// The word for the kind, as written in the charter.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Count { .. } => "count",
            Self::Sum { .. } => "sum",
            Self::Ratio { .. } => "ratio",
            Self::Mean { .. } => "mean",
            Self::Quantile { .. } => "quantile",
            Self::Distinct { .. } => "distinct",
            Self::Derived { .. } => "derived",
            Self::Backlog { .. } => "backlog",
        }
    }
}
