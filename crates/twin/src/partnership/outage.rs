//! Systems are down: agents are there, and cannot take contacts.

use super::alarm::Alarm;
use super::contact::Contact;
use super::duty::{Day, Duty};
use super::run::Run;
use crate::engine::{AgentId, Engine};
use crate::moment::Moment;
use crate::scenario::Parameter;
use crate::world::effects::Where;

/// What the telephony calls it.
pub(super) const SYSTEM_DOWN: &str = "system_down";

impl Run {
    /// Puts down when outages begin and end.
    pub(super) fn foresee_outages(&self, engine: &mut Engine<Contact, Alarm>) {
        let outages = self.world.effects.iter();
        for effect in outages.filter(|effect| effect.change.parameter == Parameter::Outage) {
            for at in [Some(effect.begins), effect.ends].into_iter().flatten() {
                if at >= engine.now() {
                    engine.at(at, Alarm::Outage);
                }
            }
        }
    }

    /// Who is cut off stops, and who is not any more goes on.
    pub(super) fn outage(&mut self, engine: &mut Engine<Contact, Alarm>) {
        let now = engine.now();
        for agent in 0..self.days.len() {
            let is_down = self.is_down(agent, now);
            match self.days[agent].duty {
                Duty::Working if is_down => {
                    self.days[agent].duty = Duty::Stopping;
                    engine.release(self, agent);
                }
                Duty::Stopping if !is_down => {
                    self.days[agent].duty = Duty::Working;
                    engine.take_up(self, agent);
                }
                Duty::Down(since) if !is_down => {
                    let seconds = now.seconds_since(since);
                    let export = &mut self.export;
                    Day::write_pause(&self.world, agent, export, SYSTEM_DOWN, since, seconds);
                    self.days[agent].turn_to_contacts(&self.world, now);
                    engine.take_up(self, agent);
                }
                _ => {}
            }
        }
    }

    /// The agent turns to contacts, unless the systems are down.
    pub(super) fn turns_or_is_down(&mut self, agent: AgentId, engine: &mut Engine<Contact, Alarm>) {
        let now = engine.now();
        if self.is_down(agent, now) {
            self.days[agent].duty = Duty::Down(now);
        } else {
            self.days[agent].turn_to_contacts(&self.world, now);
            engine.take_up(self, agent);
        }
    }

    /// Of a team, the first seats are cut off first, and who was called in and has none with the last.
    pub(super) fn is_down(&self, agent: AgentId, now: Moment) -> bool {
        let team = &self.world.teams[self.world.agents[agent].team];
        let place = Where {
            party: Some(team.party),
            ..Where::default()
        };
        let share = self.world.now(Parameter::Outage, 0.0, now, place);
        if share <= 0.0 {
            return false;
        }
        let seat = team.agents.iter().position(|seated| *seated == agent);
        let without = match self.world.agents[agent].is_reserve {
            true => team.agents.len().saturating_sub(1),
            false => 0,
        };
        let before = seat.unwrap_or(without) as f64 + 0.5;
        before < share * team.agents.len() as f64
    }
}
