//! How far facts reach: which time is known, which is not yet, and which never was.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use access::Viewer;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, UInt64Type};
use charter::kpi::{Formula, Kpi};
use datafusion::functions_aggregate::expr_fn::{max, min};
use jiff::{SignedDuration, Timestamp};
use lake::{CAME_WITH, PARTY, Scan};

use crate::came::Came;
use crate::catalog::Catalog;
use crate::engine::Engine;
use crate::error::KpiError;
use crate::extent::Extent;
use crate::pass::column;

/// A party that has been silent for longer than this while others went on holds no total back: it has left.
const SILENT: SignedDuration = SignedDuration::from_hours(28 * 24);
/// Most tables and versions whose reach is remembered.
const REMEMBERED_MAX: usize = 256;

/// A table and the column that places its rows in time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Clock {
    pub table: String,
    pub at: String,
    /// For a backlog, the column that says when an item is closed: facts reach as far as the newest closing.
    pub closed: Option<String>,
}

/// How far one party's facts reach, or all where a table has no parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    oldest: Timestamp,
    newest: Timestamp,
    /// When facts of it were last taken in.
    taken_in: Timestamp,
}

/// How far one table reaches on one clock.
#[derive(Debug, Clone, Default)]
pub(crate) struct TableReach {
    /// When anything was last taken in.
    taken_in: Option<Timestamp>,
    /// Whether rows say whose they are.
    by_party: bool,
    /// The span of each party; of all under `None` where the table has no parties.
    spans: BTreeMap<Option<String>, Span>,
}

impl TableReach {
    /// How far it reaches for a party, or for all; `only` is the party whose rows alone the viewer sees.
    fn extent(&self, party: Option<&str>, only: Option<&str>) -> Extent {
        if only.is_some() && !self.by_party {
            return Extent::default();
        }
        let one = only.or(party).filter(|_| self.by_party);
        let spans: Vec<Span> = match one {
            Some(party) => self
                .spans
                .get(&Some(party.to_owned()))
                .copied()
                .into_iter()
                .collect(),
            None => self.spans.values().copied().collect(),
        };
        let newest = spans.iter().map(|span| span.newest).max();
        let delivering = spans
            .iter()
            .map(|span| span.newest)
            .filter(|last| newest.is_some_and(|newest| newest.duration_since(*last) <= SILENT));
        Extent {
            oldest: spans.iter().map(|span| span.oldest).min(),
            newest,
            complete_to: delivering.min(),
            taken_in: match one {
                Some(_) => spans.iter().map(|span| span.taken_in).max(),
                None => self.taken_in,
            },
        }
    }
}

/// How far the tables of a question reach.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reach {
    /// The party whose rows alone the viewer sees: what it is told must not tell how far another's reach.
    only: Option<String>,
    tables: BTreeMap<Clock, Arc<TableReach>>,
    clocks: BTreeMap<String, BTreeSet<Clock>>,
}

impl Reach {
    /// For KPIs and a party, or all parties: time that all their tables know.
    pub(crate) fn of<'a>(
        &self,
        kpis: impl IntoIterator<Item = &'a str>,
        party: Option<&str>,
    ) -> Extent {
        self.extents(kpis, party)
            .reduce(Extent::both)
            .unwrap_or_default()
    }

    /// The time that any table of the question knows. A plan reaches ahead of what happens and does not say how far
    /// facts reach, unless nothing else is asked about.
    pub(crate) fn any(&self) -> Extent {
        let all = || {
            self.extents(self.clocks.keys().map(String::as_str), None)
                .map(|extent| Extent {
                    complete_to: extent.newest,
                    ..extent
                })
        };
        all()
            .filter(|extent| !extent.is_a_plan())
            .reduce(Extent::either)
            .or_else(|| all().reduce(Extent::either))
            .unwrap_or_default()
    }

    fn extents<'a>(
        &self,
        kpis: impl IntoIterator<Item = &'a str>,
        party: Option<&str>,
    ) -> impl Iterator<Item = Extent> {
        let clocks: BTreeSet<&Clock> = kpis
            .into_iter()
            .filter_map(|kpi| self.clocks.get(kpi))
            .flatten()
            .collect();
        clocks
            .into_iter()
            .filter_map(|clock| self.tables.get(clock))
            .map(move |table| table.extent(party, self.only.as_deref()))
    }
}

