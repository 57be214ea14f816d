//! What a simulation was told to do and did: what analysis of its facts should find.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::platform::Call;
use crate::scenario::{Learning, Mode, Parameter, Reach, Scenario};

/// The version of this format.
pub(crate) const FORMAT: u32 = 3;

/// `truth.json`: written beside the facts, never among them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// The version of this format: 3.
    pub format: u32,
    /// The partnership simulated.
    pub partnership: String,
    /// The seed: the same seed, scenario and period give the same facts.
    pub seed: u64,
    /// First day, in the partnership's zone.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// The named scenarios that happened from the start. What they changed is among the changes, as is what the world's own
    /// `scenario.yaml` has happen when none is named.
    pub scenarios: Vec<String>,
    /// What was told to go otherwise, in the order in which it was told.
    pub changes: Vec<TrueChange>,
    /// Who left, and who came instead.
    pub hires: Vec<TrueHires>,
    /// What platforms were told to do otherwise while it ran. What a call changed is among the changes as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<TrueCall>,
    /// Who left by themselves, in the order of their last days, and who has the seat since.
    #[serde(default)]
    pub departures: Vec<TrueDeparture>,
    /// What evaluators give too much.
    pub evaluators: Vec<TrueEvaluator>,
    /// How agents differ.
    pub agents: Vec<TrueAgent>,
    /// Probabilities that chance was given, by week and party.
    pub weeks: Vec<TrueWeek>,
    /// How often what happened.
    pub counts: Counts,
    /// Everything else that was true.
    pub scenario: Scenario,
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueChange {
    /// Its name; that of a named scenario's change begins with the name of the scenario and a point.
    pub change: String,
    /// The named scenario that it is of.
    pub scenario: Option<String>,
    /// What happens, in words.
    pub story: String,
    /// What departs.
    pub parameter: Parameter,
    /// How `by` acts on it.
    pub mode: Mode,
    /// Where.
    pub reach: Reach,
    /// First day.
    pub from: Date,
    /// Days over which it grows; a step when 0.
    pub over_days: u32,
    /// The instant at which it begins.
    pub began: Timestamp,
    /// The instant from which on it has its full size.
    pub full_from: Timestamp,
    /// The instant at which it is over, if it ever is.
    pub ends: Option<Timestamp>,
    /// Its full size.
    pub by: f64,
    /// Its size at the end of the period: smaller when it is still growing then, none when it is over.
    pub by_at_end: f64,
}

/// A cohort that began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueHires {
    /// Its name.
    pub cohort: String,
    /// The named scenario that it is of.
    pub scenario: Option<String>,
    /// What happens, in words.
    pub story: String,
    /// The team.
    pub team: String,
    /// The first day.
    pub from: Date,
    /// When those who left came back, if they did.
    pub ended: Option<Timestamp>,
    /// Who came.
    pub came: Vec<String>,
    /// Who left, in the same order.
    pub left: Vec<String>,
    /// How those who came learn.
    pub learning: Learning,
}

/// A call of a platform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueCall {
    /// What it said.
    #[serde(flatten)]
    pub call: Call,
    /// From when it counted.
    pub from: Timestamp,
    /// When it was undone, if it was.
    pub undone: Option<Timestamp>,
}

/// An evaluator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueEvaluator {
    /// The party.
    pub party: String,
    /// The evaluator's name in the facts.
    pub evaluator: String,
    /// Points given too much, before any change.
    pub leniency: f64,
}

/// An agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueAgent {
    /// The name in the facts.
    pub agent: String,
    /// Factor on handle time, the party's included.
    pub pace: f64,
    /// Added to the probability of solving in one contact.
    pub resolution: f64,
    /// Added to quality, in points.
    pub quality: f64,
    /// By contact type, what departs from these; empty when nothing does.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_type: BTreeMap<String, TrueStrength>,
    /// The first day at work, where it matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<Date>,
    /// Share that has lapsed, at the end, of what coaching keeps up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapsed_at_end: Option<f64>,
}

