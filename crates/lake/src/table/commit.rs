//! What Tandem writes into each commit of a Delta log beside what Delta asks for, and the files the commits are in.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{checkpoint, seal};
use crate::{CustomerChange, LakeError, Receipt};

/// Format of what Tandem writes into commits and hidden columns. Since 2, a hidden version says also under which revision
/// of its feed a row was mapped and how much of it there was. Since 3, rows set aside say of which types they were, and may
/// have lost their text.
pub(crate) const COMMIT_FORMAT: u64 = 3;
/// Key of Tandem's own part of a commit.
pub(super) const TANDEM: &str = "tandem";

/// Tandem's own part of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Commit {
    pub format: u64,
    /// Version of the lake that this commit makes.
    pub lake_version: u64,
    /// What was taken in; nothing in commits that take something back or only resolve rows set aside. The first commits of
    /// format 1 have one `receipt`, or null.
    #[serde(alias = "receipt", deserialize_with = "one_or_many")]
    pub receipts: Vec<Receipt>,
    /// When it was made; not said in format 1, nor of what was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What was done for the table's sake, when nothing was taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upkeep: Option<Upkeep>,
}

fn one_or_many<'de, D: Deserializer<'de>>(value: D) -> Result<Vec<Receipt>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Receipts {
        Many(Vec<Receipt>),
        One(Box<Receipt>),
    }
    Ok(match Option::deserialize(value)? {
        Some(Receipts::Many(receipts)) => receipts,
        Some(Receipts::One(receipt)) => vec![*receipt],
        None => Vec::new(),
    })
}

/// What was done for a table's sake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub(crate) enum Upkeep {
    /// Small files became large ones; the rows are the same.
    Compacted {
        files_before: u64,
        files_after: u64,
        rows: u64,
    },
    /// Rows that were older than the charter keeps them have gone.
    Retired(Retired),
    /// Rows set aside that were resolved long ago have lost their text. None came or went.
    Cleared(Retired),
    /// Rows are no longer of a customer, who was forgotten or is another one. None came or went.
    Customers(CustomerChange),
}

/// Rows that were older than the charter keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retired {
    /// The table.
    pub table: String,
    /// How long its rows are kept, as the charter says it.
    pub retain: String,
    /// Rows before this instant have gone.
    pub before: Timestamp,
    /// How many they were.
    pub rows: u64,
    /// Of them, by the feed they had come through.
    pub by_feed: std::collections::BTreeMap<String, u64>,
}

impl Commit {
    pub(crate) fn new(lake_version: u64, at: impl Into<Option<Timestamp>>) -> Self {
        Self {
            format: COMMIT_FORMAT,
            lake_version,
            receipts: Vec::new(),
            at: at.into(),
            upkeep: None,
        }
    }

    /// Whether it only wrote the same rows anew.
    pub(crate) fn is_compaction(&self) -> bool {
        matches!(self.upkeep, Some(Upkeep::Compacted { .. }))
    }

    /// When it was made, where that is known.
    pub(crate) fn made_at(&self) -> Option<Timestamp> {
        self.at
            .or_else(|| self.receipts.iter().map(|receipt| receipt.at).max())
    }
}

pub(crate) fn log_folder(folder: &Path) -> PathBuf {
    folder.join("_delta_log")
}

pub(super) fn commit_path(folder: &Path, version: u64) -> PathBuf {
    log_folder(folder).join(format!("{version:020}.json"))
}

/// Paths of all commits, oldest first.
pub(super) fn commit_files(folder: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let log = log_folder(folder);
    let entries =
        fs::read_dir(&log).map_err(LakeError::io(format!("reading {}", log.display())))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    Ok(files)
}

/// Takes away a newest commit that a power cut left empty or cut short. It was never acknowledged: acknowledging
/// follows flushing.
pub(super) fn drop_torn_commit(folder: &Path) -> Result<(), LakeError> {
    if let Some(newest) = commit_files(folder)?.last()
        && seal::is_cut_off(
            &fs::read(newest).map_err(LakeError::io(format!("reading {}", newest.display())))?,
        )
    {
        tracing::warn!(commit = %newest.display(), "dropping a commit that was cut off");
        checkpoint::forget(folder, newest.file_stem().unwrap_or_default())?;
        fs::remove_file(newest).map_err(LakeError::io(format!("removing {}", newest.display())))?;
    }
    Ok(())
}

/// Version of the newest commit.
pub(super) fn newest_version(folder: &Path) -> Result<u64, LakeError> {
    let files = commit_files(folder)?;
    let newest = files.last().and_then(|path| path.file_stem()?.to_str());
    newest
        .and_then(|stem| stem.parse().ok())
        .ok_or_else(|| LakeError::Damaged {
            file: log_folder(folder),
            cause: "a file in it is no commit".to_owned(),
        })
}

/// The lines of a commit.
pub(super) fn actions(folder: &Path, version: u64) -> Result<Vec<Value>, LakeError> {
    let text = seal::read(&commit_path(folder, version), TANDEM)?;
    Ok(text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .collect())
}

pub(super) fn read_commit(folder: &Path, version: u64) -> Result<Option<Commit>, LakeError> {
    let ours = actions(folder, version)?
        .iter()
        .find_map(|action| action.get("commitInfo")?.get(TANDEM).cloned());
    let Some(ours) = ours else {
        return Ok(None);
    };
    let found = ours
        .get("format")
        .and_then(Value::as_u64)
        .unwrap_or_default();
    if found > COMMIT_FORMAT {
        return Err(LakeError::NewerFormat {
            folder: folder.to_owned(),
            found,
            known: COMMIT_FORMAT,
        });
    }
    let commit: Commit = serde_json::from_value(ours).map_err(LakeError::table(format!(
        "reading {}",
        commit_path(folder, version).display()
    )))?;
    Ok(Some(commit))
}
