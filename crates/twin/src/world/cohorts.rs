//! People who begin on the same day, and how they learn.

use calendar::start_of_day;
use jiff::civil::Date;

use super::{Agent, World};
use crate::chance::Chance;
use crate::engine::AgentId;
use crate::moment::Moment;
use crate::scenario::{Hires, Learning, ScenarioError};

const DAY_SECONDS: f64 = 86_400.0;

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
    /// The share of what was missing on the first day that is missing still.
    fn missing(&self, at: Moment) -> f64 {
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
        let seats = self.teams[team].agents.len();
        if !(1..=seats).contains(&hires.agents) {
            let expected = "some agents, and no more than the team has";
            return Err(ScenarioError::value(
                place("agents"),
                expected,
                hires.agents,
            ));
        }
        let Learning {
            handle_time,
            resolution,
            half_life_days,
        } = hires.learning;
        for (field, value, fits) in [
            ("learning.handle_time", handle_time, handle_time > 0.0),
            ("learning.resolution", resolution, resolution.abs() <= 1.0),
            (
                "learning.half_life_days",
                half_life_days,
                half_life_days > 0.0,
            ),
        ] {
            if !(fits && value.is_finite()) {
                let expected = "a factor, an added probability and days";
                return Err(ScenarioError::value(place(field), expected, value));
            }
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

    /// The next of a cohort.
    pub fn newcomer(&self, cohort: usize, chance: &mut Chance) -> Agent {
        let cohort = &self.cohorts[cohort];
        let team = &self.teams[cohort.team];
        let course = &self.scenario.course;
        let seated = |agent: &&Agent| agent.team == cohort.team && !agent.is_reserve;
        let earlier = self.agents.iter().filter(seated);
        Agent {
            name: format!("{}-{:02}", team.name, earlier.count() + 1),
            team: cohort.team,
            pace: self.parties[team.party].spec.pace
                * chance.lognormal(1.0, course.agent_pace_variation),
            resolution: chance.normal(0.0, course.agent_resolution_deviation),
            satisfaction: chance.normal(0.0, 0.08),
            quality: chance.normal(0.0, 2.5),
            learns: Some(Learns {
                since: cohort.begins,
                learning: cohort.spec.learning,
            }),
            is_reserve: false,
        }
    }
}
