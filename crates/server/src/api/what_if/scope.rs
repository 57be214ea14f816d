//! Which levers a viewer may pull, and which outcomes a viewer sees.

use access::{Discretion, RowScope, Viewer};
use charter::Charter;
use charter::partnership::Right;
use twin::what_if::{Comparison, Lever, Levers, Measure, Measured, Menu, Tried, WhatIfError};

use crate::error::ApiError;

/// A viewer before a double.
pub(super) struct Scope<'a> {
    charter: &'a Charter,
    viewer: &'a Viewer,
    discretion: Discretion,
}

impl<'a> Scope<'a> {
    /// The viewer's scope, if it is at least a whole party: what a team gains, another one may lose.
    pub fn of(charter: &'a Charter, viewer: &'a Viewer) -> Result<Self, ApiError> {
        let whole = viewer.only_party().is_none_or(|party| {
            let all_of_it = RowScope::Where(vec![("party".to_owned(), party.to_owned())]);
            viewer.rows().covers(&all_of_it)
        });
        if !whole {
            return Err(ApiError::forbidden(
                "what if is asked about a whole party, and you see a part of one",
            )
            .hint("ask somebody who sees all of your party"));
        }
        Ok(Self {
            charter,
            viewer,
            discretion: Discretion::of(charter, viewer),
        })
    }

    fn has_party(&self, party: &str) -> bool {
        self.viewer.only_party().is_none_or(|own| own == party)
    }

    /// Whether the viewer may pull levers that move work from one party to others, or keep it from all of them.
    pub fn may_move_work(&self) -> bool {
        self.viewer.only_party().is_none()
    }

    pub fn sees_cost(&self) -> bool {
        self.viewer.may(Right::SeeCost)
    }

    fn has_channel(&self, name: &str) -> bool {
        let mut channels = self.charter.taxonomy.channels.iter();
        channels.any(|channel| channel.channel == name && self.discretion.may_show_channel(channel))
    }

    fn has_queue(&self, name: &str) -> bool {
        let taxonomy = &self.charter.taxonomy;
        let mut queues = taxonomy.queues.iter();
        queues.any(|queue| queue.queue == name && self.discretion.may_show_queue(taxonomy, queue))
    }

    fn has_contact_type(&self, name: &str) -> bool {
        let mut types = self.charter.taxonomy.contact_types.iter();
        types.any(|one| one.contact_type == name && self.discretion.may_show_contact_type(one))
    }

    /// The levers, as far as the viewer may pull them.
    pub fn menu(&self, menu: Menu) -> Menu {
        let teams = menu
            .teams
            .into_iter()
            .filter(|team| self.has_party(&team.party));
        let teams = teams.map(|mut team| {
            team.queues.retain(|queue| self.has_queue(&queue.queue));
            team
        });
        Menu {
            now: menu.now,
            parties: (menu.parties.into_iter())
                .filter(|party| self.has_party(party))
                .collect(),
            teams: teams.collect(),
            channels: (menu.channels.into_iter())
                .filter(|(channel, _)| self.has_channel(channel))
                .collect(),
            contact_types: (menu.contact_types.into_iter())
                .filter(|one| self.has_contact_type(one))
                .collect(),
        }
    }

    /// The levers as they are pulled: a provider's reach as far as the provider. What the viewer must not know of is, in
    /// the same words, what there is not.
    pub fn pulled(&self, menu: &Menu, mut levers: Levers) -> Result<Levers, ApiError> {
        for lever in &mut levers.levers {
            self.pull(menu, lever)?;
        }
        Ok(levers)
    }

    fn pull(&self, menu: &Menu, lever: &mut Lever) -> Result<(), ApiError> {
        let has_team = |name: &str| menu.teams.iter().any(|team| team.team == name);
        let has_queue = |name: &str| {
            let mut queues = menu.teams.iter().flat_map(|team| &team.queues);
            queues.any(|queue| queue.queue == name)
        };
        let has_party = |name: &str| menu.parties.iter().any(|party| party == name);
        let has_channel = |name: &str| menu.channels.iter().any(|(channel, _)| channel == name);
        let has_type = |name: &str| menu.contact_types.iter().any(|one| one == name);
        let known = |what, name: &str, is: bool| if is { Ok(()) } else { Err(unknown(what, name)) };
        let maybe = |what, name: &Option<String>, has: &dyn Fn(&str) -> bool| match name {
            Some(name) => known(what, name, has(name)),
            None => Ok(()),
        };
        match lever {
            Lever::Agents { team, .. } => known("team", team, has_team(team)),
            Lever::Routing { team, queue, .. } => {
                known("team", team, has_team(team))?;
                known("queue", queue, has_queue(queue))
            }
            Lever::Allocation { .. } | Lever::BotShare { .. } | Lever::PredictedIntent { .. }
                if !self.may_move_work() =>
            {
                Err(
                    ApiError::forbidden("whom customers are sent to is the client's to decide")
                        .hint("pull the levers of your own party"),
                )
            }
            Lever::PredictedIntent { channel, .. } => maybe("channel", channel, &has_channel),
            Lever::Proficiency { party, channel, .. } => {
                maybe("party", party, &has_party)?;
                maybe("channel", channel, &has_channel)?;
                if party.is_none() {
                    *party = self.viewer.only_party().map(str::to_owned);
                }
                Ok(())
            }
            Lever::Allocation { party, .. } => known("party", party, has_party(party)),
            Lever::BotShare {
                channel,
                contact_type,
                ..
            } => {
                maybe("channel", channel, &has_channel)?;
                maybe("contact type", contact_type, &has_type)
            }
            Lever::HandleTime {
                party,
                channel,
                contact_type,
                ..
            } => {
                maybe("party", party, &has_party)?;
                maybe("channel", channel, &has_channel)?;
                maybe("contact type", contact_type, &has_type)?;
                if party.is_none() {
                    *party = self.viewer.only_party().map(str::to_owned);
                }
                Ok(())
            }
            Lever::Volume { channel, .. } => maybe("channel", channel, &has_channel),
        }
    }

    /// The outcomes that the viewer sees: of all parties and each, or of the own one; and of each channel of that.
    pub fn seen(&self, answer: &Comparison) -> Vec<twin::what_if::Cell> {
        let own = self.viewer.only_party();
        let cells = answer.cells.iter().filter(|cell| {
            let party = cell.of.party.as_deref();
            let channel = cell.of.channel.as_deref();
            let of_channel = channel.is_none_or(|channel| self.has_channel(channel));
            match own {
                Some(own) => party == Some(own) && of_channel,
                None => (party.is_none() || channel.is_none()) && of_channel,
            }
        });
        cells.cloned().map(|cell| self.without_cost(cell)).collect()
    }

    fn without_cost(&self, mut cell: twin::what_if::Cell) -> twin::what_if::Cell {
        if !self.sees_cost() {
            let is_cost = |measure: Measure| measure.is_cost();
            cell.baseline.retain(|one: &Measured| !is_cost(one.measure));
            for way in &mut cell.tried {
                way.retain(|one: &Tried| !is_cost(one.measured.measure));
            }
            cell.prices.iter_mut().for_each(|price| *price = None);
        }
        cell
    }
}

fn unknown(what: &'static str, name: &str) -> ApiError {
    WhatIfError::Unknown {
        what,
        name: name.to_owned(),
    }
    .into()
}

impl From<WhatIfError> for ApiError {
    fn from(error: WhatIfError) -> Self {
        let message = error.to_string();
        let told = match &error {
            WhatIfError::Unknown { .. } => Self::unknown(message),
            _ => Self::invalid(message),
        };
        told.hint(error.hint())
    }
}
