//! The log of a feed on disk: `refusals/<feed>.json`, whole or not there, of bounded length.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Refusal, Way};
use crate::LakeError;
use crate::table::durable;

/// Newest format that is read and written.
const FORMAT: u64 = 1;
/// Refusals that are kept of a feed: the newest.
const KEPT: usize = 100;

/// A refusal, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub at: Timestamp,
    pub first_at: Timestamp,
    pub times: u64,
    pub way: Way,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    pub name: String,
    /// Whether the name is that of one thing, such as a file, and not of whatever somebody sends.
    pub named: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    pub says: String,
    pub hint: String,
    /// The lake's version when it was refused, the last time.
    pub version: u64,
}

impl Entry {
    /// Whether it is the same, refused for the same reason.
    fn repeats(&self, other: &Self) -> bool {
        let telling = |one: &Self| {
            (
                one.way,
                one.who.clone(),
                one.name.clone(),
                one.digest.clone(),
                one.says.clone(),
            )
        };
        telling(self) == telling(other)
    }

    pub(super) fn told(&self, settled: bool) -> Refusal {
        let entry = self.clone();
        Refusal {
            at: entry.at,
            first_at: entry.first_at,
            times: entry.times,
            way: entry.way,
            who: entry.who,
            name: entry.name,
            digest: entry.digest,
            kind: entry.kind,
            check: entry.check,
            says: entry.says,
            hint: entry.hint,
            settled,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    format: u64,
    refusals: Vec<Entry>,
}

/// What a log holds, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Read {
    pub entries: Vec<Entry>,
    /// Why there is nothing to read, where something should be.
    pub damaged: Option<String>,
}

/// The log of a feed.
pub(super) fn path(folder: &Path, feed: &str) -> PathBuf {
    folder.join(format!("{feed}.json"))
}

/// Reads a log. One that is damaged or of a newer Tandem is told of and keeps nobody from anything.
pub(super) fn read(path: &Path) -> Result<Read, LakeError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Read::default()),
        Err(error) => return Err(LakeError::io(format!("reading {}", path.display()))(error)),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let told = |why: String| Read {
        entries: Vec::new(),
        damaged: Some(format!("The log of refusals lake/refusals/{name} {why}")),
    };
    let value: Value = match serde_json::from_slice(&bytes) {
        Ok(value) => value,
        Err(error) => {
            return Ok(told(format!(
                "is damaged ({error}): what was refused before cannot be told. The next refusal begins a new one."
            )));
        }
    };
    match value.get("format").and_then(Value::as_u64) {
        Some(found) if found > FORMAT => {
            return Ok(told(format!(
                "is of a newer Tandem, of format {found}: this one reads up to {FORMAT}, and leaves it as it is."
            )));
        }
        _ => {}
    }
    Ok(match serde_json::from_value::<Stored>(value) {
        Ok(stored) => Read {
            entries: stored.refusals,
            damaged: None,
        },
        Err(error) => told(format!(
            "is damaged ({error}): what was refused before cannot be told. The next refusal begins a new one."
        )),
    })
}

/// Adds a refusal to what a log held, and writes it. What is damaged is put aside; what is of a newer Tandem stays.
pub(super) fn add(path: &Path, mut read: Read, entry: Entry) -> Result<Read, LakeError> {
    if read.damaged.is_some() {
        if is_newer(path) {
            return Ok(read);
        }
        let aside = path.with_extension("json.damaged");
        fs::rename(path, &aside).map_err(LakeError::io(format!("moving {}", path.display())))?;
        read = Read::default();
    }
    let before = read.entries.iter().position(|one| one.repeats(&entry));
    let entry = match before.map(|place| read.entries.remove(place)) {
        Some(before) => Entry {
            first_at: before.first_at,
            times: before.times.saturating_add(1),
            ..entry
        },
        None => entry,
    };
    read.entries.push(entry);
    let old = read.entries.len().saturating_sub(KEPT);
    read.entries.drain(..old);
    let stored = Stored {
        format: FORMAT,
        refusals: read.entries.clone(),
    };
    let bytes = serde_json::to_vec_pretty(&stored)
        .map_err(LakeError::table(format!("writing {}", path.display())))?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(LakeError::io(format!("making {}", folder.display())))?;
    }
    durable::write(path, &bytes)?;
    Ok(read)
}

fn is_newer(path: &Path) -> bool {
    let value = fs::read(path)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let format = value.and_then(|value| value.get("format").and_then(Value::as_u64));
    format.is_some_and(|format| format > FORMAT)
}
