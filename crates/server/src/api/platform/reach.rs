//! Who may know of a call, and undo it.

use access::{Discretion, Viewer};
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
            Lever::HandleTime { .. } | Lever::Volume { .. } => self.viewer.sees_everything(),
        }
    }

    /// Whether the viewer may undo it: work is moved between parties by whoever sees them all.
    pub fn may_undo(self, lever: &Lever) -> bool {
        let of_own_team = match lever {
            Lever::Agents { team, .. } | Lever::Routing { team, .. } => self.knows_team(team),
            _ => false,
        };
        let (viewer, reaches) = (self.viewer, self.viewer.sees_everything() || of_own_team);
        viewer.may(Right::PinNotes) && reaches && self.may_know(lever)
    }

    fn knows_team(self, team: &str) -> bool {
        let taxonomy = &self.charter.taxonomy;
        let site = (taxonomy.teams.iter().find(|one| one.team == team)).map(|team| &team.site);
        let site = site.and_then(|site| taxonomy.sites.iter().find(|one| one.site == *site));
        site.is_some_and(|site| self.viewer.knows_party(&site.party))
    }
}
