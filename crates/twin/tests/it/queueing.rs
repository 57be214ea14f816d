//! The engine against queueing theory.
//!
//! Tolerances come from replication: each system is run under several seeds, and the mean over seeds must lie within
//! four standard errors of the formula. That the standard error is small is asserted, too, or the test would say little.

use stats::erlang::{ErlangA, ErlangC, Workload};
use twin::engine::{
    Activity, AgentId, Alarms, Engine, Layout, LineId, Next, Operation, Serves, Work,
};
use twin::{Chance, Moment};

const SEEDS: u64 = 16;
const WARM_UP_SECONDS: f64 = 4.0 * 3_600.0;
const MEASURED_SECONDS: f64 = 160.0 * 3_600.0;

/// Poisson arrivals to one line, exponential work, agents that are always on duty.
struct Room {
    arrivals: Chance,
    work: Chance,
    patience: Chance,
    mean_gap: f64,
    mean_work: f64,
    mean_patience: Option<f64>,
    from: Moment,
    offered: f64,
    waited: f64,
    abandoned: f64,
    wait_seconds: f64,
    /// Contacts waiting, and the integral of their number over time.
    waiting: f64,
    since: Moment,
    waiting_seconds: f64,
}

struct Caller {
    asked: Moment,
}

/// What a run found.
#[derive(Clone, Copy)]
struct Found {
    wait_share: f64,
    abandon_share: f64,
    mean_wait_seconds: f64,
    arrivals_per_second: f64,
    mean_queue: f64,
}

impl Room {
    fn queue_changes(&mut self, now: Moment, by: f64) {
        if now > self.from {
            self.waiting_seconds += self.waiting * now.seconds_since(self.since.max(self.from));
        }
        self.since = now;
        self.waiting += by;
    }

    fn count(&mut self, caller: &Caller, now: Moment, abandons: bool) {
        self.queue_changes(now, -1.0);
        if caller.asked < self.from {
            return;
        }
        let wait = now.seconds_since(caller.asked);
        self.offered += 1.0;
        self.waited += f64::from(u8::from(wait > 0.0));
        self.abandoned += f64::from(u8::from(abandons));
        self.wait_seconds += wait;
    }
}

impl Operation for Room {
    type Contact = Caller;
    type Alarm = ();

    fn alarm(&mut self, (): (), engine: &mut Engine<Caller, ()>) {
        let now = engine.now();
        let patience = self
            .mean_patience
            .map(|mean| self.patience.exponential(mean));
        self.queue_changes(now, 1.0);
        engine.offer(self, 0, patience, Caller { asked: now });
        engine.at(now.plus(self.arrivals.exponential(self.mean_gap)), ());
    }

    fn begin(&mut self, caller: &mut Caller, _: LineId, _: AgentId, now: Moment) -> Work {
        self.count(caller, now, false);
        // Talk and wrap-up share the exponential work, so that both stages of the engine are on the path.
        let seconds = self.work.exponential(self.mean_work);
        Work {
            talk_seconds: seconds * 0.8,
            wrap_seconds: seconds * 0.2,
        }
    }

    fn finish(&mut self, _: Caller, _: LineId, _: AgentId, _: &mut Alarms<'_, ()>) -> Next<Caller> {
        Next::Leave
    }

    fn give_up(&mut self, caller: Caller, _: LineId, alarms: &mut Alarms<'_, ()>) {
        self.count(&caller, alarms.now(), true);
    }

