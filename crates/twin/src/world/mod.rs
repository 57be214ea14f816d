//! A scenario laid over a charter: names become indices, and everything needed for a draw is at hand.

mod build;
pub(crate) mod cohorts;
pub(crate) mod effects;
mod hours;
pub(crate) mod knowledge;
mod lapse;
pub(crate) mod people;
pub(crate) mod signals;
pub(crate) mod tasks;

use std::sync::Arc;

use calendar::OpeningHours;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::chance::{Chance, Choice};
use crate::engine::{LineId, Serves};
use crate::moment::Moment;
use crate::partnership::Phrases;
use crate::scenario::{Attrition, Coaching, Parameter, Scenario};
use cohorts::{Cohort, Learns};
use effects::{Effect, Where};
use people::{Departure, Person};
use tasks::TaskKind;

/// The world to simulate. Indices into its lists stand for names everywhere in the simulation.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub scenario: Scenario,
    pub zone: TimeZone,
    pub currency: String,
    pub period: Period,
    pub channels: Vec<Channel>,
    pub channel_choice: Choice,
    pub contact_types: Vec<ContactType>,
    pub type_choice: Choice,
    pub parties: Vec<Party>,
    pub queues: Vec<Queue>,
    pub teams: Vec<Team>,
    pub agents: Vec<Agent>,
    pub languages: Vec<Language>,
    /// Evaluators of the client, who evaluate a second time.
    pub second_evaluator_strictness: f64,
    pub effects: Vec<Effect>,
    pub cohorts: Vec<Cohort>,
    pub tasks: Vec<TaskKind>,
    /// What agents look things up in.
    pub shelf: Option<knowledge::Shelf>,
    /// What customers and agents say, when it is kept.
    pub phrases: Option<Arc<Phrases>>,
    /// What is told beforehand, as it stands when the simulation begins.
    pub announced: Vec<signals::Announced>,
    /// Who left by themselves.
    pub departures: Vec<Departure>,
    /// The seed of what is drawn about people.
    pub people: u64,
}

/// What is simulated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Period {
    pub first: Date,
    pub last: Date,
    pub start: Moment,
    pub end: Moment,
    /// The engine starts earlier, so that the first day finds people waiting and coming back as any other day does.
    pub warm_up: Date,
    pub warm_up_start: Moment,
}

#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub name: String,
    pub spec: crate::scenario::Channel,
    /// Queue by group of contact types, in the order of the groups.
    pub queues: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct ContactType {
    pub name: String,
    pub spec: crate::scenario::ContactType,
    pub group: usize,
    pub complexity: f64,
    /// Factor on handle time that follows from complexity.
    pub work: f64,
}

#[derive(Debug, Clone)]
pub(crate) struct Party {
    pub name: String,
    pub spec: crate::scenario::Party,
    /// Where a contact that nobody answered is counted.
    pub site: String,
    /// What each evaluator gives too much, in points.
    pub leniency: Vec<f64>,
    pub coaching: Option<Coaching>,
    pub attrition: Option<Attrition>,
}

#[derive(Debug, Clone)]
pub(crate) struct Queue {
    pub name: String,
    /// Open at all times when absent.
    pub hours: Option<OpeningHours>,
    /// Days on which its hours differ.
    pub holidays: Vec<Date>,
}

#[derive(Debug, Clone)]
pub(crate) struct Team {
    pub name: String,
    pub site: String,
    pub party: usize,
    pub zone: TimeZone,
    pub hours: OpeningHours,
    pub absence: f64,
    pub shifts: Vec<Shift>,
    pub agents: Vec<usize>,
    pub serves: Vec<Serves>,
}

#[derive(Debug, Clone)]
pub(crate) struct Shift {
    pub starts: Time,
    pub seconds: f64,
    pub agents: Vec<usize>,
}

/// An agent, with what makes the agent's work differ from that of others.
#[derive(Debug, Clone)]
pub(crate) struct Agent {
    pub name: String,
    pub team: usize,
    pub pace: f64,
    pub resolution: f64,
    pub satisfaction: f64,
    pub quality: f64,
    /// What is missing to it, of those who were hired of late.
    pub learns: Option<Learns>,
    /// Somebody whom no shift is dealt to, and who can be called in.
    pub is_reserve: bool,
    pub person: Person,
}

#[derive(Debug, Clone)]
pub(crate) struct Language {
    pub name: String,
    /// Customers below this number, and not below the one before, speak it.
    pub customers_below: u32,
    pub party_choice: Choice,
    /// The parties that answer it, and their weights.
    pub parties: Vec<usize>,
    pub weights: Vec<f64>,
}

impl World {
    /// The waiting line of a queue at a party.
    pub fn line(&self, party: usize, queue: usize) -> LineId {
        party * self.queues.len() + queue
    }

    /// The queue of a waiting line; none where tasks of the back office wait.
    pub fn queue_of(&self, line: LineId) -> Option<usize> {
        let queues = self.queues.len();
        (line < self.parties.len() * queues).then(|| line % queues)
    }

    /// A parameter there and then, `base` being its value without any change.
    pub fn now(&self, parameter: Parameter, base: f64, at: Moment, place: Where) -> f64 {
        effects::value(&self.effects, parameter, base, at, place)
    }

    /// How many more of a contact type come through a channel than usual, as a factor.
    pub fn of_type(&self, channel: usize, contact_type: usize, at: Moment) -> f64 {
        let place = Where {
            channel: Some(channel),
            contact_type: Some(contact_type),
            ..Where::default()
        };
        let narrowed = |effect: &&Effect| effect.contact_type.is_some();
        let effects = self.effects.iter().filter(narrowed);
        effects::value_of(effects, Parameter::Demand, 1.0, at, place)
    }

    /// The party that a contact in a language goes to.
    pub fn allocated(&self, language: usize, at: Moment, chance: &mut Chance) -> usize {
        let spoken = &self.languages[language];
        let moved = |effect: &Effect| effect.change.parameter == Parameter::Allocation;
        let moved = self.effects.iter().any(moved).then(|| {
            let weights = spoken.parties.iter().zip(&spoken.weights);
            Choice::new(weights.map(|(party, weight)| {
                let place = Where {
                    party: Some(*party),
                    ..Where::default()
                };
                self.now(Parameter::Allocation, *weight, at, place)
            }))
        });
        let choice = moved.flatten();
        spoken.parties[choice.as_ref().unwrap_or(&spoken.party_choice).draw(chance)]
    }

    /// Whether a customer can reach the queue.
    pub fn is_open(&self, queue: usize, at: Moment) -> bool {
        self.queues[queue]
            .hours
            .as_ref()
            .is_none_or(|hours| hours.is_open(at.timestamp()))
    }

    /// `at`, or when the queue opens next.
    pub fn next_open(&self, queue: usize, at: Moment) -> Option<Moment> {
        match &self.queues[queue].hours {
            None => Some(at),
            Some(hours) => hours.next_open(at.timestamp()).map(Moment::of),
        }
    }

    /// The language of a customer.
    pub fn language_of(&self, customer: u32) -> usize {
        // Who comes after one who left speaks the same.
        let place = customer % self.scenario.demand.customers;
        let found = self
            .languages
            .iter()
            .position(|language| place < language.customers_below);
        found.unwrap_or(self.languages.len() - 1)
    }
}
