//! Checks of a feed: what a row must satisfy, and what the feed as a whole must.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::taxonomy::Vocabulary;

/// Weeks that volume is compared with where nothing is said.
const WEEKS: u32 = 8;

/// Something that must hold of each row (`type`, `holds`, `range`, `one_of`, `matches`, `known_in`) or of the feed as a whole
/// (`unique`, `completeness`, `volume`). Exactly one of these is said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Short name, `snake_case`.
    pub check: String,
    /// Columns whose values can be read as their type. With `warn`, the row is kept without the value. Where nothing is said of a
    /// column, a row whose value cannot be read is set aside.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub of_type: Option<OfType>,
    /// SQL predicate over the table's columns. A row fails when it is false; unknown (null) passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
    /// Between which values a column lies. A row without a value passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// Which values a column has. A row without a value passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_of: Option<OneOf>,
    /// What a column's text looks like. A row without a value passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<Matches>,
    /// In which of the charter's vocabularies a column's values stand. A row without a value passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_in: Option<KnownIn>,
    /// Which columns tell two records of this feed apart, beside the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique: Option<Unique>,
    /// What share of rows has a value, in each delivery and over the last seven days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completeness: Option<Completeness>,
    /// That as many facts come as is usual for the hour and weekday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<Volume>,
    /// What happens where it fails: `set_aside` for a row, `warn` for a feed as a whole, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What the person who mends it should know.
    pub hint: String,
}

/// Columns whose values can be read as their type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfType {
    /// Columns of the table.
    pub columns: Vec<String>,
}

/// Between which values a column lies, ends included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// A column of numbers, money or instants.
    pub column: String,
    /// The least value: a number; for `…_seconds` also a duration such as `4 hours`; for an instant a day of the
    /// partnership's zone or an RFC 3339 instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<Scalar>,
    /// The greatest value; a day is included to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Scalar>,
}

/// Which values a column has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneOf {
    /// A column of text, whole numbers, or true and false.
    pub column: String,
    /// The values.
    pub values: Vec<Scalar>,
}

/// What a column's text looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Matches {
    /// A column of text.
    pub column: String,
    /// A regular expression that the whole text matches, in time linear in its length (no look-around, no
    /// back-references).
    pub pattern: String,
}

/// In which of the charter's vocabularies a column's values stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownIn {
    /// A column of text.
    pub column: String,
    /// The vocabulary.
    pub vocabulary: Vocabulary,
}

/// Which columns tell two records apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// Columns that no two records of the feed share. A record without a value in one of them shares with none.
    pub columns: Vec<String>,
}

/// What share of rows has a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Completeness {
    /// A column of the table.
    pub column: String,
    /// The least share, above 0 and at most 1.
    pub least: f64,
}

/// As many facts as is usual for the hour and weekday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Weeks before that say what is usual, from 4 to 26.
    #[serde(default = "weeks")]
    pub weeks: u32,
    /// A calendar whose holidays are not like other days: they are neither judged nor compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
}

fn weeks() -> u32 {
    WEEKS
}

impl Default for Volume {
    fn default() -> Self {
        Self {
            weeks: WEEKS,
            calendar: None,
        }
    }
}

/// One value, as YAML writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Scalar {
    /// `true` or `false`.
    Truth(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(String),
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Truth(truth) => write!(out, "{truth}"),
            Self::Integer(number) => write!(out, "{number}"),
            Self::Number(number) => write!(out, "{number}"),
            Self::Text(text) => out.write_str(text),
        }
    }
}

/// What happens where a check fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Count it and keep the row.
    Warn,
    /// Keep the row out of the table, with its raw text, the check and the hint.
    #[default]
    SetAside,
    /// Refuse the whole file or delivery.
    Stop,
}

impl Severity {
    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::SetAside => "set_aside",
            Self::Stop => "stop",
        }
    }
}

