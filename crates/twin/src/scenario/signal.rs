//! Campaigns and releases, which people know of beforehand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Onset, ScenarioError};

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

impl Signal {
    /// Whether each says sense by itself.
    pub(super) fn check_all(signals: &[Self]) -> Result<(), ScenarioError> {
        signals.iter().try_for_each(Self::check)
    }

    fn check(&self) -> Result<(), ScenarioError> {
        let refused = |expected, found: &str| {
            let place = format!("signals.{}", self.note);
            Err(ScenarioError::value(place, expected, found))
        };
        let either = "either the change that it brings or an onset";
        match (&self.change, self.onset, self.value) {
            (Some(_), Some(_), _) => refused(either, "both"),
            (None, None, _) => refused(either, "neither"),
            (Some(_), None, Some(_)) => refused("no value: it has that of its change", "one"),
            (None, Some(_), Some(value)) if !value.is_finite() => {
                refused("a value that is a number", &value.to_string())
            }
            _ => Ok(()),
        }
    }
}
