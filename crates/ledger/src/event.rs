//! What was decided.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use access::RowScope;
use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use crate::delegation::Delegated;
use crate::proposal::ProposalEvent;

/// What an entry says happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The partnership began with this charter.
    Founded(CharterText),
    /// This charter is in force from here on.
    CharterReplaced(CharterText),
    /// A note was pinned to a point.
    NotePinned(NotePinned),
    /// Something happened to a proposal.
    Proposal(ProposalEvent),
    /// Somebody lent the right to approve.
    Delegated(Delegated),
}

/// A charter as its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CharterText {
    /// Short name of the partnership.
    pub partnership: String,
    /// Path within the charter, with forward slashes → text.
    pub files: BTreeMap<String, String>,
    /// SHA-256 over the files, hexadecimal: tells at a glance whether two charters are the same text.
    pub digest: String,
}

/// A note at a point of a KPI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotePinned {
    /// The KPI.
    pub kpi: String,
    /// The party whose point it is; `None` for all of them together.
    pub party: Option<String>,
    /// The rows behind the point as its author saw it: who may see all of them may see the note.
    pub rows: RowScope,
    /// The day of the point, in the partnership's zone.
    pub at: Date,
    /// What is known.
    pub text: String,
    /// Full name of the author, then.
    pub author_name: String,
}

impl CharterText {
    /// The charter that these files are.
    #[must_use]
    pub fn new(partnership: &str, files: BTreeMap<String, String>) -> Self {
        let mut hasher = Sha256::new();
        for (path, text) in &files {
            for part in [path, text] {
                hasher.update((part.len() as u64).to_be_bytes());
                hasher.update(part);
            }
        }
        let mut digest = String::with_capacity(64);
        for byte in hasher.finalize() {
            // Writing to a String cannot fail.
            let _ = write!(digest, "{byte:02x}");
        }
        Self {
            partnership: partnership.to_owned(),
            files,
            digest,
        }
    }
}

impl Event {
    /// The word for the kind, as stored.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Founded(_) => "founded",
            Self::CharterReplaced(_) => "charter_replaced",
            Self::NotePinned(_) => "note_pinned",
            Self::Proposal(event) => event.kind(),
            Self::Delegated(_) => "delegated",
        }
    }

    /// What it is about.
    #[must_use]
    pub fn subject(&self) -> String {
        match self {
            Self::Founded(charter) | Self::CharterReplaced(charter) => charter.partnership.clone(),
            Self::NotePinned(note) => note.kpi.clone(),
            Self::Proposal(event) => format!("P{}", event.proposal()),
            Self::Delegated(delegated) => delegated.to.clone(),
        }
    }

    /// As stored.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn payload(&self) -> Result<String, serde_json::Error> {
        match self {
            Self::Founded(charter) | Self::CharterReplaced(charter) => {
                serde_json::to_string(charter)
            }
            Self::NotePinned(note) => serde_json::to_string(note),
            Self::Proposal(event) => event.payload(),
            Self::Delegated(delegated) => serde_json::to_string(delegated),
        }
    }

    /// From what was stored.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(kind: &str, payload: &str) -> Result<Self, String> {
        if let Some(event) = ProposalEvent::read(kind, payload) {
            return event.map(Self::Proposal).map_err(|error| error.to_string());
        }
        match kind {
            "founded" => parse(payload).map(Self::Founded),
            "charter_replaced" => parse(payload).map(Self::CharterReplaced),
            "note_pinned" => parse(payload).map(Self::NotePinned),
            "delegated" => parse(payload).map(Self::Delegated),
            other => Err(format!("this version of Tandem knows no entry `{other}`")),
        }
    }
}

fn parse<T: DeserializeOwned>(payload: &str) -> Result<T, String> {
    serde_json::from_str(payload).map_err(|error| error.to_string())
}
