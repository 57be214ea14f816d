//! Replications of what is tried beside replications of what goes on as it is.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use stats::Level;
use stats::interval::{mean_t, ratio_of_means};
use utoipa::ToSchema;

use super::WhatIfError;
use super::horizon::{Horizon, Window};
use super::levers::Levers;
use super::measure::{self, Measure, Part};
use super::plan::plan;
use crate::chance::key;
use crate::partnership::{Partnership, Step, Tally};
use crate::simulation::Running;

/// Most replications: beyond, intervals hardly become narrower.
pub const REPLICATIONS_MAX: usize = 500;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    /// The time that is looked at.
    pub horizon: Horizon,
    /// How many futures of the present are looked at.
    pub replications: usize,
    /// The same seed gives the same answer.
    pub seed: u64,
    /// What is tried, one by one, each beside what goes on as it is.
    pub tried: Vec<Levers>,
}

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

/// Runs the replications, on so many threads; `done` hears how many are.
///
/// # Errors
/// When what is asked cannot be tried, or `stop` said to.
pub fn compare(
    running: &Running,
    asking: &Asking,
    threads: NonZeroUsize,
    stop: &AtomicBool,
    done: &(impl Fn(usize) + Sync),
) -> Result<Comparison, WhatIfError> {
    let present = running.partnership();
    let world = present.world();
    let period_ends = world.period.end;
    let now = running.moment();
    let window = asking.horizon.window(now, &world.zone, period_ends)?;
    if !(2..=REPLICATIONS_MAX).contains(&asking.replications) {
        let expected = format!("2 to {REPLICATIONS_MAX}");
        return Err(WhatIfError::value(
            "replications",
            expected,
            asking.replications,
        ));
    }
    let mut ways = vec![Vec::new()];
    for levers in &asking.tried {
        ways.push(plan(world, levers, window)?);
    }
    let futures = futures(present, asking, window, &ways, threads, stop, done)?;
    let impatient: Vec<usize> = (0..world.channels.len())
        .filter(|channel| world.channels[*channel].spec.patience_seconds.is_some())
        .collect();
    let cells = parts(present).into_iter().map(|(of, part)| {
        let measured: Vec<Vec<[Option<f64>; 10]>> = (0..ways.len())
            .map(|way| {
                let of_way = futures.iter().filter_map(|tallies| tallies.get(way));
                let measured = of_way.map(|tally| measure::of(tally, &part, &impatient));
                measured.collect()
            })
            .collect();
        cell(of, &measured)
    });
    Ok(Comparison {
        now: now.timestamp(),
        from: window.from.timestamp(),
        until: window.until.timestamp(),
        replications: asking.replications,
        cells: cells.collect(),
    })
}

/// What is counted in each future, in their order: one tally a way.
fn futures(
    present: &Partnership,
    asking: &Asking,
    window: Window,
    ways: &[Vec<Step>],
    threads: NonZeroUsize,
    stop: &AtomicBool,
    done: &(impl Fn(usize) + Sync),
) -> Result<Vec<Vec<Tally>>, WhatIfError> {
    let next = AtomicUsize::new(0);
    let finished = AtomicUsize::new(0);
    let counted = Mutex::new(vec![Vec::new(); asking.replications]);
    std::thread::scope(|scope| {
        for _ in 0..threads.get().min(asking.replications) {
            scope.spawn(|| {
                loop {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    if nth >= asking.replications || stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let seed = key([asking.seed, nth as u64]);
                    let tallies = future(&present.under(seed), window, ways);
                    let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(place) = counted.get_mut(nth) {
                        *place = tallies;
                    }
                    drop(counted);
                    done(finished.fetch_add(1, Ordering::Relaxed) + 1);
                }
            });
        }
    });
    if stop.load(Ordering::Relaxed) {
        return Err(WhatIfError::Stopped);
    }
    Ok(counted.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// One future of the present, in each way.
fn future(present: &Partnership, window: Window, ways: &[Vec<Step>]) -> Vec<Tally> {
    let mut before = present.clone();
    before.count_to(window.from);
    let in_a_way = |steps: &Vec<Step>| {
        let mut way = before.clone();
        way.try_out(window.from, window.until, steps);
        way.count_to(window.until);
        way.counted()
    };
    ways.iter().filter_map(in_a_way).collect()
}

/// The whole, each party, each channel, and each channel of each party.
fn parts(present: &Partnership) -> Vec<(Of, Part)> {
    let world = present.world();
    let all: Vec<usize> = (0..world.parties.len()).collect();
    let groups = std::iter::once((None, all.clone())).chain(
        all.iter()
            .map(|party| (Some(world.parties[*party].name.clone()), vec![*party])),
    );
    let channels = || std::iter::once(None).chain((0..world.channels.len()).map(Some));
    groups
        .flat_map(|(party, parties)| {
            channels().map(move |channel| {
                let of = Of {
                    party: party.clone(),
                    channel: channel.map(|channel| world.channels[channel].name.clone()),
                };
                let parties = parties.clone();
                (of, Part { parties, channel })
            })
        })
        .collect()
}

fn cell(of: Of, ways: &[Vec<[Option<f64>; 10]>]) -> Cell {
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
