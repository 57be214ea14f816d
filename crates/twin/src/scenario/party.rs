//! Who works, and when.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::unity;

/// What a party that answers customers is like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Added to the probability of solving in one contact.
    #[serde(default)]
    pub resolution: f64,
    /// Added to the probability of escalation.
    #[serde(default)]
    pub escalation: f64,
    /// Factor on handle times.
    #[serde(default = "unity")]
    pub pace: f64,
    /// Added to satisfaction, in stars.
    #[serde(default)]
    pub satisfaction: f64,
    /// Quality on the scorecard, on average, 0 to 100.
    pub quality: f64,
    /// Those who evaluate the party's contacts.
    pub evaluators: Vec<String>,
    /// Money for a paid hour of an agent, in the partnership's currency.
    pub hourly_rate: f64,
    /// Money for a contact: licences and lines.
    pub contact_fee: f64,
    /// Money for a day of leading and running the site.
    pub daily_overhead: f64,
    /// The currency in which it bills; the partnership's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// A team of agents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// How many agents it has; they are named `<team>-01` and so on.
    pub agents: usize,
    /// The calendar of the site's working hours; a shift begins only while it is open.
    pub calendar: String,
    /// Share of shifts to which the agent does not come.
    pub absence: f64,
    /// Queue → how the team takes it.
    pub queues: BTreeMap<String, Takes>,
    /// How the team takes tasks of the back office; not at all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_office: Option<Takes>,
    /// Shifts of a day.
    pub shifts: Vec<Shift>,
}

/// How a team takes contacts of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Takes {
    /// Lower is taken first.
    pub urgency: u8,
    /// How many of the team must stay free for more urgent work when one takes a contact of this queue.
    #[serde(default)]
    pub spare: usize,
}

/// A shift, by the clock on the site's wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// When it begins, `HH:MM`.
    pub starts: String,
    /// How long it is, breaks included.
    pub hours: f64,
    /// Agents on each day of the week, from Monday.
    pub agents: Vec<usize>,
}
