//! What happens to a contact, and what is said of it afterwards.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{is_unity, unity};

/// What happens to a contact besides being answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// Handle time grows with complexity to this power.
    pub complexity_power: f64,
    /// Spread of handle time between agents, as a share.
    pub agent_pace_variation: f64,
    /// Standard deviation between agents of the probability of solving.
    pub agent_resolution_deviation: f64,
    /// Spread of handle time of one agent between contact types, beside that between agents, as a share.
    #[serde(default)]
    pub agent_type_pace_variation: f64,
    /// Standard deviation of the probability of solving of one agent between contact types, beside that between agents.
    #[serde(default)]
    pub agent_type_resolution_deviation: f64,
    /// Share of contacts put into the wrong queue, whose first agent lacks the skill and hands them over.
    pub wrong_queue: f64,
    /// The same share where a prediction of what the contact is about finds the queue.
    #[serde(default)]
    pub wrong_queue_predicted: f64,
    /// Seconds that finding this out takes, on average.
    pub wrong_queue_seconds: f64,
    /// Share of unsolved contacts whose customer comes back.
    pub returns_unsolved: f64,
    /// Share of solved contacts whose customer comes back all the same.
    pub returns_solved: f64,
    /// Days until the customer comes back, on average.
    pub returns_after_days: f64,
    /// Share of those coming back that use the same channel; others come by a channel as at first.
    pub returns_same_channel: f64,
    /// Hours until the higher tier has solved an escalation, on average.
    pub escalation_hours: f64,
    /// Share of unsolved contacts that were called solved once too early, and opened again.
    pub reopens: f64,
    /// Share of contacts marked urgent.
    pub urgent: f64,
}

/// What customers say afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Surveys {
    /// Share of satisfied customers that answer.
    pub response: f64,
    /// Factor on that share for one or two stars: those who are cross answer more often.
    pub response_when_cross: f64,
    /// Factor on that share for five stars.
    pub response_when_delighted: f64,
    /// Satisfaction with a plain solved contact, in stars.
    pub stars: f64,
    /// Spread of one person's opinion, in stars.
    pub deviation: f64,
    /// Stars lost when it was not solved.
    pub unsolved_costs: f64,
    /// Stars lost when it was handed over.
    pub handover_costs: f64,
    /// Stars lost when it was escalated.
    pub escalation_costs: f64,
    /// Stars lost when a bot had been done with it and it was not solved.
    #[serde(default = "unity", skip_serializing_if = "is_unity")]
    pub bot_costs: f64,
}

/// What evaluators find.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evaluations {
    /// The form used.
    pub scorecard: String,
    /// Share of handled contacts that are evaluated.
    pub share: f64,
    /// Share of evaluations that the client's evaluator gives a second time, independently.
    pub second_share: f64,
    /// Spread of quality between contacts, in points.
    pub deviation: f64,
    /// Spread of one evaluator's score of one contact, in points.
    pub evaluator_noise: f64,
    /// Spread of strictness between evaluators, in points.
    pub strictness_deviation: f64,
    /// Points lost when it was not solved.
    pub unsolved_costs: f64,
    /// Points from which on it passes.
    pub pass_mark: f64,
    /// Share of contacts with an error that fails them on its own.
    pub critical_error: f64,
}
