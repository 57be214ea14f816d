//! Following the lineage: back from a KPI, and ahead from a column.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Lineage, Mapping, RowRule};

/// What hangs together with one feed or column, and the KPIs that would be wrong if it were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// The part of the lineage.
    pub lineage: Lineage,
    /// The KPIs, those first whose values would be wrong.
    pub touched: Vec<Touched>,
}

/// A KPI that would be wrong if something before it were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The KPI.
    pub kpi: String,
    /// How.
    pub effect: Effect,
    /// The columns of tables through which; empty where every row of a table is concerned.
    pub through: BTreeSet<(String, String)>,
}

/// How a KPI would be wrong; the plainest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It reads what is wrong.
    Value,
    /// It would count other rows: what is wrong decides which rows stand in its table.
    Rows,
    /// Only where it is broken down or filtered by what is wrong, as boards are by party.
    Breakdown,
}

/// What is wrong.
#[derive(Default)]
struct Wrong {
    /// Columns of tables that hold something wrong.
    columns: BTreeSet<(String, String)>,
    /// Tables whose rows are not the right ones.
    tables: BTreeSet<String>,
}

impl Lineage {
    /// What a KPI is computed from, all the way back.
    #[must_use]
    pub fn behind(&self, kpi: &str) -> Self {
        let ingredients = self.ingredients(kpi);
        let derivations = self.derivations.iter();
        let readings: Vec<_> = (self.readings.iter())
            .filter(|reading| ingredients.contains(reading.kpi.as_str()))
            .cloned()
            .collect();
        let read: BTreeSet<(&str, &str)> = (readings.iter())
            .map(|reading| (reading.table.as_str(), reading.column.as_str()))
            .collect();
        let tables: BTreeSet<&str> = read.iter().map(|(table, _)| *table).collect();
        Self {
            mappings: (self.mappings.iter())
                .filter(|one| read.contains(&(one.table.as_str(), one.column.as_str())))
                .cloned()
                .collect(),
            rules: (self.rules.iter())
                .filter(|rule| tables.contains(rule.table.as_str()))
                .cloned()
                .collect(),
            derivations: derivations
                .filter(|one| ingredients.contains(one.kpi.as_str()))
                .cloned()
                .collect(),
            dimensions: (self.dimensions.iter())
                .filter(|(table, _)| tables.contains(table.as_str()))
                .cloned()
                .collect(),
            readings,
        }
    }

    /// What becomes of a feed, or of one column of its source.
    #[must_use]
    pub fn ahead_of(&self, feed: &str, source_column: Option<&str>) -> Trace {
        let is_read = |columns: &BTreeSet<String>| {
            source_column.is_none_or(|column| columns.contains(column))
        };
        let mappings: Vec<Mapping> = (self.mappings.iter())
            .filter(|one| one.feed == feed && is_read(&one.source_columns))
            .cloned()
            .collect();
        let rules: Vec<RowRule> = (self.rules.iter())
            .filter(|one| one.feed == feed && is_read(&one.source_columns))
            .cloned()
            .collect();
        let mut wrong = Wrong::default();
        wrong.columns.extend(
            mappings
                .iter()
                .map(|one| (one.table.clone(), one.column.clone())),
        );
        wrong.tables.extend(
            (rules.iter())
                .filter(|rule| rule.decides.which_rows())
                .map(|rule| rule.table.clone()),
        );
        self.trace(&wrong, mappings, rules)
    }

