//! What a channel is like.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a channel is like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// What the helpdesk calls it.
    pub via: String,
    /// Share of contacts that come this way; shares need not add up to one.
    pub share: f64,
    /// Weight of each hour of the day in the partnership's zone, from midnight.
    pub hours: Vec<f64>,
    /// Weight of each day of the week, from Monday.
    pub weekdays: Vec<f64>,
    /// Group of contact types → queue.
    pub queues: BTreeMap<String, String>,
    /// Contacts that an agent can have at a time.
    #[serde(default = "one")]
    pub at_a_time: usize,
    /// Seconds with the customer for work of complexity 1, on average.
    pub talk_seconds: f64,
    /// Seconds of work afterwards, on average.
    pub wrap_seconds: f64,
    /// Coefficient of variation of talk and wrap-up.
    pub variation: f64,
    /// Share of contacts put on hold, and for how many seconds on average.
    #[serde(default)]
    pub hold: Hold,
    /// Mean of the exponential patience, in seconds; customers wait as long as it takes when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patience_seconds: Option<f64>,
    /// Share of those who gave up that try again within hours.
    #[serde(default)]
    pub tries_again: f64,
    /// Being called back instead of waiting; nobody is when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<Callback>,
    /// Seconds of waiting after which whoever else answers the language takes it over, when somebody is free there; it
    /// stays where it was allotted when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overflow_after_seconds: Option<f64>,
    /// The promise: answered within so many seconds.
    pub answered_within_seconds: f64,
    /// Seconds of waiting that cost one star of satisfaction.
    pub seconds_per_star: f64,
    /// Share of contacts that a bot solves before a person sees them.
    #[serde(default)]
    pub contained_by_bot: f64,
    /// Share of contacts that are answered but stay pending on somebody else.
    #[serde(default)]
    pub pending_share: f64,
    /// Hours until a pending or unsolved contact is solved, on average.
    pub pending_hours: f64,
    /// Whether canned replies are used.
    #[serde(default)]
    pub canned_replies: bool,
}

/// Being put on hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Share of contacts.
    pub share: f64,
    /// Seconds, on average.
    pub seconds: f64,
}

/// Being called back instead of waiting: the place in the line is kept, and an agent calls when it comes up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Callback {
    /// Seconds of waiting after which it is offered.
    pub after_seconds: f64,
    /// Share of customers that take the offer; the others wait on.
    pub accepts: f64,
    /// Probability that the customer picks up.
    pub reached: f64,
    /// How often it is tried.
    pub attempts: u32,
    /// Minutes until it is tried again.
    pub again_after_minutes: f64,
}

fn one() -> usize {
    1
}
