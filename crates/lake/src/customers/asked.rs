//! What was asked about customers, in a file of the lake. It is written before any table is touched, so that whatever
//! stops when, the door knows and the rest is done later.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Did;
use crate::LakeError;
use crate::table::durable;

/// Newest format that is read and written.
const FORMAT: u64 = 1;
/// Hexadecimal digits of the seal: 128 bits of BLAKE3.
const SEAL_DIGITS: usize = 32;

/// One request. Customers are told by the hashes that the tables hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// From 1.
    pub number: u64,
    pub did: Did,
    pub customer: String,
    /// The customer who stays, of a merge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    pub at: Timestamp,
    pub by: String,
    pub reason: String,
    /// Contacts of who was forgotten, where other tables have words that belong to contacts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Whether every table has been written anew.
    pub done: bool,
}

/// A contact, told by a keyed digest: who has the key and the contact's identifier recognises it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Contact {
    /// Whose work it was, where the row says so: identifiers of different systems may be the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    pub mark: String,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    format: u64,
    requests: Vec<Asked>,
    /// Digest of the requests: whoever changes them by hand would change what the door does without a word.
    seal: String,
}

/// The requests in a file; nothing where there is none.
///
/// # Errors
/// When it is damaged, a newer Tandem wrote it, or the disk fails.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<Asked>>, LakeError> {
    let damaged = |cause: String| LakeError::Damaged {
        file: path.to_owned(),
        cause,
    };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(LakeError::io(format!("reading {}", path.display()))(error)),
    };
    let value: Value =
        serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
    let format = value.get("format").and_then(Value::as_u64);
    if let Some(found) = format.filter(|format| *format > FORMAT) {
        return Err(LakeError::NewerFormat {
            folder: path.to_owned(),
            found,
            known: FORMAT,
        });
    }
    let stored: Stored =
        serde_json::from_value(value).map_err(|error| damaged(error.to_string()))?;
    if seal(&stored.requests)? != stored.seal {
        return Err(damaged("it is not what was written".to_owned()));
    }
    Ok(Some(stored.requests))
}

/// Writes the requests, durably, as a whole or not at all.
pub(crate) fn write(path: &Path, requests: &[Asked]) -> Result<(), LakeError> {
    let stored = Stored {
        format: FORMAT,
        requests: requests.to_vec(),
        seal: seal(requests)?,
    };
    let bytes = serde_json::to_vec(&stored)
        .map_err(LakeError::table(format!("writing {}", path.display())))?;
    durable::write(path, &bytes)
}

fn seal(requests: &[Asked]) -> Result<String, LakeError> {
    let bytes = serde_json::to_vec(requests).map_err(LakeError::table("sealing what was asked"))?;
    let mut seal = blake3::hash(&bytes).to_hex().to_string();
    seal.truncate(SEAL_DIGITS);
    Ok(seal)
}
