//! What lies in a drop folder.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use charter::Charter;
use lake::LakeError;

/// Endings of markers: `calls.csv.done` says that `calls.csv` is whole.
const MARKERS: [&str; 2] = ["done", "ok"];
/// Endings that programs give to files which they are still writing.
const PARTIAL: [&str; 5] = ["part", "tmp", "filepart", "partial", "crdownload"];

/// What tells a file from others, and from itself once somebody wrote to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sight {
    pub device: u64,
    pub inode: u64,
    /// Bytes.
    pub size: u64,
    pub modified: Option<SystemTime>,
}

impl Sight {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.len(),
            modified: metadata.modified().ok(),
        }
    }
}

/// A file that may be taken in once it is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub name: OsString,
    pub sight: Sight,
    /// The files that say it is whole.
    pub markers: Vec<OsString>,
}

/// The files of a folder, oldest first, with their markers.
pub(super) fn files(folder: &Path) -> Result<Vec<Found>, LakeError> {
    let looking = || LakeError::io(format!("looking into {}", folder.display()));
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(looking())? {
        let entry = entry.map_err(looking())?;
        // Links, folders and devices are not followed: only a file can be moved as a whole.
        let metadata = match entry.metadata() {
            Ok(metadata) if metadata.is_file() => metadata,
            Ok(_) => continue,
            // Gone again: its sender renamed it.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(looking()(error)),
        };
        let name = entry.file_name();
        found.insert(
            name.clone(),
            Found {
                name,
                sight: Sight::of(&metadata),
                markers: Vec::new(),
            },
        );
    }
    Ok(paired(found))
}

/// Puts markers to their files, and leaves out what is none.
fn paired(mut found: BTreeMap<OsString, Found>) -> Vec<Found> {
    let names: Vec<OsString> = found.keys().cloned().collect();
    for name in names {
        if is_partial(&name) {
            found.remove(&name);
        } else if let Some(marked) = marked(&name) {
            found.remove(&name);
            if let Some(file) = found.get_mut(marked) {
                file.markers.push(name);
            }
        }
    }
    let mut found: Vec<Found> = found.into_values().collect();
    found.sort_by(|a, b| (a.sight.modified, &a.name).cmp(&(b.sight.modified, &b.name)));
    found
}

fn is_partial(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".") || ends_with(name, &PARTIAL)
}

/// The name of the file that a marker stands for.
fn marked(name: &OsStr) -> Option<&OsStr> {
    ends_with(name, &MARKERS)
        .then(|| Path::new(name).file_stem())
        .flatten()
}

fn ends_with(name: &OsStr, endings: &[&str]) -> bool {
    Path::new(name).extension().is_some_and(|ending| {
        endings
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// Folders that are named after no feed.
pub(super) fn strays(folder: &Path, charter: &Charter) -> Result<Vec<PathBuf>, LakeError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let looking = || LakeError::io(format!("looking into {}", folder.display()));
    let mut strays = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(looking())? {
        let entry = entry.map_err(looking())?;
        let name = entry.file_name();
        let known = name
            .to_str()
            .is_some_and(|name| charter.feeds.contains_key(name));
        let is_folder = entry.file_type().map_err(looking())?.is_dir();
        if is_folder && !known {
            strays.push(entry.path());
        }
    }
    strays.sort();
    Ok(strays)
}
