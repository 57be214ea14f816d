//! Who may know of a call, and undo it.

use access::{Discretion, RowScope, Viewer};
use charter::Charter;
use charter::partnership::Right;
use twin::what_if::Lever;

/// A call before a viewer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach<'a> {
    pub charter: &'a Charter,
    pub viewer: &'a Viewer,
}

impl Reach<'_> {
    /// A provider never learns that another exists: not from what platforms are told, either.
    pub fn may_know(self, lever: &Lever) -> bool {
        // Also where the charter has lost a name since.
        if self.viewer.sees_everything() {
            return true;
        }
        let taxonomy = &self.charter.taxonomy;
        let shown = Discretion::of(self.charter, self.viewer);
        let queue = |name: &str| {
            let mut queues = taxonomy.queues.iter().filter(|queue| queue.queue == name);
            queues.all(|queue| shown.may_show_queue(taxonomy, queue))
        };
        let channel = |name: &str| {
            let mut channels = taxonomy.channels.iter().filter(|one| one.channel == name);
            channels.all(|channel| shown.may_show_channel(channel))
        };
        let contact_type = |name: &str| {
            let types = taxonomy.contact_types.iter();
            let mut types = types.filter(|one| one.contact_type == name);
            types.all(|one| shown.may_show_contact_type(one))
        };
        match lever {
            Lever::Agents { team, .. } => self.knows_team(team),
            Lever::Allocation { party, .. } => self.viewer.knows_party(party),
            Lever::Routing {
                team, queue: of, ..
            } => self.knows_team(team) && queue(of),
            Lever::Proficiency {
                party,
                channel: through,
                ..
            } => {
                party
                    .as_deref()
                    .is_none_or(|one| self.viewer.knows_party(one))
                    && through.as_deref().is_none_or(channel)
            }
            Lever::PredictedIntent {
                channel: through, ..
            } => through.as_deref().is_none_or(channel),
            Lever::BotShare {
                channel: through,
                contact_type: of,
                ..
            } => through.as_deref().is_none_or(channel) && of.as_deref().is_none_or(contact_type),
            // No platform sets them.
            Lever::HandleTime { .. } | Lever::Volume { .. } => false,
        }
    }

    /// Whether the viewer sees all rows of everybody whom it touches.
    pub fn sees_all_of(self, lever: &Lever) -> bool {
        let Some(party) = self.touches_only(lever) else {
            return self.viewer.sees_everything();
        };
        let all_of_it = RowScope::Where(vec![("party".to_owned(), party.to_owned())]);
        self.viewer.rows().covers(&all_of_it)
    }

    /// Whether the viewer may undo it: a part of a party does not suffice, since what one team gains another may lose.
    pub fn may_undo(self, lever: &Lever) -> bool {
        self.viewer.may(Right::PinNotes) && self.may_know(lever) && self.sees_all_of(lever)
    }

    /// Why it was called, to whom it is told: others may be named in it.
    pub fn reason(self, lever: &Lever, reason: &str) -> Option<String> {
        let told = Discretion::of(self.charter, self.viewer).sentences(reason);
        (self.sees_all_of(lever) && !told.is_empty()).then_some(told)
    }

    /// The name of who undid it, to whom it is told: not to others whose people are not theirs to know.
    pub fn name(self, lever: &Lever, by: &str) -> Option<String> {
        let partnership = &self.charter.partnership;
        let person = partnership.people.iter().find(|one| one.person == by);
        let may_hear = match person {
            Some(person) => self.viewer.may_name(partnership, &person.party),
            // Of somebody who has left the charter it is not known whose they were.
            None => self.viewer.sees_everything(),
        };
        (may_hear && self.sees_all_of(lever)).then(|| named(self.charter, by))
    }

    /// The one party that a call touches; none when it moves work between parties or reaches all of them.
    fn touches_only<'b>(&'b self, lever: &'b Lever) -> Option<&'b str> {
        match lever {
            Lever::Agents { team, .. } | Lever::Routing { team, .. } => self.party_of(team),
            Lever::Proficiency { party, .. } => party.as_deref(),
            Lever::Allocation { .. }
            | Lever::PredictedIntent { .. }
            | Lever::BotShare { .. }
            | Lever::HandleTime { .. }
            | Lever::Volume { .. } => None,
        }
    }

    fn knows_team(self, team: &str) -> bool {
        let party = self.party_of(team);
        party.is_some_and(|party| self.viewer.knows_party(party))
    }

    fn party_of(&self, team: &str) -> Option<&str> {
        let taxonomy = &self.charter.taxonomy;
        let team = taxonomy.teams.iter().find(|one| one.team == team)?;
        let site = taxonomy.sites.iter().find(|one| one.site == team.site)?;
        Some(&site.party)
    }
}

/// The name of a person; the short one when the charter has the person no more.
pub(super) fn named(charter: &Charter, by: &str) -> String {
    let mut people = charter.partnership.people.iter();
    let person = people.find(|person| person.person == by);
    person.map_or_else(|| by.to_owned(), |person| person.name.clone())
}
