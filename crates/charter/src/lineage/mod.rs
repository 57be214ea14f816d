//! Where a number comes from: column of a source → expression → column of a table → KPI, and back.
//!
//! Everything is read from the parsed expressions of a charter, never from their text.

mod part;
mod trace;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Charter;
use crate::arithmetic::Arithmetic;
use crate::canonical::ColumnUse;
use crate::expression::{Allowed, Expression};
use crate::feed::{Feed, Rule, Severity};
use crate::kpi::{Formula, Kpi};

pub(crate) use part::FOLLOWED_UP;
pub use part::Part;
pub use trace::{Effect, Touched, Trace};

/// How sources, tables and KPIs hang together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lineage {
    /// How feeds fill columns, by feed and column.
    pub mappings: Vec<Mapping>,
    /// What decides which of a feed's rows stand in its table, and how, by feed.
    pub rules: Vec<RowRule>,
    /// What KPIs read, by KPI.
    pub readings: Vec<Reading>,
    /// What derived KPIs are made of, by KPI.
    pub derivations: Vec<Derivation>,
    /// Table and column that KPIs can be broken down by.
    pub dimensions: BTreeSet<(String, String)>,
}

/// How a feed fills a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mapping {
    /// The feed.
    pub feed: String,
    /// The table.
    pub table: String,
    /// Its column.
    pub column: String,
    /// The expression as written.
    pub expression: String,
    /// The columns of the source that it reads; none where every row gets the same value.
    pub source_columns: BTreeSet<String>,
}

/// Something that decides which rows of a feed stand in its table, and how.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RowRule {
    /// The feed.
    pub feed: String,
    /// The table.
    pub table: String,
    /// What it decides.
    pub decides: Decides,
    /// The check's name, of a check.
    pub check: Option<String>,
    /// The expression as written.
    pub expression: String,
    /// The columns of the source that it reads; of a check, those that it reads through the table's columns.
    pub source_columns: BTreeSet<String>,
    /// Of a check: the columns of the table that it reads.
    pub columns: BTreeSet<String>,
}

/// What a rule decides about a row.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Decides {
    /// Whether it is a fact at all.
    Only,
    /// Which record it is.
    Key,
    /// Whether it is a later version of its record.
    Version,
    /// Which names are taken out of its free text.
    Names,
    /// Whether it is counted as doubtful and kept.
    Warn,
    /// Whether it is kept out of the table.
    SetAside,
    /// Whether its whole file is refused.
    Stop,
}

impl Decides {
    /// Whether it decides which rows there are, so that a KPI over the table counts others when it is wrong.
    #[must_use]
    pub fn which_rows(self) -> bool {
        !matches!(self, Self::Names | Self::Warn)
    }
}

impl From<Severity> for Decides {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Warn => Self::Warn,
            Severity::SetAside => Self::SetAside,
            Severity::Stop => Self::Stop,
        }
    }
}

/// That a KPI reads a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reading {
    /// The KPI.
    pub kpi: String,
    /// The table.
    pub table: String,
    /// Its column.
    pub column: String,
    /// The part of the definition that reads it.
    pub part: Part,
    /// The expression as written; absent where the part is the column itself.
    pub expression: Option<String>,
}

/// That a KPI is made of another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Derivation {
    /// The KPI.
    pub kpi: String,
    /// What it is made of.
    pub of: String,
}

impl Lineage {
    /// All there is in a charter. What cannot be parsed reads nothing: a charter that was checked has none of it.
    #[must_use]
    pub fn of(charter: &Charter) -> Self {
        let mut lineage = Self::default();
        for feed in charter.feeds.values() {
            lineage.add_feed(feed);
            let table = charter.table(&feed.table);
            lineage.dimensions.extend(
                table
                    .iter()
                    .flat_map(|table| &table.columns)
                    .filter(|column| {
                        matches!(column.use_, ColumnUse::Dimension | ColumnUse::Agent)
                            && feed.columns.contains_key(&column.name)
                    })
                    .map(|column| (feed.table.clone(), column.name.clone())),
            );
        }
        for kpi in charter.kpis.values() {
            lineage.add_kpi(charter, kpi);
        }
        lineage
    }

    fn add_feed(&mut self, feed: &Feed) {
        let mappings: Vec<Mapping> = feed
            .columns
            .iter()
            .map(|(column, expression)| Mapping {
                feed: feed.feed.clone(),
                table: feed.table.clone(),
                column: column.clone(),
                expression: expression.clone(),
                source_columns: columns(expression),
            })
            .collect();
        let rule = |decides, expression: &String| RowRule {
            feed: feed.feed.clone(),
            table: feed.table.clone(),
            decides,
            check: None,
            expression: expression.clone(),
            source_columns: columns(expression),
            columns: BTreeSet::new(),
        };
        let lists = [
            (Decides::Key, &feed.key),
            (Decides::Version, &feed.version),
            (Decides::Names, &feed.names),
        ];
        self.rules
            .extend(feed.only.iter().map(|text| rule(Decides::Only, text)));
        for (decides, texts) in lists {
            self.rules
                .extend(texts.iter().map(|text| rule(decides, text)));
        }
        for check in &feed.checks {
            let Some(said) = check.rule() else { continue };
            let read: BTreeSet<String> = match said {
                Rule::Holds(text) => columns(text),
                rule => rule.columns().into_iter().map(str::to_owned).collect(),
            };
            let through = mappings
                .iter()
                .filter(|mapping| read.contains(&mapping.column));
            self.rules.push(RowRule {
                check: Some(check.check.clone()),
                source_columns: through.flat_map(|one| one.source_columns.clone()).collect(),
                columns: read,
                ..rule(check.severity().into(), &said.to_string())
            });
        }
        self.mappings.extend(mappings);
    }

    fn add_kpi(&mut self, charter: &Charter, kpi: &Kpi) {
        if let Formula::Derived { formula } = &kpi.formula {
            let read = Arithmetic::parse(formula);
            let names = read.iter().flat_map(Arithmetic::names);
            self.derivations.extend(names.map(|of| Derivation {
                kpi: kpi.kpi.clone(),
                of: of.to_owned(),
            }));
        }
        let Some(rows) = kpi.formula.rows() else {
            return;
        };
        let reading = |column: String, part, expression: Option<&str>| Reading {
            kpi: kpi.kpi.clone(),
            table: rows.table.clone(),
            expression: expression
                .filter(|text| text.trim() != column)
                .map(str::to_owned),
            column,
            part,
        };
        let mut found: BTreeSet<Reading> = BTreeSet::new();
        for (part, text) in kpi.formula.expressions() {
            let read = columns(text);
            let stored = read
                .into_iter()
                .filter(|column| rows.follow_up.is_none() || column != FOLLOWED_UP);
            found.extend(stored.map(|column| reading(column, part, Some(text))));
        }
        if let Formula::Backlog { opened, closed, .. } = &kpi.formula {
            found.insert(reading(opened.clone(), Part::Opened, None));
            found.insert(reading(closed.clone(), Part::Closed, None));
        } else if let Some(at) = rows
            .at
            .clone()
            .or_else(|| charter.table(&rows.table).map(|table| table.at))
        {
            found.insert(reading(at, Part::At, None));
        }
        let shared = rows.follow_up.iter().flat_map(|window| &window.same);
        found.extend(shared.map(|column| reading(column.clone(), Part::FollowUp, None)));
        self.readings.extend(found);
    }
}

/// The columns that an expression reads.
fn columns(text: &str) -> BTreeSet<String> {
    Expression::parse(text, &Allowed::source())
        .map(|expression| expression.columns().clone())
        .unwrap_or_default()
}
