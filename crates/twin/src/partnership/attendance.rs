//! Agents come and go: shifts, pauses, and the way home.

use jiff::civil::Date;

use super::contact::Contact;
use super::duty::{Day, Duty};
use super::keyed::Part;
use super::outage::SYSTEM_DOWN;
use super::roster::{PAUSES_SECONDS, Planned};
use super::run::{Alarm, Run};
use super::trial::day_number;
use crate::engine::{AgentId, Engine};

impl Run {
    pub(super) fn plan_shifts(&mut self, date: Date, engine: &mut Engine<Contact, Alarm>) {
        self.chances.about(Part::Roster, day_number(date));
        for planned in self
            .roster
            .plan(&self.world, date, &mut self.chances.roster)
        {
            engine.at(planned.starts, Alarm::ShiftBegins(Box::new(planned)));
        }
    }

    pub(super) fn shift_begins(&mut self, planned: Planned, engine: &mut Engine<Contact, Alarm>) {
        let mut planned = self.drawn_anew(planned);
        // Whoever left since it was planned has a successor.
        if let Some(successor) = self.successors.get(&planned.agent) {
            planned.agent = *successor;
        }
        let agent = planned.agent;
        let called_off = planned.called_in && self.orders.is_called_off(agent, planned.starts);
        if self.days[agent].planned.is_some() || called_off {
            return;
        }
        self.numbers.shift += 1;
        engine.at(planned.ends(), Alarm::ShiftEnds(agent));
        let team = &self.world.teams[self.world.agents[agent].team];
        if !planned.absent {
            self.today[team.party].paid_seconds += planned.seconds;
            if let Some(tally) = self.trial.as_deref_mut().map(|trial| &mut trial.tally) {
                tally.paid(team.party, planned.starts, planned.ends(), 1.0);
            }
            engine.at(
                planned.starts.plus(planned.opening_seconds),
                Alarm::TurnsToContacts(agent),
            );
            for (after, pause) in planned.pauses_after_seconds.iter().zip(PAUSES_SECONDS) {
                engine.at(planned.starts.plus(*after), Alarm::PauseDue(agent, pause));
            }
        }
        self.days[agent].begin(planned, self.numbers.shift);
    }

    pub(super) fn turns_to_contacts(
        &mut self,
        agent: AgentId,
        engine: &mut Engine<Contact, Alarm>,
    ) {
        // Who is called in turns to contacts at once.
        let opens = |planned: &&Planned| planned.opening_seconds > 0.0;
        if let Some(planned) = self.days[agent].planned.as_ref().filter(opens) {
            let starts = planned.starts.plus(planned.late_seconds);
            let seconds = planned.opening_seconds - planned.late_seconds;
            let state = planned.opening;
            Day::write_pause(&self.world, agent, &mut self.export, state, starts, seconds);
        }
        self.turns_or_is_down(agent, engine);
    }

    pub(super) fn pause_ends(&mut self, agent: AgentId, engine: &mut Engine<Contact, Alarm>) {
        let now = engine.now();
        let Duty::Paused { since, shift_over } = self.days[agent].duty else {
            return;
        };
        Day::write_pause(
            &self.world,
            agent,
            &mut self.export,
            "pause",
            since,
            now.seconds_since(since),
        );
        if shift_over {
            self.days[agent].end(&self.world, agent, &mut self.export);
        } else {
            self.turns_or_is_down(agent, engine);
        }
    }

    pub(super) fn shift_ends(&mut self, agent: AgentId, engine: &mut Engine<Contact, Alarm>) {
        let day = &mut self.days[agent];
        match day.duty {
            Duty::Working => {
                day.duty = Duty::GoingHome;
                engine.release(self, agent);
            }
            Duty::PauseDue(_) | Duty::Stopping | Duty::Leaving(_) => day.duty = Duty::GoingHome,
            Duty::Away { since, .. } => {
                self.excuse(agent, since, engine.now());
                self.days[agent].end(&self.world, agent, &mut self.export);
            }
            Duty::Down(since) => {
                let seconds = engine.now().seconds_since(since);
                Day::write_pause(
                    &self.world,
                    agent,
                    &mut self.export,
                    SYSTEM_DOWN,
                    since,
                    seconds,
                );
                day.end(&self.world, agent, &mut self.export);
            }
            Duty::Paused { since, .. } => {
                day.duty = Duty::Paused {
                    since,
                    shift_over: true,
                }
            }
            // Who is absent has not left home.
            Duty::Home | Duty::Opening => day.end(&self.world, agent, &mut self.export),
            Duty::GoingHome => {}
        }
    }
}
