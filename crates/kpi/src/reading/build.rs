//! Building a reading.

use std::collections::BTreeMap;

use access::{RowScope, Viewer};
use calendar::Grain;

use super::{Reading, ReadingPoint, ReadingQuestion};
use crate::compute::compute;
use crate::engine::{Engine, Extent};
use crate::error::KpiError;
use crate::head::head;
use crate::marks::{Judge, Judgement};
use crate::pass::Slice;
use crate::question::Moment;
use crate::words;

/// How many periods are shown unless asked otherwise.
const PERIODS: usize = 16;

impl Engine {
    /// How a KPI runs over time; `ledger` is the position at which the charter was in force.
    ///
    /// # Errors
    /// When the viewer may know of no such KPI, or the question cannot be read.
    pub async fn reading(
        &self,
        viewer: &Viewer,
        question: &ReadingQuestion,
        ledger: u64,
    ) -> Result<Reading, KpiError> {
        let catalog = self.catalog(viewer);
        let kpi = catalog.kpi(&question.kpi)?;
        let basis = self.basis(question.basis, ledger)?;
        let extent = self
            .extent(&self.tables(catalog, &[kpi])?, basis.lake)
            .await?;
        let grain = question.grain.unwrap_or(Grain::Week);
        // A day that has begun is looked at whole, as on a board: otherwise the last period would never be complete.
        let to = question.to.or_else(|| {
            extent
                .newest
                .map(|newest| Moment::Day(newest.to_zoned(self.zone.clone()).date()))
        });
        let axis = match question.from {
            Some(_) => {
                let (start, end) = self.range(question.from, to, extent)?;
                self.axis_of(start, end, grain, 0, extent)?
            }
            None => {
                let (_, end) = self.range(
                    None,
                    to,
                    Extent {
                        oldest: None,
                        ..extent
                    },
                )?;
                let last =
                    crate::range::periods(grain, crate::range::just_before(end), end, &self.zone)?;
                let start = last.first().map_or(end, |period| period.start);
                let mut axis = self.axis_of(start, end, grain, PERIODS, extent)?;
                axis.start = axis.cut.start;
                axis.window.from = axis.start.to_zoned(self.zone.clone()).date();
                axis
            }
        };
        let filter = question.filter.as_deref();
        let slice = Slice {
            viewer,
            version: basis.lake,
            by: &[],
            filter,
            cut: &axis.cut,
        };
        let computed = compute(&self.lake, catalog, &[kpi], &slice).await?;
        let value = |start, end| computed.value(catalog, kpi, &[], axis.cut.pieces(start, end));
        let level = value(axis.start, axis.end)?;
        let values = axis
            .heads
            .iter()
            .map(|period| value(period.start, period.end))
            .collect::<Result<Vec<_>, _>>()?;

        let target = self.target(kpi, &scope(viewer, filter), axis.window.to);
        let currency = self.charter.partnership.currency.as_str();
        let judge = Judge {
            kpi,
            grain,
            zone: &self.zone,
            currency,
            target: target.as_ref(),
        };
        let judgement = judge.judge(&axis.heads, &values);
        let said = words::value(kpi, currency, &level);
        Ok(Reading {
            kpi: head(&self.charter, kpi),
            headline: headline(&kpi.title, &said, level.n, &judgement),
            basis,
            facts_to: extent.newest,
            zone: self.charter.partnership.zone.clone(),
            window: axis.window,
            level,
            points: axis
                .heads
                .into_iter()
                .zip(values)
                .zip(judgement.limits)
                .map(|((period, value), limits)| ReadingPoint {
                    period,
                    value,
                    lower_limit: limits.map(|(low, _)| low),
                    upper_limit: limits.map(|(_, high)| high),
                })
                .collect(),
            variation: judgement.variation,
            assurance: judgement.assurance,
            centre: judgement.centre,
            target,
        })
    }
}

fn headline(title: &str, said: &str, n: u64, judgement: &Judgement) -> String {
    if n == 0 {
        return format!("{title}: nothing has been recorded for this time.");
    }
    let change = match judgement.variation.mark.as_str() {
        "too_few_points" => "Too few periods to tell a change from chance.".to_owned(),
        _ => format!("{}.", judgement.variation.words),
    };
    match judgement.assurance.mark.as_str() {
        "no_target" | "too_few_points" => format!("{title} is {said}. {change}"),
        _ => format!("{title} is {said}. {change} {}.", judgement.assurance.words),
    }
}

/// The dimensions that a filter or the viewer's scope fixes to one value, which is what targets are set for.
fn scope(viewer: &Viewer, filter: Option<&str>) -> BTreeMap<String, String> {
    let mut scope: BTreeMap<String, String> = filter
        .and_then(|text| crate::expression::fixed(text).ok())
        .unwrap_or_default();
    if let RowScope::Where(own) = viewer.rows() {
        scope.extend(own.iter().cloned());
    }
    scope
}
