//! A trial: the partnership as it stands, run on under chance of its own, with something done differently.

use jiff::civil::Date;

use super::keyed::Part;
use super::orders::Step;
use super::roster::Planned;
use super::run::Run;
use super::standing::Partnership;
use super::tally::Tally;
use crate::chance::key;
use crate::moment::Moment;
use crate::scenario::Parameter;
use crate::world::effects::Where;

/// What a trial needs beside the run.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    pub tally: Tally,
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
        run.trial = Some(Box::new(Trial { tally }));
        run.pay_who_is_there(from);
        for step in steps {
            run.takes_step(step, None, engine);
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
                if let Some(back) = day.is_away_until() {
                    let back = back.min(planned.ends());
                    trial.tally.paid(party, from, back, -1.0);
                }
            }
        }
    }
}

/// A number for a day, for keys.
pub(super) fn day_number(date: Date) -> u64 {
    u64::from(date.year().unsigned_abs()) << 16
        | u64::from(date.month().unsigned_abs()) << 8
        | u64::from(date.day().unsigned_abs())
}
