//! Where a viewer's rows lie: the sites and teams that may be named to them.

use charter::Charter;
use charter::taxonomy::{Site, Team};

use crate::{RowScope, Viewer};

/// The part of the taxonomy that a viewer's rows lie in.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    viewer: &'a Viewer,
    site: Option<&'a str>,
    team: Option<&'a str>,
}

impl<'a> Places<'a> {
    /// The places of a viewer.
    #[must_use]
    pub fn of(charter: &'a Charter, viewer: &'a Viewer) -> Self {
        let RowScope::Where(conditions) = viewer.rows() else {
            return Self {
                viewer,
                site: None,
                team: None,
            };
        };
        let condition = |name: &str| {
            conditions
                .iter()
                .find(|(column, _)| column == name)
                .map(|(_, value)| value.as_str())
        };
        let person = charter
            .partnership
            .people
            .iter()
            .find(|person| person.person == viewer.person())
            .filter(|_| condition("agent").is_some());
        let team = condition("team").or_else(|| person?.team.as_deref());
        let site = condition("site")
            .or_else(|| {
                let team = charter
                    .taxonomy
                    .teams
                    .iter()
                    .find(|one| Some(one.team.as_str()) == team)?;
                Some(team.site.as_str())
            })
            .or_else(|| person?.site.as_deref());
        Self { viewer, site, team }
    }

    /// Whether a site may be named.
    #[must_use]
    pub fn has_site(&self, site: &Site) -> bool {
        self.viewer.knows_party(&site.party)
            && *self.viewer.rows() != RowScope::Nothing
            && self.site.is_none_or(|own| own == site.site)
    }

    /// Whether a team of a site that may be named may be named as well.
    #[must_use]
    pub fn has_team(&self, team: &Team) -> bool {
        self.team.is_none_or(|own| own == team.team)
    }
}