/// How an agent's work on a contact type departs from the agent's general level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TrueStrength {
    /// Factor on handle time.
    pub pace: f64,
    /// Added to the probability of solving in one contact.
    pub resolution: f64,
}

/// Somebody who left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrueDeparture {
    /// Who.
    pub agent: String,
    /// The team.
    pub team: String,
    /// The first day without them; before the period of those who had just left when it began.
    pub left: Date,
    /// Who came.
    pub successor: Option<String>,
    /// Their first day.
    pub came: Option<Date>,
}

/// A party's week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueWeek {
    /// Monday of the week, in the partnership's zone.
    pub week: Date,
    /// The party.
    pub party: String,
    /// Contacts handled.
    pub handled: u64,
    /// Mean probability of solving in one contact.
    pub resolution: f64,
    /// Mean probability of escalation.
    pub escalation: f64,
    /// Mean probability of staying pending.
    pub pending: f64,
    /// Mean share that had lapsed, with the agents who handled them, of what coaching keeps up.
    #[serde(default)]
    pub lapsed: f64,
}

/// How often what happened, over contacts opened within the period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Contacts opened.
    pub contacts: u64,
    /// Handled by an agent.
    pub handled: u64,
    /// Given up by the customer.
    pub abandoned: u64,
    /// Solved by a bot.
    pub contained: u64,
    /// Neither, when the simulation ended.
    pub still_open: u64,
    /// Customers who came back about the same matter, having been answered.
    pub came_back: u64,
    /// Customers who tried again, having given up.
    pub tried_again: u64,
    /// Put into the wrong queue and handed over.
    pub handed_over: u64,
    /// Customers who left the line to be called back.
    pub callbacks: u64,
    /// Taken over by another party than the one that they were allotted to.
    pub overflowed: u64,
    /// Escalated.
    pub escalated: u64,
    /// Tasks that contacts left behind.
    pub tasks: u64,
    /// Tasks that were done, by a robot or a person.
    pub tasks_done: u64,
    /// Tasks that a person did because a robot could not.
    pub tasks_reworked: u64,
    /// Runs of robots.
    pub robot_runs: u64,
    /// Runs that ended with an exception.
    pub robot_exceptions: u64,
    /// Customers who asked again because a task was late.
    pub chased: u64,
    /// Answers to surveys.
    pub surveys: u64,
    /// Evaluations.
    pub evaluations: u64,
    /// Customers who left.
    #[serde(default, skip_serializing_if = "is_none")]
    pub left: u64,
    /// Customers who joined.
    #[serde(default, skip_serializing_if = "is_none")]
    pub joined: u64,
    /// Who would have come back or tried again, and had left.
    #[serde(default, skip_serializing_if = "is_none")]
    pub left_before_asking_again: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde hands it over")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// Sums behind the weeks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Weeks {
    sums: BTreeMap<(Date, usize), Sums>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    handled: u64,
    drawn_with: [f64; 4],
}

impl Weeks {
    /// Counts a handled contact with what its verdict was drawn with: the probabilities of solving, escalation and
    /// staying pending, and what had lapsed.
    pub fn add(&mut self, week: Date, party: usize, drawn_with: [f64; 4]) {
        let sums = self.sums.entry((week, party)).or_default();
        sums.handled += 1;
        for (sum, value) in sums.drawn_with.iter_mut().zip(drawn_with) {
            *sum += value;
        }
    }

    /// The weeks in order.
    pub fn told(&self, name: impl Fn(usize) -> String) -> Vec<TrueWeek> {
        let week = |(&(week, party), sums): (&(Date, usize), &Sums)| {
            let [resolution, escalation, pending, lapsed] =
                sums.drawn_with.map(|sum| sum / sums.handled as f64);
            TrueWeek {
                week,
                party: name(party),
                handled: sums.handled,
                resolution,
                escalation,
                pending,
                lapsed,
            }
        };
        self.sums.iter().map(week).collect()
    }
}
