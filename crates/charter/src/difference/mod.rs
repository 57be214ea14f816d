//! What is different between two charters: file by file, and value by value in the words of the files.

mod concerned;
mod flat;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use concerned::Concerned;

use crate::decisions::Part;

/// The files of a charter: path, with forward slashes → text.
pub type Files = BTreeMap<String, String>;

/// Files as they shall be: path → text; nothing where the file shall not be any more.
pub type Edits = BTreeMap<String, Option<String>>;

/// The edits that lead from some files to others.
#[must_use]
pub fn edits(before: &Files, after: &Files) -> Edits {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = paths
        .into_iter()
        .filter(|path| before.get(*path) != after.get(*path));
    changed
        .map(|path| (path.clone(), after.get(path).cloned()))
        .collect()
}

/// Files with edits made.
#[must_use]
pub fn edited(files: &Files, edits: &Edits) -> Files {
    let mut edited = files.clone();
    for (path, text) in edits {
        match text {
            Some(text) => edited.insert(path.clone(), text.clone()),
            None => edited.remove(path),
        };
    }
    edited
}

/// A value of a charter that is another, is new, or is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The part of the charter.
    pub part: Part,
    /// The file.
    pub file: String,
    /// The value's place in the file, with the names of things instead of their numbers: `people/mara_roos/roles`. Empty
    /// where only comments or the layout of the file are others.
    pub place: String,
    /// What it was, as written; nothing when it is new.
    pub before: Option<String>,
    /// What it shall be; nothing when it shall not be any more.
    pub after: Option<String>,
}

/// What edits change in a charter, value by value, in the order of the files.
#[must_use]
pub fn changes(before: &Files, edits: &Edits) -> Vec<Change> {
    let mut changes = Vec::new();
    for (file, text) in edits {
        let flat = |text: Option<&String>| text.map(|text| flat::flat(text)).unwrap_or_default();
        let (old, new) = (flat(before.get(file)), flat(text.as_ref()));
        let places: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let others = places
            .into_iter()
            .filter(|place| old.get(*place) != new.get(*place));
        let known = changes.len();
        changes.extend(others.map(|place| Change {
            part: part(file, place),
            file: file.clone(),
            place: place.clone(),
            before: old.get(place).cloned(),
            after: new.get(place).cloned(),
        }));
        if changes.len() == known {
            changes.push(Change {
                part: part(file, ""),
                file: file.clone(),
                place: String::new(),
                before: None,
                after: None,
            });
        }
    }
    changes
}

/// The parts of a charter that changes are about.
#[must_use]
pub fn parts(changes: &[Change]) -> Vec<Part> {
    let parts: BTreeSet<Part> = changes.iter().map(|change| change.part).collect();
    parts.into_iter().collect()
}

fn part(file: &str, place: &str) -> Part {
    Part::of_file(file).unwrap_or(
        match place.split_once('/').map_or(place, |(field, _)| field) {
            "people" => Part::People,
            "roles" => Part::Rights,
            _ => Part::Partnership,
        },
    )
}
