//! Rows that are older than the charter keeps them leave, in a commit that says how many, before when and by which rule.
//!
//! They leave the newest version, and so does the text of rows set aside that were resolved long ago. What the table was before can be asked for until a vacuum lets go of it.

use std::collections::BTreeMap;

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::TimestampMicrosecondType;
use charter::Charter;
use charter::duration;
use deltalake::kernel::Add;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::compact::FIRST_NUMBER;
use crate::blocking::blocking;
use crate::catalog::{Catalog, SET_ASIDE};
use crate::table::commit::{Commit, Retired, Upkeep};
use crate::table::rewrite::Rewriting;
use crate::table::{DataFile, TableLog};
use crate::turn::Turn;
use crate::{Lake, LakeError};

/// A rule of the charter at one moment.
pub(super) struct Rule {
    pub table: String,
    pub retain: String,
    pub before: Timestamp,
}

impl Lake {
    /// Takes out the rows that are older than the charter keeps them, and the text of rows set aside that were resolved
    /// before the charter keeps it; with `dry_run` only tells which would go. Gives the tables that have any. Days end at midnight in the partnership's zone.
    ///
    /// # Errors
    /// When a rule cannot be read or the disk fails; the tables are as they were then.
    pub async fn retain(
        &self,
        charter: &Charter,
        at: Timestamp,
        dry_run: bool,
    ) -> Result<Vec<Retired>, LakeError> {
        if !dry_run && !self.inner.folder.may_write() {
            return Err(LakeError::ReadOnly);
        }
        let _turn = self.inner.upkeep.lock().await;
        let mut done = Vec::new();
        for rule in rules(charter, at)? {
            done.extend(self.retain_table(charter, &rule, at, dry_run).await?);
        }
        let aside = rule(charter, at, SET_ASIDE, charter.set_aside_kept())?;
        done.extend(self.clear_set_aside(&aside, at, dry_run).await?);
        Ok(done)
    }

    async fn retain_table(
        &self,
        charter: &Charter,
        rule: &Rule,
        at: Timestamp,
        dry_run: bool,
    ) -> Result<Option<Retired>, LakeError> {
        let inner = &self.inner;
        let state = inner.state();
        let Some(log) = state.tables.get(&rule.table) else {
            return Ok(None);
        };
        let before = rule.before.as_microsecond();
        let files = log.newest_files().await?;
        let old: Vec<DataFile> = files
            .iter()
            .filter(|file| file.at.is_some_and(|(oldest, _)| oldest < before))
            .cloned()
            .collect();
        if old.is_empty() {
            return Ok(None);
        }
        let numbered = (state.version, FIRST_NUMBER);
        let writing = Rewriting::of((&rule.table, log), &inner.keys, numbered, at)?;
        let names: Vec<String> = old.iter().map(|file| file.name.clone()).collect();
        let (add, by_feed) = blocking("taking old rows out", move || {
            left(&writing, &old, before, dry_run)
        })
        .await?;
        let retired = Retired {
            table: rule.table.clone(),
            retain: rule.retain.clone(),
            before: rule.before,
            rows: by_feed.values().sum(),
            by_feed,
        };
        if dry_run || retired.rows == 0 {
            return Ok((retired.rows > 0).then_some(retired));
        }
        let mut turn = Turn::take(inner).await?;
        let Some(log) = turn.state.tables.get(&rule.table).cloned() else {
            return Ok(None);
        };
        let remove = log.removals(&names, true)?;
        if remove.len() != names.len() {
            tracing::info!(
                table = rule.table,
                "rows changed while old ones were sought; they go another time"
            );
            return Ok(None);
        }
        turn.begins();
        let version = turn.state.version + 1;
        let commit = Commit {
            upkeep: Some(Upkeep::Retired(retired.clone())),
            ..Commit::new(version, at)
        };
        let log: TableLog = log.commit(add, remove, None, commit).await?;
        inner.keys.keep(&log.folder, &log.newest_files().await?);
        turn.state.tables.insert(rule.table.clone(), log);
        turn.state.version = version;
        turn.state.catalog = std::sync::Arc::new(Catalog::of(charter));
        turn.done();
        Ok(Some(retired))
    }

    /// Rows that left because they were older than the charter keeps them, oldest first.
    #[must_use]
    pub fn retired(&self) -> Vec<Retired> {
        let state = self.inner.state();
        let mut retired: Vec<Retired> = state
            .tables
            .values()
            .flat_map(TableLog::retired)
            .cloned()
            .collect();
        retired.sort_by_key(|retired| retired.before);
        retired
    }
}

fn rules(charter: &Charter, at: Timestamp) -> Result<Vec<Rule>, LakeError> {
    let mut rules = Vec::new();
    for name in charter.table_names() {
        if let Some(retain) = charter.table(name).and_then(|table| table.retain) {
            rules.push(rule(charter, at, name, &retain)?);
        }
    }
    Ok(rules)
}

/// What a table's `retain` comes to now.
fn rule(charter: &Charter, at: Timestamp, table: &str, retain: &str) -> Result<Rule, LakeError> {
    let zone = TimeZone::get(&charter.partnership.zone)
        .map_err(LakeError::table("reading the partnership's zone"))?;
    let before =
        duration::kept_since(retain, at, &zone).map_err(|error| LakeError::BadCharter {
            part: format!("tables.yaml, `retain` of `{table}`"),
            cause: error.to_string(),
            hint: format!("Write {}.", duration::EXPECTED_KEPT),
        })?;
    Ok(Rule {
        table: table.to_owned(),
        retain: retain.to_owned(),
        before,
    })
}

/// The files that are left of these, and how many rows of each feed are not. Writes nothing when it only counts.
fn left(
    writing: &Rewriting,
    files: &[DataFile],
    before: i64,
    count_only: bool,
) -> Result<(Vec<Add>, BTreeMap<String, u64>), LakeError> {
    let (mut add, mut gone) = (Vec::new(), BTreeMap::new());
    for data in files {
        let feed = data.feed().unwrap_or_default();
        let gone = gone.entry(feed.to_owned()).or_default();
        if data.at.is_some_and(|(_, newest)| newest < before) {
            *gone += data.rows as u64;
            continue;
        }
        let rows = young(writing, data, before)?;
        let left: usize = rows.iter().map(RecordBatch::num_rows).sum();
        *gone += (data.rows - left.min(data.rows)) as u64;
        if !count_only {
            add.push(writing.write(feed, rows)?);
        }
    }
    gone.retain(|_, rows| *rows > 0);
    Ok((add, gone))
}

/// The rows of a file that stay.
fn young(writing: &Rewriting, data: &DataFile, before: i64) -> Result<Vec<RecordBatch>, LakeError> {
    let mut young = Vec::new();
    for batch in writing.read(data, None)? {
        let batch = batch?;
        let stays: Option<BooleanArray> = batch
            .column_by_name(&writing.at_column)
            .and_then(|at| at.as_primitive_opt::<TimestampMicrosecondType>())
            .map(|at| {
                at.iter()
                    .map(|at| Some(at.is_none_or(|at| at >= before)))
                    .collect()
            });
        young.push(match stays {
            Some(stays) => filter_record_batch(&batch, &stays)
                .map_err(LakeError::table("taking old rows out"))?,
            None => batch,
        });
    }
    Ok(young)
}
