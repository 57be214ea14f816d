//! A small centre on the engine, of which everything is known, and the log that it leaves.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use twin::double::{Log, Observed, Served};
use twin::engine::{
    Activity, AgentId, Alarms, Engine, Layout, LineId, Next, Operation, Serves, Work,
};
use twin::{Chance, Moment};

pub const KINDS: [&str; 2] = ["order", "claim"];
pub const SERVICE_SECONDS: [f64; 2] = [180.0, 300.0];
pub const PATIENCE_SECONDS: [f64; 2] = [120.0, 300.0];
pub const WRAP_SECONDS: f64 = 8.0;
/// A customer of priority 1 counts as having waited so much longer.
pub const HEAD_START_SECONDS: f64 = 60.0;
/// The share of customers who have it, by kind.
const PRIORITY: [f64; 2] = [0.1, 0.8];
/// Contacts an hour, by kind.
const AN_HOUR: [f64; 2] = [96.0, 36.0];
const OPENS: f64 = 8.0 * 3_600.0;
const CLOSES: f64 = 18.0 * 3_600.0;
/// Agents 0 to 5 take orders alone, the others everything.
pub const AGENTS: usize = 10;
const TAKE_ORDERS_ALONE: usize = 6;
/// The last of them takes orders alone on every other day: to the engine, one more agent who is there instead.
const ON_OTHER_DAYS: AgentId = AGENTS;

pub struct Caller {
    came: Moment,
    kind: usize,
    priority: u8,
}

pub enum Alarm {
    Arrival(usize),
    Comes(AgentId),
    Goes(AgentId),
}

/// Who finds so many waiting and is told of it has less patience, by this factor.
pub const MANY: usize = 3;
pub const PATIENCE_FOR_MANY: f64 = 0.4;

struct Centre {
    told: bool,
    log: Log,
    arrivals: Chance,
    patience: Chance,
    service: Chance,
}

/// What happens in the centre on some days, under a seed.
pub fn log(from: Date, days: i64, seed: u64) -> Log {
    log_of(from, days, seed, false)
}

/// The same where customers are told how many wait.
pub fn log_of_told(from: Date, days: i64, seed: u64) -> Log {
    log_of(from, days, seed, true)
}

fn log_of(from: Date, days: i64, seed: u64, told: bool) -> Log {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let at = |date: Date, second: f64| {
        let midnight = date.to_zoned(zone.clone()).unwrap().timestamp();
        Moment::of(midnight).plus(second)
    };
    let everything = [0, 1, 2, 3].map(serves).to_vec();
    let layout = Layout {
        // Kind by kind, without and with priority.
        lines: vec![1; 4],
        head_starts: vec![0.0, HEAD_START_SECONDS, 0.0, HEAD_START_SECONDS],
        crews: vec![[0, 1].map(serves).to_vec(), everything],
        agents: (0..=AGENTS)
            .map(|agent| usize::from((TAKE_ORDERS_ALONE..AGENTS).contains(&agent)))
            .collect(),
    };
    let mut engine = Engine::new(&layout, at(from, 0.0));
    let mut centre = Centre {
        told,
        log: Log::new(zone.clone()),
        arrivals: Chance::new(seed, 11),
        patience: Chance::new(seed, 12),
        service: Chance::new(seed, 13),
    };
    for day in 0..days {
        let date = from + jiff::Span::new().days(day);
        for agent in 0..AGENTS {
            // Half begin early and half late, with half an hour's break in between.
            let begins = OPENS + if agent % 2 == 0 { 0.0 } else { 7_200.0 };
            for (from, until) in [(0.0, 13_500.0), (15_300.0, 28_800.0)] {
                let shift = 1_200.0 * (agent / 2) as f64;
                let (from, until) = (begins + from + shift * 0.5, begins + until + shift * 0.2);
                let instead = agent == AGENTS - 1 && day % 2 == 1;
                let agent = if instead { ON_OTHER_DAYS } else { agent };
                engine.at(at(date, from), Alarm::Comes(agent));
                engine.at(at(date, until), Alarm::Goes(agent));
            }
        }
        for (kind, an_hour) in AN_HOUR.iter().enumerate() {
            let mut second = OPENS + 3_600.0;
            while second < CLOSES {
                engine.at(at(date, second), Alarm::Arrival(kind));
                second += centre.arrivals.exponential(3_600.0 / an_hour);
            }
        }
    }
    let end = at(from + jiff::Span::new().days(days), 0.0);
    while engine.step(&mut centre, end) {}
    centre.log
}

fn serves(line: LineId) -> Serves {
    Serves {
        line,
        urgency: 0,
        spare: 0,
    }
}

impl Centre {
    fn observe(&mut self, caller: &Caller, now: Moment, served: Option<Served<'_>>) {
        let wait_seconds = now.seconds_since(caller.came);
        self.log.add(Observed {
            at: caller.came.timestamp(),
            kind: KINDS[caller.kind],
            // Of who is answered at once nobody looks up the priority.
            priority: (wait_seconds > 0.0).then_some(caller.priority),
            wait_seconds,
            served,
        });
    }
}

impl Operation for Centre {
    type Contact = Caller;
    type Alarm = Alarm;

    fn alarm(&mut self, alarm: Alarm, engine: &mut Engine<Caller, Alarm>) {
        match alarm {
            Alarm::Comes(agent) => engine.take_up(self, agent),
            Alarm::Goes(agent) => engine.release(self, agent),
            Alarm::Arrival(kind) => {
                let priority = u8::from(self.arrivals.happens(PRIORITY[kind]));
                let finds_many = self.told && engine.all_waiting() >= MANY;
                let less = if finds_many { PATIENCE_FOR_MANY } else { 1.0 };
                let patience = self.patience.exponential(PATIENCE_SECONDS[kind] * less);
                let caller = Caller {
                    came: engine.now(),
                    kind,
                    priority,
                };
                let line = 2 * kind + usize::from(priority);
                engine.offer(self, line, Some(patience), caller);
            }
        }
    }

    fn begin(&mut self, caller: &mut Caller, _: LineId, agent: AgentId, now: Moment) -> Work {
        let talk_seconds = self.service.lognormal(SERVICE_SECONDS[caller.kind], 0.9);
        let name = format!("agent {}", agent.min(AGENTS - 1));
        let served = Served {
            agent: Some(&name),
            seconds: talk_seconds,
        };
        self.observe(caller, now, Some(served));
        Work {
            talk_seconds,
            wrap_seconds: WRAP_SECONDS,
        }
    }

    fn finish(
        &mut self,
        _: Caller,
        _: LineId,
        _: AgentId,
        _: &mut Alarms<'_, Alarm>,
    ) -> Next<Caller> {
        Next::Leave
    }

    fn give_up(&mut self, caller: Caller, _: LineId, alarms: &mut Alarms<'_, Alarm>) {
        self.observe(&caller, alarms.now(), None);
    }

    fn activity(&mut self, _: AgentId, _: Activity, _: &mut Alarms<'_, Alarm>) {}
}

/// The instant when the centre's clocks show an hour of a day.
pub fn clock(date: Date, hour: i8) -> Timestamp {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    date.at(hour, 0, 0, 0).to_zoned(zone).unwrap().timestamp()
}
