//! People who begin on the same day, and how they learn.

use calendar::start_of_day;
use jiff::civil::Date;

use super::people::{Person, QUALITY_DEVIATION};
use super::{Agent, World};
use crate::chance::Chance;
use crate::engine::AgentId;
use crate::moment::{DAY_SECONDS, Moment};
use crate::scenario::{Hires, Learning, ScenarioError};

/// A cohort whose names and days are found.
#[derive(Debug, Clone)]
pub(crate) struct Cohort {
    pub spec: Hires,
    pub team: usize,
    pub first_day: Date,
    pub begins: Moment,
    /// Who left, and who came instead; nobody before its first day.
    pub seats: Vec<(AgentId, AgentId)>,
    /// When it went again, if it did.
    pub ended: Option<Moment>,
}

/// What is missing to what an agent will be able to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Learns {
    since: Moment,
    learning: Learning,
}

impl Learns {
    /// Learning that begins at an instant.
    pub fn since(since: Moment, learning: Learning) -> Self {
        Self { since, learning }
    }

    /// The share of what was missing on the first day that is missing still.
    pub fn missing(&self, at: Moment) -> f64 {
        let days = at.seconds_since(self.since).max(0.0) / DAY_SECONDS;
        libm::exp2(-days / self.learning.half_life_days)
    }
}

impl Agent {
    /// Factor on handle time at an instant.
    pub fn pace_at(&self, at: Moment) -> f64 {
        self.learns.map_or(self.pace, |learns| {
            self.pace * (1.0 + (learns.learning.handle_time - 1.0) * learns.missing(at))
        })
    }

    /// What is added to the probability of solving in one contact at an instant.
    pub fn resolution_at(&self, at: Moment) -> f64 {
        self.learns.map_or(self.resolution, |learns| {
            self.resolution + learns.learning.resolution * learns.missing(at)
        })
    }
}

impl World {
    /// What hires do in this world.
    pub fn cohort(&self, hires: &Hires) -> Result<Cohort, ScenarioError> {
        let place = |field: &str| format!("hires.{}.{field}", hires.cohort);
        let Some(begins) = self.begins(hires.onset) else {
            let expected = "a day within the calendar";
            return Err(ScenarioError::value(place("onset"), expected, "none"));
        };
        let teams = || self.teams.iter().map(|team| &*team.name);
        let Some(team) = teams().position(|team| team == hires.team) else {
            let error = ScenarioError::unknown(place("team"), "team", &hires.team, teams());
            return Err(error);
        };
        // Of which some may be empty on the day.
        let seats = (self.scenario.teams.get(&hires.team)).map_or(0, |team| team.agents);
        if !(1..=seats).contains(&hires.agents) {
            let expected = "some agents, and no more than the team has";
            return Err(ScenarioError::value(
                place("agents"),
                expected,
                hires.agents,
            ));
        }
        if let Some((field, value)) = hires.learning.misfit() {
            let expected = "a factor, an added probability and days";
            let place = place(&format!("learning.{field}"));
            return Err(ScenarioError::value(place, expected, value));
        }
        let first_day = begins.to_zoned(self.zone.clone()).date();
        Ok(Cohort {
            spec: hires.clone(),
            team,
            first_day,
            // Whoever begins in the middle of a day has learned nothing before it either.
            begins: Moment::of(start_of_day(first_day, &self.zone).unwrap_or(begins)),
            seats: Vec::new(),
            ended: None,
        })
    }

    /// Somebody who joins a team and learns.
    pub fn newcomer(
        &self,
        team: usize,
        first_day: Moment,
        learning: Learning,
        chance: &mut Chance,
    ) -> Agent {
        let course = &self.scenario.course;
        let party = &self.parties[self.teams[team].party];
        let newcomer = Agent {
            name: self.next_name(team),
            team,
            pace: party.spec.pace * chance.lognormal(1.0, course.agent_pace_variation),
            resolution: chance.normal(0.0, course.agent_resolution_deviation),
            satisfaction: chance.normal(0.0, 0.08),
            quality: chance.normal(0.0, QUALITY_DEVIATION),
            learns: Some(Learns::since(first_day, learning)),
            is_reserve: false,
            person: Person::default(),
        };
        self.comes(newcomer, first_day)
    }

    /// The name of whoever joins a team next.
    pub fn next_name(&self, team: usize) -> String {
        let seated = |agent: &&Agent| agent.team == team && !agent.is_reserve;
        let earlier = self.agents.iter().filter(seated);
        format!("{}-{:02}", self.teams[team].name, earlier.count() + 1)
    }
}
