//! What the lake holds at one moment: its tables, and the version that they make together.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use jiff::Timestamp;

use crate::catalog::{Catalog, SET_ASIDE};
use crate::folder::Folder;
use crate::quarantine::renewed;
use crate::table::{TableLog, file};
use crate::{FeedStatus, LakeError, Receipt};

/// What the lake holds. Readers keep the state they started with.
#[derive(Clone, Default)]
pub(crate) struct State {
    pub catalog: Arc<Catalog>,
    /// Tables that have been written to, by name; the rows set aside are one of them.
    pub tables: BTreeMap<String, TableLog>,
    /// The newest version: how many files have been taken in.
    pub version: u64,
}

impl State {
    pub(crate) async fn load(folder: &Folder, catalog: Catalog) -> Result<Self, LakeError> {
        let mut tables = BTreeMap::new();
        // Also tables that the charter no longer has: their commits count in the version.
        for name in folder.tables()? {
            let at = if name == SET_ASIDE {
                "at"
            } else {
                catalog.table(&name).map_or("", |table| &table.at)
            };
            if let Some(log) = TableLog::open(&folder.table(&name), at, folder.may_write()).await? {
                if let Ok(table) = catalog.table(&name) {
                    // A column of another type is told before anything is asked or taken in.
                    log.widen(&table.stored_schema())?;
                }
                tables.insert(name, log);
            }
        }
        let version = facts(&tables)
            .map(TableLog::lake_version)
            .max()
            .unwrap_or_default();
        Ok(Self {
            catalog: Arc::new(catalog),
            tables,
            version,
        })
    }

    /// A table's log and the version of it that is read now; nothing where no fact of it has come.
    pub(crate) fn table_now(&self, name: &str) -> Result<Option<(&TableLog, u64)>, LakeError> {
        let Some(log) = self.tables.get(name) else {
            return Ok(None);
        };
        Ok(log.version_at(self.version)?.map(|version| (log, version)))
    }

    /// Takes away what an interrupted intake left: data files that no commit names, and rows set aside for a batch
    /// that was never committed. What stands is flushed once more, as whoever made it may have failed at that. Only
    /// whoever holds the folder may do this.
    pub(crate) async fn tidy(&mut self) -> Result<(), LakeError> {
        for (name, log) in &mut self.tables {
            log.sync(log.newest())?;
            if log.lake_version() > self.version {
                tracing::warn!(table = %log.folder.display(), "taking back rows of a batch that was never committed");
                *log = log.restore(self.version).await?;
            }
            if name == SET_ASIDE {
                *log = renewed(log.clone(), self.version).await?;
            }
            for path in file::written_after(&log.folder, self.version) {
                fs::remove_file(&path)
                    .map_err(LakeError::io(format!("removing {}", path.display())))?;
            }
        }
        Ok(())
    }

    /// An error for a version that does not exist yet; the newest when none is asked for.
    pub(crate) fn version(&self, asked: Option<u64>) -> Result<u64, LakeError> {
        match asked {
            Some(asked) if asked > self.version => Err(LakeError::NoSuchVersion {
                asked,
                newest: self.version,
            }),
            asked => Ok(asked.unwrap_or(self.version)),
        }
    }

    /// What was taken in, table by table, oldest first.
    pub(crate) fn receipts(&self) -> impl Iterator<Item = &Receipt> {
        facts(&self.tables).flat_map(TableLog::receipts)
    }

    /// What was taken in after a version of the lake, table by table; what was archived is known to whoever has seen any.
    pub(crate) fn receipts_after(&self, version: u64) -> impl Iterator<Item = &Receipt> {
        let archived = facts(&self.tables)
            .filter(move |_| version == 0)
            .flat_map(|log| &log.archive().receipts);
        archived.chain(facts(&self.tables).flat_map(move |log| log.receipts_after(version)))
    }

    /// Stream → where it went on, of what was taken in long ago; later receipts say it anew.
    pub(crate) fn archived_positions(&self) -> impl Iterator<Item = (&String, &String)> {
        facts(&self.tables).flat_map(|log| &log.archive().positions)
    }

    /// What was taken in, in the order in which it came.
    pub(crate) fn receipts_as_they_came(&self) -> Vec<&Receipt> {
        let mut receipts: Vec<&Receipt> = self.receipts().collect();
        receipts.sort_by_key(|receipt| receipt.batch);
        receipts
    }

    pub(crate) fn feeds(&self) -> Vec<FeedStatus> {
        let mut feeds: BTreeMap<&str, FeedStatus> = BTreeMap::new();
        for receipt in self.receipts() {
            let status = feeds.entry(&receipt.feed).or_default();
            status.feed.clone_from(&receipt.feed);
            status.table.clone_from(&receipt.table);
            status.batches += receipt.together();
            if receipt.replay {
                status.counts.replay(&receipt.counts);
            } else {
                status.counts.add(&receipt.counts);
            }
            status.newest_fact = later(status.newest_fact, receipt.newest_fact);
            status.last_taken_in = later(status.last_taken_in, Some(receipt.at));
        }
        feeds.into_values().collect()
    }
}

fn facts(tables: &BTreeMap<String, TableLog>) -> impl Iterator<Item = &TableLog> {
    tables
        .iter()
        .filter(|(name, _)| *name != SET_ASIDE)
        .map(|(_, log)| log)
}

fn later(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.max(other)
}
