//! States that merge, and the values they stand for.

use charter::kpi::{Kpi, Unit};
use stats::interval::{mean_t, poisson_exact, quantile_ranks, total_compound_poisson, wilson};
use stats::{Interval, Level, Method, QuantileSketch};

use crate::answer::{Figure, Sample};
use crate::error::KpiError;
use crate::measure::DistinctSketch;

/// The level of all intervals.
pub(crate) const LEVEL: Level = Level::P95;

/// Decimal places of money in facts.
pub(crate) const MONEY_SCALE: i8 = 4;

/// What has been counted of some rows for one KPI. Merging the states of parts gives the state of the whole.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    /// Rows of the table, whether or not the KPI is about them.
    pub rows: u64,
    /// Rows behind the value.
    pub n: u64,
    /// Of these, rows whose follow-up window is still open.
    pub open: u64,
    /// What was measured.
    pub measured: Measured,
}

/// What was measured, by kind of formula.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Measured {
    /// Nothing beyond n: a count, or a backlog at an instant.
    Count,
    /// Sum, sum of squares and, for money, the exact sum in ten-thousandths.
    Sum {
        sum: f64,
        squares: f64,
        exact: Option<i128>,
    },
    /// How many of n.
    Ratio { hits: u64 },
    /// Sum and sum of squares.
    Mean { sum: f64, squares: f64 },
    /// The distribution.
    Quantile(QuantileSketch),
    /// The set.
    Distinct(DistinctSketch),
}

impl State {
    /// The state of no rows.
    pub(crate) fn empty(kpi: &Kpi) -> Self {
        let measured = match kpi.formula.kind() {
            "sum" => Measured::Sum {
                sum: 0.0,
                squares: 0.0,
                exact: (kpi.unit == Unit::Money).then_some(0),
            },
            "ratio" => Measured::Ratio { hits: 0 },
            "mean" => Measured::Mean {
                sum: 0.0,
                squares: 0.0,
            },
            "quantile" => Measured::Quantile(QuantileSketch::default()),
            "distinct" => Measured::Distinct(DistinctSketch::default()),
            _ if is_age(kpi) => Measured::Quantile(QuantileSketch::default()),
            _ => Measured::Count,
        };
        Self {
            rows: 0,
            n: 0,
            open: 0,
            measured,
        }
    }

    /// Adds another part of the whole.
    ///
    /// # Errors
    /// When the parts are of different kinds, which only a mistake in this crate can bring about.
    pub(crate) fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        self.rows += other.rows;
        self.n += other.n;
        self.open += other.open;
        match (&mut self.measured, &other.measured) {
            (Measured::Count, Measured::Count) => {}
            (
                Measured::Sum {
                    sum,
                    squares,
                    exact,
                },
                Measured::Sum {
                    sum: s,
                    squares: q,
                    exact: e,
                },
            ) => {
                *sum += s;
                *squares += q;
                *exact = exact.zip(*e).map(|(mine, theirs)| mine + theirs);
            }
            (Measured::Ratio { hits }, Measured::Ratio { hits: more }) => *hits += more,
            (Measured::Mean { sum, squares }, Measured::Mean { sum: s, squares: q }) => {
                *sum += s;
                *squares += q;
            }
            (Measured::Quantile(mine), Measured::Quantile(theirs)) => mine.merge(theirs),
            (Measured::Distinct(mine), Measured::Distinct(theirs)) => mine.merge(theirs)?,
            _ => {
                return Err(KpiError::new(
                    crate::error::ErrorKind::Internal,
                    "states of different kinds cannot be merged",
                ));
            }
        }
        Ok(())
    }

    /// The value of a KPI that is not derived.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(crate) fn value(&self, kpi: &Kpi) -> Figure {
        let n = self.n as f64;
        let (value, interval) = match &self.measured {
            Measured::Count => (Some(n), Some(poisson_exact(self.n, LEVEL))),
            Measured::Sum { sum, squares, .. } => (
                Some(*sum),
                (self.n > 0 && method(kpi) != Method::Census)
                    .then(|| total_compound_poisson(*sum, *squares, LEVEL))
                    .flatten(),
            ),
            Measured::Ratio { hits } => (
                (self.n > 0).then(|| *hits as f64 / n),
                wilson(*hits, self.n, LEVEL),
            ),
            Measured::Mean { sum, squares } => (
                (self.n > 0).then(|| sum / n),
                mean_t(self.n, *sum, *squares, LEVEL),
            ),
            Measured::Quantile(sketch) => {
                let p = quantile_of(kpi);
                let interval = quantile_ranks(self.n, p, LEVEL).and_then(|ranks| {
                    let (low, high) = (
                        sketch.value_at_rank(ranks.lower)?,
                        sketch.value_at_rank(ranks.upper)?,
                    );
                    Some(Interval {
                        low,
                        high,
                        level: LEVEL,
                    })
                });
                (sketch.quantile(p), interval)
            }
            Measured::Distinct(sketch) => {
                let (estimate, low, high) = sketch.estimate();
                (
                    Some(estimate),
                    Some(Interval {
                        low,
                        high,
                        level: LEVEL,
                    }),
                )
            }
        };
        let scale = scale(kpi);
        Figure {
            value: value.map(|value| value * scale),
            exact: match &self.measured {
                Measured::Sum {
                    exact: Some(exact), ..
                } => Some(money(*exact)),
                _ => None,
            },
            n: self.n,
            low: interval.map(|interval| interval.low * scale),
            high: interval.map(|interval| interval.high * scale),
            sample: sample(self.n, kpi),
            why: None,
            open_share: if self.n == 0 {
                0.0
            } else {
                self.open as f64 / n
            },
        }
    }
}

