//! One table's Delta log.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::{DataType, SchemaRef};
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake::kernel::{
    Action, Add, DataType as DeltaType, MetadataExt, Remove, StructField, StructType,
};
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::{DeltaTable, DeltaTableBuilder, TableProperty, ensure_table_uri};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::file::{DataFile, Files};
use super::{checkpoint, durable, seal};
use crate::{LakeError, Receipt};

/// Format of what Tandem writes into commits and hidden columns.
pub(crate) const COMMIT_FORMAT: u64 = 1;
/// Key of Tandem's own part of a commit.
const TANDEM: &str = "tandem";
/// Commits between checkpoints, which make opening a long log fast.
const CHECKPOINT_COMMITS: &str = "50";

/// Tandem's own part of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Commit {
    pub format: u64,
    /// Version of the lake that this commit makes.
    pub lake_version: u64,
    /// What was taken in; nothing in commits that take something back or only resolve rows set aside.
    pub receipts: Vec<Receipt>,
}

/// A table's log as it was last seen. Cheap to clone; a commit gives a new one.
#[derive(Clone)]
pub(crate) struct TableLog {
    pub folder: PathBuf,
    /// The column with the instant at which a row counts.
    pub at: String,
    table: DeltaTable,
    /// Tandem's commits with the version of the table that each made, oldest first.
    commits: Arc<Vec<(u64, Commit)>>,
}

impl TableLog {
    /// Opens the table in `folder`; nothing when there is none. Only whoever holds the lake's folder may `mend` it.
    pub(crate) async fn open(
        folder: &Path,
        at: &str,
        mend: bool,
    ) -> Result<Option<Self>, LakeError> {
        let doing = || format!("opening the table {}", folder.display());
        if !folder.join("_delta_log").is_dir() {
            return Ok(None);
        }
        if mend {
            drop_torn_commit(folder)?;
        }
        if commit_files(folder)?.is_empty() {
            return Ok(None);
        }
        // Every commit is looked at before any is believed.
        let mut commits = Vec::new();
        for version in 0..=newest_version(folder)? {
            commits.extend(read_commit(folder, version)?.map(|commit| (version, commit)));
        }
        let url = ensure_table_uri(folder.to_string_lossy()).map_err(LakeError::table(doing()))?;
        let table = checkpoint::load(folder, mend, async || {
            DeltaTableBuilder::from_url(url.clone())
                .map_err(LakeError::table(doing()))?
                .load()
                .await
                .map_err(LakeError::table(doing()))
        })
        .await?;
        Ok(Some(Self {
            folder: folder.to_owned(),
            at: at.to_owned(),
            table,
            commits: Arc::new(commits),
        }))
    }

    /// Makes an empty table.
    pub(crate) async fn create(
        folder: &Path,
        at: &str,
        schema: &SchemaRef,
    ) -> Result<Self, LakeError> {
        let doing = || format!("making the table {}", folder.display());
        durable::empty_folder(folder)?;
        let columns = schema
            .fields()
            .iter()
            .map(|field| delta_field(field.name(), field.data_type()))
            .collect::<Result<Vec<_>, _>>()?;
        let table = CreateBuilder::new()
            .with_location(folder.to_string_lossy())
            .with_columns(columns)
            // Earlier versions stay reachable: no reader or writer may tidy the log.
            .with_configuration_property(TableProperty::EnableExpiredLogCleanup, Some("false"))
            .with_configuration_property(
                TableProperty::LogRetentionDuration,
                Some("interval 36500 days"),
            )
            .with_configuration_property(
                TableProperty::DeletedFileRetentionDuration,
                Some("interval 36500 days"),
            )
            .with_configuration_property(
                TableProperty::CheckpointInterval,
                Some(CHECKPOINT_COMMITS),
            )
            .await
            .map_err(LakeError::table(doing()))?;
        let log = Self {
            folder: folder.to_owned(),
            at: at.to_owned(),
            table,
            commits: Arc::default(),
        };
        log.sync(0)?;
        Ok(log)
    }

    /// The same table, whose rows count at the instant in this column.
    pub(crate) fn with_at(mut self, at: &str) -> Self {
        at.clone_into(&mut self.at);
        self
    }

    /// Newest version of the lake that this table knows.
    pub(crate) fn lake_version(&self) -> u64 {
        self.commits
            .last()
            .map_or(0, |(_, commit)| commit.lake_version)
    }