    fn activity(&mut self, _: AgentId, _: Activity, _: &mut Alarms<'_, ()>) {}
}

fn run(
    seed: u64,
    arrivals_per_second: f64,
    mean_work: f64,
    mean_patience: Option<f64>,
    agents: usize,
) -> Found {
    let start = Moment::default();
    let from = start.plus(WARM_UP_SECONDS);
    let mut room = Room {
        arrivals: Chance::new(seed, 1),
        work: Chance::new(seed, 2),
        patience: Chance::new(seed, 3),
        mean_gap: 1.0 / arrivals_per_second,
        mean_work,
        mean_patience,
        from,
        offered: 0.0,
        waited: 0.0,
        abandoned: 0.0,
        wait_seconds: 0.0,
        waiting: 0.0,
        since: start,
        waiting_seconds: 0.0,
    };
    let serves = Serves {
        line: 0,
        urgency: 0,
        spare: 0,
    };
    let layout = Layout {
        lines: vec![1],
        crews: vec![vec![serves]],
        agents: vec![0; agents],
        ..Layout::default()
    };
    let mut engine = Engine::new(&layout, start);
    for agent in 0..agents {
        engine.take_up(&mut room, agent);
    }
    engine.at(start, ());
    while engine.step(&mut room, from.plus(MEASURED_SECONDS)) {}
    Found {
        wait_share: room.waited / room.offered,
        abandon_share: room.abandoned / room.offered,
        mean_wait_seconds: room.wait_seconds / room.offered,
        arrivals_per_second: room.offered / MEASURED_SECONDS,
        mean_queue: room.waiting_seconds / MEASURED_SECONDS,
    }
}

/// The mean over seeds agrees with the formula within four standard errors, which are at most `precision` of it.
#[track_caller]
pub fn agree(what: &str, found: &[f64], expected: f64, precision: f64) {
    let n = found.len() as f64;
    let mean = found.iter().sum::<f64>() / n;
    let variance = found.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    assert!(
        error <= precision * expected,
        "{what}: the standard error {error} says too little about {expected}"
    );
    assert!(
        (mean - expected).abs() <= 4.0 * error,
        "{what}: {mean} ± {error}, expected {expected}"
    );
}

fn replicate(arrivals: f64, work: f64, patience: Option<f64>, agents: usize) -> Vec<Found> {
    (0..SEEDS)
        .map(|seed| run(seed, arrivals, work, patience, agents))
        .collect()
}

fn each(found: &[Found], pick: impl Fn(&Found) -> f64) -> Vec<f64> {
    found.iter().map(pick).collect()
}

#[track_caller]
fn check_patient(arrivals_per_minute: f64, work_seconds: f64, agents: u32) {
    let arrivals = arrivals_per_minute / 60.0;
    let theory = ErlangC::new(Workload::new(arrivals, work_seconds).unwrap(), agents);
    let found = replicate(arrivals, work_seconds, None, agents as usize);
    agree(
        "share that waits",
        &each(&found, |f| f.wait_share),
        theory.wait_share(),
        0.03,
    );
    agree(
        "mean wait",
        &each(&found, |f| f.mean_wait_seconds),
        theory.mean_wait_seconds(),
        0.05,
    );
    assert!(found.iter().all(|f| f.abandon_share == 0.0));
}

#[track_caller]
fn check_impatient(
    arrivals_per_minute: f64,
    work_seconds: f64,
    patience_seconds: f64,
    agents: u32,
) {
    let arrivals = arrivals_per_minute / 60.0;
    let theory = ErlangA::new(
        Workload::new(arrivals, work_seconds).unwrap(),
        agents,
        patience_seconds,
    )
    .unwrap();
    let found = replicate(
        arrivals,
        work_seconds,
        Some(patience_seconds),
        agents as usize,
    );
    agree(
        "share that waits",
        &each(&found, |f| f.wait_share),
        theory.wait_share(),
        0.03,
    );
    agree(
        "share that gives up",
        &each(&found, |f| f.abandon_share),
        theory.abandon_share(),
        0.05,
    );
    agree(
        "mean wait",
        &each(&found, |f| f.mean_wait_seconds),
        theory.mean_wait_seconds(),
        0.05,
    );
}

#[test]
fn patient_callers_wait_as_erlang_c_says() {
    check_patient(1.0, 45.0, 1);
    check_patient(2.0, 240.0, 10);
    check_patient(10.0, 270.0, 50);
}

#[test]
fn impatient_callers_wait_and_leave_as_erlang_a_says() {
    check_impatient(10.0, 300.0, 120.0, 50);
    check_impatient(2.0, 300.0, 300.0, 8);
    check_impatient(4.0, 240.0, 90.0, 20);
}

/// Little's law: the mean number waiting is the arrival rate times the mean wait. It holds on every path, so only
/// those who wait across the ends of the measurement can spoil it.
#[test]
fn the_queue_is_as_long_as_littles_law_says() {
    for (patience, agents) in [(None, 9), (Some(180.0), 6)] {
        for found in replicate(2.0 / 60.0, 240.0, patience, agents) {
            let expected = found.arrivals_per_second * found.mean_wait_seconds;
            let off = (found.mean_queue - expected).abs() / expected;
            assert!(
                off < 0.01,
                "{} waiting, expected {expected}",
                found.mean_queue
            );
        }
    }
}
