//! A trial: the partnership as it stands, run on under chance of its own, with something done differently.

use std::sync::Arc;

use jiff::civil::Date;

use super::contact::Contact;
use super::keyed::Part;
use super::roster::Planned;
use super::run::{Alarm, Run};
use super::standing::Partnership;
use super::tally::Tally;
use crate::chance::key;
use crate::engine::{AgentId, Engine, Serves};
use crate::moment::Moment;
use crate::scenario::Parameter;
use crate::world::World;
use crate::world::effects::{Effect, Where};

/// What a trial needs beside the run.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    pub tally: Tally,
    pub sent_home: Vec<SentHome>,
    routing: Vec<Rerouted>,
}

/// So many of a team are not there for a time.
#[derive(Debug, Clone)]
pub(super) struct SentHome {
    pub team: usize,
    pub agents: usize,
    pub until: Moment,
    /// Who is, and when their shift ends.
    pub gone: Vec<(AgentId, Moment)>,
}

/// A team takes a line otherwise for a time; not at all when it does not serve it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rerouted {
    pub team: usize,
    pub line: usize,
    pub serves: Option<Serves>,
    pub from: Moment,
    pub until: Moment,
}

/// What a trial does differently.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    CallIn {
        team: usize,
        agents: usize,
        from: Moment,
        until: Moment,
    },
    SendHome {
        team: usize,
        agents: usize,
        from: Moment,
        until: Moment,
    },
    Reroute(Rerouted),
    Change(Box<Effect>),
}

impl Partnership {
    /// The same, under chance that belongs to a seed and to what it decides about. What is known of the present stays;
    /// what nobody knows yet, who will be absent and how busy the rest of the day is, is drawn anew.
    pub fn under(&self, seed: u64) -> Self {
        let mut trial = self.clone();
        trial.run.chances.keyed = Some(seed);
        trial.run.export.silence();
        trial.run.live_from = None;
        trial.run.new_demand();
        trial
    }

    /// Begins to count, and does these things differently from here on.
    pub fn try_out(&mut self, from: Moment, until: Moment, steps: &[Step]) {
        let Self { run, engine } = self;
        let agents = 0..run.world.agents.len();
        let doing = agents.map(|agent| engine.activity(agent));
        let tally = Tally::begin(&run.world, from, until, doing);
        run.trial = Some(Box::new(Trial {
            tally,
            sent_home: Vec::new(),
            routing: Vec::new(),
        }));
        run.pay_who_is_there(from);
        for step in steps {
            run.takes_step(step, engine);
        }
    }

    /// Runs on up to an instant; what is written is nobody's.
    pub fn count_to(&mut self, until: Moment) {
        while self.engine.step(&mut self.run, until) {}
    }

    /// How many of a team have a shift at present, and came.
    pub fn there(&self, team: usize) -> usize {
        let agents = self.run.world.teams[team].agents.iter();
        let planned = agents.filter_map(|agent| self.run.days[*agent].planned.as_ref());
        planned.filter(|planned| !planned.absent).count()
    }

    /// Ends counting, at the instant that it was run to.
    pub fn counted(mut self) -> Option<Tally> {
        let mut trial = self.run.trial.take()?;
        let waiting = self.engine.contacts().filter(|(_, agent)| agent.is_none());
        let waiting = waiting.map(|(contact, _)| contact);
        let waiting = waiting.filter(|contact| contact.task.is_none());
        for contact in waiting.chain(self.run.to_call.values()) {
            let promised = self.run.world.channels[contact.channel]
                .spec
                .answered_within_seconds;
            trial.tally.left_waiting(contact, promised);
        }
        trial.tally.end(&self.run.world);
        Some(trial.tally)
    }
}

impl World {
    /// The lines that a team takes from at an instant.
    pub(crate) fn serves_at(&self, team: usize, routing: &[Rerouted], at: Moment) -> Vec<Serves> {
        let mut serves = self.teams[team].serves.clone();
        let now = |rerouted: &&Rerouted| {
            rerouted.team == team && rerouted.from <= at && at < rerouted.until
        };
        for rerouted in routing.iter().filter(now) {
            serves.retain(|s| s.line != rerouted.line);
            serves.extend(rerouted.serves);
        }
        serves
    }
}

impl Run {
    pub(super) fn tally(&mut self) -> Option<&mut Tally> {
        self.trial.as_deref_mut().map(|trial| &mut trial.tally)
    }

    /// How busy a day is, of which the same is known on every other day.
    pub(super) fn new_demand(&mut self) {
        self.chances.about(Part::Demand, day_number(self.date));
        self.demand.new_day(&self.world, &mut self.chances.demand);
    }

    /// Whether somebody comes is known when the shift begins, not before: in a trial it is drawn then.
    pub(super) fn drawn_anew(&mut self, mut planned: Planned) -> Planned {
        if self.chances.keyed.is_some() && !planned.called_in {
            let team = &self.world.teams[self.world.agents[planned.agent].team];
            let place = Where {
                party: Some(team.party),
                ..Where::default()
            };
            let absence = self
                .world
                .now(Parameter::Absence, team.absence, planned.starts, place);
            let of = key([planned.agent as u64, planned.starts.number()]);
            self.chances.about(Part::Roster, of);
            planned.absent = self.chances.roster.happens(absence);
        }
        planned
    }

    /// Shifts that have begun are paid to their end.
    fn pay_who_is_there(&mut self, from: Moment) {
        let Some(trial) = self.trial.as_deref_mut() else {
            return;
        };
        for (agent, day) in self.days.iter().enumerate() {
            if let Some(planned) = day.planned.as_ref().filter(|planned| !planned.absent) {
                let party = self.world.teams[self.world.agents[agent].team].party;
                trial.tally.paid(party, from, planned.ends(), 1.0);
            }
        }
    }

    fn takes_step(&mut self, step: &Step, engine: &mut Engine<Contact, Alarm>) {
        match step {
            Step::CallIn {
                team,
                agents,
                from,
                until,
            } => {
                for _ in 0..*agents {
                    self.call_in(*team, *from, *until, engine);
                }
            }
            Step::SendHome {
                team,
                agents,
                from,
                until,
            } => {
                if let Some(trial) = self.trial.as_deref_mut() {
                    engine.at(*from, Alarm::SendHome(trial.sent_home.len()));
                    trial.sent_home.push(SentHome {
                        team: *team,
                        agents: *agents,
                        until: *until,
                        gone: Vec::new(),
                    });
                }
            }
            Step::Reroute(rerouted) => {
                if let Some(trial) = self.trial.as_deref_mut() {
                    trial.routing.push(*rerouted);
                }
                engine.at(rerouted.from, Alarm::Reroute(rerouted.team));
                engine.at(rerouted.until, Alarm::Reroute(rerouted.team));
            }
            Step::Change(effect) => Arc::make_mut(&mut self.world)
                .effects
                .push(Effect::clone(effect)),
        }
    }

    /// A team takes lines as it is told to from now on.
    pub(super) fn reroute(&mut self, team: usize, engine: &mut Engine<Contact, Alarm>) {
        let Some(trial) = self.trial.as_deref() else {
            return;
        };
        let serves = self.world.serves_at(team, &trial.routing, engine.now());
        engine.assign(self, team, &serves);
    }
}

/// A number for a day, for keys.
pub(super) fn day_number(date: Date) -> u64 {
    u64::from(date.year().unsigned_abs()) << 16
        | u64::from(date.month().unsigned_abs()) << 8
        | u64::from(date.day().unsigned_abs())
}
