//! What a table is like on disk, and what its versions were.

use jiff::Timestamp;
use serde::Serialize;

use crate::table::TableLog;
use crate::table::commit::{Commit, Upkeep, log_folder};
use crate::{CustomerChange, Lake, LakeError, Receipt, Retired};

/// What a table is like on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableStatus {
    /// The table.
    pub table: String,
    /// The newest version of the lake that changed it.
    pub version: u64,
    /// The oldest version of the lake at which it can be asked.
    pub oldest: u64,
    /// Rows.
    pub rows: u64,
    /// Data files that make it up.
    pub files: u64,
    /// Of them, those that are not full.
    pub small_files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes of all that is in its folder: older versions and the log too.
    pub bytes_kept: u64,
    /// Commits whose files are there.
    pub commits: u64,
    /// Rows that left because they were older than the charter keeps them.
    pub retired: u64,
    /// How long the charter keeps its rows, where it says so.
    pub retain: Option<String>,
    /// Columns that are stored and that the charter no longer has.
    pub forgotten_columns: Vec<String>,
}

/// One version of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionInfo {
    /// The version of the lake.
    pub version: u64,
    /// The table's own version, as other readers of Delta tables count.
    pub table_version: u64,
    /// When it was made, where that is known.
    pub at: Option<Timestamp>,
    /// Whether it can still be asked for.
    pub kept: bool,
    /// What was done, in a word: `taken_in`, `compacted`, `retired`, `cleared`, `resolved`, or of customers `forgotten` or `merged`.
    pub what: &'static str,
    /// What was taken in.
    pub receipts: Vec<Receipt>,
    /// Files before and after, of a compaction.
    pub files: Option<(u64, u64)>,
    /// Rows that left, or lost their text.
    pub retired: Option<Retired>,
    /// Rows that changed because of a request about a customer.
    pub customers: Option<CustomerChange>,
}

impl Lake {
    /// What each table is like on disk, by name.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn status(&self) -> Result<Vec<TableStatus>, LakeError> {
        let state = self.inner.state();
        let mut tables = Vec::new();
        for (name, log) in &state.tables {
            let files = log.newest_files().await?;
            let known = state.catalog.table(name).ok();
            let schema = log.schema()?;
            tables.push(TableStatus {
                table: name.clone(),
                version: log.lake_version(),
                oldest: log.oldest_lake_version(),
                rows: files.iter().map(|file| file.rows as u64).sum(),
                files: files.len() as u64,
                small_files: TableLog::small(&files) as u64,
                bytes: files.iter().map(|file| file.size.unsigned_abs()).sum(),
                bytes_kept: folder_bytes(&log.folder) + folder_bytes(&log_folder(&log.folder)),
                commits: log.commits().len() as u64,
                retired: log.retired().map(|retired| retired.rows).sum(),
                retain: known.and_then(|table| table.retain.clone()),
                forgotten_columns: known
                    .map(|table| {
                        schema
                            .fields()
                            .iter()
                            .map(|field| field.name())
                            .filter(|name| table.column(name).is_none() && !name.starts_with('_'))
                            .cloned()
                            .collect()
                    })
                    .unwrap_or_default(),
            });
        }
        Ok(tables)
    }

    /// The versions of a table whose commits are kept, newest first.
    ///
    /// # Errors
    /// When there is no such table.
    pub fn history(&self, table: &str) -> Result<Vec<VersionInfo>, LakeError> {
        let state = self.inner.state();
        let Some(log) = state.tables.get(table) else {
            let names = state.tables.keys().map(String::as_str);
            return Err(LakeError::Unknown {
                what: "table with rows",
                name: table.to_owned(),
                nearest: charter::names::nearest(table, names).map(str::to_owned),
            });
        };
        let oldest = log.archive().oldest;
        Ok(log
            .commits()
            .iter()
            .rev()
            .map(|(version, commit)| info(*version, commit, *version >= oldest))
            .collect())
    }

    /// The newest version of the lake that was made at an instant or before it; 0 when there was none.
    #[must_use]
    pub fn version_as_of(&self, at: Timestamp) -> u64 {
        let state = self.inner.state();
        let made = state
            .tables
            .values()
            .flat_map(TableLog::commits)
            .filter(|(_, commit)| commit.made_at().is_some_and(|made| made <= at))
            .map(|(_, commit)| commit.lake_version);
        let archived = state
            .tables
            .values()
            .flat_map(TableLog::receipts)
            .filter(|receipt| receipt.at <= at)
            .map(|receipt| receipt.batch);
        made.chain(archived).max().unwrap_or_default()
    }
}

fn info(table_version: u64, commit: &Commit, kept: bool) -> VersionInfo {
    let (what, files, retired) = match &commit.upkeep {
        Some(Upkeep::Compacted {
            files_before,
            files_after,
            ..
        }) => ("compacted", Some((*files_before, *files_after)), None),
        Some(Upkeep::Retired(retired)) => ("retired", None, Some(retired.clone())),
        Some(Upkeep::Cleared(cleared)) => ("cleared", None, Some(cleared.clone())),
        Some(Upkeep::Customers(change)) => (change.did.word(), None, None),
        None if commit.receipts.is_empty() => ("resolved", None, None),
        None => ("taken_in", None, None),
    };
    VersionInfo {
        version: commit.lake_version,
        table_version,
        at: commit.made_at(),
        kept,
        what,
        receipts: commit.receipts.clone(),
        files,
        retired,
        customers: match &commit.upkeep {
            Some(Upkeep::Customers(change)) => Some(change.clone()),
            _ => None,
        },
    }
}

fn folder_bytes(folder: &std::path::Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|metadata| metadata.len())
        .sum()
}
