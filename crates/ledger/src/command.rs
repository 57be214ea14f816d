//! What may be asked of the ledger.

use std::collections::BTreeMap;

use access::Viewer;
use charter::difference::Edits;
use charter::partnership::Partnership;
use jiff::Timestamp;
use jiff::civil::Date;

/// Something that someone wants decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Put this charter in force; nothing is written when it is in force already. Where decision rights ask for somebody's
    /// agreement, it is proposed instead.
    Found {
        /// Path within the charter, with forward slashes → text.
        files: BTreeMap<String, String>,
    },
    /// Pin a note to a point of a KPI. That the viewer may see the KPI is the caller's to know.
    PinNote {
        /// The KPI.
        kpi: String,
        /// The party whose point it is; `None` for all of them together.
        party: Option<String>,
        /// The day of the point, in the partnership's zone.
        at: Date,
        /// What is known.
        text: String,
    },
    /// Propose that the charter be otherwise. Who may decide it alone has decided it.
    Propose(Wanted),
    /// Say something else in a proposal of one's own. What was approved is to be approved anew.
    Amend {
        /// The proposal's number.
        proposal: u64,
        /// What shall be otherwise in the charter in force.
        edits: Edits,
        /// Why.
        why: String,
    },
    /// Say something of a proposal.
    Remark {
        /// The proposal's number.
        proposal: u64,
        /// What.
        text: String,
    },
    /// Agree to a proposal. With the last agreement that it needs, it is in force.
    Approve {
        /// The proposal's number.
        proposal: u64,
        /// Hash of the edits that are agreed to.
        digest: String,
    },
    /// Refuse to agree: that ends it.
    Reject {
        /// The proposal's number.
        proposal: u64,
        /// Why.
        why: String,
    },
    /// Take a proposal of one's own back.
    Withdraw {
        /// The proposal's number.
        proposal: u64,
    },
    /// End the proposals whose time has passed.
    ExpireDue,
    /// Lend one's rights to approve to a colleague.
    Delegate {
        /// Short name of the colleague.
        to: String,
        /// Until when; a time that has passed ends it.
        until: Timestamp,
    },
}

/// What somebody wants to be otherwise in the charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// In a few words, what shall be otherwise.
    pub title: String,
    /// Why.
    pub why: String,
    /// What shall be otherwise.
    pub edits: Edits,
    /// The entry that put the charter in force that it was edited from, where the caller knows.
    pub base: Option<u64>,
    /// The own proposal whose place it takes.
    pub instead_of: Option<u64>,
}

/// Who asks, under which charter, when.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// What the person may see and do.
    pub viewer: &'a Viewer,
    /// The charter in force, which says who may decide.
    pub partnership: &'a Partnership,
    /// Now.
    pub now: Timestamp,
}
