//! The marks: is it changing, will it meet its target, and does it now?

use calendar::Grain;
use charter::kpi::Kpi;
use jiff::tz::TimeZone;
use stats::spc::{Assurance, Chart, Proportion, Signal, Target, Variation, assess, assure};

use crate::answer::{Figure, PeriodHead};
use crate::board::{Mark, TargetHead};
use crate::extent::Extent;
use crate::head::direction;
use crate::words;

/// What process behaviour says of a series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judgement {
    /// Is it changing?
    pub variation: Mark,
    /// Will it meet its target?
    pub assurance: Mark,
    /// The centre line.
    pub centre: Option<f64>,
    /// Limits of what is usual, for the points that were judged.
    pub limits: Vec<Option<(f64, f64)>>,
    /// What was usual before the change, when there is one.
    pub usual: Option<f64>,
    /// Since when it has changed, in words.
    pub since: Option<String>,
    /// Which of the points were judged.
    pub judged: Vec<bool>,
}

/// Everything beside the numbers that a judgement needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judge<'a> {
    pub kpi: &'a Kpi,
    pub grain: Grain,
    pub zone: &'a TimeZone,
    pub currency: &'a str,
    pub target: Option<&'a TargetHead>,
}

impl Judge<'_> {
    /// Judges a series. Points that are not final do not count: an open follow-up window flatters, and a period that
    /// is not over, or of which the facts do not tell from its first day on, is short.
    pub(crate) fn judge(
        self,
        periods: &[PeriodHead],
        values: &[Figure],
        extent: Extent,
    ) -> Judgement {
        let usable: Vec<(usize, &Figure, f64)> = periods
            .iter()
            .zip(values)
            .enumerate()
            .filter(|(_, (period, value))| {
                period.complete
                    && value.open_share == 0.0
                    && extent.begins_by(period.start, period.end, self.zone)
                    && extent.reaches_the_end_of(period.start, period.end, self.zone)
            })
            .filter_map(|(index, (_, value))| value.value.map(|number| (index, value, number)))
            .collect();
        let mut judged = vec![false; values.len()];
        for (index, ..) in &usable {
            if let Some(slot) = judged.get_mut(*index) {
                *slot = true;
            }
        }
        let scale = if self.is_share() { 100.0 } else { 1.0 };
        let chart = if self.is_share() {
            let points: Vec<Proportion> = usable
                .iter()
                .map(|(_, value, share)| proportion(value.n, *share))
                .collect();
            Chart::p_prime(&points)
        } else {
            Chart::xmr(
                &usable
                    .iter()
                    .map(|(_, _, number)| *number)
                    .collect::<Vec<_>>(),
            )
        };
        let Some(chart) = chart else {
            return self.too_few(judged, usable.len());
        };
        let assessment = assess(&chart, direction(self.kpi));
        if assessment.variation == Variation::TooFewPoints {
            return self.too_few(judged, usable.len());
        }
        let mut limits = vec![None; values.len()];
        for ((index, _, _), limit) in usable.iter().zip(chart.limits()) {
            if let Some(slot) = limits.get_mut(*index) {
                *slot = Some((limit.low * scale, limit.high * scale));
            }
        }
        let since = assessment
            .signal
            .and_then(|signal| usable.get(signal.first))
            .and_then(|(index, ..)| periods.get(*index));
        let usual = assessment.signal.and_then(|signal| {
            let before = usable.get(..signal.first).unwrap_or_default();
            // Three points make a habit; fewer, and the centre line is the better word for what is usual.
            if before.len() >= 3 {
                mean(before.iter().map(|(.., number)| *number))
            } else {
                Some(chart.centre() * scale)
            }
        });
        let reason = assessment
            .signal
            .map_or("it varies as it usually does", |signal| {
                signal.rule.describe()
            });
        Judgement {
            variation: Mark {
                mark: assessment.variation.name().to_owned(),
                words: match (assessment.variation, since) {
                    (
                        Variation::Improving | Variation::Worsening | Variation::Unusual,
                        Some(since),
                    ) => format!(
                        "{} since {}: {reason}",
                        words::sentence(assessment.variation.name()),
                        words::period(since, self.grain, self.zone)
                    ),
                    _ => format!("Steady: {reason}"),
                },
                since: since.map(|period| period.label.clone()),
            },
            assurance: self.assurance(&chart, &assessment.signals, scale),
            centre: Some(chart.centre() * scale),
            limits,
            usual,
            since: since.map(|period| words::period(period, self.grain, self.zone)),
            judged,
        }
    }

    fn assurance(self, chart: &Chart, signals: &[Signal], scale: f64) -> Mark {
        let Some(target) = self.target else {
            return no_target();
        };
        let bound = |bound: Option<f64>| bound.map(|bound| bound / scale);
        let said = words::target(self.kpi, self.currency, target);
        let (mark, words) = match assure(
            chart,
            signals,
            Target {
                at_least: bound(target.at_least),
                at_most: bound(target.at_most),
            },
        ) {
            Some(Assurance::WillMeet) => (
                "will_meet",
                format!("Will meet its target ({said}) if nothing changes"),
            ),
            Some(Assurance::MayMiss) => (
                "may_miss",
                format!("May miss its target ({said}): usual variation reaches across it"),
            ),
            Some(Assurance::Left) => (
                "may_miss",
                format!(
                    "May miss its target ({said}): it left its usual limits for the other side of the target, and may stay there"
                ),
            ),
            Some(Assurance::WillMiss) => (
                "will_miss",
                format!("Will miss its target ({said}) unless something changes"),
            ),
            None => return no_target(),
        };
        Mark {
            mark: mark.to_owned(),
            words,
            since: None,
        }
    }

    fn too_few(self, judged: Vec<bool>, usable: usize) -> Judgement {
        let words = format!(
            "Too few points to say: {usable} of {} needed",
            stats::spc::POINTS_MIN
        );
        let mark = |words: String| Mark {
            mark: "too_few_points".to_owned(),
            words,
            since: None,
        };
        Judgement {
            assurance: if self.target.is_some() {
                mark(words.clone())
            } else {
                no_target()
            },
            variation: mark(words),
            centre: None,
            limits: vec![None; judged.len()],
            usual: None,
            since: None,
            judged,
        }
    }

    fn is_share(self) -> bool {
        self.kpi.formula.kind() == "ratio" && self.kpi.unit == charter::kpi::Unit::Percent
    }
}

pub(crate) fn no_target() -> Mark {
    Mark {
        mark: "no_target".to_owned(),
        words: "No target is set".to_owned(),
        since: None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of n rounds to at most n"
)]
fn proportion(n: u64, percent: f64) -> Proportion {
    Proportion {
        successes: ((percent / 100.0 * n as f64).round() as u64).min(n),
        n,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a board has few points")]
fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let points = values.len();
    (points > 0).then(|| values.sum::<f64>() / points as f64)
}
