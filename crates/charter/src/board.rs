//! A board: the few KPIs that an audience looks at together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `boards/<name>.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Board {
    /// Short name, `snake_case`; also the name of the file.
    pub board: String,
    /// Title for people.
    pub title: String,
    /// Roles that see it first when they sign in.
    #[serde(default)]
    pub audience: Vec<String>,
    /// Roles that may open it beside its audience; every role when absent. Whoever administers may open every board.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_to: Option<Vec<String>>,
    /// How many KPIs this audience can hold in mind.
    #[serde(default = "twenty")]
    pub limit: usize,
    /// The KPIs, most important first.
    pub kpis: Vec<String>,
}

impl Board {
    /// Whether people with these roles may open it.
    #[must_use]
    pub fn is_open_to(&self, roles: &[String]) -> bool {
        let Some(open_to) = &self.open_to else {
            return true;
        };
        roles
            .iter()
            .any(|role| open_to.contains(role) || self.audience.contains(role))
    }
}

fn twenty() -> usize {
    20
}
