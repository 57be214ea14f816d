//! What is told to go otherwise in a scenario: the truth that analysis should find.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A parameter that departs from what it was, somewhere, from some day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Short name, `snake_case`.
    pub change: String,
    /// What happens, in words.
    pub story: String,
    /// What departs.
    pub parameter: Parameter,
    /// Where; everywhere when empty.
    #[serde(default)]
    pub reach: Reach,
    /// When it begins.
    pub onset: Onset,
    /// Days over which it grows to its full size; a step when 0.
    #[serde(default)]
    pub over_days: u32,
    /// Hours until it is over, as if it had never been; it stays when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts_hours: Option<f64>,
    /// Its full size: added to the parameter or multiplied with it, as [`Parameter::mode`] says.
    pub by: f64,
}

/// What can depart.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Parameter {
    /// Contacts that come (factor).
    Demand,
    /// A party's weight among those that answer a language (factor).
    Allocation,
    /// Share of contacts that a bot solves before a person sees them (added).
    BotShare,
    /// Share of contacts that are put into the wrong queue (added).
    WrongQueue,
    /// Handle time (factor).
    HandleTime,
    /// Patience (factor).
    Patience,
    /// Agents planned for each shift (factor).
    Staffing,
    /// Share of shifts to which agents do not come (added).
    Absence,
    /// Share of agents who cannot take contacts, because their systems are down (added).
    Outage,
    /// Share of contacts that a bot is done with and did not solve (added).
    BotMisses,
    /// Share of robots' runs that end with an exception (added).
    RobotExceptions,
    /// Probability of solving in one contact (added).
    Resolution,
    /// Probability of escalation (added).
    Escalation,
    /// Share of answered contacts that stay pending (added).
    PendingShare,
    /// Hours that pending contacts take (factor).
    PendingHours,
    /// Share of articles looked at that are out of date (added).
    OutdatedArticles,
    /// Satisfaction, in stars (added).
    Satisfaction,
    /// True quality, in points (added).
    Quality,
    /// What the party's own evaluators give too much, in points (added).
    Leniency,
    /// Talks in which agents are coached (factor).
    Coaching,
    /// Whether contacts go to the one who is best at them, of those who are free, instead of to the one who has been
    /// free longest (added; they do above 0).
    Proficiency,
    /// Share of contacts whose queue is found by predicting what they are about (added).
    PredictedIntent,
}

/// How a change acts on its parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// `by` is added in full size.
    Add,
    /// The parameter is multiplied with `by` in full size.
    Multiply,
}

impl Parameter {
    /// How a change acts on it.
    #[must_use]
    pub fn mode(self) -> Mode {
        match self {
            Self::Demand
            | Self::Allocation
            | Self::Staffing
            | Self::HandleTime
            | Self::Patience
            | Self::PendingHours
            | Self::Coaching => Mode::Multiply,
            Self::Absence
            | Self::Outage
            | Self::BotMisses
            | Self::BotShare
            | Self::WrongQueue
            | Self::RobotExceptions
            | Self::Resolution
            | Self::Escalation
            | Self::PendingShare
            | Self::OutdatedArticles
            | Self::Satisfaction
            | Self::Quality
            | Self::Leniency
            | Self::Proficiency
            | Self::PredictedIntent => Mode::Add,
        }
    }
}

impl Parameter {
    /// Why a change of it cannot be narrowed like this, if it cannot: it would never act, without a word.
    #[must_use]
    pub fn refuses(self, reach: &Reach) -> Option<&'static str> {
        let by_party = reach.channel.is_none() && reach.contact_type.is_none();
        match self {
            Self::Demand if reach.party.is_some() => {
                Some("a channel, a contact type or nothing: who asks does not know who will answer")
            }
            Self::Allocation if reach.party.is_none() || !by_party => {
                Some("a party: contacts go to it instead of to the others that answer the language")
            }
            Self::RobotExceptions if reach.channel.is_some() => Some(
                "a party, a contact type or nothing: a robot does not see how the customer came",
            ),
            Self::Absence | Self::Staffing | Self::Outage | Self::Leniency | Self::Coaching
                if !by_party =>
            {
                Some("a party or nothing: agents and evaluators are absent or lenient as a whole")
            }
            Self::PredictedIntent if reach.contact_type.is_some() => {
                Some("a party, a channel or nothing: what a contact is about is what is predicted")
            }
            Self::OutdatedArticles if reach.party.is_some() || reach.channel.is_some() => {
                Some("a contact type or nothing: everybody reads the same articles")
            }
            _ => None,
        }
    }
}

/// Where a change acts. What is absent does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reach {
    /// A party that answers customers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// A channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// A contact type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_type: Option<String>,
}

/// When a change begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Onset {
    /// So many days before the day after the last one: 7 is the last week.
    DaysBeforeEnd(u32),
    /// At the start of that day in the partnership's zone.
    On(#[schemars(with = "String", extend("format" = "date"))] Date),
    /// So many hours before the end of the last day.
    HoursBeforeEnd(u32),
    /// At that instant.
    At(#[schemars(with = "String", extend("format" = "date-time"))] Timestamp),
}
