//! People leave, and others take their seats.

use std::sync::Arc;

use jiff::civil::Date;

use super::alarm::Alarm;
use super::contact::Contact;
use super::duty::Day;
use super::run::Run;
use crate::engine::{AgentId, Engine};
use crate::moment::Moment;
use crate::world::Agent;

impl Run {
    /// Those whose first day has come.
    pub(super) fn hire_until(&mut self, date: Date, engine: &mut Engine<Contact, Alarm>) {
        for cohort in 0..self.world.cohorts.len() {
            let due = &self.world.cohorts[cohort];
            if due.seats.is_empty() && due.first_day <= date {
                self.hire(cohort, engine);
            }
        }
    }

    /// As many leave a team's last seats, and a cohort takes them: from their next shifts on.
    pub(super) fn hire(&mut self, cohort: usize, engine: &mut Engine<Contact, Alarm>) {
        let hired = &self.world.cohorts[cohort];
        let (team, begins, learning) = (hired.team, hired.begins, hired.spec.learning);
        let seats = self.world.teams[team].agents.len();
        let leave = hired.spec.agents.min(seats);
        for seat in seats - leave..seats {
            let chance = &mut self.chances.hires;
            let newcomer = self.world.newcomer(team, begins, learning, chance);
            let id = self.is_hired(newcomer, engine);
            let world = Arc::make_mut(&mut self.world);
            let leaver = std::mem::replace(&mut world.teams[team].agents[seat], id);
            world.cohorts[cohort].seats.push((leaver, id));
            // Who was about to leave anyway leaves for this.
            world
                .departures
                .retain(|departure| departure.agent != leaver);
            world.agents[leaver].person.leaves = None;
            self.successors.insert(leaver, id);
        }
    }

    /// Somebody is there from now on, and has no seat yet.
    pub(super) fn is_hired(
        &mut self,
        newcomer: Agent,
        engine: &mut Engine<Contact, Alarm>,
    ) -> AgentId {
        let id = engine.enlist(newcomer.team);
        Arc::make_mut(&mut self.world).agents.push(newcomer);
        self.days.push(Day::new());
        self.roster.add_agent();
        id
    }

    /// Those who left come back, and the cohort goes: from the next shifts on.
    pub(super) fn bring_back(&mut self, cohort: usize, at: Moment) {
        let world = Arc::make_mut(&mut self.world);
        let cohort = &mut world.cohorts[cohort];
        cohort.ended = Some(at);
        for (leaver, newcomer) in &cohort.seats {
            let seated = &mut world.teams[cohort.team].agents;
            if let Some(seat) = seated.iter_mut().find(|seat| **seat == *newcomer) {
                *seat = *leaver;
                // Who was about to leave anyway goes with the cohort, and nobody comes for them.
                world
                    .departures
                    .retain(|departure| departure.agent != *newcomer);
                world.agents[*newcomer].person.leaves = None;
            }
            self.successors.remove(leaver);
            self.successors.insert(*newcomer, *leaver);
        }
    }
}
