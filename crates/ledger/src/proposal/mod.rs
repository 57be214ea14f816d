//! Proposals: a difference in the charter, what was said of it, and what became of it.

mod event;
mod seats;
mod standing;

use std::collections::BTreeMap;

use charter::difference::{Concerned, Edits, Files};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use event::{Amended, Approved, Ended, Made, ProposalEvent, Remarked};
pub(crate) use seats::seated;
pub use seats::{Seat, Seated, seats};
pub use standing::Standing;

use crate::delegation::Delegation;
use crate::entry::{Actor, Entry};

/// A proposal as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// 1 for the partnership's first; people say `P7`.
    pub number: u64,
    /// In a few words, what shall be otherwise.
    pub title: String,
    /// Why.
    pub why: String,
    /// Who proposed it.
    pub by: Actor,
    /// Full name of who proposed it, then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// What shall be otherwise in the charter.
    pub edits: Edits,
    /// What the edited files were when it was proposed or last amended: path → hash; nothing for a new file.
    pub before: BTreeMap<String, Option<String>>,
    /// Hash of the edits and of what they replace: what an approval approves.
    pub digest: String,
    /// Whom it concerns besides the client.
    pub concerned: Concerned,
    /// When it expires.
    pub due: Timestamp,
    /// What was agreed to it as it is now.
    pub approvals: Vec<Given>,
    /// What was said of it, in order.
    pub remarks: Vec<Remark>,
    /// What became of it.
    pub outcome: Outcome,
    /// Position of the entry that proposed it or last amended it.
    pub since: u64,
}

/// An approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Who gave it, in which role.
    pub by: Actor,
    /// Full name, then.
    pub by_name: String,
    /// In whose place, when it was delegated.
    pub instead_of: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Something said of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Who said it.
    pub by: Actor,
    /// Full name, then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It waits for approvals.
    Open,
    /// It is in force: the entry that says so, right after the one with the charter.
    Adopted(u64),
    /// Somebody who could have approved it would not.
    Rejected(Remark),
    /// Who proposed it took it back.
    Withdrawn(Timestamp),
    /// Its time passed.
    Expired(Timestamp),
    /// Another proposal took its place.
    Superseded(u64),
}

impl Given {
    /// Short name of the person whose right was used.
    pub(crate) fn whose_right(&self) -> &str {
        self.instead_of.as_deref().unwrap_or(&self.by.person)
    }
}

impl Proposal {
    /// Whether it can still be approved.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.outcome == Outcome::Open
    }

    /// The edited files that are not what they were when it was proposed: it must be amended before anyone approves it.
    #[must_use]
    pub fn outdated<'a>(&'a self, in_force: &Files) -> Vec<&'a str> {
        let before = self.before.iter();
        let others =
            before.filter(|(path, hash)| in_force.get(*path).map(|text| sha256(text)) != **hash);
        others.map(|(path, _)| path.as_str()).collect()
    }

    /// The rights lent that count for it: not those of who proposed it, nor of who agreed to it already, in person or through
    /// somebody else.
    pub(crate) fn lent_by(&self, delegations: &[Delegation]) -> Vec<Delegation> {
        let used = |from: &str| {
            let mut given = self.approvals.iter();
            from == self.by.person || given.any(|one| one.whose_right() == from)
        };
        let free = delegations.iter().filter(|one| !used(&one.from));
        free.cloned().collect()
    }

    /// What it is after one more entry.
    pub(crate) fn after(&mut self, entry: &Entry, event: ProposalEvent) {
        let by = || entry.actor.clone();
        match event {
            // That is how it began.
            ProposalEvent::Made(_) => {}
            ProposalEvent::Amended(amended) => {
                self.edits = amended.edits;
                self.before = amended.before;
                self.digest = amended.digest;
                self.concerned = amended.concerned;
                self.since = entry.position;
                // They were given to something else.
                self.approvals.clear();
                self.remarks.push(Remark {
                    by: by(),
                    by_name: amended.by_name,
                    at: entry.at,
                    text: amended.why,
                });
            }
            ProposalEvent::Remarked(said) => self.remarks.push(said.remark(entry)),
            ProposalEvent::Approved(approved) => self.approvals.push(Given {
                by: by(),
                by_name: approved.by_name,
                instead_of: approved.instead_of,
                at: entry.at,
            }),
            ProposalEvent::Rejected(said) => self.outcome = Outcome::Rejected(said.remark(entry)),
            ProposalEvent::Withdrawn(_) => self.outcome = Outcome::Withdrawn(entry.at),
            ProposalEvent::Expired(_) => self.outcome = Outcome::Expired(entry.at),
            ProposalEvent::Superseded(ended) => {
                self.outcome = Outcome::Superseded(ended.by_proposal.unwrap_or_default());
            }
            ProposalEvent::Adopted(_) => self.outcome = Outcome::Adopted(entry.position),
        }
    }
}

/// SHA-256 of a text, hexadecimal.
pub(crate) fn sha256(text: &str) -> String {
    hex(Sha256::new_with_prefix(text))
}

/// SHA-256 of edits and of what they replace, hexadecimal, each part with its length before it.
pub(crate) fn digest(edits: &Edits, before: &BTreeMap<String, Option<String>>) -> String {
    let mut hasher = Sha256::new();
    for (path, text) in edits {
        hasher.update((path.len() as u64).to_be_bytes());
        hasher.update(path);
        hasher.update([u8::from(text.is_some())]);
        let text = text.as_deref().unwrap_or_default();
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text);
        let replaced = before.get(path).and_then(Option::as_deref);
        hasher.update([u8::from(replaced.is_some())]);
        // A hash: all of one length.
        hasher.update(replaced.unwrap_or_default());
    }
    hex(hasher)
}

fn hex(hasher: Sha256) -> String {
    crate::entry::Hash(hasher.finalize().into()).to_string()
}
