//! Arrivals sent through the double.

use jiff::civil::Date;

use super::arrivals::Arrival;
use super::estimate::Double;
use super::figures::Run;
use super::layout::{Crew, kind_of, line};
use crate::chance::Chance;
use crate::engine::{Activity, AgentId, Alarms, Engine, LineId, Next, Operation, Work};
use crate::moment::Moment;

/// Streams of chance, one for each part, so that parts do not disturb one another.
struct Chances {
    rota: Chance,
    priority: Chance,
    patience: Chance,
    service: Chance,
    wrap: Chance,
}

struct Caller {
    came: Moment,
    hour: usize,
}

enum Alarm {
    Arrival(usize),
    Comes(AgentId),
    Goes(AgentId),
}

struct Replay<'a> {
    double: &'a Double,
    arrivals: &'a [Arrival],
    chances: Chances,
    soon_seconds: f64,
    /// Stretches that an agent is in: one that ends while the next has begun does not send the agent away.
    there: Vec<u32>,
    since: Vec<(Activity, Moment)>,
    run: Run,
}

/// One replay of arrivals, which are in order of time, under a seed.
pub(super) fn replay(double: &Double, arrivals: &[Arrival], seed: u64, soon_seconds: f64) -> Run {
    let chance = |stream| Chance::new(seed, stream);
    let mut chances = Chances {
        rota: chance(1),
        priority: chance(2),
        patience: chance(3),
        service: chance(4),
        wrap: chance(5),
    };
    let mut crew = Crew::default();
    for date in dates(double, arrivals) {
        if let Some(like) = double.rota.draw(date.weekday(), &mut chances.rota) {
            crew.staff(&double.zone, date, like);
        }
    }
    let begins = arrivals.iter().map(|arrival| Moment::of(arrival.at));
    let begins = begins.chain(crew.stretches.iter().map(|s| s.1)).min();
    let start = begins.unwrap_or_default();
    let mut engine = Engine::new(&crew.layout(double.kinds.len(), &double.priorities), start);
    for &(agent, from, until) in &crew.stretches {
        engine.at(from, Alarm::Comes(agent));
        engine.at(until, Alarm::Goes(agent));
    }
    if let Some(first) = arrivals.first() {
        engine.at(Moment::of(first.at), Alarm::Arrival(0));
    }
    let mut replay = Replay {
        double,
        arrivals,
        chances,
        soon_seconds,
        there: vec![0; crew.agents()],
        since: vec![(Activity::Off, start); crew.agents()],
        run: Run::empty(double.kinds.len()),
    };
    let end = start.plus(f64::MAX);
    while engine.step(&mut replay, end) {}
    replay.run
}

/// The days of the arrivals, by the operation's clocks.
fn dates(double: &Double, arrivals: &[Arrival]) -> Vec<Date> {
    let mut dates: Vec<Date> = arrivals
        .iter()
        .map(|arrival| double.zone.to_datetime(arrival.at).date())
        .collect();
    dates.dedup();
    dates
}

impl Operation for Replay<'_> {
    type Contact = Caller;
    type Alarm = Alarm;

    fn alarm(&mut self, alarm: Alarm, engine: &mut Engine<Caller, Alarm>) {
        match alarm {
            Alarm::Arrival(number) => {
                self.arrives(number, engine);
                if let Some(next) = self.arrivals.get(number + 1) {
                    engine.at(Moment::of(next.at), Alarm::Arrival(number + 1));
                }
            }
            Alarm::Comes(agent) => {
                self.there[agent] += 1;
                engine.take_up(self, agent);
            }
            Alarm::Goes(agent) => {
                self.there[agent] -= 1;
                if self.there[agent] == 0 {
                    engine.release(self, agent);
                }
            }
        }
    }

    fn begin(&mut self, caller: &mut Caller, line: LineId, _: AgentId, now: Moment) -> Work {
        let kind = kind_of(line, self.double.priorities.levels.len());
        let talk_seconds = self
            .double
            .service
            .draw(kind, caller.hour, &mut self.chances.service);
        let wait = now.seconds_since(caller.came);
        self.run.kinds[kind].count(wait, Some(talk_seconds), self.soon_seconds);
        Work {
            talk_seconds,
            wrap_seconds: self.double.rota.wrap(&mut self.chances.wrap),
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

    fn give_up(&mut self, caller: Caller, line: LineId, alarms: &mut Alarms<'_, Alarm>) {
        let kind = kind_of(line, self.double.priorities.levels.len());
        let wait = alarms.now().seconds_since(caller.came);
        self.run.kinds[kind].count(wait, None, self.soon_seconds);
    }

    fn activity(&mut self, agent: AgentId, activity: Activity, alarms: &mut Alarms<'_, Alarm>) {
        let now = alarms.now();
        let (before, since) = std::mem::replace(&mut self.since[agent], (activity, now));
        let seconds = now.seconds_since(since);
        match before {
            Activity::Off => {}
            Activity::Free => self.run.staffed_seconds += seconds,
            Activity::Talk(_) | Activity::Wrap => {
                self.run.staffed_seconds += seconds;
                self.run.busy_seconds += seconds;
            }
        }
    }
}

impl Replay<'_> {
    fn arrives(&mut self, number: usize, engine: &mut Engine<Caller, Alarm>) {
        let arrival = self.arrivals[number];
        let double = self.double;
        if arrival.kind >= double.kinds.len() {
            return;
        }
        let level =
            double
                .priorities
                .level(arrival.kind, arrival.priority, &mut self.chances.priority);
        let found = engine.all_waiting();
        let patience = double.patience[arrival.kind].of_who_finds(found);
        let patience = patience.map(|patience| patience.draw(&mut self.chances.patience));
        let hour = double.zone.to_datetime(arrival.at).hour();
        let caller = Caller {
            came: engine.now(),
            hour: usize::from(hour.unsigned_abs()),
        };
        let line = line(arrival.kind, level, double.priorities.levels.len());
        engine.offer(self, line, patience, caller);
    }
}
