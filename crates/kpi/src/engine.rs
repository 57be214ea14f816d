//! The engine: questions in, answers out.

use std::collections::BTreeSet;
use std::sync::Arc;

use access::Viewer;
use charter::Charter;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lake::Lake;

use crate::answer::{Answer, PeriodHead, Row};
use crate::catalog::Catalog;
use crate::compute::compute;
use crate::error::{ErrorKind, KpiError};
use crate::head::head;
use crate::pass::Slice;
use crate::question::{Basis, Moment, Question};
use crate::range::{Cut, ends_before_it_begins, first, just_after, last, periods};

/// Answers questions about the lake under a charter. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    pub(crate) lake: Lake,
    pub(crate) charter: Arc<Charter>,
    pub(crate) zone: TimeZone,
}

/// The oldest and newest facts that a question can be about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    pub oldest: Option<Timestamp>,
    pub newest: Option<Timestamp>,
    /// When facts were last taken in.
    pub taken_in: Option<Timestamp>,
}

impl Extent {
    /// Whether all of a period's facts are in: later ones are, or it had facts when some were taken in after its end.
    /// (Few operations record something in the very last second of a day.)
    fn tells_all_of(self, period: &calendar::Period) -> bool {
        self.newest.is_some_and(|newest| {
            newest >= period.end
                || (newest >= period.start
                    && self.taken_in.is_some_and(|taken_in| taken_in >= period.end))
        })
    }
}

impl Engine {
    /// An engine over a lake and the charter in force.
    ///
    /// # Errors
    /// When the partnership's time zone is unknown.
    pub fn new(lake: Lake, charter: Arc<Charter>) -> Result<Self, KpiError> {
        let zone = TimeZone::get(&charter.partnership.zone).map_err(|error| {
            KpiError::new(
                ErrorKind::Invalid,
                format!("the partnership's time zone: {error}"),
            )
        })?;
        Ok(Self {
            lake,
            charter,
            zone,
        })
    }

    /// The charter in force.
    #[must_use]
    pub fn charter(&self) -> &Charter {
        &self.charter
    }

    /// The lake.
    #[must_use]
    pub fn lake(&self) -> &Lake {
        &self.lake
    }

    pub(crate) fn catalog<'a>(&'a self, viewer: &'a Viewer) -> Catalog<'a> {
        Catalog {
            charter: &self.charter,
            viewer,
        }
    }

    /// Answers a question; `ledger` is the position at which the charter was in force.
    ///
    /// # Errors
    /// When the question names what the viewer may not know of, cannot be read, or asks for too much.
    pub async fn answer(
        &self,
        viewer: &Viewer,
        question: &Question,
        ledger: u64,
    ) -> Result<Answer, KpiError> {
        let catalog = self.catalog(viewer);
        if question.kpis.is_empty() {
            return Err(KpiError::new(
                ErrorKind::Invalid,
                "the question names no KPI",
            ));
        }
        if let Some(twice) = repeated(&question.kpis).or_else(|| repeated(&question.by)) {
            return Err(KpiError::new(
                ErrorKind::Invalid,
                format!("`{twice}` is asked for twice"),
            ));
        }
        let kpis = question
            .kpis
            .iter()
            .map(|name| catalog.kpi(name))
            .collect::<Result<Vec<_>, _>>()?;
        let basis = self.basis(question.basis, ledger)?;
        let tables = self.tables(catalog, &kpis)?;
        let extent = self.extent(&tables, basis.lake).await?;
        let (start, end) = self.range(question.from, question.to, extent)?;
        let (cut, heads) = match question.grain {
            None => (Cut::whole(start, end), Vec::new()),
            Some(grain) => {
                let periods = periods(grain, start, end, &self.zone)?;
                (
                    Cut::at(start, end, periods.iter().map(|period| period.end)),
                    self.heads(&periods, extent),
                )
            }
        };
        let slice = Slice {
            viewer,
            version: basis.lake,
            by: &question.by,
            filter: question.filter.as_deref(),
            cut: &cut,
        };
        let computed = compute(&self.lake, catalog, &kpis, &slice).await?;

        let mut keys = computed.keys();
        if keys.is_empty() && question.by.is_empty() && question.grain.is_none() {
            keys.insert(crate::pass::Key {
                dimensions: Vec::new(),
                piece: 0,
            });
        }
        let rows = keys
            .into_iter()
            .filter(|key| key.piece < cut.ends.len())
            .map(|key| {
                let values = kpis
                    .iter()
                    .map(|kpi| {
                        computed.value(catalog, kpi, &key.dimensions, key.piece..key.piece + 1)
                    })
                    .collect::<Result<_, _>>()?;
                Ok(Row {
                    period: heads.get(key.piece).cloned(),
                    dimensions: key.dimensions,
                    values,
                })
            })
            .collect::<Result<_, KpiError>>()?;
        Ok(Answer {
            basis,
            facts_to: extent.newest,
            zone: self.charter.partnership.zone.clone(),
            kpis: kpis.iter().map(|kpi| head(&self.charter, kpi)).collect(),
            by: question.by.clone(),
            rows,
        })
    }