impl Engine {
    /// How far the tables of KPIs reach at a version. What is known of a party is the same whoever looks; who sees one party's
    /// rows learns of no other's.
    pub(crate) async fn reach(
        &self,
        catalog: Catalog<'_>,
        kpis: &[&Kpi],
        version: u64,
    ) -> Result<Reach, KpiError> {
        let mut reach = Reach {
            only: catalog.viewer.only_party().map(str::to_owned),
            ..Reach::default()
        };
        for kpi in kpis {
            let mut clocks = BTreeSet::new();
            for base in catalog.bases(kpi)? {
                let Some(clock) = self.clock(base) else {
                    continue;
                };
                if !reach.tables.contains_key(&clock) {
                    let table = self.table_reach(&clock, version).await?;
                    reach.tables.insert(clock.clone(), table);
                }
                clocks.insert(clock);
            }
            reach.clocks.insert(kpi.kpi.clone(), clocks);
        }
        Ok(reach)
    }

    /// What a KPI's rows are placed in time by.
    fn clock(&self, kpi: &Kpi) -> Option<Clock> {
        let rows = kpi.formula.rows()?;
        let table = self.charter.table(&rows.table)?;
        let (at, closed) = match &kpi.formula {
            Formula::Backlog { opened, closed, .. } => (opened.clone(), Some(closed.clone())),
            _ => (rows.at.clone().unwrap_or(table.at), None),
        };
        Some(Clock {
            table: rows.table.clone(),
            at,
            closed,
        })
    }

    /// Read once a version: what is in the lake at a version does not change.
    async fn table_reach(&self, clock: &Clock, version: u64) -> Result<Arc<TableReach>, KpiError> {
        let key = (clock.clone(), version);
        let remembered = || self.reaches.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = remembered().get(&key).cloned() {
            return Ok(known);
        }
        let found = Arc::new(self.read_reach(clock, version).await?);
        let mut known = remembered();
        if known.len() >= REMEMBERED_MAX {
            known.clear();
        }
        known.insert(key, found.clone());
        Ok(found)
    }

    async fn read_reach(&self, clock: &Clock, version: u64) -> Result<TableReach, KpiError> {
        let came = Came::of(&self.lake, &self.charter, &clock.table, version);
        let Some(taken_in) = came.newest() else {
            return Ok(TableReach::default());
        };
        let by_party = self
            .charter
            .table(&clock.table)
            .is_some_and(|table| table.columns.iter().any(|column| column.name == PARTY));
        let scan = Scan {
            version: Some(version),
            columns: Some(
                std::iter::once(clock.at.clone())
                    .chain(clock.closed.clone())
                    .chain(by_party.then(|| PARTY.to_owned()))
                    .collect(),
            ),
            came_with: true,
            ..Scan::of(&clock.table)
        };
        let everyone = Viewer::operator(&self.charter.partnership);
        let at = || column(&clock.at);
        let frame = self.lake.scan(&everyone, &scan).await?.aggregate(
            by_party.then(|| column(PARTY)).into_iter().collect(),
            vec![
                min(at()).alias("oldest"),
                max(at()).alias("newest"),
                max(clock.closed.as_deref().map_or_else(at, column)).alias("closed"),
                max(column(CAME_WITH)).alias("came_with"),
            ],
        )?;
        let mut spans = BTreeMap::new();
        for batch in self.lake.collect(frame).await? {
            read_spans(&batch, by_party, &came, &mut spans)?;
        }
        Ok(TableReach {
            taken_in: Some(taken_in),
            by_party,
            spans,
        })
    }
}

fn read_spans(
    batch: &RecordBatch,
    by_party: bool,
    came: &Came,
    spans: &mut BTreeMap<Option<String>, Span>,
) -> Result<(), KpiError> {
    let named = |name: &str, to: &DataType| {
        batch
            .column_by_name(name)
            .map(|array| cast(array, to))
            .transpose()
    };
    let parties = if by_party {
        named(PARTY, &DataType::Utf8)?
    } else {
        None
    };
    let (Some(oldest), Some(newest), Some(closed), Some(came_with)) = (
        named("oldest", &DataType::Int64)?,
        named("newest", &DataType::Int64)?,
        named("closed", &DataType::Int64)?,
        named("came_with", &DataType::UInt64)?,
    ) else {
        return Ok(());
    };
    let instant = |array: &arrow::array::ArrayRef, row: usize| {
        array
            .is_valid(row)
            .then(|| array.as_primitive::<Int64Type>().value(row))
            .and_then(|micros| Timestamp::from_microsecond(micros).ok())
    };
    for row in 0..batch.num_rows() {
        let party = parties
            .as_ref()
            .filter(|array| array.is_valid(row))
            .map(|array| array.as_string::<i32>().value(row).to_owned());
        let came_with = came_with.as_primitive::<UInt64Type>();
        let came_with = (came_with.is_valid(row)).then(|| came_with.value(row));
        let span = (|| {
            Some(Span {
                oldest: instant(&oldest, row)?,
                newest: instant(&newest, row).max(instant(&closed, row))?,
                taken_in: came.last(party.as_deref(), came_with?)?,
            })
        })();
        if let Some(span) = span {
            spans.insert(party, span);
        }
    }
    Ok(())
}
