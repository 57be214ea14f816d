//! Who asks, when and about what.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who asks, when and about what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// Contacts a week that are not about an earlier contact; those come on top.
    pub contacts_per_week: f64,
    /// How many customers there are.
    pub customers: u32,
    /// Standard deviation of a day's demand around what was expected, as a share of it.
    pub day_variation: f64,
    /// Demand on a holiday of a queue that stays open, as a share of a usual day.
    pub holiday_share: f64,
    /// Language → its share of customers, and the parties that answer it.
    pub languages: BTreeMap<String, Language>,
}

/// Customers of one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Share of customers; shares need not add up to one.
    pub share: f64,
    /// Party → share of these customers' contacts that it answers.
    pub answered_by: BTreeMap<String, f64>,
}
