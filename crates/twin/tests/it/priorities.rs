//! Priorities: the engine against Cobham's formula, and head starts against what they promise.

use stats::erlang::{ErlangC, Workload, mean_waits_by_priority};
use twin::engine::{
    Activity, AgentId, Alarms, Engine, Layout, LineId, Next, Operation, Serves, Work,
};
use twin::{Chance, Moment};

use crate::queueing::agree;

const SEEDS: u64 = 16;
const WARM_UP_SECONDS: f64 = 4.0 * 3_600.0;
const MEASURED_SECONDS: f64 = 160.0 * 3_600.0;

/// Patient callers of several lines, each Poisson, that one crew serves.
struct Room {
    arrivals: Vec<Chance>,
    work: Chance,
    rates: Vec<f64>,
    mean_work: f64,
    from: Moment,
    /// Callers and the seconds they waited, by line.
    waits: Vec<(f64, f64)>,
}

impl Operation for Room {
    type Contact = Moment;
    type Alarm = LineId;

    fn alarm(&mut self, line: LineId, engine: &mut Engine<Moment, LineId>) {
        let now = engine.now();
        engine.offer(self, line, None, now);
        let gap = self.arrivals[line].exponential(1.0 / self.rates[line]);
        engine.at(now.plus(gap), line);
    }

    fn begin(&mut self, came: &mut Moment, line: LineId, _: AgentId, now: Moment) -> Work {
        if *came >= self.from {
            self.waits[line].0 += 1.0;
            self.waits[line].1 += now.seconds_since(*came);
        }
        Work {
            talk_seconds: self.work.exponential(self.mean_work),
            wrap_seconds: 0.0,
        }
    }

    fn finish(
        &mut self,
        _: Moment,
        _: LineId,
        _: AgentId,
        _: &mut Alarms<'_, LineId>,
    ) -> Next<Moment> {
        Next::Leave
    }

    fn give_up(&mut self, _: Moment, _: LineId, _: &mut Alarms<'_, LineId>) {}

    fn activity(&mut self, _: AgentId, _: Activity, _: &mut Alarms<'_, LineId>) {}
}

/// Mean waits by line of a run, and over all callers.
fn run(
    seed: u64,
    rates: &[f64],
    mean_work: f64,
    agents: usize,
    urgencies: &[u8],
    head_starts: &[f64],
) -> Vec<f64> {
    let start = Moment::default();
    let from = start.plus(WARM_UP_SECONDS);
    let serves = urgencies.iter().enumerate().map(|(line, &urgency)| Serves {
        line,
        urgency,
        spare: 0,
    });
    let layout = Layout {
        lines: vec![1; rates.len()],
        head_starts: head_starts.to_vec(),
        crews: vec![serves.collect()],
        agents: vec![0; agents],
    };
    let mut room = Room {
        arrivals: (0..rates.len())
            .map(|line| Chance::new(seed, 10 + line as u64))
            .collect(),
        work: Chance::new(seed, 2),
        rates: rates.to_vec(),
        mean_work,
        from,
        waits: vec![(0.0, 0.0); rates.len()],
    };
    let mut engine = Engine::new(&layout, start);
    for agent in 0..agents {
        engine.take_up(&mut room, agent);
    }
    for line in 0..rates.len() {
        engine.at(start, line);
    }
    while engine.step(&mut room, from.plus(MEASURED_SECONDS)) {}
    let all = room
        .waits
        .iter()
        .fold((0.0, 0.0), |sum, wait| (sum.0 + wait.0, sum.1 + wait.1));
    let mean = |(callers, seconds): (f64, f64)| seconds / callers;
    room.waits.iter().copied().chain([all]).map(mean).collect()
}

fn column(runs: &[Vec<f64>], line: usize) -> Vec<f64> {
    runs.iter().map(|waits| waits[line]).collect()
}

#[track_caller]
fn check_priorities(a_minute: &[f64], work_seconds: f64, agents: u32) {
    let rates: Vec<f64> = a_minute.iter().map(|rate| rate / 60.0).collect();
    let urgencies: Vec<u8> = (0..).take(rates.len()).collect();
    let runs: Vec<Vec<f64>> = (0..SEEDS)
        .map(|seed| run(seed, &rates, work_seconds, agents as usize, &urgencies, &[]))
        .collect();
    let theory = mean_waits_by_priority(&rates, work_seconds, agents).unwrap();
    for (line, expected) in theory.iter().enumerate() {
        agree(
            &format!("mean wait of priority {line}"),
            &column(&runs, line),
            *expected,
            0.05,
        );
    }
}

#[test]
fn callers_of_several_priorities_wait_as_cobham_says() {
    check_priorities(&[0.3, 0.7], 45.0, 1);
    check_priorities(&[0.5, 0.5, 1.0], 240.0, 10);
    check_priorities(&[2.0, 8.0], 270.0, 50);
}

/// Who goes first changes who waits, not how much is waited. A head start that outlasts every wait is a priority, and
/// none is first come, first served.
#[test]
fn a_head_start_lies_between_a_priority_and_none() {
    let rates = [0.6 / 60.0, 1.4 / 60.0];
    let runs = |head_start: f64| -> Vec<Vec<f64>> {
        (0..SEEDS)
            .map(|seed| run(seed, &rates, 270.0, 10, &[0, 0], &[head_start]))
            .collect()
    };
    let by_priority = mean_waits_by_priority(&rates, 270.0, 10).unwrap();
    let work = Workload::new(rates.iter().sum(), 270.0).unwrap();
    let in_turn = ErlangC::new(work, 10).mean_wait_seconds();

    let (none, some, all) = (runs(0.0), runs(60.0), runs(1e9));
    for line in [0, 1] {
        agree("no head start", &column(&none, line), in_turn, 0.05);
        agree("a long one", &column(&all, line), by_priority[line], 0.05);
    }
    for runs in [&none, &some, &all] {
        agree("all callers", &column(runs, 2), in_turn, 0.05);
    }
    let ahead = |runs: &[Vec<f64>]| -> f64 {
        let waits = runs.iter().map(|waits| waits[1] - waits[0]);
        waits.sum::<f64>() / SEEDS as f64
    };
    // Of those who wait, nearly all wait long enough for the whole head start to count.
    assert!(
        ahead(&some) > 0.2 * 60.0 && ahead(&some) < 60.0 && ahead(&some) < ahead(&all),
        "{} s ahead by 60 s",
        ahead(&some)
    );
}