/// Whether a KPI counts or adds up what there is, so that nothing is zero; an estimate needs a sample.
pub(crate) fn is_total(kpi: &Kpi) -> bool {
    matches!(kpi.formula.kind(), "count" | "sum" | "distinct" | "backlog") && !is_age(kpi)
}

/// A figure whose interval is without what cannot be: lengths of time and numbers of things are not negative. (Student's
/// t and the delta method are symmetric and do not know it.)
pub(crate) fn possible(kpi: &Kpi, figure: Figure) -> Figure {
    let not_negative = matches!(
        kpi.unit,
        Unit::Seconds | Unit::Hours | Unit::Days | Unit::Count
    );
    if !not_negative || figure.value.is_some_and(|value| value < 0.0) {
        return figure;
    }
    Figure {
        low: figure.low.map(|low| low.max(0.0)),
        ..figure
    }
}

/// Whether n is enough to say something.
pub(crate) fn sample(n: u64, kpi: &Kpi) -> Sample {
    let is_total = is_total(kpi);
    match n {
        0 if !is_total => Sample::Nothing,
        _ if is_total || n >= kpi.minimum_sample => Sample::Enough,
        _ => Sample::TooFew,
    }
}

/// How the interval of a KPI is computed.
pub(crate) fn method(kpi: &Kpi) -> Method {
    match kpi.formula.kind() {
        "ratio" => Method::Wilson,
        "mean" => Method::StudentT,
        // Money is booked line by line, and all lines are there: it is no sample of anything.
        "sum" if kpi.unit == Unit::Money => Method::Census,
        "sum" => Method::CompoundPoisson,
        "distinct" => Method::ThetaSketch,
        "derived" => Method::Delta,
        "quantile" => Method::OrderStatistic,
        _ if is_age(kpi) => Method::OrderStatistic,
        _ => Method::PoissonExact,
    }
}

fn is_age(kpi: &Kpi) -> bool {
    matches!(
        kpi.formula,
        charter::kpi::Formula::Backlog {
            shows: charter::kpi::BacklogShows::MedianAge,
            ..
        }
    )
}

fn quantile_of(kpi: &Kpi) -> f64 {
    match kpi.formula {
        charter::kpi::Formula::Quantile { quantile, .. } => quantile,
        _ => 0.5,
    }
}

/// From what was measured to the KPI's unit.
fn scale(kpi: &Kpi) -> f64 {
    match kpi.unit {
        Unit::Percent if kpi.formula.kind() == "ratio" => 100.0,
        // Ages are measured in seconds.
        Unit::Hours if is_age(kpi) => 1.0 / 3_600.0,
        Unit::Days if is_age(kpi) => 1.0 / 86_400.0,
        _ => 1.0,
    }
}

/// Ten-thousandths as a decimal number.
fn money(exact: i128) -> String {
    let unit = 10_i128.pow(u32::from(MONEY_SCALE.unsigned_abs()));
    let sign = if exact < 0 { "-" } else { "" };
    let (whole, rest) = (exact.abs() / unit, exact.abs() % unit);
    format!("{sign}{whole}.{rest:04}")
}

#[cfg(test)]
mod tests {
    use super::money;

    #[test]
    fn money_keeps_its_sign_and_places() {
        assert_eq!(
            [0, 1, -1, 12_345_678].map(money),
            ["0.0000", "0.0001", "-0.0001", "1234.5678"]
        );
    }
}
