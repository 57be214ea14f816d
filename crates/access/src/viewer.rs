//! The one type that says what a person may see and do.

use std::collections::BTreeSet;

use charter::canonical::ColumnUse;
use charter::partnership::{Partnership, PartyKind, Person, Right, Sees};
use serde::{Deserialize, Serialize};

/// What a person may see and do. Made from the charter in force; every read of facts and decisions takes one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Viewer {
    person: String,
    party: String,
    rows: RowScope,
    rights: BTreeSet<Right>,
}

/// Whose rows a viewer sees. Within a scope, a table without the scope's columns shows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowScope {
    /// Every party's rows.
    Everything,
    /// Rows in which each of these columns has this value.
    Where(Vec<(String, String)>),
    /// No rows.
    Nothing,
}

impl RowScope {
    /// Whether every row of `other` is surely in this scope.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Everything, _) | (_, Self::Nothing) => true,
            // Fewer conditions are more rows.
            (Self::Where(own), Self::Where(other)) => {
                own.iter().all(|condition| other.contains(condition))
            }
            (Self::Where(_), Self::Everything) | (Self::Nothing, _) => false,
        }
    }
}

/// A person that the charter does not name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no person named `{0}` in the partnership")]
pub struct UnknownPerson(pub String);

impl Viewer {
    /// The viewer that a person of the partnership is.
    ///
    /// Several roles add up: the widest rows and all rights. A role of another party's side gives nothing.
    ///
    /// # Errors
    /// When the charter does not name the person.
    pub fn of(partnership: &Partnership, person: &str) -> Result<Self, UnknownPerson> {
        let found = partnership
            .people
            .iter()
            .find(|candidate| candidate.person == person)
            .ok_or_else(|| UnknownPerson(person.to_owned()))?;
        let side = kind(partnership, &found.party);
        let roles = || {
            partnership
                .roles
                .iter()
                .filter(|role| found.roles.contains(&role.role))
                // A slip in the charter must not hand the client's view to a provider.
                .filter(|role| side.is_some() && role.side() == side)
        };
        let sees = roles().map(|role| role.sees).max();
        Ok(Self {
            person: found.person.clone(),
            party: found.party.clone(),
            rows: sees.map_or(RowScope::Nothing, |sees| scope(partnership, found, sees)),
            rights: roles().flat_map(|role| role.may.iter().copied()).collect(),
        })
    }

    /// The operator at the machine that holds the data: sees and may do everything. For the command line only.
    #[must_use]
    pub fn operator(partnership: &Partnership) -> Self {
        Self::operator_known_as(partnership, "operator")
    }

    /// The same, whose deeds are recorded under the name of who it is at that machine.
    #[must_use]
    pub fn operator_known_as(partnership: &Partnership, who: &str) -> Self {
        let client = partnership
            .parties
            .iter()
            .find(|party| party.kind == PartyKind::Client)
            .map_or_else(String::new, |party| party.party.clone());
        Self {
            person: who.to_owned(),
            party: client,
            rows: RowScope::Everything,
            rights: [
                Right::DrillToContacts,
                Right::PinNotes,
                Right::Ingest,
                Right::SeeCost,
                Right::SeeAgents,
                Right::MakeTokens,
                Right::Administer,
            ]
            .into(),
        }
    }

    /// The same viewer with only these rights, where it has them: what an API token acts with.
    #[must_use]
    pub fn narrowed(mut self, rights: &BTreeSet<Right>) -> Self {
        self.rights = self.rights.intersection(rights).copied().collect();
        self
    }

    /// Short name of the person.
    #[must_use]
    pub fn person(&self) -> &str {
        &self.person
    }

    /// The person's party.
    #[must_use]
    pub fn party(&self) -> &str {
        &self.party
    }

    /// Whose rows are seen.
    #[must_use]
    pub fn rows(&self) -> &RowScope {
        &self.rows
    }

    /// Whether every party's rows are seen.
    #[must_use]
    pub fn sees_everything(&self) -> bool {
        self.rows == RowScope::Everything
    }

