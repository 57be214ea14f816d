//! More or fewer people than planned: who is called in, and who is sent home.

use std::sync::Arc;

use super::alarm::Alarm;
use super::contact::Contact;
use super::duty::{Day, Duty};
use super::roster::Planned;
use super::run::Run;
use crate::engine::{Activity, AgentId, Engine};
use crate::moment::{HOUR_SECONDS, Moment, QUARTER_SECONDS};
use crate::world::Agent;
use crate::world::people::{Draws, draws};

/// Who is called in for so long has a short pause; for so long, the meal as well.
const SHORT_PAUSE_FROM_HOURS: f64 = 4.0;
const MEAL_FROM_HOURS: f64 = 6.0;

impl Run {
    /// Somebody of the reserve works for a time: one like others of the team, who comes and comes in time.
    pub(super) fn call_in(
        &mut self,
        team: usize,
        from: Moment,
        until: Moment,
        engine: &mut Engine<Contact, Alarm>,
    ) -> AgentId {
        let agent = engine.enlist(team);
        let course = &self.world.scenario.course;
        let (pace, resolution) = (
            course.agent_pace_variation,
            course.agent_resolution_deviation,
        );
        // The third of a team's reserve is the same person, whoever else is called in before.
        let nth = self.orders.reserve(team).count() + 1;
        let seed = self.chances.keyed.unwrap_or(self.world.people);
        let mut chance = draws(
            seed,
            Draws::Reserve,
            &self.world.teams[team].name,
            nth as u64,
        );
        let party = self.world.teams[team].party;
        let reserve = Agent {
            name: format!("{}-r{nth:02}", self.world.teams[team].name),
            team,
            pace: self.world.parties[party].spec.pace * chance.lognormal(1.0, pace),
            resolution: chance.normal(0.0, resolution),
            satisfaction: 0.0,
            quality: 0.0,
            learns: None,
            is_reserve: true,
            person: self.world.person_of_reserve(team, from),
        };
        // The roster deals shifts to those of the team's list only.
        Arc::make_mut(&mut self.world).agents.push(reserve);
        self.days.push(Day::new());
        self.roster.add_agent();
        let seconds = until.seconds_since(from);
        let pause = |from_hours: f64, at: f64| {
            if seconds >= from_hours * HOUR_SECONDS {
                seconds * at
            } else {
                f64::INFINITY
            }
        };
        let planned = Planned {
            agent,
            starts: from,
            seconds,
            absent: false,
            called_in: true,
            opening: "",
            opening_seconds: 0.0,
            late_seconds: 0.0,
            pauses_after_seconds: [
                // Not all at once.
                pause(SHORT_PAUSE_FROM_HOURS, chance.between(0.22, 0.36)),
                pause(MEAL_FROM_HOURS, chance.between(0.48, 0.68)),
            ],
            excused_seconds: 0.0,
        };
        engine.at(from, Alarm::ShiftBegins(Box::new(planned)));
        agent
    }

    /// Who was called in goes home again; whose shift has not begun does not come.
    pub(super) fn call_off(
        &mut self,
        agent: AgentId,
        at: Moment,
        engine: &mut Engine<Contact, Alarm>,
    ) {
        let Some(planned) = self.days[agent].planned.as_mut() else {
            return;
        };
        let unpaid = planned.ends().seconds_since(at);
        planned.seconds -= unpaid;
        let team = &self.world.teams[self.world.agents[agent].team];
        self.today[team.party].paid_seconds -= unpaid;
        engine.at(at, Alarm::ShiftEnds(agent));
    }

    /// Sends home as many as are to be gone, and again every quarter of an hour: others' shifts begin and end.
    pub(super) fn send_home(&mut self, which: usize, engine: &mut Engine<Contact, Alarm>) {
        let now = engine.now();
        let Some(sent) = self.orders.sent_home.get_mut(which) else {
            return;
        };
        if now >= sent.until {
            return;
        }
        sent.gone.retain(|(_, shift_ends)| *shift_ends > now);
        let (team, until) = (sent.team, sent.until);
        let mut missing = sent.agents.saturating_sub(sent.gone.len());
        // The last of the list first: who is free goes before who is busy, so that nobody waits for it.
        let mut there: Vec<AgentId> = self.world.teams[team]
            .agents
            .iter()
            .rev()
            .copied()
            .filter(|agent| self.days[*agent].duty == Duty::Working)
            .collect();
        there.sort_by_key(|agent| engine.activity(*agent) != Activity::Free);
        for agent in there {
            if missing == 0 {
                break;
            }
            let Some(ends) = self.days[agent].planned.as_ref().map(Planned::ends) else {
                continue;
            };
            missing -= 1;
            let back = ends.min(until);
            let party = self.world.teams[team].party;
            if let Some(tally) = self.tally() {
                tally.paid(party, now, back, -1.0);
            }
            if let Some(sent) = self.orders.sent_home.get_mut(which) {
                sent.gone.push((agent, ends));
            }
            self.days[agent].duty = Duty::Leaving(until);
            engine.release(self, agent);
        }
        engine.at(now.plus(QUARTER_SECONDS).min(until), Alarm::SendHome(which));
    }

    /// Those who are gone are asked back: sending them home is undone.
    pub(super) fn recall(&mut self, which: usize, engine: &mut Engine<Contact, Alarm>) {
        let Some(sent) = self.orders.sent_home.get_mut(which) else {
            return;
        };
        for (agent, _) in std::mem::take(&mut sent.gone) {
            match self.days[agent].duty {
                // Whoever is cut off by an outage comes back to that.
                Duty::Leaving(_) if self.is_down(agent, engine.now()) => {
                    self.days[agent].duty = Duty::Stopping;
                }
                Duty::Leaving(_) => {
                    self.days[agent].duty = Duty::Working;
                    engine.take_up(self, agent);
                }
                Duty::Away { until, .. } => self.comes_back(agent, until, engine),
                _ => {}
            }
        }
    }

    /// Who was sent home until an instant is there again.
    pub(super) fn comes_back(
        &mut self,
        agent: AgentId,
        meant: Moment,
        engine: &mut Engine<Contact, Alarm>,
    ) {
        match self.days[agent].duty {
            Duty::Away { since, until } if until == meant => {
                self.excuse(agent, since, engine.now());
                self.turns_or_is_down(agent, engine);
            }
            _ => {}
        }
    }

    /// Time for which somebody was sent home is neither planned nor paid.
    pub(super) fn excuse(&mut self, agent: AgentId, since: Moment, until: Moment) {
        let seconds = self.days[agent].excuse(since, until);
        let team = &self.world.teams[self.world.agents[agent].team];
        self.today[team.party].paid_seconds -= seconds;
    }
}
