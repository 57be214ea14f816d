//! Letting go of what no kept version needs: data files, and commits before the oldest kept version.
//!
//! What is let go of is written down first: from then on older versions are refused, whether or not their files are still
//! there. Receipts stay for ever; those of many deliveries in one hour are summed up.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::blocking::blocking;
use crate::catalog::SET_ASIDE;
use crate::table::archive::Archive;
use crate::table::commit::{Upkeep, log_folder};
use crate::table::{TableLog, durable, file};
use crate::turn::Turn;
use crate::{Did, Lake, LakeError};

/// How far back the lake can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// What the tables were is kept for so many days.
    pub days: u32,
    /// What a customer was who is to be forgotten is kept for no more than so many days after the request, and whatever is
    /// as old with it.
    pub forgotten_days: u32,
    /// Of each table at most so many versions are kept, so that a stream does not fill the disk.
    pub versions: u64,
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            // What was pinned this month is answered the same a year later, and while that year is looked at.
            days: 400,
            forgotten_days: 30,
            versions: 10_000,
        }
    }
}

/// What was let go of in one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vacuumed {
    /// The table.
    pub table: String,
    /// The oldest version of the lake at which it can be asked from now on.
    pub oldest: u64,
    /// Data files that went.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files of the log that went.
    pub log_files: u64,
}

/// What is let go of, before it is.
struct Plan {
    oldest: u64,
    /// The first commit that stays.
    base: u64,
    data: Vec<PathBuf>,
    log: Vec<PathBuf>,
}

impl Lake {
    /// Lets go of what no kept version needs; with `dry_run` only tells what would go. Gives the tables in which there is
    /// something.
    ///
    /// # Errors
    /// When the disk fails; what is kept is still there then.
    pub async fn vacuum(
        &self,
        keep: &Keep,
        at: Timestamp,
        dry_run: bool,
    ) -> Result<Vec<Vacuumed>, LakeError> {
        if !dry_run && !self.inner.folder.may_write() {
            return Err(LakeError::ReadOnly);
        }
        let _turn = self.inner.upkeep.lock().await;
        let tables: Vec<String> = self.inner.state().tables.keys().cloned().collect();
        let mut done = Vec::new();
        for table in tables {
            done.extend(self.vacuum_table(&table, keep, at, dry_run).await?);
        }
        Ok(done)
    }

    async fn vacuum_table(
        &self,
        table: &str,
        keep: &Keep,
        at: Timestamp,
        dry_run: bool,
    ) -> Result<Option<Vacuumed>, LakeError> {
        // Nobody writes while it is looked at what there is; what is written later has other names.
        let (log, lake_version, there) = {
            let turn = Turn::take(&self.inner).await?;
            let Some(log) = turn.state.tables.get(table) else {
                return Ok(None);
            };
            (log.clone(), turn.state.version, data_files(&log.folder)?)
        };
        let limits = Limits {
            keep,
            at,
            // Nothing is ever asked of how rows set aside were: older versions of them are copies of text that is not redacted.
            short: table == SET_ASIDE,
            forgotten: self.inner.customers().forgotten_at(),
        };
        let plan = plan(&log, &limits, lake_version, there).await?;
        let size = |paths: &[PathBuf]| -> u64 {
            paths
                .iter()
                .filter_map(|path| Some(fs::metadata(path).ok()?.len()))
                .sum()
        };
        let archived = archived(&log, &plan);
        let done = Vacuumed {
            table: table.to_owned(),
            oldest: log.lake_version_of(plan.oldest),
            files: plan.data.len() as u64,
            bytes: size(&plan.data),
            log_files: plan.log.len() as u64,
        };
        if plan.data.is_empty() && plan.log.is_empty() {
            return Ok(None);
        }
        if dry_run {
            return Ok(Some(done));
        }
        let folder = log.folder.clone();
        let archive = archived.clone();
        blocking("letting go of old files", move || {
            archive.write(&folder)?;
            remove(&folder, &plan)
        })
        .await?;
        let mut turn = Turn::take(&self.inner).await?;
        if let Some(log) = turn.state.tables.get(table) {
            turn.begins();
            let log = log.without_archived(archived).await?;
            turn.state.tables.insert(table.to_owned(), log);
            turn.done();
        }
        Ok(Some(done))
    }
}

async fn plan(
    log: &TableLog,
    limits: &Limits<'_>,
    lake_version: u64,
    there: Vec<PathBuf>,
) -> Result<Plan, LakeError> {
    let oldest = oldest(log, limits);
    let stays = log.files(oldest).await?;
    let added = log.added(oldest, log.newest())?;
    let needed: HashSet<&str> = stays
        .iter()
        .map(|file| file.name.as_str())
        .chain(added.iter().map(String::as_str))
        .collect();
    let data = there
        .into_iter()
        .filter(|path| {
            path.file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| {
                    // What a delivery under way has written is of a version to come.
                    file::parse_name(name).is_some_and(|(_, batch)| batch <= lake_version)
                        && !needed.contains(name)
                })
        })
        .collect();
    let base = checkpoints(&log.folder)?
        .into_iter()
        .filter(|version| *version <= oldest)
        .max()
        .unwrap_or(log.archive().base)
        .max(log.archive().base);
    Ok(Plan {
        oldest,
        base,
        data,
        log: log_files_before(&log.folder, base)?,
    })
}

