//! Free text of the charter may name anyone. What a viewer may not know of is left out before it is sent.

use charter::Charter;
use charter::taxonomy::{Channel, ContactType, Queue, Taxonomy};

use crate::Viewer;

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
        if !viewer.sees_everything() {
            let is_hidden = |party: &str| !viewer.may_name(partnership, party);
            let mut hide = |name: &str| hidden.push(plain(name));
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

    /// With the names that another charter's viewer must not read either: of who comes, or has left.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.hidden.extend(other.hidden);
        self
    }

    /// Whether a text names someone whom the viewer must not know of.
    #[must_use]
    pub fn names_hidden(&self, text: &str) -> bool {
        let text = plain(text);
        self.hidden.iter().any(|name| has_word(&text, name))
    }

    /// Whether a name or an expression of the charter holds such a name, also within a longer word: `alderContacts`.
    #[must_use]
    pub fn holds_hidden(&self, code: &str) -> bool {
        let code = plain(code);
        self.hidden.iter().any(|name| code.contains(name.as_str()))
    }

    /// The sentences of a text that name no one whom the viewer must not know of.
    #[must_use]
    pub fn sentences(&self, text: &str) -> String {
        if !self.names_hidden(text) {
            return text.to_owned();
        }
        let told: String = text
            .split_inclusive(". ")
            .filter(|sentence| !self.names_hidden(sentence))
            .collect();
        // A name with a full stop in it ends no sentence where it is cut: `St. Mary Services`.
        if self.names_hidden(&told) {
            return String::new();
        }
        told.trim_end().to_owned()
    }

    /// Whether a word of the partnership may be shown: neither its short name nor its title gives someone away.
    fn may_show(&self, name: &str, title: &str) -> bool {
        !self.holds_hidden(name)
            && !self.names_hidden(&name.replace('_', " "))
            && !self.names_hidden(title)
    }

    /// Whether a channel may be shown.
    #[must_use]
    pub fn may_show_channel(&self, channel: &Channel) -> bool {
        self.may_show(&channel.channel, &channel.title)
    }

    /// Whether a waiting line may be shown, and with it the channel that feeds it.
    #[must_use]
    pub fn may_show_queue(&self, taxonomy: &Taxonomy, queue: &Queue) -> bool {
        let mut channels = taxonomy.channels.iter();
        self.may_show(&queue.queue, &queue.title)
            && channels
                .find(|channel| channel.channel == queue.channel)
                .is_none_or(|channel| self.may_show_channel(channel))
    }

    /// Whether what customers come for may be shown.
    #[must_use]
    pub fn may_show_contact_type(&self, contact_type: &ContactType) -> bool {
        self.may_show(&contact_type.contact_type, &contact_type.title)
    }
}

/// A text as names are looked for in it: in small letters, a single space wherever there is space.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
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
