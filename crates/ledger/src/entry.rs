//! An entry of the log: who decided what, when, chained to what was decided before.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::LedgerError;
use crate::event::Event;

/// Version of the shape of entries and payloads that this build writes, and the newest that it reads.
pub const FORMAT_VERSION: u32 = 1;

/// An entry as written. Nothing in it ever changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 1 for the first; no gaps.
    pub position: u64,
    /// Version of the shape of this entry.
    pub format_version: u32,
    /// When it was decided.
    pub at: Timestamp,
    /// Who decided.
    pub actor: Actor,
    /// What kind of event, `note_pinned`.
    pub kind: String,
    /// What it is about: the name of a charter, of a KPI.
    pub subject: String,
    /// The event as JSON, byte for byte as it was hashed.
    pub payload: String,
    /// Hash of the entry before; zeros for the first.
    pub previous_hash: Hash,
    /// Hash of this entry.
    pub hash: Hash,
}

/// Who decided, as they were then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Short name of the person; `operator` for the command line at the machine.
    pub person: String,
    /// The role that gave the right.
    pub role: String,
    /// The person's party.
    pub party: String,
}

/// SHA-256.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

impl Entry {
    /// What it says, where it is as it was written.
    pub(crate) fn event(&self) -> Result<Event, LedgerError> {
        self.check()?;
        Event::read(&self.kind, &self.payload).map_err(|what| self.broken(what))
    }

    /// Whether it is as it was written.
    pub(crate) fn check(&self) -> Result<(), LedgerError> {
        if self.format_version > FORMAT_VERSION {
            return Err(LedgerError::NewerFormat {
                found: self.format_version,
                known: FORMAT_VERSION,
            });
        }
        if self.hash != self.computed_hash() {
            return Err(self.broken("its hash is another".to_owned()));
        }
        Ok(())
    }

    fn broken(&self, what: String) -> LedgerError {
        LedgerError::Broken {
            position: self.position,
            what,
        }
    }

    /// The hash that the entry must have: SHA-256 over every other field, each with its length before it, so that no
    /// two entries are the same bytes.
    #[must_use]
    pub fn computed_hash(&self) -> Hash {
        let mut hasher = Sha256::new();
        for field in [
            self.format_version.to_string().as_bytes(),
            self.position.to_string().as_bytes(),
            self.at.to_string().as_bytes(),
            self.actor.person.as_bytes(),
            self.actor.role.as_bytes(),
            self.actor.party.as_bytes(),
            self.kind.as_bytes(),
            self.subject.as_bytes(),
            self.payload.as_bytes(),
            &self.previous_hash.0,
        ] {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field);
        }
        Hash(hasher.finalize().into())
    }
}

impl FromStr for Hash {
    /// There is only one thing wrong with it.
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 32];
        let digits = text.as_bytes();
        let lower = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() != 64 || !digits.iter().all(lower) {
            return Err(());
        }
        for (byte, two) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let two = str::from_utf8(two).map_err(|_| ())?;
            *byte = u8::from_str_radix(two, 16).map_err(|_| ())?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
