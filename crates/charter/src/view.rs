//! The charter as other rooms ask it: tables with their added columns, parties, the target in force.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::Charter;
use crate::canonical::{self, ColumnType, ColumnUse, SET_ASIDE, SET_ASIDE_KEPT};
use crate::kpi::Kpi;
use crate::partnership::{Party, PartyKind};
use crate::target::Target;

/// A table as this partnership uses it: the canonical columns and the added ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableView {
    /// Its name.
    pub name: String,
    /// What one row is.
    pub row: String,
    /// The column with the instant at which a row counts.
    pub at: String,
    /// Whether rows may be of the future.
    pub planned: bool,
    /// How long its rows are kept, where the charter says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retain: Option<String>,
    /// The canonical columns in their order, then the added ones by name.
    pub columns: Vec<ColumnView>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnView {
    /// Its name.
    pub name: String,
    /// Its type.
    pub column_type: ColumnType,
    /// What a viewer needs to know or hold before reading it.
    #[serde(rename = "use")]
    pub use_: ColumnUse,
    /// What it holds.
    pub means: String,
    /// Whether the charter added it.
    pub added: bool,
}

impl TableView {
    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&ColumnView> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The names of all columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// The columns that can be filtered and broken down by without any right.
    pub fn dimensions(&self) -> impl Iterator<Item = &ColumnView> {
        self.columns
            .iter()
            .filter(|column| column.use_ == ColumnUse::Dimension)
    }
}

impl From<&canonical::Table> for TableView {
    /// The table as Tandem ships it.
    fn from(table: &canonical::Table) -> Self {
        Self {
            name: table.name.to_owned(),
            row: table.row.to_owned(),
            at: table.at.to_owned(),
            planned: table.planned,
            retain: None,
            columns: table.columns.iter().map(ColumnView::from).collect(),
        }
    }
}

impl From<&canonical::Column> for ColumnView {
    fn from(column: &canonical::Column) -> Self {
        Self {
            name: column.name.to_owned(),
            column_type: column.column_type,
            use_: column.use_,
            means: column.means.to_owned(),
            added: false,
        }
    }
}

impl ColumnView {
    /// The unit of its values, where they have one.
    #[must_use]
    pub fn unit(&self) -> Option<&'static str> {
        self.column_type.unit(&self.name)
    }
}

/// What an added column is for, by its type: few values are assumed of texts, truths and whole numbers.
fn use_of_added(column_type: ColumnType) -> ColumnUse {
    match column_type {
        ColumnType::Text | ColumnType::Boolean | ColumnType::Integer => ColumnUse::Dimension,
        ColumnType::Money => ColumnUse::Cost,
        ColumnType::Number | ColumnType::Instant => ColumnUse::Detail,
    }
}

