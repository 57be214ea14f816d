//! What a person brings, keeps up and loses: strengths by contact type, what lapses without coaching, and how long they stay.

use std::collections::BTreeSet;

use charter::Charter;
use jiff::civil::Date;

use super::cohorts::Learns;
use super::lapse::Lapsed;
use super::{Agent, Party, World};
use crate::chance::{Chance, key};
use crate::engine::AgentId;
use crate::moment::{DAY_SECONDS, Moment};
use crate::scenario::{Scenario, ScenarioError};

const DAYS_A_YEAR: f64 = 365.25;
/// A twelfth of a year.
pub(crate) const DAYS_A_MONTH: f64 = DAYS_A_YEAR / 12.0;
/// Spread of quality between agents, in points.
pub(crate) const QUALITY_DEVIATION: f64 = 2.5;
/// Sets what is drawn about people apart from everything else under a seed.
const PEOPLE: u64 = 0x7065_6f70_6c65;

/// What is drawn about a person.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Draws {
    Strengths = 1,
    Tenure,
    Vacancy,
    Rhythm,
    Newcomer,
    Leaving,
    Talk,
    Score,
    Reserve,
}

/// The seed of what is drawn about people.
pub(crate) fn seed_of_people(seed: u64) -> u64 {
    key([seed, PEOPLE])
}

/// The draws about somebody, which nobody else's disturb. `of` is when, or of what.
pub(crate) fn draws(seed: u64, what: Draws, name: &str, of: u64) -> Chance {
    let name = name
        .bytes()
        .fold(0, |all, byte| key([all, u64::from(byte)]));
    Chance::of_key(key([seed, what as u64, name, of]))
}

/// What an agent brings, keeps up and loses.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    /// By contact type; none when all are alike.
    pub strengths: Vec<Strength>,
    /// What has lapsed, of those who are coached.
    pub lapsed: Option<Lapsed>,
    /// When they began, as far as it matters.
    pub began: Option<Moment>,
    /// The first day on which they are not there any more.
    pub leaves: Option<Date>,
    /// They never leave: somebody signs in as them.
    pub stays: bool,
    /// A newcomer's first training is still to come.
    pub untrained: bool,
}

/// How an agent's work on a contact type departs from the agent's general level.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strength {
    /// Factor on handle time.
    pub pace: f64,
    /// Added to the probability of solving.
    pub resolution: f64,
}

impl Agent {
    /// The share that has lapsed of what coaching keeps up.
    pub fn lapsed_at(&self, at: Moment) -> f64 {
        self.person.lapsed.map_or(0.0, |lapsed| lapsed.at(at))
    }

    /// Factor on handle time for a contact type at an instant.
    pub fn pace_for(&self, contact_type: usize, at: Moment) -> f64 {
        let strength = self.person.strengths.get(contact_type);
        self.pace_at(at) * strength.map_or(1.0, |strength| strength.pace)
    }

    /// What is added to the probability of solving a contact of a type, so much having lapsed.
    pub fn resolution_for(&self, contact_type: usize, at: Moment, lapsed: f64) -> f64 {
        let strength = self.person.strengths.get(contact_type);
        let lost = (self.person.lapsed).map_or(0.0, |l| l.lapse.resolution * lapsed);
        self.resolution_at(at) + strength.map_or(0.0, |strength| strength.resolution) + lost
    }

    /// What is added to quality, in points.
    pub fn quality_at(&self, at: Moment) -> f64 {
        let lost = |lapsed: Lapsed| lapsed.lapse.quality * lapsed.at(at);
        self.quality + self.person.lapsed.map_or(0.0, lost)
    }
}

impl Party {
    /// The probability that an agent leaves on a day.
    pub fn leaves_in_a_day(&self) -> f64 {
        let per_day = (self.attrition.as_ref()).map_or(0.0, |a| a.per_year / DAYS_A_YEAR);
        -libm::expm1(-per_day)
    }
}

/// Somebody who leaves, and whoever takes the seat.
#[derive(Debug, Clone)]
pub(crate) struct Departure {
    pub agent: AgentId,
    pub team: usize,
    /// The first day on which the seat is empty.
    pub on: Date,
    /// The first day of whoever comes.
    pub until: Date,
    pub successor: Option<AgentId>,
}

impl World {
    /// Parties of which something is said about their people are parties.
    pub(super) fn check_people(
        scenario: &Scenario,
        parties: &[Party],
    ) -> Result<(), ScenarioError> {
        let coaching = scenario.coaching.keys().map(|name| ("coaching", name));
        let attrition = scenario.attrition.keys().map(|name| ("attrition", name));
        for (place, name) in coaching.chain(attrition) {
            if !parties.iter().any(|party| party.name == *name) {
                let known = parties.iter().map(|party| &*party.name);
                return Err(ScenarioError::unknown(place, "party", name, known));
            }
        }
        Ok(())
    }

