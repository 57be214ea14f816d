//! Free text of the charter may name anyone. What a viewer may not know of is left out before it is sent.

use charter::Charter;

use crate::{RowScope, Viewer};

/// The names that a viewer must not read.
#[derive(Debug, Clone)]
pub struct Discretion {
    hidden: Vec<String>,
}

impl Discretion {
    /// The parties whose existence is not the viewer's to know, and their sites and people.
    #[must_use]
    pub fn of(charter: &Charter, viewer: &Viewer) -> Self {
        let partnership = &charter.partnership;
        let mut hidden = Vec::new();
        if *viewer.rows() != RowScope::Everything {
            let is_hidden = |party: &str| !viewer.may_name(partnership, party);
            let mut hide = |name: &str| hidden.push(name.to_lowercase());
            for party in &partnership.parties {
                if is_hidden(&party.party) {
                    hide(&party.party);
                    hide(&party.title);
                }
            }
            for site in &charter.taxonomy.sites {
                if is_hidden(&site.party) {
                    hide(&site.site);
                    hide(&site.title);
                }
            }
            // Short names of people and names of teams are everyday words too often: `will`, `voice`.
            for person in &partnership.people {
                if is_hidden(&person.party) {
                    hide(&person.name);
                }
            }
            hidden.retain(|name| !name.is_empty());
        }
        Self { hidden }
    }

    /// Whether a text names someone whom the viewer must not know of.
    #[must_use]
    pub fn names_hidden(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.hidden.iter().any(|name| has_word(&text, name))
    }

    /// Whether a name or an expression of the charter holds such a name, also within a longer word: `alderContacts`.
    #[must_use]
    pub fn holds_hidden(&self, code: &str) -> bool {
        let code = code.to_lowercase();
        self.hidden.iter().any(|name| code.contains(name.as_str()))
    }

    /// The sentences of a text that name no one whom the viewer must not know of.
    #[must_use]
    pub fn sentences(&self, text: &str) -> String {
        if !self.names_hidden(text) {
            return text.to_owned();
        }
        text.split_inclusive(". ")
            .filter(|sentence| !self.names_hidden(sentence))
            .collect::<String>()
            .trim_end()
            .to_owned()
    }
}

/// Whether a name stands in a text by itself, not as part of a longer word.
fn has_word(text: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric();
    text.match_indices(name).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + name.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}
