//! What is said in contacts, for a share of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read::share;
use super::{Scenario, ScenarioError};

/// What is kept of what was said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transcripts {
    /// Share of handled contacts of which there is a transcript.
    pub share: f64,
    /// Share of the data asked for that customers give.
    #[serde(default = "most")]
    pub given: f64,
}

fn most() -> f64 {
    0.8
}

impl Scenario {
    pub(super) fn check_transcripts(&self) -> Result<(), ScenarioError> {
        let Some(transcripts) = &self.transcripts else {
            return Ok(());
        };
        share("transcripts.share", transcripts.share)?;
        share("transcripts.given", transcripts.given)
    }
}