    /// Lets those who are there at the beginning be as if it had always gone on like this: they began at different times,
    /// are at different points between two talks, and some seats are empty.
    pub fn settle(&mut self, seed: u64, charter: &Charter) {
        self.people = seed_of_people(seed);
        let people = charter.partnership.people.iter();
        let stay: BTreeSet<&str> = people.filter_map(|p| p.agent.as_deref()).collect();
        for id in 0..self.agents.len() {
            let mut agent = self.agents[id].clone();
            agent.person.stays = stay.contains(&*agent.name);
            self.brings(&mut agent);
            self.has_been_there(&mut agent);
            if !agent.person.stays {
                self.may_have_left(id, &agent);
            }
            self.agents[id] = agent;
        }
    }

    /// A newcomer, with what a newcomer brings.
    pub fn comes(&self, mut newcomer: Agent, first_day: Moment) -> Agent {
        self.brings(&mut newcomer);
        newcomer.person.began = Some(first_day);
        newcomer.person.untrained = self.scenario.training.is_some();
        let party = &self.parties[self.teams[newcomer.team].party];
        let coaching = party.coaching.as_ref();
        // What newcomers are taught stands for a talk.
        newcomer.person.lapsed = coaching.map(|c| Lapsed::in_rhythm(c, first_day));
        newcomer
    }

    /// Somebody of the reserve is halfway between two talks, as others are on average.
    pub fn person_of_reserve(&self, team: usize, at: Moment) -> Person {
        let coaching = self.parties[self.teams[team].party].coaching.as_ref();
        let lapsed = coaching.map(|coaching| {
            let days_ago = DAYS_A_MONTH / coaching.talks_per_month / 2.0;
            let days_ago = if days_ago.is_finite() { days_ago } else { 0.0 };
            Lapsed::in_rhythm(coaching, at.plus(-days_ago * DAY_SECONDS))
        });
        Person {
            lapsed,
            ..Person::default()
        }
    }

    fn brings(&self, agent: &mut Agent) {
        let course = &self.scenario.course;
        let (pace, resolution) = (
            course.agent_type_pace_variation,
            course.agent_type_resolution_deviation,
        );
        if pace > 0.0 || resolution > 0.0 {
            let mut chance = draws(self.people, Draws::Strengths, &agent.name, 0);
            let types = self.contact_types.iter();
            agent.person.strengths = types
                .map(|_| Strength {
                    pace: chance.lognormal(1.0, pace),
                    resolution: chance.normal(0.0, resolution),
                })
                .collect();
        }
    }

    fn has_been_there(&self, agent: &mut Agent) {
        let starts = self.period.warm_up_start;
        let party = &self.parties[self.teams[agent.team].party];
        if let Some(coaching) = &party.coaching {
            let mut chance = draws(self.people, Draws::Rhythm, &agent.name, 0);
            let days_ago = chance.uniform() * DAYS_A_MONTH / coaching.talks_per_month;
            // Who never has a talk has none to count from, and nothing left to lose.
            let since = if days_ago.is_finite() { days_ago } else { 0.0 };
            let since = starts.plus(-since * DAY_SECONDS);
            agent.person.lapsed = Some(Lapsed::in_rhythm(coaching, since));
        }
        if let Some(attrition) = party.attrition.as_ref().filter(|a| a.per_year > 0.0) {
            let mut chance = draws(self.people, Draws::Tenure, &agent.name, 0);
            let days = chance.exponential(DAYS_A_YEAR / attrition.per_year);
            let began = starts.plus(-days * DAY_SECONDS);
            agent.person.began = Some(began);
            agent.learns = Some(Learns::since(began, attrition.learning));
        }
    }

    /// Some seats are empty at the beginning, as many as are at any time.
    fn may_have_left(&mut self, id: AgentId, agent: &Agent) {
        let party = &self.parties[self.teams[agent.team].party];
        let Some(attrition) = &party.attrition else {
            return;
        };
        let days = f64::from(attrition.vacant_days);
        let empty = attrition.per_year / DAYS_A_YEAR * days;
        let mut chance = draws(self.people, Draws::Vacancy, &agent.name, 0);
        if !chance.happens(empty / (1.0 + empty)) {
            return;
        }
        let ago = chance.below(u64::from(attrition.vacant_days));
        let on = later(self.period.warm_up, -(ago as i64));
        self.departures.push(Departure {
            agent: id,
            team: agent.team,
            on,
            until: later(on, i64::from(attrition.vacant_days)),
            successor: None,
        });
        self.teams[agent.team].agents.retain(|seated| *seated != id);
    }
}

/// A day so many days later.
pub(crate) fn later(date: Date, days: i64) -> Date {
    date.saturating_add(jiff::Span::new().days(days))
}
