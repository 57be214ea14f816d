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

/// Adds refusals to what a log held, and writes it. What is damaged is put aside; what is of a newer Tandem stays.
pub(super) fn add(path: &Path, mut read: Read, entries: Vec<Entry>) -> Result<Read, LakeError> {
    if read.damaged.is_some() {
        if is_newer(path) {
            return Ok(read);
        }
        let aside = path.with_extension("json.damaged");
        fs::rename(path, &aside).map_err(LakeError::io(format!("moving {}", path.display())))?;
        read = Read::default();
    }
    for entry in entries {
        push(&mut read.entries, entry);
    }
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

/// Adds one: again where it was there, and without the one that goes where there are too many.
fn push(entries: &mut Vec<Entry>, entry: Entry) {
    let before = entries.iter().position(|one| one.repeats(&entry));
    let entry = match before.map(|place| entries.remove(place)) {
        Some(before) => Entry {
            first_at: before.first_at,
            times: before.times.saturating_add(1),
            ..entry
        },
        None => entry,
    };
    entries.push(entry);
    if entries.len() > KEPT {
        let goes = least_told(entries);
        entries.remove(goes);
    }
}

/// Which one goes: the oldest, but the newest of each check stays, since its verdict hangs on it.
fn least_told(entries: &[Entry]) -> usize {
    let newest_of_check = |place: usize, entry: &Entry| {
        entry.check.is_some()
            && !(entries.iter().skip(place + 1)).any(|later| later.check == entry.check)
    };
    let goes =
        (entries.iter().enumerate()).position(|(place, entry)| !newest_of_check(place, entry));
    goes.unwrap_or_default()
}

fn is_newer(path: &Path) -> bool {
    let value = fs::read(path)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let format = value.and_then(|value| value.get("format").and_then(Value::as_u64));
    format.is_some_and(|format| format > FORMAT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: usize, check: Option<&str>) -> Entry {
        Entry {
            at: Timestamp::UNIX_EPOCH,
            first_at: Timestamp::UNIX_EPOCH,
            times: 1,
            way: Way::Http,
            who: None,
            name: format!("d{number}"),
            named: true,
            digest: None,
            kind: "bad_file".to_owned(),
            check: check.map(str::to_owned),
            says: "it is none".to_owned(),
            hint: String::new(),
            version: 1,
        }
    }

    #[test]
    fn the_newest_of_each_check_stays_whatever_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = path(folder.path(), "calls");
        let mut log = Read::default();
        for (number, check) in [Some("sane"), Some("sane"), Some("whole")]
            .into_iter()
            .enumerate()
        {
            log = add(&path, log, vec![entry(number, check)]).unwrap();
        }
        let more = (3..KEPT + 50).map(|number| entry(number, None));
        log = add(&path, log, more.collect()).unwrap();
        let names: Vec<&str> = log.entries.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names.len(), KEPT);
        assert_eq!(names.get(..3), Some(&["d1", "d2", "d52"][..]));
        assert_eq!(read(&path).unwrap().entries, log.entries);
    }
}
