//! Building a reading.

use access::Viewer;
use calendar::Grain;
use charter::kpi::Kpi;

use super::{Reading, ReadingPoint};
use crate::answer::{Figure, Gap};
use crate::attainment::attainment;
use crate::board::{Axis, Mark, TREND_PERIODS, WINDOW_DAYS, Window, usual_grain};
use crate::compute::{Part, compute};
use crate::engine::Engine;
use crate::error::KpiError;
use crate::extent::Extent;
use crate::head::head;
use crate::marks::{Judge, Judgement};
use crate::pass::Slice;
use crate::question::{Basis, WindowQuestion};
use crate::scope::Scope;
use crate::words;

/// How many periods are shown unless asked otherwise, as many as on a board.
fn periods_shown(grain: Grain) -> usize {
    match grain {
        Grain::Day => usize::from(WINDOW_DAYS),
        _ => TREND_PERIODS,
    }
}

impl Engine {
    /// How a KPI runs over time; `ledger` is the position at which the charter was in force.
    ///
    /// # Errors
    /// When the viewer may know of no such KPI, or the question cannot be read.
    pub async fn reading(
        &self,
        viewer: &Viewer,
        question: &WindowQuestion,
        ledger: u64,
    ) -> Result<Reading, KpiError> {
        let kpi = self.catalog(viewer).kpi(&question.of)?;
        let basis = self.basis(question.basis, ledger)?;
        let make = self.reading_made(viewer, kpi, question, basis);
        let asked = question.on(basis);
        self.readings.answer(viewer, asked, make).await
    }

    async fn reading_made(
        &self,
        viewer: &Viewer,
        kpi: &Kpi,
        question: &WindowQuestion,
        basis: Basis,
    ) -> Result<Reading, KpiError> {
        let catalog = self.catalog(viewer);
        catalog.may_ask_within(&[kpi], [question.from, question.to], question.grain)?;
        let filter = question.filter.as_deref();
        let scope = Scope::of(self.lake.session(), viewer, filter)?;
        let reach = self.reach(catalog, &[kpi], basis.lake).await?;
        let extent = reach.of([kpi.kpi.as_str()], scope.party());
        let grain = question.grain.unwrap_or_else(|| usual_grain(reach.any()));
        let axis = self.reading_axis(question, grain, reach.any(), extent)?;
        let slice = Slice {
            viewer,
            version: basis.lake,
            by: &[],
            filter,
            cut: &axis.cut,
            zone: &self.zone,
        };
        let computed = compute(&self.lake, catalog, &[kpi], &slice).await?;
        let value = |start, end, window| {
            let part = Part {
                dimensions: &[],
                pieces: axis.cut.pieces(start, end),
                known: extent.touches(start, end),
                party: scope.party(),
                all_rows: filter.is_none() && scope.is_whole_party(),
                window,
            };
            computed.value(catalog, kpi, &part)
        };
        let level = value(axis.start, axis.end, true)?;
        let values = axis
            .heads
            .iter()
            .map(|period| value(period.start, period.end.min(axis.end), false))
            .collect::<Result<Vec<_>, _>>()?;

        let target = scope.target(&self.charter, kpi, axis.window.to);
        let currency = self.charter.partnership.currency.as_str();
        let judge = Judge {
            kpi,
            grain,
            zone: &self.zone,
            currency,
            target: target.as_ref(),
        };
        let judgement = judge.judge(&axis.heads, &values, extent);
        let attainment = attainment(kpi, currency, target.as_ref(), &level);
        let headline = match level.why {
            Some(why) => nothing(
                kpi,
                why,
                &axis.window,
                catalog.unsupplied(kpi, scope.party())?.as_deref(),
            ),
            None => headline(kpi, currency, &level, &judgement, &attainment),
        };
        Ok(Reading {
            kpi: head(&self.charter, kpi),
            headline,
            basis,
            facts_to: extent.facts_to(),
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
            attainment,
            centre: judgement.centre,
            target,
        })
    }

    /// The axis of a reading: so many periods up to where a board would end, or the window that is asked for, and as far back as
    /// on a board: a window of four weeks alone is too short to tell a change from chance.
    fn reading_axis(
        &self,
        question: &WindowQuestion,
        grain: Grain,
        facts: Extent,
        extent: Extent,
    ) -> Result<Axis, KpiError> {
        let end = self.window_end(question.to, facts)?;
        if let Some(from) = question.from {
            let start = crate::range::first(from, &self.zone)?;
            if end <= start {
                return Err(crate::range::ends_before_it_begins());
            }
            return self.axis_of(start, end, grain, periods_shown(grain), extent);
        }
        let last = crate::range::periods(grain, crate::range::just_before(end), end, &self.zone)?;
        let start = last.first().map_or(end, |period| period.start);
        let mut axis = self.axis_of(start, end, grain, periods_shown(grain), extent)?;
        axis.start = axis.cut.start;
        // What is said to be looked at begins with the first fact; there is nothing before it.
        let first = extent
            .oldest
            .map_or(axis.start, |oldest| oldest.max(axis.start));
        axis.window.from = first.to_zoned(self.zone.clone()).date().min(axis.window.to);
        Ok(axis)
    }
}

fn headline(
    kpi: &Kpi,
    currency: &str,
    level: &Figure,
    judgement: &Judgement,
    attainment: &Mark,
) -> String {
    let said = words::value(kpi, currency, level);
    let mut sentences = vec![match words::provisional(level) {
        Some(provisional) => format!("{} is {said} ({provisional}).", kpi.title),
        None => format!("{} is {said}.", kpi.title),
    }];
    sentences.push(match judgement.variation.mark.as_str() {
        "too_few_points" => "Too few periods to tell a change from chance.".to_owned(),
        _ => format!("{}.", judgement.variation.words),
    });
    if attainment.mark == "missed" {
        sentences.push(format!("{}.", attainment.words));
    }
    if !matches!(
        judgement.assurance.mark.as_str(),
        "no_target" | "too_few_points"
    ) {
        sentences.push(format!("{}.", judgement.assurance.words));
    }
    sentences.join(" ")
}

/// Why there is no number, in a sentence.
fn nothing(kpi: &Kpi, why: Gap, window: &Window, column: Option<&str>) -> String {
    let title = &kpi.title;
    match why {
        Gap::NoFacts => format!(
            "{title}: there are no facts between {} and {}.",
            words::day(window.from),
            words::day(window.to)
        ),
        Gap::NothingMatches => {
            format!("{title}: nothing that it is made of has been recorded for this time.")
        }
        Gap::NotSupplied => format!("{title}: {}.", words::not_supplied(column)),
        Gap::KeptBack => format!("{title}: {}.", words::kept_back()),
    }
}
