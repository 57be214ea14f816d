//! What can be done differently, as data.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::During;

/// The version of this format.
pub const FORMAT: u32 = 1;
/// Most levers that are pulled at a time.
pub const LEVERS_MAX: usize = 20;

/// What is done differently, all of it at a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Levers {
    /// The version of this format: 1.
    pub format: u32,
    /// What is done differently. When it is empty, nothing is.
    pub levers: Vec<Lever>,
}

/// One thing that is done differently. Without `during` it holds for the whole time that is looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "lever", rename_all = "snake_case", deny_unknown_fields)]
pub enum Lever {
    /// More or fewer agents of a team.
    ///
    /// More are called in: people like the others of the team, who come in time and are paid by the hour. Fewer are
    /// sent home, who is free first, and not paid while they are gone.
    Agents {
        /// The team.
        team: String,
        /// How many more; fewer when negative.
        more: i32,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        during: Option<During>,
    },
    /// A party is given more or fewer of the contacts that it could answer.
    Allocation {
        /// The party.
        party: String,
        /// Factor on its weight among the parties that answer a language.
        factor: f64,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        during: Option<During>,
    },
    /// A team takes a queue otherwise than it does.
    Routing {
        /// The team.
        team: String,
        /// The queue.
        queue: String,
        /// How it is taken; not at all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        takes: Option<Takes>,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        during: Option<During>,
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
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        during: Option<During>,
    },
    /// Of those of a team who are free, who is best at a contact takes it, instead of who has been free longest: who solves
    /// most of its contact type in an hour.
    Proficiency {
        /// At this party; at all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        party: Option<String>,
        /// Through this channel; through all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        during: Option<During>,
    },
    /// The queue of a contact is found by a prediction of what it is about, instead of by what the customer chooses.
    PredictedIntent {
        /// Through this channel; through all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        during: Option<During>,
    },
    /// Work takes longer or shorter.
    HandleTime {
        /// At this party; at all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        party: Option<String>,
        /// Through this channel; through all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
        /// Of this contact type; of all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact_type: Option<String>,
        /// Factor on handle time.
        factor: f64,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        during: Option<During>,
    },
    /// More or fewer customers ask.
    Volume {
        /// Through this channel; through all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
        /// Factor on contacts that are not about an earlier one.
        factor: f64,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        during: Option<During>,
    },
}

/// How a team takes contacts of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Takes {
    /// Lower is taken first.
    #[schema(maximum = 9)]
    pub urgency: u8,
    /// How many of the team must stay free for more urgent work when one takes a contact of this queue.
    #[serde(default)]
    pub spare: usize,
}

impl Lever {
    /// When it is pulled.
    #[must_use]
    pub fn during(&self) -> Option<During> {
        match self {
            Self::Agents { during, .. }
            | Self::Allocation { during, .. }
            | Self::Routing { during, .. }
            | Self::BotShare { during, .. }
            | Self::Proficiency { during, .. }
            | Self::PredictedIntent { during, .. }
            | Self::HandleTime { during, .. }
            | Self::Volume { during, .. } => *during,
        }
    }
}
