//! The canonical tables: what can have happened in customer operations, one row per thing.
//!
//! Instants are UTC, durations are seconds, money is in the partnership's currency. Every column says what it holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod tables;

pub use tables::TABLES;

/// Name of the table of rows that were set aside, which no charter may give to another.
pub const SET_ASIDE: &str = "set_aside";
/// How long such a row keeps the text that it came with, from when it was resolved, where the charter says nothing.
pub const SET_ASIDE_KEPT: &str = "90 days";

/// A table as Tandem ships it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What one row is.
    pub row: &'static str,
    /// The column with the instant at which a row counts.
    pub at: &'static str,
    /// Whether rows may be of the future: a shift, a campaign, a booked cost.
    pub planned: bool,
    /// Its columns.
    pub columns: &'static [Column],
}

/// A column of a canonical table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub column_type: ColumnType,
    /// What a viewer needs to know or hold before reading it.
    pub use_: ColumnUse,
    /// What it holds.
    pub means: &'static str,
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// UTF-8 text.
    Text,
    /// 64-bit integer.
    Integer,
    /// 64-bit floating point number.
    Number,
    /// True or false.
    Boolean,
    /// UTC instant, microseconds.
    Instant,
    /// Decimal with four places.
    Money,
}

/// What a column is for, which decides who may read it and whether it can be broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnUse {
    /// A value among few: filters and breakdowns.
    Dimension,
    /// Names an agent: needs the right to see agents, except for one's own rows.
    Agent,
    /// The customer's identity: hashed at the door, never shown.
    Customer,
    /// Money: needs the right to see cost.
    Cost,
    /// Words that people wrote freely: personal data in them is replaced at the door.
    FreeText,
    /// Anything else.
    Detail,
}

impl Column {
    /// The unit of its values, where they have one.
    #[must_use]
    pub fn unit(&self) -> Option<&'static str> {
        self.column_type.unit(self.name)
    }
}

impl ColumnType {
    /// The unit of a column of this type and name, where it has one.
    pub(crate) fn unit(self, name: &str) -> Option<&'static str> {
        match self {
            Self::Instant => Some("UTC"),
            Self::Money => Some("currency"),
            Self::Number if name.ends_with("_seconds") => Some("seconds"),
            _ => None,
        }
    }

    /// The word that a charter writes, `integer`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Instant => "instant",
            Self::Money => "money",
        }
    }
}

impl ColumnUse {
    /// The word that a charter writes, `dimension`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dimension => "dimension",
            Self::Agent => "agent",
            Self::Customer => "customer",
            Self::Cost => "cost",
            Self::FreeText => "free_text",
            Self::Detail => "detail",
        }
    }
}

/// The canonical table of that name.
#[must_use]
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}
