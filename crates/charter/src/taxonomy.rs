//! The shared vocabulary: where work is done, through which channel, about what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `taxonomy.yaml`: the values that dimensions take.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Taxonomy {
    /// Places where people work.
    pub sites: Vec<Site>,
    /// Teams at sites.
    pub teams: Vec<Team>,
    /// Ways in which customers reach us.
    pub channels: Vec<Channel>,
    /// Waiting lines.
    pub queues: Vec<Queue>,
    /// What customers come for.
    pub contact_types: Vec<ContactType>,
    /// Languages served, BCP 47 tags.
    pub languages: Vec<String>,
}

/// A place where a party's people work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Short name; the value of the `site` column.
    pub site: String,
    /// Title for people.
    pub title: String,
    /// The party whose site it is.
    pub party: String,
    /// IANA time zone of the site.
    pub zone: String,
}

/// A team at a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Short name; the value of the `team` column.
    pub team: String,
    /// Title for people.
    pub title: String,
    /// The site where the team works.
    pub site: String,
}

/// A way in which customers reach the operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Short name; the value of the `channel` column.
    pub channel: String,
    /// Title for people.
    pub title: String,
}

/// A waiting line of one channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// Short name; the value of the `queue` column.
    pub queue: String,
    /// Title for people.
    pub title: String,
    /// The channel that feeds it.
    pub channel: String,
    /// The calendar of its opening hours; open at all times when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
}

/// What a customer comes for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactType {
    /// Short name; the value of the `contact_type` column.
    pub contact_type: String,
    /// Title for people.
    pub title: String,
    /// Work content relative to a plain contact (1.0): what makes volumes comparable.
    #[serde(default = "plain")]
    pub complexity: f64,
}

fn plain() -> f64 {
    1.0
}

/// A list of the charter's, whose names are the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Vocabulary {
    /// The parties of `partnership.yaml`.
    Parties,
    /// The sites.
    Sites,
    /// The teams.
    Teams,
    /// The channels.
    Channels,
    /// The queues.
    Queues,
    /// The contact types.
    ContactTypes,
    /// The languages.
    Languages,
}

impl Vocabulary {
    /// The vocabulary in whose words a dimension is written, where it has one.
    #[must_use]
    pub fn of_dimension(dimension: &str) -> Option<Self> {
        Some(match dimension {
            "party" => Self::Parties,
            "site" => Self::Sites,
            "team" => Self::Teams,
            "channel" => Self::Channels,
            "queue" => Self::Queues,
            "contact_type" => Self::ContactTypes,
            "language" => Self::Languages,
            _ => return None,
        })
    }

    /// As people say it: `contact types`.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Parties => "parties",
            Self::Sites => "sites",
            Self::Teams => "teams",
            Self::Channels => "channels",
            Self::Queues => "queues",
            Self::ContactTypes => "contact types",
            Self::Languages => "languages",
        }
    }

    /// The file that holds it.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Parties => "partnership.yaml",
            _ => "taxonomy.yaml",
        }
    }
}

impl crate::Charter {
    /// The names in a vocabulary, in the order written.
    #[must_use]
    pub fn vocabulary(&self, vocabulary: Vocabulary) -> Vec<&str> {
        let taxonomy = &self.taxonomy;
        match vocabulary {
            Vocabulary::Parties => self
                .partnership
                .parties
                .iter()
                .map(|one| one.party.as_str())
                .collect(),
            Vocabulary::Sites => taxonomy.sites.iter().map(|one| one.site.as_str()).collect(),
            Vocabulary::Teams => taxonomy.teams.iter().map(|one| one.team.as_str()).collect(),
            Vocabulary::Channels => taxonomy
                .channels
                .iter()
                .map(|one| one.channel.as_str())
                .collect(),
            Vocabulary::Queues => taxonomy
                .queues
                .iter()
                .map(|one| one.queue.as_str())
                .collect(),
            Vocabulary::ContactTypes => taxonomy
                .contact_types
                .iter()
                .map(|one| one.contact_type.as_str())
                .collect(),
            Vocabulary::Languages => taxonomy.languages.iter().map(String::as_str).collect(),
        }
    }
}
