//! Who is in the partnership, what it is for, and who may see what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `partnership.yaml`: the parties, their purpose and their people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Partnership {
    /// Short name, `snake_case`.
    pub partnership: String,
    /// Title for people, e.g. `Harbor · Customer care`.
    pub title: String,
    /// Why the parties work together, in a sentence or two.
    pub purpose: String,
    /// What matters most, ranked: the first wins over the second when they conflict.
    #[serde(default)]
    pub priorities: Vec<String>,
    /// IANA time zone in which the partnership counts its days, e.g. `Europe/Amsterdam`.
    pub zone: String,
    /// ISO 4217 code of the currency in which money is reported.
    pub currency: String,
    /// Countries, as two letters of ISO 3166-1, whose national ids, and telephone numbers as written at home, are taken out
    /// of free text. E-mail addresses, cards, IBANs and international numbers always are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// One client, at most one in-house operation, any number of providers.
    pub parties: Vec<Party>,
    /// Roles that people hold, and what each may see and do.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The people, each of one party.
    #[serde(default)]
    pub people: Vec<Person>,
}

/// A party to the partnership.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Short name; the value of the `party` column in facts.
    pub party: String,
    /// Title for people.
    pub title: String,
    /// What the party is.
    pub kind: PartyKind,
}

/// What a party is to the partnership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// Owns the customers and the contract.
    Client,
    /// The client's own teams that answer customers beside the providers.
    InHouse,
    /// An outsourced provider (BPO vendor).
    Provider,
}

/// A role, written `side.name`: `client.cx_lead`, `provider.site_lead`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Short name, `side.name`, where side is `client`, `in_house` or `provider`.
    pub role: String,
    /// Title for people.
    pub title: String,
    /// Whose rows the role sees.
    pub sees: Sees,
    /// What the role may do.
    #[serde(default)]
    pub may: Vec<Right>,
}

impl Role {
    /// The kind of party whose people may hold the role, by the side in its name; `None` where the name has none.
    #[must_use]
    pub fn side(&self) -> Option<PartyKind> {
        side_of(&self.role)
    }
}

/// The kind of party that a role is of, by the side in its name.
pub(crate) fn side_of(role: &str) -> Option<PartyKind> {
    match role.split_once('.')?.0 {
        "client" => Some(PartyKind::Client),
        "in_house" => Some(PartyKind::InHouse),
        "provider" => Some(PartyKind::Provider),
        _ => None,
    }
}

/// Whose rows a role sees.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Sees {
    /// Only rows whose `agent` is the person.
    Own,
    /// The person's team.
    Team,
    /// The person's site.
    Site,
    /// The person's party. A client's person with this sees the client's in-house operation.
    Party,
    /// Every party's rows. Only for roles of the client.
    Everything,
}

/// Something a role may do, beyond reading KPIs within what it sees.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Open the contacts behind a number.
    DrillToContacts,
    /// Pin a note to a point.
    PinNotes,
    /// Hand in facts for a feed.
    Ingest,
    /// Read cost and money columns.
    SeeCost,
    /// See agents other than oneself by name, and break down by agent.
    SeeAgents,
    /// Make API tokens that act with one's own view, at most.
    MakeTokens,
    /// Manage accounts.
    Administer,
}

/// A person of a party.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Short name, unique in the partnership.
    pub person: String,
    /// Full name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// The person's party.
    pub party: String,
    /// Roles held.
    pub roles: Vec<String>,
    /// The site, for roles that see a site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The team, for roles that see a team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// The value of the `agent` column for this person's own work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}
