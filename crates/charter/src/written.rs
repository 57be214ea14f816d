//! A KPI as written in its file: every field there may be, before the kind has said which are needed.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kpi::{
    Aspect, BacklogShows, Direction, FollowUp, Formula, Framework, Nature, Rows, Unit,
};

/// `kpis/<name>.yaml`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
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
    /// What it is about.
    pub aspect: Aspect,
    /// How the value is computed.
    pub kind: Kind,
    /// The table; for every kind but `derived`.
    #[serde(default)]
    pub table: Option<String>,
    /// SQL predicate that says which rows; all of them when absent.
    #[serde(default)]
    pub population: Option<String>,
    /// SQL predicate; for kind `ratio`.
    #[serde(default)]
    pub numerator: Option<String>,
    /// SQL expression; for kinds `sum`, `mean`, `quantile` and `distinct`.
    #[serde(default)]
    pub value: Option<String>,
    /// Between 0 and 1; for kind `quantile`.
    #[serde(default)]
    pub quantile: Option<f64>,
    /// Names of KPIs, numbers, `+ - * /` and parentheses; for kind `derived`.
    #[serde(default)]
    pub formula: Option<String>,
    /// Column with the instant of opening; for kind `backlog`.
    #[serde(default)]
    pub opened: Option<String>,
    /// Column with the instant of closing; for kind `backlog`.
    #[serde(default)]
    pub closed: Option<String>,
    /// What is said of the open ones; for kind `backlog`.
    #[serde(default)]
    pub shows: Option<BacklogShows>,
    /// Count only those open for longer, e.g. `72 hours`; for kind `backlog`.
    #[serde(default)]
    pub older_than: Option<String>,
    /// Column with the instant at which a row counts; the table's own when absent.
    #[serde(default)]
    pub at: Option<String>,
    /// A window in which something may still follow: gives the column `followed_up`.
    #[serde(default)]
    pub follow_up: Option<FollowUp>,
    /// Unit of the value.
    pub unit: Unit,
    /// Decimals shown.
    #[serde(default = "one_decimal")]
    #[schemars(range(max = 6))]
    pub decimals: u8,
    /// The role that answers for the definition.
    #[serde(default)]
    pub owner: Option<String>,
    /// The roles that keep it right.
    #[serde(default)]
    pub stewards: Vec<String>,
    /// KPIs that must be shown next to it, so that no one reads it alone.
    #[serde(default)]
    pub beside: Vec<String>,
    /// Below this n the value is shown as too few to say.
    #[serde(default = "thirty")]
    pub minimum_sample: u64,
}

fn one_decimal() -> u8 {
    1
}

fn thirty() -> u64 {
    30
}

/// How a value is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// How many rows.
    Count,
    /// Sum of `value`.
    Sum,
    /// Share of rows for which `numerator` is true.
    Ratio,
    /// Arithmetic mean of `value`.
    Mean,
    /// The `quantile` of `value`.
    Quantile,
    /// Number of different values of `value`.
    Distinct,
    /// Arithmetic over other KPIs.
    Derived,
    /// What is open at the end of a period.
    Backlog,
}

/// The fields that only some kinds have.
pub(crate) const FIELDS_OF_KINDS: &[&str] = &[
    "table",
    "population",
    "numerator",
    "value",
    "quantile",
    "formula",
    "opened",
    "closed",
    "shows",
    "older_than",
    "at",
    "follow_up",
];

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Count,
        Self::Sum,
        Self::Ratio,
        Self::Mean,
        Self::Quantile,
        Self::Distinct,
        Self::Derived,
        Self::Backlog,
    ];

    /// The word, as written in the charter.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Ratio => "ratio",
            Self::Mean => "mean",
            Self::Quantile => "quantile",
            Self::Distinct => "distinct",
            Self::Derived => "derived",
            Self::Backlog => "backlog",
        }
    }

    /// The fields that the kind needs, and those it may have besides.
    pub(crate) fn fields(self) -> (&'static [&'static str], &'static [&'static str]) {
        const ROWS: &[&str] = &["population", "at", "follow_up"];
        match self {
            Self::Count => (&["table"], ROWS),
            Self::Sum | Self::Mean | Self::Distinct => (&["table", "value"], ROWS),
            Self::Ratio => (&["table", "numerator"], ROWS),
            Self::Quantile => (&["table", "value", "quantile"], ROWS),
            Self::Derived => (&["formula"], &[]),
            Self::Backlog => (
                &["table", "opened", "closed"],
                &["population", "shows", "older_than"],
            ),
        }
    }
}

