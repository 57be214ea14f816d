//! Small files into large ones. The rows are the same, sorted as they were.
//!
//! Files are of three sizes below the full one. Sixteen of a size become one, so that a feed keeps a few dozen small
//! files however long it streams, and a row that came with hundreds of others is written again about three times. Files that
//! corrections still change wait until they no longer do: in a large file, each correction would write many more rows anew.

use std::collections::BTreeMap;

use deltalake::kernel::Add;
use jiff::Timestamp;
use serde::Serialize;

use crate::blocking::blocking;
use crate::state::State;
use crate::table::commit::{Commit, Upkeep};
use crate::table::file::FULL_ROWS;
use crate::table::rewrite::Rewriting;
use crate::table::{DataFile, TableLog, file};
use crate::turn::Turn;
use crate::{Lake, LakeError};

/// Bytes of a full file, whatever its rows.
const FULL_BYTES: i64 = 48 << 20;
/// A file with fewer rows than the first of these is of the smallest size, and so on; with as many as the last it is
/// left alone.
const SIZES: [usize; 3] = [4_096, 32_768, FULL_ROWS / 2];
/// Files of one size that become larger ones.
const FILES_MAX: usize = 16;
/// Milliseconds for which nothing was changed in a file that is not of the smallest size before it becomes a part of another.
const RESTED_MS: i64 = 60_000;
/// Number of the first file that a compaction writes under a version of the lake; intake counts from 0.
pub(super) const FIRST_NUMBER: usize = 5_000;

/// Files of one feed in one table that became fewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compacted {
    /// The table.
    pub table: String,
    /// The feed whose rows are in them.
    pub feed: String,
    /// How many files there were.
    pub files_before: u64,
    /// How many there are.
    pub files_after: u64,
    /// Rows in them.
    pub rows: u64,
    /// Bytes before.
    pub bytes_before: u64,
    /// Bytes after.
    pub bytes_after: u64,
}

/// When files become larger ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// When there are many of a size.
    Due,
    /// Whenever there are two that are not full.
    Now,
}

impl Lake {
    /// Makes small files large where there are many of them. Takes files that make one full file at most at a time, so
    /// memory stays that of one; deliveries wait only for the commits.
    ///
    /// # Errors
    /// When the disk fails; the tables are as they were then.
    pub async fn compact_due(&self, at: Timestamp) -> Result<Vec<Compacted>, LakeError> {
        self.compact_all(When::Due, at).await
    }

    /// Makes all small files large.
    ///
    /// # Errors
    /// As [`Lake::compact_due`].
    pub async fn compact(&self, at: Timestamp) -> Result<Vec<Compacted>, LakeError> {
        self.compact_all(When::Now, at).await
    }

    async fn compact_all(&self, when: When, at: Timestamp) -> Result<Vec<Compacted>, LakeError> {
        if !self.inner.folder.may_write() {
            return Err(LakeError::ReadOnly);
        }
        let _turn = self.inner.upkeep.lock().await;
        let mut done: Vec<Compacted> = Vec::new();
        let tables: Vec<String> = self.inner.state().tables.keys().cloned().collect();
        for table in tables {
            while let Some(step) = self.compact_step(&table, when, at).await? {
                match done
                    .iter_mut()
                    .find(|one| one.table == step.table && one.feed == step.feed)
                {
                    Some(one) => one.follow(&step),
                    None => done.push(step),
                }
            }
        }
        Ok(done)
    }

    /// Writes one group of files anew; nothing when none is due. A stream that corrects what just came may change one of
    /// the files each time; it then waits once for as long as this group takes.
    async fn compact_step(
        &self,
        table: &str,
        when: When,
        at: Timestamp,
    ) -> Result<Option<Compacted>, LakeError> {
        let inner = &self.inner;
        let state = inner.state();
        let Some(merged) = self.merged(&state, table, when, at).await? else {
            return Ok(None);
        };
        let mut turn = Turn::take(inner).await?;
        let mut replaced = replace(&turn, merged, at).await?;
        if replaced.is_none() {
            tracing::debug!(table, "files changed while they were compacted");
            let Some(merged) = self.merged(&turn.state, table, when, at).await? else {
                return Ok(None);
            };
            replaced = replace(&turn, merged, at).await?;
        }
        let Some((log, step)) = replaced else {
            return Ok(None);
        };
        inner.keys.keep(&log.folder, &log.newest_files().await?);
        turn.state.tables.insert(step.table.clone(), log);
        turn.done();
        Ok(Some(step))
    }