    /// What was taken in, oldest first.
    pub(crate) fn receipts(&self) -> impl Iterator<Item = &Receipt> {
        self.commits.iter().flat_map(|(_, commit)| &commit.receipts)
    }

    /// The table's own version at a version of the lake; nothing when it had no rows yet.
    pub(crate) fn version_at(&self, lake_version: u64) -> Option<u64> {
        let after = self
            .commits
            .partition_point(|(_, commit)| commit.lake_version <= lake_version);
        let (version, _) = self.commits.get(after.checked_sub(1)?)?;
        Some(*version)
    }

    /// Files that make up one of the table's own versions.
    pub(crate) async fn files(&self, version: u64) -> Result<Files, LakeError> {
        let doing = || format!("reading the log of {}", self.folder.display());
        let mut table = self.table.clone();
        if table.version() != Some(version) {
            table
                .load_version(version)
                .await
                .map_err(LakeError::table(doing()))?;
        }
        let state = table.snapshot().map_err(LakeError::table(doing()))?;
        let mut files: Vec<DataFile> = state
            .log_data()
            .iter()
            .map(|view| DataFile::of(&view, &self.at))
            .collect();
        files.sort_by(|left, right| (left.at, &left.name).cmp(&(right.at, &right.name)));
        Ok(Arc::new(files))
    }

    /// Files of the newest version.
    pub(crate) async fn newest_files(&self) -> Result<Files, LakeError> {
        self.files(self.table.version().unwrap_or_default()).await
    }

    /// Entries that remove these files of the newest version.
    pub(crate) fn removals(&self, names: &[String]) -> Result<Vec<Remove>, LakeError> {
        let state = self
            .table
            .snapshot()
            .map_err(LakeError::table("reading the log"))?;
        Ok(state
            .log_data()
            .iter()
            .filter(|view| names.iter().any(|name| *name == view.path()))
            .map(|view| view.remove_action(true))
            .collect())
    }

    /// Commits that the table is again as it was at a version of the lake.
    pub(crate) async fn restore(&self, lake_version: u64) -> Result<Self, LakeError> {
        let doing = || format!("restoring {}", self.folder.display());
        let newest = self.newest_files().await?;
        let mut earlier = Vec::new();
        if let Some(version) = self.version_at(lake_version) {
            let mut table = self.table.clone();
            table
                .load_version(version)
                .await
                .map_err(LakeError::table(doing()))?;
            let state = table.snapshot().map_err(LakeError::table(doing()))?;
            earlier.extend(state.log_data().iter().map(|view| Add {
                path: view.path().into_owned(),
                size: view.size(),
                modification_time: view.modification_time(),
                data_change: true,
                stats: view.stats().map(|stats| stats.to_string()),
                ..Add::default()
            }));
        }
        let gone: Vec<String> = newest
            .iter()
            .map(|file| file.name.clone())
            .filter(|name| !earlier.iter().any(|add| add.path == *name))
            .collect();
        earlier.retain(|add| !newest.iter().any(|file| file.name == add.path));
        let remove = self.removals(&gone)?;
        let commit = Commit {
            format: COMMIT_FORMAT,
            lake_version,
            receipts: Vec::new(),
        };
        self.commit(earlier, remove, None, commit).await
    }

    /// An entry that gives the table the columns that `schema` has and the table has not; nothing when it has all.
    pub(crate) fn widen(&self, schema: &SchemaRef) -> Result<Option<Action>, LakeError> {
        let doing = || format!("widening {}", self.folder.display());
        let state = self.table.snapshot().map_err(LakeError::table(doing()))?;
        let stored = state.schema();
        let mut fields: Vec<StructField> = stored.fields().cloned().collect();
        for field in schema.fields() {
            let wanted = delta_field(field.name(), field.data_type())?;
            match stored.field(field.name()) {
                None => fields.push(wanted),
                Some(known) if known.data_type() == wanted.data_type() => {}
                Some(known) => {
                    return Err(LakeError::Table {
                        doing: doing(),
                        cause: format!(
                            "column `{}` is stored as {} and the charter now says {}",
                            field.name(),
                            known.data_type(),
                            wanted.data_type()
                        ),
                    });
                }
            }
        }
        if fields.len() == stored.fields().len() {
            return Ok(None);
        }
        let schema = StructType::try_new(fields).map_err(LakeError::table(doing()))?;
        let metadata = state
            .metadata()
            .clone()
            .with_schema(&schema)
            .map_err(LakeError::table(doing()))?;
        Ok(Some(Action::Metadata(metadata)))
    }

