//! A named scenario: what goes otherwise in a charter's world, to be chosen for a run or started while one runs.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read::FORMAT;
use super::{Change, Hires, Onset, Scenario, ScenarioError, Signal};

/// `scenarios/<name>.yaml` beside a charter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedScenario {
    /// The version of this format: 1.
    #[schemars(extend("const" = FORMAT))]
    pub format: u32,
    /// Short name: that of its file.
    pub scenario: String,
    /// Title for people.
    pub title: String,
    /// What happens, in a sentence or two.
    pub story: String,
    /// What a person will see, and where.
    #[serde(default)]
    pub shows: Vec<Shows>,
    /// What departs.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Who leaves, and who comes instead.
    #[serde(default)]
    pub hires: Vec<Hires>,
    /// What people know of beforehand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<Signal>,
    /// How it is when it is started while somebody watches; it cannot be when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<Live>,
}

/// Something to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shows {
    /// What, in words.
    pub what: String,
    /// The page of the screen on which it is seen, from `/` on.
    pub page: String,
}

/// A scenario that is watched is made short: nobody waits for weeks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Live {
    /// Hours over which what would grow over days grows.
    pub over_hours: f64,
    /// Hours until it is over by itself; until somebody stops it when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lasts_hours: Option<f64>,
    /// Simulated seconds in a second at which it shows within a minute; any pace when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pace: Option<f64>,
}

impl NamedScenario {
    /// Reads a named scenario from the text of its file. Whether it fits a world is found out when it is laid over one.
    ///
    /// # Errors
    /// When the text is no named scenario of this format.
    pub fn read(name: &str, text: &str) -> Result<Self, ScenarioError> {
        let file = || format!("scenarios/{name}.yaml");
        let scenario = charter::Beside::<Self>::read(&file(), text)
            .map_err(ScenarioError::Shape)?
            .value;
        scenario.fits(name).map_err(|error| error.within(file()))?;
        Ok(scenario)
    }

    /// Whether it says sense by itself, in a file of this name.
    pub(super) fn fits(&self, name: &str) -> Result<(), ScenarioError> {
        if self.format != FORMAT {
            let found = self.format;
            return Err(ScenarioError::Format { found });
        }
        if self.scenario != name {
            let expected = "the name of its file";
            return Err(ScenarioError::value("scenario", expected, &self.scenario));
        }
        Signal::check_all(&self.signals)?;
        let Some(live) = self.live else { return Ok(()) };
        let hours = live.lasts_hours.unwrap_or(1.0);
        for (field, value, fits) in [
            ("live.over_hours", live.over_hours, live.over_hours >= 0.0),
            ("live.lasts_hours", hours, hours > 0.0),
        ] {
            if !(fits && value.is_finite()) {
                return Err(ScenarioError::value(field, "a number of hours", value));
            }
        }
        Ok(())
    }

    /// Whether some of it reaches every party.
    #[must_use]
    pub fn is_everybodys(&self) -> bool {
        self.changes
            .iter()
            .any(|change| change.reach.party.is_none())
    }

    /// The parties that it is about by name, where `party_of_team` tells whose a team is.
    #[must_use]
    pub fn parties(&self, party_of_team: impl Fn(&str) -> Option<String>) -> BTreeSet<String> {
        let of_changes = self.changes.iter().filter_map(|c| c.reach.party.clone());
        let of_hires = self.hires.iter().filter_map(|h| party_of_team(&h.team));
        of_changes.chain(of_hires).collect()
    }

    /// What it changes when it begins at an instant while somebody watches, with the hours over which each grows.
    pub fn live_changes(&self, at: jiff::Timestamp) -> impl Iterator<Item = (Change, f64)> {
        let live = self.live.unwrap_or_default();
        self.named_changes().map(move |change| {
            let hours = if change.over_days > 0 {
                live.over_hours
            } else {
                0.0
            };
            let change = Change {
                onset: Onset::At(at),
                over_days: 0,
                lasts_hours: live.lasts_hours.or(change.lasts_hours),
                ..change
            };
            (change, hours)
        })
    }

    /// Its changes, each under a name that says whose it is.
    fn named_changes(&self) -> impl Iterator<Item = Change> {
        self.changes.iter().map(|change| Change {
            change: format!("{}.{}", self.scenario, change.change),
            ..change.clone()
        })
    }

    /// Its cohorts, each under a name that says whose it is.
    pub(crate) fn named_hires(&self) -> impl Iterator<Item = Hires> {
        self.hires.iter().map(|hires| Hires {
            cohort: format!("{}.{}", self.scenario, hires.cohort),
            ..hires.clone()
        })
    }

    /// What people know of beforehand, each about a change under the name that says whose it is.
    pub(crate) fn named_signals(&self) -> impl Iterator<Item = Signal> {
        self.signals.iter().map(|signal| Signal {
            change: (signal.change.as_ref()).map(|name| format!("{}.{name}", self.scenario)),
            ..signal.clone()
        })
    }

    /// The named scenario that a change or a cohort is of, by its name; none when it is of `scenario.yaml`.
    pub(crate) fn of(name: &str) -> Option<&str> {
        name.split_once('.').map(|(scenario, _)| scenario)
    }

    /// The error, with the name of its file.
    pub(crate) fn within(&self, error: ScenarioError) -> ScenarioError {
        error.within(format!("scenarios/{}.yaml", self.scenario))
    }
}

impl Scenario {
    /// The same world in which these named scenarios happen, and nothing of what `scenario.yaml` has happen.
    #[must_use]
    pub fn with(mut self, named: &[NamedScenario]) -> Self {
        self.changes = (named.iter())
            .flat_map(NamedScenario::named_changes)
            .collect();
        self.hires = (named.iter())
            .flat_map(NamedScenario::named_hires)
            .collect();
        self.signals = (named.iter())
            .flat_map(NamedScenario::named_signals)
            .collect();
        self.named = named.iter().map(|named| named.scenario.clone()).collect();
        self
    }
}
