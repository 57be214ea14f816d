//! People leave, and others take their seats and learn.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Onset;

/// A cohort of people who begin on the same day, in the seats of as many who leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hires {
    /// Short name, `snake_case`.
    pub cohort: String,
    /// What happens, in words.
    pub story: String,
    /// The team whose people leave and that the others join.
    pub team: String,
    /// How many.
    pub agents: usize,
    /// The day of their first shifts.
    pub onset: Onset,
    /// How they learn.
    pub learning: Learning,
}

/// How much is missing to what a person will be able to do, and how it shrinks.
///
/// What is missing is halved in equal times: the exponential law of practice, which fits single people better than the
/// power law does (Heathcote, Brown and Mewhort 2000, "The power law repealed", Psychonomic Bulletin & Review 7).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Learning {
    /// Factor on handle time on the first day.
    pub handle_time: f64,
    /// Added to the probability of solving in one contact on the first day.
    pub resolution: f64,
    /// Days after which half of what is missing has been learned.
    pub half_life_days: f64,
}