impl Charter {
    /// The table of that name, canonical or added, with all its columns.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<TableView> {
        let canonical = canonical::table(name);
        let added = self.tables.tables.get(name);
        if name == SET_ASIDE {
            return None;
        }
        let (row, at, planned) = match (canonical, added) {
            (None, None) => return None,
            (Some(table), _) => (table.row.to_owned(), table.at.to_owned(), table.planned),
            (None, Some(table)) => (
                table.row.clone().unwrap_or_default(),
                table.at.clone().unwrap_or_default(),
                table.planned,
            ),
        };
        let shipped = canonical.into_iter().flat_map(|table| table.columns);
        let mut columns: Vec<ColumnView> = shipped.map(ColumnView::from).collect();
        for (name, column) in added.into_iter().flat_map(|table| &table.columns) {
            if columns.iter().any(|known| &known.name == name) {
                continue;
            }
            columns.push(ColumnView {
                name: name.clone(),
                column_type: column.column_type,
                use_: column
                    .use_
                    .unwrap_or_else(|| use_of_added(column.column_type)),
                means: column.means.clone(),
                added: true,
            });
        }
        Some(TableView {
            name: name.to_owned(),
            row,
            at,
            planned,
            retain: added.and_then(|table| table.retain.clone()),
            columns,
        })
    }

    /// The names of all tables: the canonical ones in their order, then the added ones.
    #[must_use]
    pub fn table_names(&self) -> Vec<&str> {
        let canonical = canonical::TABLES.iter().map(|table| table.name);
        let added = self.tables.tables.keys().map(String::as_str);
        canonical
            .chain(added.filter(|name| *name != SET_ASIDE && canonical::table(name).is_none()))
            .collect()
    }

    /// How long rows that were set aside keep the text that they came with, from when they were resolved.
    #[must_use]
    pub fn set_aside_kept(&self) -> &str {
        let said = self.tables.tables.get(SET_ASIDE);
        let said = said.and_then(|table| table.retain.as_deref());
        said.unwrap_or(SET_ASIDE_KEPT)
    }

    /// The KPI of that name.
    #[must_use]
    pub fn kpi(&self, name: &str) -> Option<&Kpi> {
        self.kpis.get(name)
    }

    /// The party of that name.
    #[must_use]
    pub fn party(&self, name: &str) -> Option<&Party> {
        self.partnership
            .parties
            .iter()
            .find(|party| party.party == name)
    }

    /// What the charter calls a value of a dimension.
    #[must_use]
    pub fn value_title(&self, dimension: &str, value: &str) -> Option<&str> {
        fn of<'a, T>(
            all: &'a [T],
            value: &str,
            both: impl Fn(&'a T) -> (&'a String, &'a String),
        ) -> Option<&'a str> {
            all.iter()
                .map(both)
                .find(|(name, _)| *name == value)
                .map(|(_, title)| title.as_str())
        }
        let taxonomy = &self.taxonomy;
        match dimension {
            "party" => of(&self.partnership.parties, value, |one| {
                (&one.party, &one.title)
            }),
            "site" => of(&taxonomy.sites, value, |one| (&one.site, &one.title)),
            "team" => of(&taxonomy.teams, value, |one| (&one.team, &one.title)),
            "channel" => of(&taxonomy.channels, value, |one| (&one.channel, &one.title)),
            "queue" => of(&taxonomy.queues, value, |one| (&one.queue, &one.title)),
            "contact_type" => of(&taxonomy.contact_types, value, |one| {
                (&one.contact_type, &one.title)
            }),
            _ => None,
        }
    }

    /// The parties of a kind, in the order written.
    pub fn parties_of(&self, kind: PartyKind) -> impl Iterator<Item = &Party> {
        self.partnership
            .parties
            .iter()
            .filter(move |party| party.kind == kind)
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> Option<&Party> {
        self.parties_of(PartyKind::Client).next()
    }

    /// The parties that answer customers: in-house first, then the providers, in the order written.
    pub fn operating_parties(&self) -> impl Iterator<Item = &Party> {
        self.parties_of(PartyKind::InHouse)
            .chain(self.parties_of(PartyKind::Provider))
    }

    /// The target for a KPI in a scope (dimension → value) on a day.
    ///
    /// Of the targets whose whole scope is met, the one with the most dimensions wins, then the latest `from` that has
    /// come, then the one written last.
    #[must_use]
    pub fn target_for(
        &self,
        kpi: &str,
        scope: &BTreeMap<String, String>,
        day: Date,
    ) -> Option<&Target> {
        self.targets
            .iter()
            .filter(|target| {
                target.kpi == kpi
                    && target.from <= day
                    && target
                        .scope
                        .iter()
                        .all(|(dimension, value)| scope.get(dimension) == Some(value))
            })
            .max_by_key(|target| (target.scope.len(), target.from))
    }

    /// The KPIs that a derived KPI is made of, itself included, all the way down; the KPI alone when it is not derived.
    #[must_use]
    pub fn ingredients<'a>(&'a self, kpi: &'a str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut open = vec![kpi];
        while let Some(name) = open.pop() {
            let Some((name, definition)) = self.kpis.get_key_value(name) else {
                continue;
            };
            if !found.insert(name.as_str()) {
                continue;
            }
            if let crate::kpi::Formula::Derived { formula } = &definition.formula
                && let Ok(read) = crate::arithmetic::Arithmetic::parse(formula)
            {
                open.extend(
                    read.names()
                        .into_iter()
                        .filter_map(|name| self.kpis.get_key_value(name))
                        .map(|(name, _)| name.as_str()),
                );
            }
        }
        found
    }
}
