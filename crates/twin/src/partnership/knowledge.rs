//! Looking things up: the article that a contact needs, how it is found, and what comes of it.

use super::contact::Contact;
use super::keyed::Part;
use super::lines::Lookup;
use super::numbers::{Number, yes_no};
use super::run::Run;
use crate::chance::{Chance, key};
use crate::engine::AgentId;
use crate::moment::Moment;
use crate::scenario::{ArticleState, Lack};
use crate::world::World;
use crate::world::knowledge::Shelf;

/// What an agent looked for, as it was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looked {
    article: usize,
    state: ArticleState,
    at: Moment,
}

impl Run {
    /// An agent begins with a contact, and looks up what it needs.
    pub(super) fn looks_up(&mut self, contact: &mut Contact, now: Moment) {
        if contact.right_queue.is_some() || self.world.shelf.is_none() {
            return;
        }
        let of = key([contact.key, u64::from(contact.handovers)]);
        self.chances.about(Part::Knowledge, of);
        contact.looked = looked(&self.world, contact, now, &mut self.chances.knowledge);
    }

    /// The agent says whether what was looked up helped.
    pub(super) fn tells_use(&mut self, contact: &Contact, agent: AgentId) {
        let (Some(looked), Some(shelf)) = (contact.looked, &self.world.shelf) else {
            return;
        };
        let helpful = match looked.state {
            ArticleState::Current => shelf.spec.helpful.current,
            ArticleState::Outdated => shelf.spec.helpful.outdated,
            // There was nothing to use.
            ArticleState::Missing => return,
        };
        if self.export.is_silent() || contact.opened < self.world.period.start {
            return;
        }
        let helped = self.chances.knowledge.happens(helpful);
        let team = &self.world.teams[self.world.agents[agent].team];
        let line = Lookup {
            ticket: Number("H", contact.number),
            vendor: &self.world.parties[contact.party].name,
            centre: &team.site,
            squad: &team.name,
            handler: &self.world.agents[agent].name,
            article: &shelf.articles[looked.article].name,
            reason: &self.world.contact_types[contact.contact_type].name,
            looked: looked.at,
            helped: yes_no(helped),
        };
        self.export.write("article_uses", &line);
    }
}

fn looked(world: &World, contact: &Contact, now: Moment, chance: &mut Chance) -> Option<Looked> {
    let shelf = world.shelf.as_ref()?;
    // Both drawn in any case, so that the state of one article does not change who looks for another.
    let (mut at, luck) = (chance.uniform(), chance.uniform());
    let needed = shelf.needed[contact.contact_type].iter();
    let article = needed.copied().find(|article| {
        at -= shelf.articles[*article].needed;
        at < 0.0
    })?;
    let found = &shelf.articles[article];
    let state = if found.is_missing() {
        ArticleState::Missing
    } else if luck < world.is_outdated(found, now, contact.place()) {
        ArticleState::Outdated
    } else {
        ArticleState::Current
    };
    Some(Looked {
        article,
        state,
        at: now,
    })
}

/// What is lost by what the agent did not find, or found out of date.
pub(super) fn lack(world: &World, contact: &Contact) -> Option<Lack> {
    let (looked, Shelf { spec, .. }) = contact.looked.zip(world.shelf.as_ref())?;
    match looked.state {
        ArticleState::Current => None,
        ArticleState::Outdated => Some(spec.outdated),
        ArticleState::Missing => Some(spec.missing),
    }
}
