//! One table's Delta log.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::datatypes::{Field, Schema, SchemaRef};
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake::kernel::{Action, Add, MetadataExt, Remove, StructField, StructType};
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::{DeltaTable, TableProperty};
use jiff::Timestamp;
use serde_json::Value;

use super::archive::Archive;
use super::commit::{
    Commit, TANDEM, Upkeep, actions, commit_files, commit_path, drop_torn_commit, newest_version,
    read_commit,
};
use super::file::{DataFile, Files};
use super::types::{delta_field, people_type, stored_type};
use super::{checkpoint, disk, durable, seal};
use crate::{CustomerChange, LakeError, Receipt};

/// Commits between checkpoints, which make opening a long log fast.
const CHECKPOINT_COMMITS: &str = "50";
/// Versions of the table whose lists of files are held.
const LISTS_HELD: usize = 4;

/// A table's log as it was last seen. Cheap to clone; a commit gives a new one.
#[derive(Clone)]
pub(crate) struct TableLog {
    pub folder: PathBuf,
    /// The column with the instant at which a row counts.
    pub at: String,
    table: DeltaTable,
    /// What is known of commits before those in `commits`.
    archive: Arc<Archive>,
    /// Tandem's commits with the version of the table that each made, oldest first.
    commits: Arc<Commits>,
    /// Lists of files lately asked for.
    lists: Arc<Mutex<Vec<(u64, Files)>>>,
}

