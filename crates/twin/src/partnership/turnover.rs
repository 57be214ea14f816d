//! People leave by themselves, at the rate of their party; their seats are empty for a time and are taken by newcomers.

use std::sync::Arc;

use calendar::start_of_day;
use jiff::civil::Date;

use super::alarm::Alarm;
use super::contact::Contact;
use super::run::Run;
use super::trial::day_number;
use crate::engine::{AgentId, Engine};
use crate::moment::Moment;
use crate::world::people::{Departure, Draws, later};

impl Run {
    /// Who leaves and who comes, up to a day for which shifts are about to be planned.
    pub(super) fn turn_over(&mut self, date: Date, engine: &mut Engine<Contact, Alarm>) {
        if self.world.scenario.attrition.is_empty() {
            return;
        }
        self.empty_seats(date);
        self.give_notice(date);
        self.fill_seats(date, engine);
    }

    /// Whose last day has passed has no seat any more.
    fn empty_seats(&mut self, date: Date) {
        let world = &self.world;
        let is_gone = |agent: AgentId| {
            let leaves = world.agents[agent].person.leaves;
            leaves.is_some_and(|leaves| leaves < date)
        };
        let mut seated = world.teams.iter().flat_map(|team| &team.agents);
        if !seated.any(|agent| is_gone(*agent)) {
            return;
        }
        let world = Arc::make_mut(&mut self.world);
        for team in &mut world.teams {
            let agents = &world.agents;
            team.agents.retain(|agent| {
                let leaves = agents[*agent].person.leaves;
                leaves.is_none_or(|leaves| leaves >= date)
            });
        }
    }

    /// Whoever leaves on that day has no shift on it. That others have left makes nobody more or less likely to.
    fn give_notice(&mut self, date: Date) {
        let mut leavers = Vec::new();
        for (index, team) in self.world.teams.iter().enumerate() {
            let party = &self.world.parties[team.party];
            let (leaves, Some(attrition)) = (party.leaves_in_a_day(), &party.attrition) else {
                continue;
            };
            for &agent in &team.agents {
                let somebody = &self.world.agents[agent];
                if somebody.person.stays || somebody.person.leaves.is_some() {
                    continue;
                }
                let of = day_number(date);
                if (self.draws(Draws::Leaving, &somebody.name, of)).happens(leaves) {
                    leavers.push(Departure {
                        agent,
                        team: index,
                        on: date,
                        until: later(date, i64::from(attrition.vacant_days)),
                        successor: None,
                    });
                }
            }
        }
        if !leavers.is_empty() {
            let world = Arc::make_mut(&mut self.world);
            for leaver in &leavers {
                world.agents[leaver.agent].person.leaves = Some(date);
            }
            world.departures.extend(leavers);
        }
    }

    /// Newcomers take the seats that have been empty for as long as it takes.
    fn fill_seats(&mut self, date: Date, engine: &mut Engine<Contact, Alarm>) {
        for index in 0..self.world.departures.len() {
            let departure = &self.world.departures[index];
            if departure.successor.is_some() || departure.until > date {
                continue;
            }
            let (team, first_day) = (departure.team, departure.until);
            let party = &self.world.parties[self.world.teams[team].party];
            let Some(learning) = party.attrition.as_ref().map(|a| a.learning) else {
                continue;
            };
            let begins = start_of_day(first_day, &self.world.zone);
            let begins = begins.map_or_else(|_| engine.now(), Moment::of);
            let mut chance = self.draws(Draws::Newcomer, &self.world.next_name(team), 0);
            let newcomer = self.world.newcomer(team, begins, learning, &mut chance);
            let id = self.is_hired(newcomer, engine);
            let world = Arc::make_mut(&mut self.world);
            world.teams[team].agents.push(id);
            world.departures[index].successor = Some(id);
        }
    }
}
