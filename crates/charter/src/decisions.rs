//! Decision rights: who may propose what, who must agree, by when, and who hears of it when that time passes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `decisions.yaml`: who decides what. Parts of the charter that no decision is about are decided by who may administer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// The decisions.
    #[serde(default)]
    pub decisions: Vec<Decision>,
}

/// A kind of decision, and the rights in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Short name, `snake_case`.
    pub decision: String,
    /// What is decided, for people: `What a KPI means`.
    pub title: String,
    /// The parts of the charter that it is about. No part is in two decisions.
    pub about: Vec<Part>,
    /// Roles whose people may propose.
    pub propose: Vec<String>,
    /// What must be agreed, all of it, each line by another person, none by who proposed.
    pub approve: Vec<Approval>,
    /// Days from the proposal within which it is decided. Then it expires.
    pub within_days: u16,
    /// Roles whose people are told when that time passes.
    #[serde(default)]
    pub tell: Vec<String>,
    /// Roles whose people may decide it alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alone: Vec<String>,
}

/// An agreement that is needed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Roles whose people may give it.
    pub by: Vec<String>,
    /// Of how many of them.
    #[serde(default)]
    pub of: Of,
}

/// Of how many of those who may an agreement is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// One person who holds any of the roles.
    #[default]
    AnyRole,
    /// One person for each of the roles.
    EachRole,
    /// One person of each party that the change concerns and that one of the roles is on the side of.
    EachParty,
}

/// A part of the charter.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What KPIs mean: `kpis/`.
    Definitions,
    /// What they should reach: `targets/`.
    Targets,
    /// What is looked at together: `boards/`.
    Boards,
    /// Where facts come from: `feeds/`.
    Feeds,
    /// Sites, teams, queues, channels, contact types: `taxonomy.yaml`.
    Taxonomy,
    /// Opening hours and holidays: `calendars.yaml`.
    Calendars,
    /// Tables and columns: `tables.yaml`.
    Tables,
    /// Who is there, and in which roles: `people` in `partnership.yaml`.
    People,
    /// What roles see and may, and who decides what: `roles` in `partnership.yaml`, and `decisions.yaml`.
    Rights,
    /// The rest of `partnership.yaml`: parties, purpose, priorities, zone, currency.
    Partnership,
    /// What is simulated: `scenario.yaml` and `scenarios/`.
    Simulation,
}

impl Part {
    /// All of them, in the order in which people read them.
    pub const ALL: [Self; 11] = [
        Self::Definitions,
        Self::Targets,
        Self::Boards,
        Self::Feeds,
        Self::Taxonomy,
        Self::Calendars,
        Self::Tables,
        Self::People,
        Self::Rights,
        Self::Partnership,
        Self::Simulation,
    ];

    /// The part that a file of the charter is; nothing for `partnership.yaml`, which has several, and for strangers.
    #[must_use]
    pub fn of_file(path: &str) -> Option<Self> {
        match path.split_once('/').map_or(path, |(folder, _)| folder) {
            "kpis" => Some(Self::Definitions),
            "targets" => Some(Self::Targets),
            "boards" => Some(Self::Boards),
            "feeds" => Some(Self::Feeds),
            "taxonomy.yaml" => Some(Self::Taxonomy),
            "calendars.yaml" => Some(Self::Calendars),
            "tables.yaml" => Some(Self::Tables),
            "decisions.yaml" => Some(Self::Rights),
            "scenario.yaml" | "scenarios" => Some(Self::Simulation),
            _ => None,
        }
    }
}

impl Decisions {
    /// The decision that a part of the charter belongs to; nothing where who may administer decides it.
    #[must_use]
    pub fn about(&self, part: Part) -> Option<&Decision> {
        self.decisions.iter().find(|one| one.about.contains(&part))
    }

    /// A decision by its name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Decision> {
        self.decisions.iter().find(|one| one.decision == name)
    }

    /// The parts by the decision that they belong to; those that who may administer decides are under nothing.
    #[must_use]
    pub fn by_decision(&self, parts: &[Part]) -> BTreeMap<Option<&str>, Vec<Part>> {
        let mut grouped: BTreeMap<Option<&str>, Vec<Part>> = BTreeMap::new();
        for part in parts {
            let decision = self.about(*part).map(|one| one.decision.as_str());
            grouped.entry(decision).or_default().push(*part);
        }
        grouped
    }
}
