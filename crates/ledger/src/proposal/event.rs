//! What happens to proposals, as stored.

use std::collections::BTreeMap;

use charter::difference::{Concerned, Edits};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Outcome, Proposal, Remark};
use crate::entry::Entry;

/// What an entry says happened to a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalEvent {
    /// It was made.
    Made(Made),
    /// It says something else now.
    Amended(Amended),
    /// Somebody said something of it.
    Remarked(Remarked),
    /// Somebody agreed.
    Approved(Approved),
    /// Somebody whose agreement was needed would not agree.
    Rejected(Remarked),
    /// It was taken back.
    Withdrawn(Ended),
    /// Its time passed.
    Expired(Ended),
    /// Another took its place.
    Superseded(Ended),
    /// It is in force.
    Adopted(Ended),
}

/// A proposal that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Its number.
    pub proposal: u64,
    /// In a few words, what shall be otherwise.
    pub title: String,
    /// Why.
    pub why: String,
    /// Full name of who made it.
    pub by_name: String,
    /// What shall be otherwise.
    pub edits: Edits,
    /// What the edited files were: path → hash.
    pub before: BTreeMap<String, Option<String>>,
    /// Hash of the edits.
    pub digest: String,
    /// Whom it concerns besides the client.
    pub concerned: Concerned,
    /// When it expires.
    pub due: Timestamp,
}

/// A proposal that says something else now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amended {
    /// Its number.
    pub proposal: u64,
    /// Why.
    pub why: String,
    /// Full name of who amended it.
    pub by_name: String,
    /// What shall be otherwise.
    pub edits: Edits,
    /// What the edited files were: path → hash.
    pub before: BTreeMap<String, Option<String>>,
    /// Hash of the edits.
    pub digest: String,
    /// Whom it concerns besides the client.
    pub concerned: Concerned,
}

/// Something said of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarked {
    /// Its number.
    pub proposal: u64,
    /// Full name of who said it.
    pub by_name: String,
    /// What was said.
    pub text: String,
}

/// An approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// The proposal's number.
    pub proposal: u64,
    /// Hash of the edits that were approved.
    pub digest: String,
    /// Full name of who approved.
    pub by_name: String,
    /// In whose place, when it was delegated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
}

/// The end of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Its number.
    pub proposal: u64,
    /// The proposal that took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_proposal: Option<u64>,
}

impl Remarked {
    pub(super) fn remark(self, entry: &Entry) -> Remark {
        Remark {
            by: entry.actor.clone(),
            by_name: self.by_name,
            at: entry.at,
            text: self.text,
        }
    }
}

impl Ended {
    pub(crate) fn of(proposal: u64) -> Self {
        Self {
            proposal,
            by_proposal: None,
        }
    }
}

impl Made {
    pub(crate) fn begun(self, entry: &Entry) -> Proposal {
        Proposal {
            number: self.proposal,
            title: self.title,
            why: self.why,
            by: entry.actor.clone(),
            by_name: self.by_name,
            at: entry.at,
            edits: self.edits,
            before: self.before,
            digest: self.digest,
            concerned: self.concerned,
            due: self.due,
            approvals: Vec::new(),
            remarks: Vec::new(),
            outcome: Outcome::Open,
            since: entry.position,
        }
    }
}

impl ProposalEvent {
    /// The proposal's number.
    #[must_use]
    pub const fn proposal(&self) -> u64 {
        match self {
            Self::Made(one) => one.proposal,
            Self::Amended(one) => one.proposal,
            Self::Remarked(one) | Self::Rejected(one) => one.proposal,
            Self::Approved(one) => one.proposal,
            Self::Withdrawn(one)
            | Self::Expired(one)
            | Self::Superseded(one)
            | Self::Adopted(one) => one.proposal,
        }
    }

    /// The word for the kind, as stored.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Made(_) => "proposal_made",
            Self::Amended(_) => "proposal_amended",
            Self::Remarked(_) => "proposal_remarked",
            Self::Approved(_) => "proposal_approved",
            Self::Rejected(_) => "proposal_rejected",
            Self::Withdrawn(_) => "proposal_withdrawn",
            Self::Expired(_) => "proposal_expired",
            Self::Superseded(_) => "proposal_superseded",
            Self::Adopted(_) => "proposal_adopted",
        }
    }

    /// As stored.
    pub(crate) fn payload(&self) -> Result<String, serde_json::Error> {
        match self {
            Self::Made(one) => serde_json::to_string(one),
            Self::Amended(one) => serde_json::to_string(one),
            Self::Remarked(one) | Self::Rejected(one) => serde_json::to_string(one),
            Self::Approved(one) => serde_json::to_string(one),
            Self::Withdrawn(one)
            | Self::Expired(one)
            | Self::Superseded(one)
            | Self::Adopted(one) => serde_json::to_string(one),
        }
    }

    /// From what was stored; nothing when the kind is none of a proposal.
    pub(crate) fn read(kind: &str, payload: &str) -> Option<Result<Self, serde_json::Error>> {
        Some(match kind {
            "proposal_made" => serde_json::from_str(payload).map(Self::Made),
            "proposal_amended" => serde_json::from_str(payload).map(Self::Amended),
            "proposal_remarked" => serde_json::from_str(payload).map(Self::Remarked),
            "proposal_approved" => serde_json::from_str(payload).map(Self::Approved),
            "proposal_rejected" => serde_json::from_str(payload).map(Self::Rejected),
            "proposal_withdrawn" => serde_json::from_str(payload).map(Self::Withdrawn),
            "proposal_expired" => serde_json::from_str(payload).map(Self::Expired),
            "proposal_superseded" => serde_json::from_str(payload).map(Self::Superseded),
            "proposal_adopted" => serde_json::from_str(payload).map(Self::Adopted),
            _ => return None,
        })
    }
}