    /// Where a column of a table, or a whole table, comes from and what becomes of it.
    #[must_use]
    pub fn around(&self, table: &str, column: Option<&str>) -> Trace {
        let mappings: Vec<Mapping> = (self.mappings.iter())
            .filter(|one| one.table == table && column.is_none_or(|column| one.column == column))
            .cloned()
            .collect();
        let rules: Vec<RowRule> = (self.rules.iter())
            .filter(|rule| {
                rule.table == table && column.is_none_or(|column| rule.columns.contains(column))
            })
            .cloned()
            .collect();
        let mut wrong = Wrong::default();
        let read = self.readings.iter().map(|one| (&one.table, &one.column));
        let of = read.filter(|(of, name)| *of == table && column.is_none_or(|one| *name == one));
        wrong
            .columns
            .extend(of.map(|(table, column)| (table.clone(), column.clone())));
        match column {
            Some(column) => {
                wrong.columns.insert((table.to_owned(), column.to_owned()));
                let decides = rules.iter().any(|rule| rule.decides.which_rows());
                wrong.tables.extend(decides.then(|| table.to_owned()));
            }
            None => {
                wrong.tables.insert(table.to_owned());
            }
        }
        self.trace(&wrong, mappings, rules)
    }

    /// The KPI and all that it is made of.
    fn ingredients<'a>(&'a self, kpi: &'a str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut open = vec![kpi];
        while let Some(name) = open.pop() {
            if found.insert(name) {
                let parts = self.derivations.iter().filter(|one| one.kpi == name);
                open.extend(parts.map(|one| one.of.as_str()));
            }
        }
        found
    }

    fn trace(&self, wrong: &Wrong, mappings: Vec<Mapping>, rules: Vec<RowRule>) -> Trace {
        let touched = self.touched(wrong);
        let is_touched = |kpi: &str| touched.iter().any(|one| one.kpi == kpi);
        let reads_it = |table: &str, column: &str| {
            wrong
                .columns
                .contains(&(table.to_owned(), column.to_owned()))
        };
        let lineage = Self {
            readings: (self.readings.iter())
                .filter(|one| reads_it(&one.table, &one.column))
                .cloned()
                .collect(),
            derivations: (self.derivations.iter())
                .filter(|one| is_touched(&one.of))
                .cloned()
                .collect(),
            dimensions: self
                .dimensions
                .intersection(&wrong.columns)
                .cloned()
                .collect(),
            mappings,
            rules,
        };
        Trace { lineage, touched }
    }

    /// The KPIs that something wrong makes wrong, by effect and name.
    fn touched(&self, wrong: &Wrong) -> Vec<Touched> {
        let mut found = Found::new();
        for reading in &self.readings {
            let column = (reading.table.clone(), reading.column.clone());
            if wrong.columns.contains(&column) {
                add(&mut found, &reading.kpi, Effect::Value, [column]);
            }
            if wrong.tables.contains(&reading.table) {
                add(&mut found, &reading.kpi, Effect::Rows, []);
            }
            let cut_by = (self.dimensions.intersection(&wrong.columns))
                .filter(|(table, _)| *table == reading.table);
            for column in cut_by {
                add(
                    &mut found,
                    &reading.kpi,
                    Effect::Breakdown,
                    [column.clone()],
                );
            }
        }
        // What is made of something wrong is wrong in the same way. A chain is no longer than there are links.
        for _ in &self.derivations {
            for derivation in &self.derivations {
                if let Some((effect, through)) = found.get(derivation.of.as_str()).cloned() {
                    add(&mut found, &derivation.kpi, effect, through);
                }
            }
        }
        let mut touched: Vec<Touched> = found
            .into_iter()
            .map(|(kpi, (effect, through))| Touched {
                kpi: kpi.to_owned(),
                effect,
                through,
            })
            .collect();
        touched.sort_by_key(|one| one.effect);
        touched
    }
}

/// KPI → how it is wrong, and through which columns: table and name.
type Found<'a> = BTreeMap<&'a str, (Effect, BTreeSet<(String, String)>)>;

/// Adds a reason why a KPI is wrong; a plainer one takes the place of another.
fn add<'a>(
    found: &mut Found<'a>,
    kpi: &'a str,
    effect: Effect,
    through: impl IntoIterator<Item = (String, String)>,
) {
    let known = found.entry(kpi).or_insert((effect, BTreeSet::new()));
    if effect < known.0 {
        *known = (effect, BTreeSet::new());
    }
    if effect == known.0 {
        known.1.extend(through);
    }
}
