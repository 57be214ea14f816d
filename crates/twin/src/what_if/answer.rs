//! What is predicted: measures over replications, their means, and how sure those are.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use stats::Level;
use stats::interval::{mean_t, ratio_of_means};
use utoipa::ToSchema;

use super::measure::Measure;

/// What is predicted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The present that it goes out from.
    pub now: Timestamp,
    /// The time that is looked at begins.
    pub from: Timestamp,
    /// The time that is looked at ends.
    pub until: Timestamp,
    /// How many futures were looked at.
    pub replications: usize,
    /// The whole; each party; and each channel.
    pub cells: Vec<Cell>,
}

/// What is predicted of a part of the operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Which part.
    pub of: Of,
    /// What is predicted when it goes on as it is.
    pub baseline: Vec<Measured>,
    /// What is predicted of each thing tried, in the order asked.
    pub tried: Vec<Vec<Tried>>,
    /// What a point of service level costs by each thing tried; absent where cost is not told apart.
    pub prices: Vec<Option<Price>>,
}

/// What is paid for a point of service level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Price {
    /// Money for a point; saved where it is negative. Absent unless service level surely rises.
    pub per_point: Option<f64>,
    /// Lower end of its 95 % interval (Fieller's).
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// A part of the operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Of {
    /// A party; all of them when absent.
    pub party: Option<String>,
    /// A channel; all of them when absent.
    pub channel: Option<String>,
}

/// A measure over replications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Measured {
    /// What is measured.
    pub measure: Measure,
    /// How many replications say it.
    pub n: usize,
    /// Their mean.
    pub mean: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What each replication says, in their order; absent where there was nothing to measure.
    pub values: Vec<Option<f64>>,
}

/// A measure of what is tried, beside the same of what goes on as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Tried {
    /// What is predicted of it.
    #[serde(flatten)]
    pub measured: Measured,
    /// How much more it is than when it goes on as it is, replication by replication.
    pub difference: Difference,
}

/// The mean of paired differences: Law, "Simulation Modeling and Analysis", 5th ed., 10.2.1 (paired-t) and 11.2 (common random
/// numbers).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// How many pairs.
    pub n: usize,
    /// Their mean.
    pub mean: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

pub(super) fn cell(of: Of, ways: &[Vec<[Option<f64>; 10]>]) -> Cell {
    let column = |way: &[[Option<f64>; 10]], nth: usize| -> Vec<Option<f64>> {
        way.iter().map(|measures| measures[nth]).collect()
    };
    let (baseline, tried) = match ways.split_first() {
        Some((baseline, tried)) => (baseline.as_slice(), tried),
        None => (&[][..], &[][..]),
    };
    let prices = tried.iter().map(|way| price(baseline, way)).collect();
    let measures = || Measure::ALL.into_iter().enumerate();
    Cell {
        of,
        prices,
        baseline: measures()
            .map(|(nth, measure)| measured(measure, column(baseline, nth)))
            .collect(),
        tried: tried
            .iter()
            .map(|way| {
                let one = |(nth, measure)| {
                    let (plain, other) = (column(baseline, nth), column(way, nth));
                    let pairs = plain.iter().zip(&other);
                    let more = pairs.filter_map(|(plain, other)| Some((*other)? - (*plain)?));
                    let (n, mean, low, high) = mean_of(&more.collect::<Vec<f64>>());
                    Tried {
                        measured: measured(measure, other),
                        difference: Difference { n, mean, low, high },
                    }
                };
                measures().map(one).collect()
            })
            .collect(),
    }
}

/// What a point of service level costs in a way, if cost is known and the level surely rises.
fn price(baseline: &[[Option<f64>; 10]], way: &[[Option<f64>; 10]]) -> Option<Price> {
    let place = |of: Measure| Measure::ALL.iter().position(|measure| *measure == of);
    let (level, cost) = (place(Measure::ServiceLevel)?, place(Measure::Cost)?);
    let more = |nth: usize| {
        let pairs = baseline.iter().zip(way);
        pairs.map(move |(plain, other)| Some(other[nth]? - plain[nth]?))
    };
    more(cost).flatten().next()?;
    let pairs: Vec<(f64, f64)> = more(cost)
        .zip(more(level))
        .filter_map(|(cost, points)| Some((cost?, points?)))
        .collect();
    let points: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
    let (_, mean_points, low, _) = mean_of(&points);
    let costs: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
    let surely = low.is_some_and(|low| low > 0.0);
    let ratio = ratio_of_means(&pairs, Level::P95).filter(|_| surely);
    Some(Price {
        per_point: ratio.and_then(|_| Some(mean_of(&costs).1? / mean_points?)),
        low: ratio.map(|ratio| ratio.low),
        high: ratio.map(|ratio| ratio.high),
    })
}

fn measured(measure: Measure, values: Vec<Option<f64>>) -> Measured {
    let known: Vec<f64> = values.iter().copied().flatten().collect();
    let (n, mean, low, high) = mean_of(&known);
    Measured {
        measure,
        n,
        mean,
        low,
        high,
        values,
    }
}

/// How many, their mean and its 95 % interval.
fn mean_of(values: &[f64]) -> (usize, Option<f64>, Option<f64>, Option<f64>) {
    let n = values.len();
    if n == 0 {
        return (0, None, None, None);
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    // About the mean, so that no digits are lost to its size.
    let apart = values.iter().map(|value| value - mean);
    let (sum, squares) = apart.fold((0.0, 0.0), |(sum, squares), by| {
        (sum + by, squares + by * by)
    });
    let interval = mean_t(n as u64, sum, squares, Level::P95);
    (
        n,
        Some(mean),
        interval.map(|interval| mean + interval.low),
        interval.map(|interval| mean + interval.high),
    )
}