/// The one thing that a check says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule<'a> {
    /// A row's values can be read as their columns' types.
    Type(&'a OfType),
    /// A predicate over a row.
    Holds(&'a str),
    /// A row's value lies between two.
    Range(&'a Range),
    /// A row's value is one of a list.
    OneOf(&'a OneOf),
    /// A row's text matches a pattern.
    Matches(&'a Matches),
    /// A row's value stands in a vocabulary.
    KnownIn(&'a KnownIn),
    /// No two records share values.
    Unique(&'a Unique),
    /// Enough rows have a value.
    Completeness(&'a Completeness),
    /// As many facts as usual.
    Volume(&'a Volume),
}

/// The words of all rules, in the order in which they are told.
pub const RULES: &[&str] = &[
    "type",
    "holds",
    "range",
    "one_of",
    "matches",
    "known_in",
    "unique",
    "completeness",
    "volume",
];

impl Rule<'_> {
    /// As it is written: `range`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Type(_) => "type",
            Self::Holds(_) => "holds",
            Self::Range(_) => "range",
            Self::OneOf(_) => "one_of",
            Self::Matches(_) => "matches",
            Self::KnownIn(_) => "known_in",
            Self::Unique(_) => "unique",
            Self::Completeness(_) => "completeness",
            Self::Volume(_) => "volume",
        }
    }

    /// Whether it is judged row by row; of the feed as a whole otherwise.
    #[must_use]
    pub const fn is_of_rows(&self) -> bool {
        !matches!(
            self,
            Self::Unique(_) | Self::Completeness(_) | Self::Volume(_)
        )
    }
}

impl<'a> Rule<'a> {
    /// The columns of the table that it names; a predicate names them in its text.
    #[must_use]
    pub fn columns(&self) -> Vec<&'a str> {
        match *self {
            Self::Holds(_) | Self::Volume(_) => Vec::new(),
            Self::Range(rule) => vec![&rule.column],
            Self::OneOf(rule) => vec![&rule.column],
            Self::Matches(rule) => vec![&rule.column],
            Self::KnownIn(rule) => vec![&rule.column],
            Self::Type(OfType { columns }) | Self::Unique(Unique { columns }) => {
                columns.iter().map(String::as_str).collect()
            }
            Self::Completeness(rule) => vec![&rule.column],
        }
    }
}

/// In one line: `score from 0 to 100`.
impl std::fmt::Display for Rule<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Type(rule) => write!(out, "{} of their type", rule.columns.join(", ")),
            Self::Holds(text) => out.write_str(text),
            Self::Range(rule) => {
                out.write_str(&rule.column)?;
                if let Some(least) = &rule.least {
                    write!(out, " from {least}")?;
                }
                if let Some(most) = &rule.most {
                    write!(out, " to {most}")?;
                }
                Ok(())
            }
            Self::OneOf(rule) => {
                let values: Vec<String> = rule.values.iter().map(Scalar::to_string).collect();
                write!(out, "{} one of {}", rule.column, values.join(", "))
            }
            Self::Matches(rule) => write!(out, "{} like {}", rule.column, rule.pattern),
            Self::KnownIn(rule) => {
                write!(out, "{} among the {}", rule.column, rule.vocabulary.title())
            }
            Self::Unique(rule) => write!(out, "{} shared by no two", rule.columns.join(", ")),
            Self::Completeness(rule) => {
                write!(
                    out,
                    "{} there in at least {} of rows",
                    rule.column, rule.least
                )
            }
            Self::Volume(_) => out.write_str("as many facts as usual for the hour and weekday"),
        }
    }
}

impl Check {
    /// What it says; the first thing, where more than one is said, and nothing where none is. A charter that was read says
    /// exactly one.
    #[must_use]
    pub fn rule(&self) -> Option<Rule<'_>> {
        self.rules().next()
    }

    /// All that it says.
    pub(crate) fn rules(&self) -> impl Iterator<Item = Rule<'_>> {
        [
            self.of_type.as_ref().map(Rule::Type),
            self.holds.as_deref().map(Rule::Holds),
            self.range.as_ref().map(Rule::Range),
            self.one_of.as_ref().map(Rule::OneOf),
            self.matches.as_ref().map(Rule::Matches),
            self.known_in.as_ref().map(Rule::KnownIn),
            self.unique.as_ref().map(Rule::Unique),
            self.completeness.as_ref().map(Rule::Completeness),
            self.volume.as_ref().map(Rule::Volume),
        ]
        .into_iter()
        .flatten()
    }

    /// What happens where it fails.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity.unwrap_or_else(|| match self.rule() {
            Some(rule) if !rule.is_of_rows() => Severity::Warn,
            _ => Severity::SetAside,
        })
    }
}
