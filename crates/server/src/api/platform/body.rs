//! Calls as they are written.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twin::what_if::{Lever, Takes};
use utoipa::ToSchema;

/// A call: one lever, for how long, and why.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformCallAsked {
    /// The version of this format: 1.
    pub format: u32,
    /// What is to be set.
    #[schema(value_type = PlatformLever)]
    pub set: serde_json::Value,
    /// Hours until it is over by itself. Without it and `until`, it is over when it is undone.
    #[serde(default)]
    #[schema(minimum = 0, example = 4)]
    pub lasts_hours: Option<f64>,
    /// When it is over by itself, by the operation's clock.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// Why, in at most 200 characters.
    #[schema(max_length = 200, example = "The queue is longer than promised.")]
    pub reason: String,
}

/// An undo.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformUndoAsked {
    /// The version of this format: 1.
    pub format: u32,
    /// The call that is undone: as in the address, and signed here.
    pub undo: String,
}

/// What a platform can set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "lever", rename_all = "snake_case", deny_unknown_fields)]
pub enum PlatformLever {
    /// More or fewer agents of a team. More are called in, for at most 12 hours; fewer are sent home, who is free first.
    Agents {
        /// The team.
        team: String,
        /// How many more; fewer when negative.
        more: i32,
    },
    /// A party is given more or fewer of the contacts that it could answer.
    Allocation {
        /// The party.
        party: String,
        /// Factor on its weight among the parties that answer a language.
        factor: f64,
    },
    /// A team takes a queue otherwise than it does.
    Routing {
        /// The team.
        team: String,
        /// The queue.
        queue: String,
        /// How it is taken; not at all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        takes: Option<PlatformTakes>,
    },
    /// Of those of a team who are free, who is best at a contact takes it, instead of who has been free longest.
    Proficiency {
        /// At this party; at all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        party: Option<String>,
        /// Through this channel; through all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
    },
    /// The queue of a contact is found by a prediction of what it is about, instead of by what the customer chooses.
    PredictedIntent {
        /// Through this channel; through all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
    },
    /// The bot solves more or fewer before a person sees them.
    BotShare {
        /// Through this channel; through all that have a bot when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
        /// Of this contact type; of all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact_type: Option<String>,
        /// Added to the share: 0.05 is five points.
        share: f64,
    },
}

/// How a team takes contacts of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformTakes {
    /// Lower is taken first.
    #[schema(maximum = 9)]
    pub urgency: u8,
    /// How many of the team must stay free for more urgent work when one takes a contact of this queue.
    #[serde(default)]
    pub spare: usize,
}

/// A call, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlatformCall {
    /// Under which it is known: its `webhook-id`.
    pub call: String,
    /// What it set.
    pub set: PlatformLever,
    /// Why, without what names others; null to people who do not see all facts of whom it touches.
    pub reason: Option<String>,
    /// From when it counts, by the operation's clock.
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// When it is over by itself; null when it is when it is undone.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// Whether it counts now.
    pub in_force: bool,
    /// When it was undone, and by whom.
    pub undone: Option<Undone>,
    /// Whether the caller may undo it.
    pub may_undo: bool,
    /// Where it is undone.
    #[schema(example = "/api/platform/calls/call_1/undo")]
    pub undo: String,
}

/// An undo that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Undone {
    /// When, by the operation's clock.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The name of the person; null when it was a signed call, and to people who are not to know it.
    pub by: Option<String>,
}

impl From<PlatformLever> for Lever {
    fn from(lever: PlatformLever) -> Self {
        let during = None;
        match lever {
            PlatformLever::Agents { team, more } => Self::Agents { team, more, during },
            PlatformLever::Allocation { party, factor } => Self::Allocation {
                party,
                factor,
                during,
            },
            PlatformLever::Routing { team, queue, takes } => Self::Routing {
                team,
                queue,
                takes: takes.map(|PlatformTakes { urgency, spare }| Takes { urgency, spare }),
                during,
            },
            PlatformLever::Proficiency { party, channel } => Self::Proficiency {
                party,
                channel,
                during,
            },
            PlatformLever::PredictedIntent { channel } => Self::PredictedIntent { channel, during },
            PlatformLever::BotShare {
                channel,
                contact_type,
                share,
            } => Self::BotShare {
                channel,
                contact_type,
                share,
                during,
            },
        }
    }
}

impl PlatformLever {
    /// The lever as it is written; nothing when no platform sets it.
    pub(super) fn of(lever: Lever) -> Option<Self> {
        Some(match lever {
            Lever::Agents { team, more, .. } => Self::Agents { team, more },
            Lever::Allocation { party, factor, .. } => Self::Allocation { party, factor },
            Lever::Routing {
                team, queue, takes, ..
            } => Self::Routing {
                team,
                queue,
                takes: takes.map(|Takes { urgency, spare }| PlatformTakes { urgency, spare }),
            },
            Lever::Proficiency { party, channel, .. } => Self::Proficiency { party, channel },
            Lever::PredictedIntent { channel, .. } => Self::PredictedIntent { channel },
            Lever::BotShare {
                channel,
                contact_type,
                share,
                ..
            } => Self::BotShare {
                channel,
                contact_type,
                share,
            },
            Lever::HandleTime { .. } | Lever::Volume { .. } => return None,
        })
    }
}
