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
    /// How many KPIs this audience can hold in mind.
    #[serde(default = "twenty")]
    pub limit: usize,
    /// The KPIs, most important first.
    pub kpis: Vec<String>,
}

fn twenty() -> usize {
    20
}
