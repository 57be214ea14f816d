//! What customers and agents say, as data: parts of our own writing.

use std::collections::BTreeMap;

use charter::Beside;
use serde::Deserialize;

use crate::chance::Chance;
use crate::scenario::ScenarioError;
use crate::transcript::{Personal, Sentiment};

/// Phrases of every language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Phrases {
    /// What agents ask for, by contact type.
    wants: BTreeMap<String, Vec<Personal>>,
    languages: BTreeMap<String, Language>,
}

/// Phrases of a language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Language {
    pub hello: Vec<String>,
    asks: BTreeMap<String, Vec<String>>,
    other: Vec<String>,
    moods: Moods,
    pub agent_hello: Vec<String>,
    pub agent_asks: BTreeMap<Personal, Vec<String>>,
    pub details: BTreeMap<Personal, Vec<String>>,
    pub no_detail: Vec<String>,
    pub solved: Vec<String>,
    pub unsolved: Vec<String>,
    closing: Moods,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Moods {
    cross: Vec<String>,
    flat: Vec<String>,
    glad: Vec<String>,
}

impl Phrases {
    /// The phrases that come with Tandem.
    pub fn ours() -> Result<Self, ScenarioError> {
        let read = Beside::<Self>::read("phrases.yaml", include_str!("phrases.yaml"));
        Ok(read.map_err(ScenarioError::Shape)?.value)
    }

    /// A language; English where there are no phrases of it.
    pub fn of(&self, language: &str) -> Option<&Language> {
        let known = self.languages.get(language);
        known.or_else(|| self.languages.get("en"))
    }

    /// What an agent asks for.
    pub fn wanted(&self, contact_type: &str) -> &[Personal] {
        let wanted = self.wants.get(contact_type);
        wanted.map_or(&[Personal::Order], Vec::as_slice)
    }
}

impl Language {
    /// What somebody says who asks about something.
    pub fn asks(&self, contact_type: &str) -> &[String] {
        self.asks.get(contact_type).unwrap_or(&self.other)
    }

    /// What somebody in that mood adds.
    pub fn mood(&self, sentiment: Sentiment) -> &[String] {
        self.moods.of(sentiment)
    }

    /// What somebody in that mood says in the end.
    pub fn closing(&self, sentiment: Sentiment) -> &[String] {
        self.closing.of(sentiment)
    }
}

impl Moods {
    fn of(&self, sentiment: Sentiment) -> &[String] {
        match sentiment {
            Sentiment::Negative => &self.cross,
            Sentiment::Neutral => &self.flat,
            Sentiment::Positive => &self.glad,
        }
    }
}

/// One of several phrases.
pub(super) fn one_of<'a>(phrases: &'a [String], chance: &mut Chance) -> &'a str {
    let nth = chance.below(phrases.len() as u64) as usize;
    phrases.get(nth).map_or("", String::as_str)
}
