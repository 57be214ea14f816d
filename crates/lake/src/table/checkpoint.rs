//! Checkpoints of a Delta log: they make opening it fast and say nothing that its commits do not say. So one that is
//! damaged is done without.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};

use deltalake::DeltaTable;
use deltalake::kernel::LogicalFileView;
use serde_json::Value;

use crate::LakeError;

/// Says which checkpoint is the newest.
const HINT: &str = "_last_checkpoint";

/// A file as the log has it: its size, and its statistics as JSON.
type Listed = BTreeMap<String, (i64, Option<Value>)>;

/// Loads a table by its newest checkpoint. Where that cannot be, or says other than the commits, whoever may `mend` takes
/// the checkpoints away and loads by the commits alone.
///
/// # Errors
/// When the table cannot be loaded, or, where nothing may be mended, a checkpoint is damaged.
pub(super) async fn load<F: Future<Output = Result<DeltaTable, LakeError>>>(
    folder: &Path,
    mend: bool,
    load: impl Fn() -> F,
) -> Result<DeltaTable, LakeError> {
    let log = folder.join("_delta_log");
    let checkpoints = checkpoints(&log)?;
    // Commits that were taken away are in a checkpoint alone.
    let all_there = log.join(format!("{:020}.json", 0)).exists();
    if checkpoints.is_empty() || !all_there {
        return load().await;
    }
    let cause = match load().await {
        Ok(table) if listed(&table)? == replayed(&log)? => return Ok(table),
        Ok(_) => "it lists other files than the commits do".to_owned(),
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
    load().await
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
fn listed(table: &DeltaTable) -> Result<Listed, LakeError> {
    let state = table
        .snapshot()
        .map_err(LakeError::table("reading the log"))?;
    let stats = |view: &LogicalFileView| {
        let text = view.stats()?;
        serde_json::from_str(&text).ok()
    };
    Ok(state
        .log_data()
        .iter()
        .map(|view| (view.path().into_owned(), (view.size(), stats(&view))))
        .collect())
}

/// The files that the commits leave.
fn replayed(log: &Path) -> Result<Listed, LakeError> {
    let mut files = Listed::new();
    let mut version = 0;
    loop {
        let path = log.join(format!("{version:020}.json"));
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(files),
            Err(error) => return Err(LakeError::io(format!("reading {}", path.display()))(error)),
        };
        let actions = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        for action in actions {
            let path = |action: &Value| Some(action.get("path")?.as_str()?.to_owned());
            if let Some(name) = action.get("remove").and_then(path) {
                files.remove(&name);
            }
            if let Some(add) = action.get("add")
                && let Some(name) = path(add)
            {
                let size = add.get("size").and_then(Value::as_i64).unwrap_or_default();
                let stats = add.get("stats").and_then(Value::as_str);
                let stats = stats.and_then(|stats| serde_json::from_str(stats).ok());
                files.insert(name, (size, stats));
            }
        }
        version += 1;
    }
}
