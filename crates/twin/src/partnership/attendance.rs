//! Agents come and go: shifts, pauses, and the way home.

use jiff::civil::Date;

use super::alarm::Alarm;
use super::coaching::COACHING;
use super::contact::Contact;
use super::duty::{Day, Duty, Pause};
use super::keyed::Part;
use super::outage::SYSTEM_DOWN;
use super::roster::{LESSON, PAUSES_SECONDS, Planned};
use super::run::Run;
use super::trial::day_number;
use crate::engine::{AgentId, Engine};

/// A pause that is due in another one is due again after so long.
const WAITS_FOR_ANOTHER_SECONDS: f64 = 300.0;

impl Run {
    pub(super) fn plan_shifts(&mut self, date: Date, engine: &mut Engine<Contact, Alarm>) {
        self.turn_over(date, engine);
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
        self.begins_with_induction(&mut planned);
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
                let due = Alarm::PauseDue(agent, Pause::rest(pause));
                engine.at(planned.starts.plus(*after), due);
            }
            if !planned.called_in {
                self.plans_talk(&planned, engine);
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
            if state == LESSON {
                self.has_learned(agent, starts, seconds);
            }
        }
        self.turns_or_is_down(agent, engine);
    }

    /// A pause is due: it begins as soon as the hands are empty. A talk and a rest wait for one another.
    pub(super) fn pause_due(
        &mut self,
        agent: AgentId,
        pause: Pause,
        engine: &mut Engine<Contact, Alarm>,
    ) {
        let other = match self.days[agent].duty {
            Duty::Working => {
                self.days[agent].duty = Duty::PauseDue(pause);
                engine.release(self, agent);
                return;
            }
            Duty::PauseDue(other) => other.state,
            Duty::Paused { state, .. } => state,
            _ => return,
        };
        if other == COACHING || pause.state == COACHING {
            let later = engine.now().plus(WAITS_FOR_ANOTHER_SECONDS);
            engine.at(later, Alarm::PauseDue(agent, pause));
        }
    }

    pub(super) fn pause_ends(&mut self, agent: AgentId, engine: &mut Engine<Contact, Alarm>) {
        let now = engine.now();
        let Duty::Paused {
            state,
            since,
            shift_over,
        } = self.days[agent].duty
        else {
            return;
        };
        Day::write_pause(
            &self.world,
            agent,
            &mut self.export,
            state,
            since,
            now.seconds_since(since),
        );
        if state == COACHING {
            self.talk_held(agent, since, now);
        }
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
            Duty::Paused { state, since, .. } => {
                day.duty = Duty::Paused {
                    state,
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
