//! Replications of what is tried beside replications of what goes on as it is.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::WhatIfError;
use super::answer::{Comparison, Of, cell};
use super::horizon::{Horizon, Window};
use super::levers::Levers;
use super::measure::{self, Part};
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
        ways.push(plan(present, levers, window)?);
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
