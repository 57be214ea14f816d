//! Articles that agents look things up in, and what is wrong with some of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read::{amount, share};
use super::{Onset, Scenario, ScenarioError};

/// What agents look things up in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Knowledge {
    /// What it does to a contact when the article that it needs is missing.
    pub missing: Lack,
    /// What it does to a contact when the article that it needs is out of date: looked at, it costs time and misleads.
    pub outdated: Lack,
    /// Share of uses that agents call helpful.
    pub helpful: Helpful,
    /// Articles by name.
    pub articles: BTreeMap<String, Article>,
}

/// What is lost by an article that is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lack {
    /// Factor on handle time.
    pub handle_time: f64,
    /// Added to the probability of solving in one contact.
    pub resolution: f64,
}

/// Share of uses that agents call helpful, by the state of the article.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Helpful {
    /// It is current.
    pub current: f64,
    /// It is out of date, and not everybody notices.
    pub outdated: f64,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// What the contacts are about in which it is needed.
    pub contact_types: Vec<String>,
    /// Share of these contacts in which it is needed.
    pub needed: f64,
    /// How it stands.
    #[serde(default)]
    pub state: ArticleState,
    /// Since when it is out of date; always when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Onset>,
}

/// How an article stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArticleState {
    /// It says what is true.
    #[default]
    Current,
    /// It says what was true.
    Outdated,
    /// Nobody has written it.
    Missing,
}

impl Scenario {
    pub(super) fn check_knowledge(&self) -> Result<(), ScenarioError> {
        let Some(knowledge) = &self.knowledge else {
            return Ok(());
        };
        for (state, lack) in [
            ("missing", knowledge.missing),
            ("outdated", knowledge.outdated),
        ] {
            amount(&format!("knowledge.{state}.handle_time"), lack.handle_time)?;
            if !(-1.0..=1.0).contains(&lack.resolution) {
                let place = format!("knowledge.{state}.resolution");
                let expected = "a share from -1 to 1";
                return Err(ScenarioError::value(place, expected, lack.resolution));
            }
        }
        share("knowledge.helpful.current", knowledge.helpful.current)?;
        share("knowledge.helpful.outdated", knowledge.helpful.outdated)?;
        for (name, article) in &knowledge.articles {
            let place = format!("knowledge.articles.{name}");
            share(&format!("{place}.needed"), article.needed)?;
            if article.since.is_some() && article.state != ArticleState::Outdated {
                let expected = "a day only with `state: outdated`";
                return Err(ScenarioError::value(
                    format!("{place}.since"),
                    expected,
                    "another state",
                ));
            }
        }
        Ok(())
    }
}