impl TableLog {
    /// Opens the table in `folder`; nothing when there is none. Only whoever holds the lake's folder may `mend` it.
    pub(crate) async fn open(
        folder: &Path,
        at: &str,
        mend: bool,
    ) -> Result<Option<Self>, LakeError> {
        if !folder.join("_delta_log").is_dir() {
            return no_table(folder);
        }
        if mend {
            drop_torn_commit(folder)?;
        }
        if commit_files(folder)?.is_empty() {
            return no_table(folder);
        }
        // Every commit is looked at before any is believed.
        let looked_at = newest_version(folder)?;
        let (mut archive, mut commits) = read_commits(folder, looked_at)?;
        let table = checkpoint::load(folder, at, mend).await?;
        let newest = table.version().unwrap_or_default();
        if newest > looked_at {
            // A server beside this process went on meanwhile.
            (archive, commits) = read_commits(folder, newest)?;
        }
        Ok(Some(Self {
            folder: folder.to_owned(),
            at: at.to_owned(),
            table,
            archive: Arc::new(archive),
            commits: Arc::new(commits),
            lists: Arc::default(),
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
            .with_log_store(disk::log_store(folder)?)
            .with_columns(columns)
            // Earlier versions stay reachable for as long as Tandem's own vacuum says: no other writer may tidy the log.
            .with_configuration_property(TableProperty::EnableExpiredLogCleanup, Some("false"))
            .with_configuration_property(
                TableProperty::LogRetentionDuration,
                Some("interval 36500 days"),
            )
            // Checkpoints name removed files for this long. Tandem does not need them, and a stream removes many.
            .with_configuration_property(
                TableProperty::DeletedFileRetentionDuration,
                Some("interval 1 hours"),
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
            archive: Arc::default(),
            commits: Arc::default(),
            lists: Arc::default(),
        };
        log.sync(0)?;
        // The folders on the way to it are new as well, where this is the lake's first table.
        folder
            .ancestors()
            .take(3)
            .try_for_each(durable::sync_folder)?;
        Ok(log)
    }

    /// The same table, whose rows count at the instant in this column.
    pub(crate) fn with_at(mut self, at: &str) -> Self {
        if self.at != at {
            at.clone_into(&mut self.at);
            self.lists = Arc::default();
        }
        self
    }

    /// Newest version of the lake that this table knows.
    pub(crate) fn lake_version(&self) -> u64 {
        self.commits
            .last()
            .map_or(self.archive.lake_version, |(_, commit)| commit.lake_version)
    }

    /// What was taken in, oldest first.
    pub(crate) fn receipts(&self) -> impl Iterator<Item = &Receipt> {
        let kept = self.commits.iter().flat_map(|(_, commit)| &commit.receipts);
        self.archive.receipts.iter().chain(kept)
    }

    /// Rows that were retired, oldest first.
    pub(crate) fn retired(&self) -> impl Iterator<Item = &super::commit::Retired> {
        let kept = self
            .commits
            .iter()
            .filter_map(|(_, commit)| match &commit.upkeep {
                Some(Upkeep::Retired(retired)) => Some(retired),
                _ => None,
            });
        self.archive.retired.iter().chain(kept)
    }

    /// Rows that changed because of a request about a customer, and whether what they were is still kept; oldest first.
    pub(crate) fn customer_changes(&self) -> impl Iterator<Item = (&CustomerChange, bool)> {
        let kept = self
            .commits
            .iter()
            .filter_map(|(version, commit)| match &commit.upkeep {
                Some(Upkeep::Customers(change)) => Some((change, *version > self.archive.oldest)),
                _ => None,
            });
        let archived = self.archive.customers.iter();
        archived.map(|change| (change, false)).chain(kept)
    }

    /// Whether a version is kept that another had followed by an instant.
    pub(crate) fn keeps_what_was_before(&self, at: Timestamp) -> bool {
        let mut made = None;
        let newest = self
            .commits
            .iter()
            .take_while(|(_, commit)| {
                made = commit.made_at().or(made);
                made.is_none_or(|made| made <= at)
            })
            .last();
        newest.is_some_and(|(version, _)| *version > self.archive.oldest)
    }

    /// The commits whose files are there, with the version of the table that each made, oldest first.
    pub(crate) fn commits(&self) -> &[(u64, Arc<Commit>)] {
        &self.commits
    }

    pub(crate) fn archive(&self) -> &Archive {
        &self.archive
    }

    /// The table's own newest version.
    pub(crate) fn newest(&self) -> u64 {
        self.table.version().unwrap_or_default()
    }

    /// What was taken in after a version of the lake, oldest first.
    pub(crate) fn receipts_after(&self, lake_version: u64) -> impl Iterator<Item = &Receipt> {
        let after = self
            .commits
            .partition_point(|(_, commit)| commit.lake_version <= lake_version);
        let later = self.commits.get(after..).unwrap_or_default();
        later.iter().flat_map(|(_, commit)| &commit.receipts)
    }

    /// The table's own version at a version of the lake; nothing when it had no rows yet.
    ///
    /// A compaction writes the same rows anew. For as long as the files from before it are kept, they are the ones that
    /// are read, so that the same question gets the same bytes; then those that it wrote.
    ///
    /// # Errors
    /// When what the table was then is no longer kept.
    pub(crate) fn version_at(&self, lake_version: u64) -> Result<Option<u64>, LakeError> {
        let after = self
            .commits
            .partition_point(|(_, commit)| commit.lake_version <= lake_version);
        let (before, _) = self.commits.split_at(after);
        let kept = |version: u64| version >= self.archive.oldest;
        let data = before
            .iter()
            .rposition(|(_, commit)| !commit.is_compaction());
        let same = before.get(data.unwrap_or_default()..).unwrap_or_default();
        if let Some((version, _)) = same.iter().find(|(version, _)| kept(*version)) {
            return Ok(Some(*version));
        }
        if before.is_empty() && self.archive.base == 0 {
            return Ok(None);
        }
        Err(LakeError::VersionGone {
            asked: lake_version,
            oldest: self.oldest_lake_version(),
        })
    }

    /// The oldest version of the lake at which this table can be read.
    pub(crate) fn oldest_lake_version(&self) -> u64 {
        if self.archive.oldest == 0 {
            return 0;
        }
        self.lake_version_of(self.archive.oldest)
    }

    /// The version of the lake that one of the table's own versions made, or was made under.
    pub(crate) fn lake_version_of(&self, version: u64) -> u64 {
        let after = self.commits.partition_point(|(known, _)| *known <= version);
        after
            .checked_sub(1)
            .and_then(|last| self.commits.get(last))
            .map_or(self.archive.lake_version, |(_, commit)| commit.lake_version)
    }

    /// The same log after what is archived was taken away.
    pub(crate) async fn without_archived(&self, archive: Archive) -> Result<Self, LakeError> {
        let table = checkpoint::opened(&self.folder).await?;
        let mut commits = Vec::clone(&self.commits);
        commits.retain(|(version, _)| *version >= archive.base);
        Ok(Self {
            table,
            archive: Arc::new(archive),
            commits: Arc::new(commits),
            lists: Arc::default(),
            ..self.clone()
        })
    }

    /// Files that make up one of the table's own versions.
    pub(crate) async fn files(&self, version: u64) -> Result<Files, LakeError> {
        let held = |lists: &Vec<(u64, Files)>| {
            lists
                .iter()
                .find(|(held, _)| *held == version)
                .map(|(_, files)| files.clone())
        };
        if let Some(files) = held(&self.lists.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(files);
        }
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
        let files = Arc::new(files);
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if lists.len() >= LISTS_HELD {
            lists.remove(0);
        }
        lists.push((version, files.clone()));
        Ok(files)
    }

    /// Files of the newest version.
    pub(crate) async fn newest_files(&self) -> Result<Files, LakeError> {
        self.files(self.newest()).await
    }

    /// Names of the files that commits after one version and up to another added.
    pub(crate) fn added(&self, after: u64, to: u64) -> Result<Vec<String>, LakeError> {
        let mut names = Vec::new();
        for version in after + 1..=to {
            names.extend(
                actions(&self.folder, version)?.iter().filter_map(|action| {
                    Some(action.get("add")?.get("path")?.as_str()?.to_owned())
                }),
            );
        }
        Ok(names)
    }

    /// The columns as stored, also those that the charter no longer has.
    pub(crate) fn schema(&self) -> Result<SchemaRef, LakeError> {
        let state = self
            .table
            .snapshot()
            .map_err(LakeError::table("reading the log"))?;
        let fields = state
            .schema()
            .fields()
            .map(|field| Field::new(field.name(), stored_type(field.data_type()), true))
            .collect::<Vec<_>>();
        Ok(Arc::new(Schema::new(fields)))
    }

    /// Entries that remove these files of the newest version.
    pub(crate) fn removals(
        &self,
        names: &[String],
        data_change: bool,
    ) -> Result<Vec<Remove>, LakeError> {
        let state = self
            .table
            .snapshot()
            .map_err(LakeError::table("reading the log"))?;
        Ok(state
            .log_data()
            .iter()
            .filter(|view| names.iter().any(|name| *name == view.path()))
            .map(|view| view.remove_action(data_change))
            .collect())
    }

    /// Commits that the table is again as it was at a version of the lake.
    pub(crate) async fn restore(&self, lake_version: u64) -> Result<Self, LakeError> {
        let doing = || format!("restoring {}", self.folder.display());
        let newest = self.newest_files().await?;
        let mut earlier = Vec::new();
        if let Some(version) = self.version_at(lake_version)? {
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
        let remove = self.removals(&gone, true)?;
        self.commit(earlier, remove, None, Commit::new(lake_version, None))
            .await
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
                    return Err(LakeError::Retyped {
                        table: self.name(),
                        column: field.name().clone(),
                        stored: people_type(known.data_type()),
                        wanted: people_type(wanted.data_type()),
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
        let operation = if commit.is_compaction() {
            DeltaOperation::Optimize {
                predicate: None,
                target_size: 0,
            }
        } else {
            DeltaOperation::Write {
                mode: SaveMode::Append,
                partition_by: None,
                predicate: None,
            }
        };
        let properties = CommitProperties::default()
            .with_metadata(seal.into_iter().chain([(TANDEM.to_owned(), ours)]))
            .with_cleanup_expired_logs(Some(false));
        let state = self.table.snapshot().map_err(LakeError::table(doing()))?;
        let done = CommitBuilder::from(properties)
            .with_actions(actions)
            .build(Some(state), self.table.log_store(), operation)
            .await
            .map_err(LakeError::table(doing()));
        match done {
            Ok(done) => {
                let version = done.version();
                let mut next = self.clone();
                next.table.state = Some(done.snapshot());
                self.sync(version)?;
                Arc::make_mut(&mut next.commits).push((version, Arc::new(commit)));
                Ok(next)
            }
            Err(error) => self.stands_after_all(&commit, error).await,
        }
    }

    /// The table's name.
    fn name(&self) -> String {
        self.folder
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    /// An error may come after the commit was written, from a checkpoint or from reading it again. What the disk has
    /// counts: a commit that stands must not be taken for one that failed.
    async fn stands_after_all(&self, commit: &Commit, error: LakeError) -> Result<Self, LakeError> {
        match Self::open(&self.folder, &self.at, true).await? {
            Some(log)
                if log.commits.last().is_some_and(|(version, last)| {
                    *version > self.newest() && **last == *commit
                }) =>
            {
                tracing::warn!(%error, "the commit stands, though something failed after it");
                if let Some((version, _)) = log.commits.last() {
                    log.sync(*version)?;
                }
                Ok(log)
            }
            _ => Err(error),
        }
    }

    /// Flushes one of the table's commits.
    pub(crate) fn sync(&self, version: u64) -> Result<(), LakeError> {
        durable::sync_file(&commit_path(&self.folder, version))
    }
}

/// A folder without a log holds no table. Where facts lie in it, the log was lost: a log is flushed before any fact.
fn no_table(folder: &Path) -> Result<Option<TableLog>, LakeError> {
    let holds_facts = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .any(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "parquet")
        });
    if holds_facts {
        return Err(LakeError::Damaged {
            file: folder.join("_delta_log"),
            cause: "it is missing beside facts".to_owned(),
        });
    }
    Ok(None)
}

/// Tandem's commits with the version of the table that each made.
type Commits = Vec<(u64, Arc<Commit>)>;

/// What is archived, and the commits since. Where a server beside this process archives some meanwhile, they are read
/// anew.
fn read_commits(folder: &Path, newest: u64) -> Result<(Archive, Commits), LakeError> {
    let mut archive = Archive::read(folder)?;
    loop {
        let commits = (archive.base..=newest)
            .map(|version| Ok((version, read_commit(folder, version)?)))
            .collect::<Result<Vec<_>, LakeError>>();
        match commits {
            Ok(commits) => {
                let commits = commits
                    .into_iter()
                    .filter_map(|(version, commit)| Some((version, Arc::new(commit?))))
                    .collect();
                return Ok((archive, commits));
            }
            Err(error) => {
                let now = Archive::read(folder)?;
                if now.base == archive.base {
                    return Err(error);
                }
                archive = now;
            }
        }
    }
}
