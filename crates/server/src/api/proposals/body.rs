//! Proposals as they are written.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The proposals that concern the viewer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Proposals {
    /// The newest first.
    pub proposals: Vec<ProposalHead>,
}

/// A proposal in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ProposalHead {
    /// Its number; people say `P7`.
    pub number: u64,
    /// In a few words, what shall be otherwise.
    pub title: String,
    /// Who proposed it; the client, where the viewer does not know who.
    pub by_name: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// When it expires.
    #[schema(value_type = String, format = DateTime)]
    pub due: Timestamp,
    /// What became of it.
    pub status: ProposalStatus,
    /// Whether the viewer can agree to it.
    pub waits_for_me: bool,
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalStatus {
    /// It waits for agreement.
    Open,
    /// Its time has passed.
    Expired,
    /// It is, or was, in force.
    Adopted,
    /// Somebody would not agree.
    Rejected,
    /// Who proposed it took it back.
    Withdrawn,
    /// Another took its place.
    Superseded,
}

/// A proposal, whole.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Proposal {
    /// What a list says of it.
    pub head: ProposalHead,
    /// Why.
    pub why: String,
    /// What would be otherwise, as far as it is the viewer's to know.
    pub changes: Vec<ProposalChange>,
    /// Whose agreement it needs, and has, as far as the viewer may know of them. Empty when it is decided.
    pub seats: Vec<ProposalSeat>,
    /// What was said of it.
    pub remarks: Vec<ProposalRemark>,
    /// Files of the charter that were changed since: it is amended before anyone agrees. Empty when it is decided.
    pub outdated: Vec<String>,
    /// The proposal that took its place.
    pub superseded_by: Option<u64>,
    /// The hash of what is proposed; who agrees, names it.
    pub digest: String,
    /// Whether the viewer may take it back.
    pub may_withdraw: bool,
}

/// A value of the charter that would be another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProposalChange {
    /// The file of the charter.
    pub file: String,
    /// Where in it; empty when only its comments or its layout would be others.
    pub place: String,
    /// What it was; null when it is new.
    pub before: Option<String>,
    /// What it would be; null when it would not be any more.
    pub after: Option<String>,
}

/// An agreement that is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProposalSeat {
    /// The title of the decision that asks for it.
    pub decision: String,
    /// Titles of the roles that may give it.
    pub roles: Vec<String>,
    /// The title of the party that must give it, where it must be that party's.
    pub party: Option<String>,
    /// The people who may give it now. When there is nobody, the seat is vacant, and the proposal waits.
    pub holders: Vec<String>,
    /// Who gave it.
    pub given: Option<ProposalApproval>,
}

/// An agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProposalApproval {
    /// Who agreed.
    pub by_name: String,
    /// In whose place, when the right was lent.
    pub instead_of: Option<String>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// Something said of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProposalRemark {
    /// Who said it.
    pub by_name: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// What to propose.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProposal {
    /// In a few words, what shall be otherwise.
    #[schema(min_length = 1, max_length = 120)]
    pub title: String,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    pub why: String,
    /// Files of the charter as they shall be: path → text; null where the file shall not be any more.
    pub edits: BTreeMap<String, Option<String>>,
    /// The ledger's entry that put the charter in force that was edited: when another is in force, it is refused.
    #[serde(default)]
    pub base: Option<u64>,
    /// The own proposal whose place it takes.
    #[serde(default)]
    pub instead_of: Option<u64>,
}

/// What to say in an own proposal instead.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AmendedProposal {
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    pub why: String,
    /// Files of the charter as they shall be: path → text; null where the file shall not be any more.
    pub edits: BTreeMap<String, Option<String>>,
}

/// What somebody agrees to.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApproval {
    /// The proposal's `digest`, as it was read.
    pub digest: String,
}

/// What somebody says.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRemark {
    /// What.
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
}

/// Which proposal.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ProposalPath {
    /// Its number.
    pub proposal: u64,
}