    /// The party whose rows alone are seen; `None` for who sees every party's.
    #[must_use]
    pub fn only_party(&self) -> Option<&str> {
        match &self.rows {
            RowScope::Everything => None,
            RowScope::Where(scope) => {
                let fixed = scope.iter().find(|(column, _)| column == "party");
                Some(fixed.map_or(&*self.party, |(_, party)| party))
            }
            RowScope::Nothing => Some(&self.party),
        }
    }

    /// Whether the viewer holds a right.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// The rights held.
    #[must_use]
    pub fn rights(&self) -> &BTreeSet<Right> {
        &self.rights
    }

    /// Whether a party may be named to this viewer. A provider never learns that another exists.
    #[must_use]
    pub fn knows_party(&self, party: &str) -> bool {
        match &self.rows {
            RowScope::Everything => true,
            RowScope::Where(scope) => {
                party == self.party
                    || scope
                        .iter()
                        .any(|(column, value)| column == "party" && value == party)
            }
            RowScope::Nothing => party == self.party,
        }
    }

    /// Whether a party may be named to this viewer: besides those of [`Self::knows_party`], the client, with whom
    /// everyone has a contract.
    #[must_use]
    pub fn may_name(&self, partnership: &Partnership, party: &str) -> bool {
        self.knows_party(party)
            || partnership
                .parties
                .iter()
                .any(|one| one.party == party && one.kind == PartyKind::Client)
    }

    /// Whether the viewer may hear that there is something which is not told. A provider would learn from it that there are others.
    #[must_use]
    pub fn may_hear_of_others(&self, partnership: &Partnership) -> bool {
        let kind = kind(partnership, &self.party);
        kind.is_some_and(|kind| kind != PartyKind::Provider)
    }

    /// Whether a column of this use may be read.
    #[must_use]
    pub fn may_read(&self, column: ColumnUse) -> bool {
        match column {
            ColumnUse::Dimension | ColumnUse::FreeText | ColumnUse::Detail => true,
            ColumnUse::Agent => {
                self.may(Right::SeeAgents)
                    || matches!(&self.rows, RowScope::Where(scope) if scope.iter().any(|(column, _)| column == "agent"))
            }
            ColumnUse::Cost => self.may(Right::SeeCost),
            ColumnUse::Customer => false,
        }
    }
}

/// What kind of party it is; `None` where the partnership has none of that name.
fn kind(partnership: &Partnership, name: &str) -> Option<PartyKind> {
    partnership
        .parties
        .iter()
        .find(|party| party.party == name)
        .map(|party| party.kind)
}

/// The rows that `sees` means for this person; nothing when the person lacks the site, team or agent it needs.
fn scope(partnership: &Partnership, person: &Person, sees: Sees) -> RowScope {
    // The client has no rows of its own: its operation is the in-house party.
    let party = if kind(partnership, &person.party) == Some(PartyKind::Client) {
        partnership
            .parties
            .iter()
            .find(|party| party.kind == PartyKind::InHouse)
            .map_or(person.party.as_str(), |party| party.party.as_str())
    } else {
        person.party.as_str()
    };
    let within = |column: &str, value: Option<&String>| match value {
        Some(value) => RowScope::Where(vec![
            ("party".to_owned(), party.to_owned()),
            (column.to_owned(), value.clone()),
        ]),
        None => RowScope::Nothing,
    };
    match sees {
        // A provider's role that asks for everything is a mistake in the charter; it must not become a leak.
        Sees::Everything if kind(partnership, &person.party) == Some(PartyKind::Provider) => {
            RowScope::Where(vec![("party".to_owned(), party.to_owned())])
        }
        Sees::Everything => RowScope::Everything,
        Sees::Party => RowScope::Where(vec![("party".to_owned(), party.to_owned())]),
        Sees::Site => within("site", person.site.as_ref()),
        Sees::Team => within("team", person.team.as_ref()),
        Sees::Own => within("agent", person.agent.as_ref()),
    }
}
