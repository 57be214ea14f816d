//! The articles of a world, by what contacts are about.

use super::World;
use crate::moment::Moment;
use crate::scenario::{ArticleState, Knowledge, Parameter, ScenarioError};
use crate::world::effects::Where;

/// Articles in their order, and which of them a contact may need.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    pub spec: Knowledge,
    pub articles: Vec<Article>,
    /// By contact type.
    pub needed: Vec<Vec<usize>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Article {
    pub name: String,
    pub needed: f64,
    state: ArticleState,
    /// Since when it is out of date, if it is.
    since: Option<Moment>,
}

impl World {
    /// The shelf that the scenario describes, if it describes one.
    pub(super) fn shelf(&self) -> Result<Option<Shelf>, ScenarioError> {
        let Some(spec) = &self.scenario.knowledge else {
            return Ok(None);
        };
        let mut needed = vec![Vec::new(); self.contact_types.len()];
        let mut articles = Vec::new();
        for (name, article) in &spec.articles {
            let place = |field: &str| format!("knowledge.articles.{name}.{field}");
            let since = match article.since {
                None => None,
                Some(onset) => Some(self.begins(onset).map(Moment::of).ok_or_else(|| {
                    ScenarioError::value(place("since"), "a day within the calendar", "none")
                })?),
            };
            for contact_type in &article.contact_types {
                let known = self.contact_types.iter();
                let Some(found) = known.clone().position(|t| t.name == *contact_type) else {
                    return Err(ScenarioError::unknown(
                        place("contact_types"),
                        "contact type",
                        contact_type,
                        known.map(|t| &*t.name),
                    ));
                };
                needed[found].push(articles.len());
            }
            articles.push(Article {
                name: name.clone(),
                needed: article.needed,
                state: article.state,
                since,
            });
        }
        for (contact_type, needs) in self.contact_types.iter().zip(&needed) {
            let all: f64 = needs.iter().map(|article| articles[*article].needed).sum();
            if all > 1.0 {
                return Err(ScenarioError::value(
                    format!("knowledge.articles for {}", contact_type.name),
                    "shares that add up to no more than 1",
                    all,
                ));
            }
        }
        Ok(Some(Shelf {
            spec: spec.clone(),
            articles,
            needed,
        }))
    }

    /// The probability that an article is out of date for a contact.
    pub fn is_outdated(&self, article: &Article, at: Moment, place: Where) -> f64 {
        let outdated = article.state == ArticleState::Outdated
            && article.since.is_none_or(|since| since <= at);
        let base = f64::from(u8::from(outdated));
        self.now(Parameter::OutdatedArticles, base, at, place)
    }
}

impl Article {
    pub fn is_missing(&self) -> bool {
        self.state == ArticleState::Missing
    }
}