/// By what a table's oldest version that stays is found.
struct Limits<'a> {
    keep: &'a Keep,
    at: Timestamp,
    /// Whether versions are kept no longer than those from before somebody was forgotten.
    short: bool,
    /// When it was asked that a customer be forgotten, of requests that are done.
    forgotten: Vec<Timestamp>,
}

/// The table's own oldest version that stays: the one that was the newest when the time kept began, or a later one when
/// somebody was forgotten after it or there were too many since.
fn oldest(log: &TableLog, limits: &Limits<'_>) -> u64 {
    let Limits { keep, at, .. } = limits;
    let before = |days: u32| {
        let kept = SignedDuration::from_hours(i64::from(days) * 24);
        at.checked_sub(kept).unwrap_or(Timestamp::MIN)
    };
    let forgotten = before(keep.forgotten_days.min(keep.days));
    // Also of tables that no longer had anything of the customer when it was asked: their older versions may.
    let asked = limits
        .forgotten
        .iter()
        .copied()
        .filter(|asked| *asked <= forgotten);
    let begin = before(keep.days).max(asked.max().unwrap_or(Timestamp::MIN));
    let begin = if limits.short {
        begin.max(forgotten)
    } else {
        begin
    };
    let mut oldest = log.archive().oldest;
    let mut made = None;
    for (version, commit) in log.commits() {
        // A commit that does not say when it was made was made no earlier than the one before.
        made = commit.made_at().or(made);
        let begin = match &commit.upkeep {
            Some(Upkeep::Customers(change)) if change.did == Did::Forgotten => forgotten,
            _ => begin,
        };
        if made.is_none_or(|made| made <= begin) {
            oldest = oldest.max(*version);
        }
    }
    let many = log.newest().saturating_sub(keep.versions);
    let first = log
        .commits()
        .iter()
        .map(|(version, _)| *version)
        .find(|version| *version >= many)
        .unwrap_or(oldest);
    oldest.max(first.min(log.newest()))
}

fn archived(log: &TableLog, plan: &Plan) -> Archive {
    let mut archive = log.archive().clone();
    archive.oldest = plan.oldest;
    archive.base = plan.base;
    let gone: Vec<_> = log
        .commits()
        .iter()
        .filter(|(version, _)| *version < plan.base)
        .map(|(_, commit)| commit)
        .collect();
    for commit in &gone {
        archive.lake_version = archive.lake_version.max(commit.lake_version);
        match &commit.upkeep {
            Some(Upkeep::Retired(retired)) => archive.retired.push(retired.clone()),
            Some(Upkeep::Customers(change)) => archive.customers.push(change.clone()),
            Some(Upkeep::Compacted { .. } | Upkeep::Cleared(_)) | None => {}
        }
    }
    if !gone.is_empty() {
        archive.add(gone.iter().flat_map(|commit| commit.receipts.clone()));
    }
    archive
}

fn remove(folder: &Path, plan: &Plan) -> Result<(), LakeError> {
    for path in plan.data.iter().chain(&plan.log) {
        match fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(LakeError::io(format!("removing {}", path.display()))(error));
            }
            _ => {}
        }
    }
    durable::sync_folder(&log_folder(folder))?;
    durable::sync_folder(folder)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let entries =
        fs::read_dir(folder).map_err(LakeError::io(format!("reading {}", folder.display())))?;
    Ok(entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect())
}

fn data_files(folder: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let mut files = entries(folder)?;
    files.retain(|path| path.extension().is_some_and(|end| end == "parquet"));
    Ok(files)
}

/// The version that a file of the log is of.
fn log_version(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    let (digits, _) = name.split_once('.')?;
    (digits.len() == 20).then(|| digits.parse().ok())?
}

fn checkpoints(folder: &Path) -> Result<Vec<u64>, LakeError> {
    Ok(entries(&log_folder(folder))?
        .iter()
        .filter(|path| {
            path.file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| name.ends_with(".checkpoint.parquet"))
        })
        .filter_map(|path| log_version(path))
        .collect())
}

fn log_files_before(folder: &Path, base: u64) -> Result<Vec<PathBuf>, LakeError> {
    let mut files = entries(&log_folder(folder))?;
    files.retain(|path| log_version(path).is_some_and(|version| version < base));
    files.sort();
    Ok(files)
}
