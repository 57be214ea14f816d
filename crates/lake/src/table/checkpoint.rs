//! Checkpoints of a Delta log: they make opening it fast and say nothing that its commits do not say. So one that is
//! damaged is done without.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use deltalake::DeltaTable;
use deltalake::kernel::Add;
use serde_json::Value;

use super::{DataFile, disk};
use crate::LakeError;

/// Says which checkpoint is the newest.
const HINT: &str = "_last_checkpoint";

/// Files by name.
type Listed = BTreeMap<String, DataFile>;

/// Loads a table by its newest checkpoint. Where that cannot be, or says other than the commits, whoever may `mend` takes
/// the checkpoints away and loads by the commits alone.
///
/// # Errors
/// When the table cannot be loaded, or, where nothing may be mended, a checkpoint is damaged.
pub(super) async fn load(folder: &Path, at: &str, mend: bool) -> Result<DeltaTable, LakeError> {
    let log = folder.join("_delta_log");
    let checkpoints = checkpoints(&log)?;
    // Commits that were taken away are in a checkpoint alone.
    let all_there = log.join(format!("{:020}.json", 0)).exists();
    if checkpoints.is_empty() || !all_there {
        return opened(folder).await;
    }
    let cause = match opened(folder).await {
        Ok(table) => {
            let newest = table.version().unwrap_or_default();
            if listed(&table, at)? == replayed(&log, newest, at)? {
                return Ok(table);
            }
            "it lists other files than the commits do".to_owned()
        }
        Err(error) => error.to_string(),
    };
    let names: Vec<String> = checkpoints
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    if !mend {
        return Err(LakeError::Damaged {
            file: log,
            cause: format!("a checkpoint among {}: {cause}", names.join(", ")),
        });
    }
    tracing::warn!(log = %log.display(), cause, "taking damaged checkpoints away: the commits say the same");
    for path in checkpoints {
        remove(&path)?;
    }
    opened(folder).await
}

pub(super) async fn opened(folder: &Path) -> Result<DeltaTable, LakeError> {
    let doing = || format!("opening the table {}", folder.display());
    disk::table(folder)?
        .load()
        .await
        .map_err(LakeError::table(doing()))
}

/// Takes the checkpoint of one commit away.
pub(super) fn forget(folder: &Path, commit: &OsStr) -> Result<(), LakeError> {
    let log = folder.join("_delta_log");
    let path = log.join(format!("{}.checkpoint.parquet", commit.to_string_lossy()));
    if path.exists() {
        remove(&path)?;
        remove(&log.join(HINT))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), LakeError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        done => done.map_err(LakeError::io(format!("removing {}", path.display()))),
    }
}

/// Checkpoints and the word of which is the newest.
fn checkpoints(log: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let entries = fs::read_dir(log).map_err(LakeError::io(format!("reading {}", log.display())))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name == HINT || name.contains(".checkpoint")
        })
        .collect();
    found.sort();
    Ok(found)
}

/// The files that the table was loaded with.
fn listed(table: &DeltaTable, at: &str) -> Result<Listed, LakeError> {
    let state = table
        .snapshot()
        .map_err(LakeError::table("reading the log"))?;
    Ok(state
        .log_data()
        .iter()
        .map(|view| DataFile::of(&view, at))
        .map(|file| (file.name.clone(), file))
        .collect())
}

/// The files that the commits up to a version leave.
fn replayed(log: &Path, newest: u64, at: &str) -> Result<Listed, LakeError> {
    let mut files = Listed::new();
    for version in 0..=newest {
        let path = log.join(format!("{version:020}.json"));
        let text = fs::read_to_string(&path)
            .map_err(LakeError::io(format!("reading {}", path.display())))?;
        let actions = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        for mut action in actions {
            let removed = action.pointer("/remove/path").and_then(Value::as_str);
            if let Some(name) = removed {
                files.remove(name);
            }
            if let Some(add) = action.get_mut("add") {
                let add: Add = serde_json::from_value(add.take())
                    .map_err(LakeError::table(format!("reading {}", path.display())))?;
                let file = DataFile::of_entry(&add, at);
                files.insert(file.name.clone(), file);
            }
        }
    }
    Ok(files)
}
