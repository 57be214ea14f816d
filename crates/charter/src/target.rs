//! What a KPI should reach, for whom, and from when.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `targets/<name>.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// The targets in this file.
    #[serde(default)]
    pub targets: Vec<Target>,
}

/// A target for a KPI in a scope, from a day on, until a later target for the same KPI and scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The KPI.
    pub kpi: String,
    /// Dimension → value; the whole partnership when empty. The most specific scope wins.
    #[serde(default)]
    pub scope: BTreeMap<String, String>,
    /// First day in force, in the partnership's zone.
    #[serde(deserialize_with = "crate::day::deserialize")]
    #[schemars(with = "String")]
    pub from: Date,
    /// Lowest acceptable value, in the KPI's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// Highest acceptable value, in the KPI's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
}
