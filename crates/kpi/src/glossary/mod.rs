//! The words of a partnership: what each table, column, value, KPI, target, role, calendar and feed means, and where it is
//! used. Generated from the charter.

mod build;
mod markdown;
mod structure;
mod vocabulary;

use serde::Serialize;
use utoipa::ToSchema;

pub use build::glossary;

/// The words of a partnership, as far as a viewer may know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Glossary {
    /// Title of the partnership.
    pub title: String,
    /// The terms, by kind and then in the charter's order.
    pub terms: Vec<Term>,
}

/// A word and what it means here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Term {
    /// What tells it, fit for an address: `kpi-csat`, `column-contact-opened_at`.
    pub id: String,
    /// What kind of word it is.
    pub kind: TermKind,
    /// The word as it is written in the charter and in facts.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// What it means.
    pub means: String,
    /// Unit of its values, where they have one.
    pub unit: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What else there is to say of it, line by line.
    pub notes: Vec<String>,
    /// Where it is used.
    pub used: Vec<TermUse>,
}

/// Where a word is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct TermUse {
    /// How, `read by`.
    pub how: String,
    /// The term that uses it; absent for a board.
    pub term: Option<String>,
    /// The board that shows it.
    pub board: Option<String>,
    /// Title for people.
    pub title: String,
}

/// Kinds of words.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    /// What is measured.
    #[default]
    Kpi,
    /// What a KPI should reach.
    Target,
    /// What there are facts of.
    Table,
    /// What is known of a fact.
    Column,
    /// A value that facts take: a party, a channel, what customers come for.
    Value,
    /// Where facts come from.
    Feed,
    /// What somebody is here.
    Role,
    /// When something is open.
    Calendar,
}

impl TermKind {
    /// All kinds, in the order of a glossary.
    pub const ALL: [Self; 8] = [
        Self::Kpi,
        Self::Target,
        Self::Table,
        Self::Column,
        Self::Value,
        Self::Feed,
        Self::Role,
        Self::Calendar,
    ];

    /// A heading over terms of this kind.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Kpi => "KPIs",
            Self::Target => "Targets",
            Self::Table => "Tables",
            Self::Column => "Columns",
            Self::Value => "Values",
            Self::Feed => "Feeds",
            Self::Role => "Roles",
            Self::Calendar => "Calendars",
        }
    }
}

impl TermUse {
    pub(crate) fn by(how: &str, term: String, title: &str) -> Self {
        Self {
            how: how.to_owned(),
            term: Some(term),
            board: None,
            title: title.to_owned(),
        }
    }

    pub(crate) fn board(board: &str, title: &str) -> Self {
        Self {
            how: "shown on".to_owned(),
            term: None,
            board: Some(board.to_owned()),
            title: title.to_owned(),
        }
    }
}