/// A field that does not fit the kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The kind cannot do without it.
    #[error("kind {kind} needs `{field}`")]
    Missing {
        /// The kind.
        kind: &'static str,
        /// The field.
        field: &'static str,
    },
    /// The kind has no use for it.
    #[error("`{field}` has no meaning for kind {kind}")]
    Meaningless {
        /// The kind.
        kind: &'static str,
        /// The field.
        field: &'static str,
    },
}

impl Kpi {
    fn misfits(&self) -> Vec<Misfit> {
        let written = [
            ("table", self.table.is_some()),
            ("population", self.population.is_some()),
            ("numerator", self.numerator.is_some()),
            ("value", self.value.is_some()),
            ("quantile", self.quantile.is_some()),
            ("formula", self.formula.is_some()),
            ("opened", self.opened.is_some()),
            ("closed", self.closed.is_some()),
            ("shows", self.shows.is_some()),
            ("older_than", self.older_than.is_some()),
            ("at", self.at.is_some()),
            ("follow_up", self.follow_up.is_some()),
        ];
        let kind = self.kind.word();
        let (needed, possible) = self.kind.fields();
        written
            .into_iter()
            .filter_map(|(field, present)| {
                if needed.contains(&field) {
                    (!present).then_some(Misfit::Missing { kind, field })
                } else {
                    (present && !possible.contains(&field))
                        .then_some(Misfit::Meaningless { kind, field })
                }
            })
            .collect()
    }

    /// The typed definition.
    ///
    /// # Errors
    /// Every field that the kind needs and lacks, or has and does not know.
    pub fn into_kpi(self) -> Result<crate::kpi::Kpi, Vec<Misfit>> {
        let misfits = self.misfits();
        if !misfits.is_empty() {
            return Err(misfits);
        }
        let rows = Rows {
            table: self.table.unwrap_or_default(),
            population: self.population,
            at: self.at,
            follow_up: self.follow_up,
        };
        let value = self.value.unwrap_or_default();
        let formula = match self.kind {
            Kind::Count => Formula::Count { rows },
            Kind::Sum => Formula::Sum { rows, value },
            Kind::Mean => Formula::Mean { rows, value },
            Kind::Distinct => Formula::Distinct { rows, value },
            Kind::Ratio => Formula::Ratio {
                rows,
                numerator: self.numerator.unwrap_or_default(),
            },
            Kind::Quantile => Formula::Quantile {
                rows,
                value,
                quantile: self.quantile.unwrap_or_default(),
            },
            Kind::Derived => Formula::Derived {
                formula: self.formula.unwrap_or_default(),
            },
            Kind::Backlog => Formula::Backlog {
                rows,
                opened: self.opened.unwrap_or_default(),
                closed: self.closed.unwrap_or_default(),
                shows: self.shows.unwrap_or_default(),
                older_than: self.older_than,
            },
        };
        Ok(crate::kpi::Kpi {
            kpi: self.kpi,
            title: self.title,
            asks: self.asks,
            means: self.means,
            framework: self.framework,
            nature: self.nature,
            direction: self.direction,
            aspect: self.aspect,
            formula,
            unit: self.unit,
            decimals: self.decimals,
            owner: self.owner,
            stewards: self.stewards,
            beside: self.beside,
            minimum_sample: self.minimum_sample,
        })
    }
}
