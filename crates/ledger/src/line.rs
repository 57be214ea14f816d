//! An entry as a line of NDJSON: every field as it was hashed, so that what is read back is, byte for byte, what was written.

use std::str::FromStr as _;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::entry::{Actor, Entry, Hash};

/// The fields in the order in which they are written. The payload is a text and no object: other tools would write one anew,
/// with other spaces, and under another hash.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<T> {
    position: u64,
    format_version: u32,
    at: T,
    actor: T,
    role: T,
    party: T,
    kind: T,
    subject: T,
    payload: T,
    previous_hash: T,
    hash: T,
}

/// The line, with its end.
pub(crate) fn write(entry: &Entry) -> Result<String, serde_json::Error> {
    let (at, previous_hash, hash) = (
        entry.at.to_string(),
        entry.previous_hash.to_string(),
        entry.hash.to_string(),
    );
    let mut line = serde_json::to_string(&Line::<&str> {
        position: entry.position,
        format_version: entry.format_version,
        at: &at,
        actor: &entry.actor.person,
        role: &entry.actor.role,
        party: &entry.actor.party,
        kind: &entry.kind,
        subject: &entry.subject,
        payload: &entry.payload,
        previous_hash: &previous_hash,
        hash: &hash,
    })?;
    line.push('\n');
    Ok(line)
}

/// The entry of a line.
///
/// # Errors
/// What is wrong with it, and what was expected.
pub(crate) fn read(line: &[u8]) -> Result<Entry, String> {
    let line: Line<String> = serde_json::from_slice(line).map_err(|error| {
        format!("it is no entry ({error}); a JSON object as `tandem ledger export` writes it was expected")
    })?;
    let hash = |text: &str| {
        Hash::from_str(text)
            .map_err(|()| format!("`{text}` is no hash; 64 hexadecimal digits were expected"))
    };
    let at = Timestamp::from_str(&line.at)
        .map_err(|error| format!("`{}` is no time: {error}", line.at))?;
    // The same instant in other words would have the same hash, and not be the same line.
    if at.to_string() != line.at {
        return Err(format!("its time is `{}`; `{at}` was expected", line.at));
    }
    Ok(Entry {
        position: line.position,
        format_version: line.format_version,
        at,
        actor: Actor {
            person: line.actor,
            role: line.role,
            party: line.party,
        },
        kind: line.kind,
        subject: line.subject,
        payload: line.payload,
        previous_hash: hash(&line.previous_hash)?,
        hash: hash(&line.hash)?,
    })
}
