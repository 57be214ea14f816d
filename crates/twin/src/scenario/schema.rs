//! JSON Schemas of the files that say what is simulated, so that editors complete and check them.

use charter::schema::schema;
use serde_json::Value;

use super::{NamedScenario, Scenario};

/// Every schema, draft 2020-12, with the name of its file.
#[must_use]
pub fn all() -> Vec<(&'static str, Value)> {
    vec![
        (
            "named_scenario.json",
            schema::<NamedScenario>("scenarios/*.yaml"),
        ),
        ("scenario.json", schema::<Scenario>("scenario.yaml")),
    ]
}
