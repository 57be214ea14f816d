//! The charter's lineage, less what a viewer may not know of.

use std::collections::{BTreeMap, BTreeSet};

use access::Viewer;
use charter::Charter;
use charter::feed::Feed;
use charter::lineage::{Lineage, Touched};
use charter::names::word;
use charter::view::TableView;
use jiff::Timestamp;
use lake::FeedStatus;

use super::{
    LineageAnswer, LineageColumn, LineageDerivation, LineageFeed, LineageKpi, LineageMapping,
    LineageQuestion, LineageReading, LineageRule, LineageSubject,
};
use crate::engine::Engine;
use crate::error::KpiError;
use crate::head::head;
use crate::known::Known;

impl Engine {
    /// Follows the lineage of a KPI, a feed or a table; `now` says which feeds are late.
    ///
    /// # Errors
    /// As [`follow`].
    pub fn lineage(
        &self,
        viewer: &Viewer,
        question: &LineageQuestion,
        now: Timestamp,
    ) -> Result<LineageAnswer, KpiError> {
        let standing = self.lake.feeds();
        let all = self.charter_lineage();
        follow(&self.charter, all, viewer, question, &standing, now)
    }
}

/// Follows the lineage of a KPI, a feed or a table; `standing` and `now` say which feeds are late.
///
/// # Errors
/// When the viewer may know of no such KPI, feed, table or column.
pub fn follow(
    charter: &Charter,
    all: &Lineage,
    viewer: &Viewer,
    question: &LineageQuestion,
    standing: &[FeedStatus],
    now: Timestamp,
) -> Result<LineageAnswer, KpiError> {
    let known = Known::of(charter, viewer);
    let (of, lineage, touched) = match question {
        LineageQuestion::Kpi(name) => {
            let kpi = known.catalog.kpi(name)?;
            let of = subject("kpi", name, None, &kpi.title);
            (of, all.behind(name), Vec::new())
        }
        LineageQuestion::Feed { feed, column } => {
            let feed = known.feed(feed)?;
            if let Some(column) = column {
                known.source_column(all, feed, column)?;
            }
            let of = subject("feed", &feed.feed, column.as_deref(), &feed.title);
            let trace = all.ahead_of(&feed.feed, column.as_deref());
            (of, trace.lineage, trace.touched)
        }
        LineageQuestion::Table { table, column } => {
            let view = known.table(table).ok_or_else(|| {
                let tables = known.tables();
                let names = tables.iter().map(|table| table.name.as_str());
                KpiError::unknown("table", table, names)
            })?;
            let title = match column {
                Some(column) => known.column(&view, column)?,
                None => &view.row,
            };
            let title = &known.discretion.sentences(title);
            let of = subject("table", table, column.as_deref(), title);
            let trace = all.around(table, column.as_deref());
            (of, trace.lineage, trace.touched)
        }
    };
    let mut answer = known.answer(of, &lineage, &touched);
    // How a feed stands counts all parties' records.
    if viewer.sees_everything() {
        for head in &mut answer.feeds {
            let stands = standing.iter().find(|one| one.feed == head.feed);
            head.newest_fact = stands.and_then(|one| one.newest_fact);
            let feed = charter.feeds.get(&head.feed);
            head.fresh = feed.and_then(|feed| feed.is_fresh(head.newest_fact, now));
        }
    }
    Ok(answer)
}

impl<'a> Known<'a> {
    fn answer(&self, of: LineageSubject, lineage: &Lineage, touched: &[Touched]) -> LineageAnswer {
        let tables: BTreeMap<String, TableView> = (self.tables().into_iter())
            .map(|table| (table.name.clone(), table))
            .collect();
        let is_known = |table: &str, column: &str| {
            tables
                .get(table)
                .is_some_and(|table| self.may_see(table, column))
        };
        let knows_kpi = |name: &str| self.catalog.kpi(name).is_ok();
        let mappings: Vec<LineageMapping> = (lineage.mappings.iter())
            .filter(|one| is_known(&one.table, &one.column))
            .filter(|one| self.reads_of(&one.feed, &one.expression))
            .map(|one| LineageMapping {
                feed: one.feed.clone(),
                source_columns: one.source_columns.iter().cloned().collect(),
                expression: one.expression.clone(),
                table: one.table.clone(),
                column: one.column.clone(),
            })
            .collect();
        let rules: Vec<LineageRule> = (lineage.rules.iter())
            .filter(|one| (one.columns.iter()).all(|column| is_known(&one.table, column)))
            .filter(|one| self.reads_of(&one.feed, &one.expression))
            .filter(|one| (one.check.iter()).all(|name| !self.discretion.holds_hidden(name)))
            .map(|one| LineageRule {
                feed: one.feed.clone(),
                table: one.table.clone(),
                decides: word(&one.decides),
                check: one.check.clone(),
                expression: one.expression.clone(),
                source_columns: (one.source_columns.iter())
                    .filter(|name| !self.discretion.holds_hidden(name))
                    .cloned()
                    .collect(),
                columns: one.columns.iter().cloned().collect(),
            })
            .collect();
        let readings: Vec<LineageReading> = (lineage.readings.iter())
            .filter(|one| knows_kpi(&one.kpi) && is_known(&one.table, &one.column))
            .map(|one| LineageReading {
                kpi: one.kpi.clone(),
                table: one.table.clone(),
                column: one.column.clone(),
                part: one.part.word().to_owned(),
                expression: one.expression.clone(),
            })
            .collect();
        let derivations: Vec<LineageDerivation> = (lineage.derivations.iter())
            .filter(|one| knows_kpi(&one.kpi) && knows_kpi(&one.of))
            .map(|one| LineageDerivation {
                kpi: one.kpi.clone(),
                of: one.of.clone(),
            })
            .collect();
        let kpis = if of.kind == "kpi" {
            self.made_of(&of.name, &derivations)
        } else {
            touched.iter().filter_map(|one| self.touched(one)).collect()
        };
        let columns: BTreeSet<(&str, &str)> = (readings.iter())
            .map(|one| (one.table.as_str(), one.column.as_str()))
            .chain((mappings.iter()).map(|one| (one.table.as_str(), one.column.as_str())))
            .chain(
                (of.kind == "table")
                    .then_some(())
                    .and_then(|()| Some((of.name.as_str(), of.column.as_deref()?))),
            )
            .collect();
        let columns = tables
            .values()
            .flat_map(|table| {
                let wanted = &columns;
                let asked = table.columns.iter().filter(move |column| {
                    wanted.contains(&(table.name.as_str(), column.name.as_str()))
                });
                asked.map(|column| LineageColumn {
                    table: table.name.clone(),
                    column: column.name.clone(),
                    column_type: column.column_type.word().to_owned(),
                    unit: column.unit().map(str::to_owned),
                    means: self.discretion.sentences(&column.means),
                })
            })
            .collect();
        let fills: BTreeSet<&str> = mappings
            .iter()
            .map(|one| one.feed.as_str())
            .chain(rules.iter().map(|one| one.feed.as_str()))
            .chain((of.kind == "feed").then_some(of.name.as_str()))
            .collect();
        let feeds = self.heads(&fills);
        LineageAnswer {
            feeds,
            columns,
            kpis,
            mappings,
            rules,
            readings,
            derivations,
            of,
        }
    }