    /// Commits, durably. The table changes as a whole or not at all.
    pub(crate) async fn commit(
        &self,
        add: Vec<Add>,
        remove: Vec<Remove>,
        widen: Option<Action>,
        commit: Commit,
    ) -> Result<Self, LakeError> {
        let doing = || format!("committing to {}", self.folder.display());
        let mut actions: Vec<Action> = widen.into_iter().collect();
        actions.extend(remove.into_iter().map(Action::Remove));
        actions.extend(add.into_iter().map(Action::Add));
        let ours: Value = serde_json::to_value(&commit).map_err(LakeError::table(doing()))?;
        let seal = seal::of(&actions, &ours).map_err(LakeError::table(doing()))?;
        let properties = CommitProperties::default()
            .with_metadata(HashMap::from([
                (TANDEM.to_owned(), ours),
                (seal::SEAL.to_owned(), Value::String(seal)),
            ]))
            .with_cleanup_expired_logs(Some(false));
        let state = self.table.snapshot().map_err(LakeError::table(doing()))?;
        let done = CommitBuilder::from(properties)
            .with_actions(actions)
            .build(
                Some(state),
                self.table.log_store(),
                DeltaOperation::Write {
                    mode: SaveMode::Append,
                    partition_by: None,
                    predicate: None,
                },
            )
            .await
            .map_err(LakeError::table(doing()));
        let reached = match done {
            Ok(done) => {
                let mut next = self.clone();
                next.table
                    .update_state()
                    .await
                    .map(|()| (next, done.version()))
                    .map_err(LakeError::table(doing()))
            }
            Err(error) => Err(error),
        };
        match reached {
            Ok((mut next, version)) => {
                self.sync(version)?;
                Arc::make_mut(&mut next.commits).push((version, commit));
                Ok(next)
            }
            Err(error) => self.stands_after_all(&commit, error).await,
        }
    }

    /// An error may come after the commit was written, from a checkpoint or from reading it again. What the disk has
    /// counts: a commit that stands must not be taken for one that failed.
    async fn stands_after_all(&self, commit: &Commit, error: LakeError) -> Result<Self, LakeError> {
        match Self::open(&self.folder, &self.at, true).await? {
            Some(log) if log.commits.last().is_some_and(|(_, last)| last == commit) => {
                tracing::warn!(%error, "the commit stands, though something failed after it");
                if let Some((version, _)) = log.commits.last() {
                    log.sync(*version)?;
                }
                Ok(log)
            }
            _ => Err(error),
        }
    }

    fn sync(&self, version: u64) -> Result<(), LakeError> {
        durable::sync_file(&commit_path(&self.folder, version))
    }
}

fn commit_path(folder: &Path, version: u64) -> PathBuf {
    folder
        .join("_delta_log")
        .join(format!("{version:020}.json"))
}

fn commit_files(folder: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let log = folder.join("_delta_log");
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
fn drop_torn_commit(folder: &Path) -> Result<(), LakeError> {
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
fn newest_version(folder: &Path) -> Result<u64, LakeError> {
    let files = commit_files(folder)?;
    let newest = files.last().and_then(|path| path.file_stem()?.to_str());
    newest
        .and_then(|stem| stem.parse().ok())
        .ok_or_else(|| LakeError::Damaged {
            file: folder.join("_delta_log"),
            cause: "a file in it is no commit".to_owned(),
        })
}

fn read_commit(folder: &Path, version: u64) -> Result<Option<Commit>, LakeError> {
    let path = commit_path(folder, version);
    let text = seal::read(&path, TANDEM)?;
    let ours = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
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
    let commit: Commit = serde_json::from_value(ours)
        .map_err(LakeError::table(format!("reading {}", path.display())))?;
    Ok(Some(commit))
}

fn delta_field(name: &str, data_type: &DataType) -> Result<StructField, LakeError> {
    let data_type = match data_type {
        DataType::Int64 => DeltaType::LONG,
        DataType::Float64 => DeltaType::DOUBLE,
        DataType::Boolean => DeltaType::BOOLEAN,
        DataType::Binary => DeltaType::BINARY,
        DataType::Timestamp(..) => DeltaType::TIMESTAMP,
        DataType::Decimal128(precision, scale) => {
            DeltaType::decimal(*precision, scale.unsigned_abs())
                .map_err(LakeError::table("making a table"))?
        }
        _ => DeltaType::STRING,
    };
    Ok(StructField::nullable(name, data_type))
}
