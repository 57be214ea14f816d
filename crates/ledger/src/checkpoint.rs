//! A signed word on how far a ledger is, for another party to keep: a later ledger either extends it or is another one.

use std::fmt;
use std::str::FromStr as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::entry::Hash;
use crate::error::LedgerError;
use crate::storage::{Place, Storage};
use crate::verify::{Verified, verify};

/// Version of the form that this build writes and reads.
const FORMAT: u32 = 1;

/// The key that checkpoints are signed with.
pub struct CheckpointKey(SigningKey);

impl CheckpointKey {
    /// A key from the base64 of its 32 bytes; nothing where the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim()).ok()?;
        let secret: [u8; 32] = bytes.try_into().ok()?;
        Some(Self(SigningKey::from_bytes(&secret)))
    }

    /// What the other party knows it by.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

impl fmt::Debug for CheckpointKey {
    /// The secret is not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckpointKey of {}", self.public())
    }
}

/// What a signature is checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// A key from the base64 of its 32 bytes; nothing where the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim()).ok()?;
        let bytes: [u8; 32] = bytes.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok().map(Self)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0.as_bytes()))
    }
}

/// How far a ledger was at a time, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Short name of the partnership.
    pub partnership: String,
    /// Position of the last entry.
    pub position: u64,
    /// Its hash, which no other chain of entries has.
    pub hash: Hash,
    /// When it was signed.
    pub at: Timestamp,
    /// The key that it was signed with.
    pub signed_by: PublicKey,
    signature: Signature,
}

/// As it is handed over.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    tandem_ledger_checkpoint: u32,
    partnership: String,
    position: u64,
    hash: String,
    at: String,
    public_key: String,
    signature: String,
}

impl Checkpoint {
    /// Signs what a ledger was found to be.
    ///
    /// # Errors
    /// When nothing was decided in it.
    pub fn sign(
        found: &Verified,
        key: &CheckpointKey,
        now: Timestamp,
    ) -> Result<Self, LedgerError> {
        let Some(partnership) = found.partnership.clone() else {
            return Err(LedgerError::NothingToSign);
        };
        let signed = signed(&partnership, found.entries, found.hash, now);
        Ok(Self {
            partnership,
            position: found.entries,
            hash: found.hash,
            at: now,
            signed_by: key.public(),
            signature: key.0.sign(signed.as_bytes()),
        })
    }

    /// As text, to hand over.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(&Written {
            tandem_ledger_checkpoint: FORMAT,
            partnership: self.partnership.clone(),
            position: self.position,
            hash: self.hash.to_string(),
            at: self.at.to_string(),
            public_key: self.signed_by.to_string(),
            signature: STANDARD.encode(self.signature.to_bytes()),
        })?;
        text.push('\n');
        Ok(text)
    }

    /// From a text that was handed over, if it says what was signed.
    ///
    /// # Errors
    /// Why it is no checkpoint, or not the one that was signed.
    pub fn read(text: &str) -> Result<Self, LedgerError> {
        let no = |what: String| LedgerError::Checkpoint(format!("it is no checkpoint: {what}"));
        let written: Written = serde_json::from_str(text).map_err(|error| no(error.to_string()))?;
        let format = written.tandem_ledger_checkpoint;
        if format != FORMAT {
            return Err(no(format!("its format is {format}, and {FORMAT} is known")));
        }
        let hash = Hash::from_str(&written.hash)
            .map_err(|()| no(format!("`{}` is no hash", written.hash)))?;
        let at = Timestamp::from_str(&written.at).map_err(|error| no(error.to_string()))?;
        let signed_by = PublicKey::parse(&written.public_key)
            .ok_or_else(|| no(format!("`{}` is no public key", written.public_key)))?;
        let signature = STANDARD
            .decode(&written.signature)
            .ok()
            .and_then(|bytes| Signature::from_slice(&bytes).ok())
            .ok_or_else(|| no(format!("`{}` is no signature", written.signature)))?;
        let said = signed(&written.partnership, written.position, hash, at);
        signed_by
            .0
            .verify_strict(said.as_bytes(), &signature)
            .map_err(|_| {
                LedgerError::Checkpoint(
                    "the checkpoint is not what was signed: its signature does not fit".to_owned(),
                )
            })?;
        Ok(Self {
            partnership: written.partnership,
            position: written.position,
            hash,
            at,
            signed_by,
            signature,
        })
    }
}

/// The bytes that are signed. No field can hold the end of a line but the first, which therefore comes last.
fn signed(partnership: &str, position: u64, hash: Hash, at: Timestamp) -> String {
    format!("tandem ledger checkpoint {FORMAT}\n{position}\n{hash}\n{at}\n{partnership}")
}

/// Checks the whole chain, and that it has the very entry that a checkpoint names: everything up to there is then what it was
/// when that was signed.
///
/// # Errors
/// The first entry that is not as it was written, or that the ledger does not extend the checkpoint.
pub async fn verify_extends(
    place: &Place,
    checkpoint: &Checkpoint,
) -> Result<Option<Verified>, LedgerError> {
    let Some(found) = verify(place).await? else {
        return Ok(None);
    };
    let position = checkpoint.position;
    let other = |what: String| Err(LedgerError::NotExtended(what));
    if found.partnership.as_deref() != Some(&*checkpoint.partnership) {
        let own = found.partnership.as_deref().unwrap_or("nobody");
        return other(format!(
            "it is of `{own}`, and the checkpoint of `{}`",
            checkpoint.partnership
        ));
    }
    if found.entries < position {
        return other(format!(
            "it ends at entry {}, and entry {position} was signed",
            found.entries
        ));
    }
    let Some(storage) = Storage::open_there(&place.entries).await? else {
        return Ok(None);
    };
    let entry = storage.entry(position).await;
    storage.close().await;
    match entry? {
        Some(entry) if entry.hash == checkpoint.hash => Ok(Some(found)),
        Some(entry) => other(format!(
            "its entry {position} has the hash {}, and the one that was signed {}",
            entry.hash, checkpoint.hash
        )),
        None => other(format!("it has no entry {position}")),
    }
}
