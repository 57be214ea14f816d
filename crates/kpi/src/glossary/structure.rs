//! Words for what facts are made of: tables, columns and the feeds that fill them.

use std::collections::BTreeSet;

use charter::canonical::ColumnUse;
use charter::view::TableView;

use super::build::{Words, kpi_id};
use super::{Term, TermKind, TermUse};

impl Words<'_> {
    /// The tables that a feed fills or a KPI reads; of the others there is nothing to say here.
    fn tables_in_use(&self) -> Vec<TableView> {
        let used: BTreeSet<&str> = (self.known.feeds().map(|feed| feed.table.as_str()))
            .chain(self.lineage.readings.iter().map(|one| one.table.as_str()))
            .collect();
        let mut tables = self.known.tables();
        tables.retain(|table| used.contains(table.name.as_str()));
        tables
    }

    pub(super) fn tables(&self) -> Vec<Term> {
        self.tables_in_use()
            .into_iter()
            .map(|table| {
                let mut notes = vec![format!("A row counts at its `{}`.", table.at)];
                if table.planned {
                    notes.push("Rows may be of the future, as plans are.".to_owned());
                }
                Term {
                    id: table_id(&table.name),
                    kind: TermKind::Table,
                    name: table.name.clone(),
                    title: table.name.clone(),
                    means: self.said(&table.row),
                    notes,
                    used: self.uses(|of, _| of == table.name, |feed| feed == table.name),
                    ..Term::default()
                }
            })
            .collect()
    }

    pub(super) fn columns(&self) -> Vec<Term> {
        let mut terms = Vec::new();
        for table in self.tables_in_use() {
            for column in &table.columns {
                if !self.known.may_see(&table, &column.name) {
                    continue;
                }
                let mut notes = vec![format!(
                    "Of `{}`, {}",
                    table.name,
                    column.column_type.word()
                )];
                match column.use_ {
                    ColumnUse::Dimension => notes.push("KPIs are broken down by it.".to_owned()),
                    ColumnUse::Agent => notes.push("Names an agent.".to_owned()),
                    ColumnUse::Customer => {
                        notes.push("Hashed at the door, never shown.".to_owned())
                    }
                    ColumnUse::Cost => notes.push("For those who may see cost.".to_owned()),
                    ColumnUse::FreeText => {
                        notes.push("Personal data in it are replaced at the door.".to_owned());
                    }
                    ColumnUse::Detail => {}
                }
                let mut used = self.uses(
                    |of, name| of == table.name && name == column.name,
                    |_| false,
                );
                let mappings = self.lineage.mappings.iter();
                used.extend(
                    mappings
                        .filter(|one| one.table == table.name && one.column == column.name)
                        .filter(|one| self.known.reads_of(&one.feed, &one.expression))
                        .map(|one| TermUse::by("filled by", feed_id(&one.feed), &one.feed)),
                );
                terms.push(Term {
                    id: format!("column-{}-{}", table.name, column.name),
                    kind: TermKind::Column,
                    name: format!("{}.{}", table.name, column.name),
                    title: column.name.clone(),
                    means: self.said(&column.means),
                    unit: column.unit().map(|unit| match unit {
                        "currency" => self.charter.partnership.currency.clone(),
                        unit => unit.to_owned(),
                    }),
                    notes,
                    used,
                    ..Term::default()
                });
            }
        }
        terms
    }

    pub(super) fn feeds(&self) -> Vec<Term> {
        self.known
            .feeds()
            .map(|feed| {
                let mut notes = Vec::new();
                if let Some(freshness) = &feed.freshness {
                    notes.push(format!("Its newest fact is at most {freshness} old."));
                }
                for check in &feed.checks {
                    let holds = check
                        .rule()
                        .map_or_else(String::new, |rule| rule.to_string());
                    if self.known.reads_of(&feed.feed, &holds)
                        && !self.known.discretion.holds_hidden(&check.check)
                    {
                        let hint = self.said(&check.hint);
                        notes.push(format!("Check `{}`: `{holds}`. {hint}", check.check));
                    }
                }
                Term {
                    id: feed_id(&feed.feed),
                    kind: TermKind::Feed,
                    name: feed.feed.clone(),
                    title: feed.title.clone(),
                    means: format!("Fills the table `{}`.", feed.table),
                    owner: feed.party().and_then(|party| {
                        let party = self.charter.party(party)?;
                        Some(party.title.clone())
                    }),
                    notes,
                    used: vec![TermUse::by("fills", table_id(&feed.table), &feed.table)],
                    ..Term::default()
                }
            })
            .collect()
    }

    /// The KPIs that read a column, then the feeds that fill a table.
    fn uses(
        &self,
        is_read: impl Fn(&str, &str) -> bool,
        is_filled: impl Fn(&str) -> bool,
    ) -> Vec<TermUse> {
        let readers: BTreeSet<&str> = (self.lineage.readings.iter())
            .filter(|one| is_read(&one.table, &one.column))
            .map(|one| one.kpi.as_str())
            .collect();
        let readers = readers.into_iter();
        let mut used: Vec<TermUse> = readers
            .filter_map(|name| self.known.catalog.kpi(name).ok())
            .map(|kpi| TermUse::by("read by", kpi_id(&kpi.kpi), &kpi.title))
            .collect();
        let feeds = self.known.feeds().filter(|feed| is_filled(&feed.table));
        used.extend(feeds.map(|feed| TermUse::by("filled by", feed_id(&feed.feed), &feed.title)));
        used
    }
}

fn table_id(table: &str) -> String {
    format!("table-{table}")
}

fn feed_id(feed: &str) -> String {
    format!("feed-{feed}")
}