    /// One group of files as one.
    async fn merged(
        &self,
        state: &State,
        table: &str,
        when: When,
        at: Timestamp,
    ) -> Result<Option<Merged>, LakeError> {
        let Some(log) = state.tables.get(table) else {
            return Ok(None);
        };
        let files = log.newest_files().await?;
        let Some(group) = due(&files, when, at) else {
            return Ok(None);
        };
        let feed = group
            .first()
            .and_then(DataFile::feed)
            .unwrap_or_default()
            .to_owned();
        let numbered = (state.version, FIRST_NUMBER);
        let writing = Rewriting::of((table, log), &self.inner.keys, numbered, at)?;
        let (merging, of) = (group.clone(), feed.clone());
        let add = blocking("compacting", move || together(&writing, &merging, &of)).await?;
        Ok(Some(Merged {
            step: Compacted {
                table: table.to_owned(),
                feed,
                files_before: group.len() as u64,
                files_after: 1,
                rows: group.iter().map(|file| file.rows as u64).sum(),
                bytes_before: group.iter().map(|file| file.size.unsigned_abs()).sum(),
                bytes_after: add.size.unsigned_abs(),
            },
            names: group.into_iter().map(|file| file.name).collect(),
            add,
        }))
    }
}

/// Commits; nothing when one of the files is no longer there.
async fn replace(
    turn: &Turn,
    merged: Merged,
    at: Timestamp,
) -> Result<Option<(TableLog, Compacted)>, LakeError> {
    let Merged { step, names, add } = merged;
    let Some(log) = turn.state.tables.get(&step.table) else {
        return Ok(None);
    };
    let remove = log.removals(&names, false)?;
    if remove.len() != names.len() {
        // Nothing names what was written; where it cannot be removed now, a vacuum does it.
        let written = log.folder.join(&add.path);
        if let Err(error) = std::fs::remove_file(&written) {
            tracing::debug!(%error, file = %written.display(), "left for the vacuum");
        }
        return Ok(None);
    }
    let commit = Commit {
        upkeep: Some(Upkeep::Compacted {
            files_before: step.files_before,
            files_after: step.files_after,
            rows: step.rows,
        }),
        ..Commit::new(log.lake_version(), at)
    };
    turn.begins();
    let log = log.commit(vec![add], remove, None, commit).await?;
    Ok(Some((log, step)))
}

/// Files that became one, before it is committed.
struct Merged {
    step: Compacted,
    names: Vec<String>,
    add: Add,
}

impl Compacted {
    /// Adds a step that may have taken files of an earlier step.
    fn follow(&mut self, step: &Self) {
        self.files_before += step.files_before.saturating_sub(self.files_after);
        self.files_after = self.files_after.saturating_sub(step.files_before) + step.files_after;
        self.rows = self.rows.max(step.rows);
        self.bytes_before += step.bytes_before;
        self.bytes_after += step.bytes_after;
    }
}

/// The size of a file; nothing when it is full.
fn size(file: &DataFile) -> Option<usize> {
    if file.size * 2 >= FULL_BYTES {
        return None;
    }
    SIZES.iter().position(|rows| file.rows < *rows)
}

/// The next files that become one: neighbours in time, of one feed, together no more than a full file.
fn due(files: &[DataFile], when: When, now: Timestamp) -> Option<Vec<DataFile>> {
    let mut groups: BTreeMap<(&str, usize), Vec<&DataFile>> = BTreeMap::new();
    for file in files {
        if let (Some(feed), Some(size)) = (file.feed(), size(file)) {
            let size = match when {
                When::Due if size > 0 && !rested(file, now) => continue,
                When::Due => size,
                When::Now => 0,
            };
            groups.entry((feed, size)).or_default().push(file);
        }
    }
    let least = match when {
        When::Due => FILES_MAX,
        When::Now => 2,
    };
    groups
        .into_values()
        .filter(|group| group.len() >= least)
        .find_map(|group| {
            let (mut rows, mut bytes) = (0, 0);
            let taken: Vec<DataFile> = group
                .into_iter()
                .take_while(|file| {
                    rows += file.rows;
                    bytes += file.size;
                    rows <= FULL_ROWS && bytes <= FULL_BYTES
                })
                .cloned()
                .collect();
            (taken.len() >= 2).then_some(taken)
        })
}

/// Whether a file stands as it is for some time. One from a clock that was ahead does.
fn rested(file: &DataFile, now: Timestamp) -> bool {
    !(0..RESTED_MS).contains(&(now.as_millisecond() - file.written_at))
}

/// The rows of files of one feed, sorted as they were, in one.
fn together(writing: &Rewriting, files: &[DataFile], feed: &str) -> Result<Add, LakeError> {
    let mut rows = Vec::new();
    for data in files {
        for batch in writing.read(data, None)? {
            rows.push(batch?);
        }
    }
    let rows = file::widened(rows, &writing.schema)?;
    let rows = file::sorted(&rows, &writing.schema, &writing.at_column)?;
    Ok(Add {
        data_change: false,
        ..writing.write(feed, vec![rows])?
    })
}

impl TableLog {
    /// How many of a table's files are not full.
    pub(crate) fn small(files: &[DataFile]) -> usize {
        files.iter().filter(|file| size(file).is_some()).count()
    }
}