    /// A KPI and what it is made of, itself first.
    fn made_of(&self, kpi: &str, derivations: &[LineageDerivation]) -> Vec<LineageKpi> {
        let parts: BTreeSet<&str> = derivations.iter().map(|one| one.of.as_str()).collect();
        std::iter::once(kpi)
            .chain(parts)
            .filter_map(|name| self.kpi(name, None, Vec::new()))
            .collect()
    }

    fn touched(&self, touched: &Touched) -> Option<LineageKpi> {
        let through = touched.through.iter().filter(|(table, column)| {
            let table = self.table(table);
            table.is_some_and(|table| self.may_see(&table, column))
        });
        let through = through.map(|(table, column)| format!("{table}.{column}"));
        self.kpi(&touched.kpi, Some(word(&touched.effect)), through.collect())
    }

    fn kpi(&self, name: &str, effect: Option<String>, through: Vec<String>) -> Option<LineageKpi> {
        let kpi = self.catalog.kpi(name).ok()?;
        Some(LineageKpi {
            head: head(self.catalog.charter, kpi),
            effect,
            through,
        })
    }

    fn heads(&self, names: &BTreeSet<&str>) -> Vec<LineageFeed> {
        let feeds = self.catalog.charter.feeds.values();
        feeds
            .filter(|feed| names.contains(feed.feed.as_str()))
            .map(|feed| LineageFeed {
                feed: feed.feed.clone(),
                title: feed.title.clone(),
                table: feed.table.clone(),
                newest_fact: None,
                agreed_seconds: feed.agreed_seconds(),
                fresh: None,
            })
            .collect()
    }

    fn feed(&self, name: &str) -> Result<&'a Feed, KpiError> {
        let mut known = self.feeds();
        known.find(|feed| feed.feed == name).ok_or_else(|| {
            let known = self.feeds().map(|feed| feed.feed.as_str());
            KpiError::unknown("feed", name, known)
        })
    }

    /// Whether a feed's source has a column that the viewer may know of, as far as the feed reads it.
    fn source_column(&self, all: &Lineage, feed: &Feed, column: &str) -> Result<(), KpiError> {
        let view = self.catalog.charter.table(&feed.table);
        let is_known = |column: &str| {
            let table = view.as_ref();
            table.is_some_and(|table| self.may_see(table, column))
        };
        let mapped = (all.mappings.iter())
            .filter(|one| one.feed == feed.feed && is_known(&one.column))
            .filter(|one| !self.discretion.holds_hidden(&one.expression))
            .map(|one| &one.source_columns);
        let ruled = (all.rules.iter())
            .filter(|one| one.feed == feed.feed && one.check.is_none())
            .filter(|one| !self.discretion.holds_hidden(&one.expression))
            .map(|one| &one.source_columns);
        let columns: BTreeSet<&str> = mapped.chain(ruled).flatten().map(String::as_str).collect();
        if columns.contains(column) {
            return Ok(());
        }
        let what = format!("column that the feed `{}` reads", feed.feed);
        Err(KpiError::unknown(&what, column, columns.into_iter()))
    }

    /// What a column of a table holds.
    fn column<'t>(&self, table: &'t TableView, name: &str) -> Result<&'t str, KpiError> {
        let known = || {
            let columns = table.columns.iter();
            columns.filter(|column| self.may_see(table, &column.name))
        };
        match known().find(|column| column.name == name) {
            Some(column) => Ok(&column.means),
            None => {
                let what = format!("column of `{}`", table.name);
                let names = known().map(|column| column.name.as_str());
                Err(KpiError::unknown(&what, name, names))
            }
        }
    }
}

fn subject(kind: &str, name: &str, column: Option<&str>, title: &str) -> LineageSubject {
    LineageSubject {
        kind: kind.to_owned(),
        name: name.to_owned(),
        column: column.map(str::to_owned),
        title: title.to_owned(),
    }
}