    /// The basis asked for, or the newest.
    pub(crate) fn basis(&self, asked: Option<Basis>, ledger: u64) -> Result<Basis, KpiError> {
        let newest = Basis {
            lake: self.lake.version(),
            ledger,
        };
        match asked {
            Some(asked) if asked.lake > newest.lake || asked.ledger > newest.ledger => Err(
                KpiError::new(ErrorKind::Unknown, format!("there is no basis {asked} yet"))
                    .hint(format!("the newest is {newest}")),
            ),
            Some(asked) => Ok(asked),
            None => Ok(newest),
        }
    }

    /// The tables that KPIs read.
    pub(crate) fn tables(
        &self,
        catalog: Catalog<'_>,
        kpis: &[&charter::kpi::Kpi],
    ) -> Result<BTreeSet<String>, KpiError> {
        let mut tables = BTreeSet::new();
        for kpi in kpis {
            tables.extend(
                catalog
                    .bases(kpi)?
                    .iter()
                    .filter_map(|base| base.formula.rows())
                    .map(|rows| rows.table.clone()),
            );
        }
        Ok(tables)
    }

    /// How far facts reach, whoever looks: what is provisional must not depend on the viewer.
    pub(crate) async fn extent(
        &self,
        tables: &BTreeSet<String>,
        version: u64,
    ) -> Result<Extent, KpiError> {
        let mut extent = Extent::default();
        for table in tables {
            let span = self.lake.facts_span(table, Some(version)).await?;
            if let Some(span) = span {
                extent.oldest = Some(
                    extent
                        .oldest
                        .map_or(span.oldest, |known| known.min(span.oldest)),
                );
                extent.newest = Some(
                    extent
                        .newest
                        .map_or(span.newest, |known| known.max(span.newest)),
                );
                extent.taken_in = Some(
                    extent
                        .taken_in
                        .map_or(span.taken_in, |known| known.max(span.taken_in)),
                );
            }
        }
        Ok(extent)
    }

    /// The half-open time asked about; all facts where the question leaves an end open.
    pub(crate) fn range(
        &self,
        from: Option<Moment>,
        to: Option<Moment>,
        extent: Extent,
    ) -> Result<(Timestamp, Timestamp), KpiError> {
        let start = match from {
            Some(moment) => first(moment, &self.zone)?,
            None => extent.oldest.unwrap_or(Timestamp::UNIX_EPOCH),
        };
        let end = match to {
            Some(moment) => last(moment, &self.zone)?,
            None => extent
                .newest
                .map_or(just_after(start), just_after)
                .max(just_after(start)),
        };
        if end <= start {
            return Err(ends_before_it_begins());
        }
        Ok((start, end))
    }

    /// Periods as shown, with whether facts reach to their end.
    pub(crate) fn heads(&self, periods: &[calendar::Period], extent: Extent) -> Vec<PeriodHead> {
        periods
            .iter()
            .map(|period| PeriodHead {
                label: period.label(),
                start: period.start,
                end: period.end,
                complete: extent.tells_all_of(period),
            })
            .collect()
    }
}

fn repeated(names: &[String]) -> Option<&String> {
    let mut seen = BTreeSet::new();
    names.iter().find(|name| !seen.insert(name.as_str()))
}
