//! Campaigns and releases, which people know of beforehand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Onset, Scenario, ScenarioError};

/// Something that people know of and that is told among the facts: a campaign, a release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// What it is.
    pub signal: SignalKind,
    /// What happens, in words.
    pub note: String,
    /// The change that it brings; it begins with that and has its size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// When it is, where it changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onset: Option<Onset>,
    /// Its value, where it changes nothing: 1 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// How many days before it is told.
    #[serde(default)]
    pub told_days_before: u32,
}

/// What can be told beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// Customers are invited to buy.
    Campaign,
    /// A new version of a shop or a system.
    Release,
}

impl Scenario {
    pub(super) fn check_signals(&self) -> Result<(), ScenarioError> {
        for signal in &self.signals {
            if signal.change.is_some() == signal.onset.is_some() {
                return Err(ScenarioError::value(
                    format!("signals.{}", signal.note),
                    "either the change that it brings or an onset",
                    if signal.change.is_some() {
                        "both"
                    } else {
                        "neither"
                    },
                ));
            }
        }
        Ok(())
    }
}
