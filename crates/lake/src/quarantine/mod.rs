//! Rows that were set aside: what they are, who may see them, and what became of them.
//!
//! A row is told by what it holds: the same row sent again waits once, and what was resolved stays resolved.

mod ahead;
mod counts;
mod deed;
mod first_lines;
mod older;
mod packets;
mod page;
mod place;
mod resolve;
mod step;
mod stored;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use access::{RowScope, Viewer};
use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::Int64Type;
use charter::partnership::Right;
use datafusion::dataframe::DataFrame;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::prelude::{col, lit};
use jiff::Timestamp;
use serde::Serialize;

pub(crate) use self::counts::Counted;
pub use self::counts::SetAsideCount;
pub use self::deed::{Meant, Which, With};
pub(crate) use self::older::renewed;
pub(crate) use self::packets::as_packets;
pub(crate) use self::resolve::{Replay, Resolutions, update};
pub use self::step::{Kept, Step};
pub(crate) use self::stored::{at, rows, texts};
use crate::catalog::{SET_ASIDE, set_aside_schema};
use crate::engine::question;
use crate::scan::frame;
use crate::table::file;
use crate::table::keys::{digest, mark};
use crate::table::{DataFile, KeyIndex};
use crate::{Lake, LakeError};

/// Rows that one page may bring.
const ROWS_MAX: usize = 10_000;

/// How a row that was set aside stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nobody has decided.
    Waiting,
    /// It was put right and taken in.
    Mended,
    /// Somebody said that it does not matter, and why.
    Waived,
}

impl Standing {
    /// As it is stored and sent.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Mended => "mended",
            Self::Waived => "waived",
        }
    }

    /// The standing of that word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Mended, Self::Waived]
            .into_iter()
            .find(|standing| standing.word() == word)
    }
}

/// Which rows that were set aside are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuarantineQuestion {
    /// Of one feed; of all when absent.
    pub feed: Option<String>,
    /// That failed one check.
    pub check: Option<String>,
    /// That stand so.
    pub standing: Option<Standing>,
    /// These rows; all when there are none.
    pub ids: Vec<String>,
    /// Rows to leave out from the newest on.
    pub offset: usize,
    /// Rows at most.
    pub limit: usize,
}

/// Rows that were set aside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Quarantine {
    /// The rows of this page, newest first.
    pub rows: Vec<SetAsideRow>,
    /// How many there are on all pages.
    pub total: u64,
}

/// One row that was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetAsideRow {
    /// What tells it.
    pub id: String,
    /// The feed it came through.
    pub feed: String,
    /// Version of the lake in which it first came.
    pub batch: u64,
    /// Name of the file, or of the delivery.
    pub source: String,
    /// Its line there, from 1.
    pub line: u64,
    /// How its text is written, as a feed's `format` says it, in JSON.
    pub format: String,
    /// Its text as it came; where it is not UTF-8, with signs for what cannot be shown.
    pub raw: String,
    /// The check that it failed, or what could not be done.
    pub check: String,
    /// What is wrong with it.
    pub reason: String,
    /// What the person who mends it should know.
    pub hint: String,
    /// When it first came.
    pub at: Timestamp,
    /// How it stands.
    pub standing: Standing,
    /// When that was decided.
    pub resolved_at: Option<Timestamp>,
    /// Who decided it.
    pub resolved_by: Option<String>,
    /// What was done, or why nothing needs to be.
    pub resolution: Option<String>,
    /// Its text as it came, to the byte.
    #[serde(skip)]
    pub(crate) bytes: Vec<u8>,
    /// The types of its columns, where the text does not tell.
    #[serde(skip)]
    pub(crate) types: Option<String>,
}

impl Lake {
    /// Rows that were set aside. They hold what the source holds, customers' identities too: whoever sees them needs the
    /// right to take facts in, and sees every party's rows.
    ///
    /// # Errors
    /// When the viewer may not see them, or they cannot be read.
    pub async fn quarantine(
        &self,
        viewer: &Viewer,
        asked: &QuarantineQuestion,
    ) -> Result<Quarantine, LakeError> {
        may_see(viewer)?;
        let Some(frame) = self.set_aside(asked).await? else {
            return Ok(Quarantine::default());
        };
        let counted = frame
            .clone()
            .aggregate(Vec::new(), vec![count(lit(1))])
            .map_err(|error| question(&error))?;
        let total = self
            .collect(counted)
            .await?
            .first()
            .and_then(|batch| {
                batch
                    .column(0)
                    .as_primitive_opt::<Int64Type>()?
                    .iter()
                    .next()?
            })
            .unwrap_or_default();
        let page = frame
            .sort(vec![
                col("batch").sort(false, false),
                col("line").sort(true, false),
                col("id").sort(true, false),
            ])
            .and_then(|frame| frame.limit(asked.offset, Some(asked.limit.min(ROWS_MAX))))
            .map_err(|error| question(&error))?;
        let rows = self.collect(page).await?.iter().flat_map(rows).collect();
        Ok(Quarantine {
            rows,
            total: total.unsigned_abs(),
        })
    }

    /// The rows asked for, unsorted; nothing when none was ever set aside.
    pub(crate) async fn set_aside(
        &self,
        asked: &QuarantineQuestion,
    ) -> Result<Option<DataFrame>, LakeError> {
        let state = self.inner.state();
        let Some(log) = state.tables.get(SET_ASIDE) else {
            return Ok(None);
        };
        let Some(version) = log.version_at(state.version)? else {
            return Ok(None);
        };
        let files = log.files(version).await?;
        if files.is_empty() {
            return Ok(None);
        }
        let engine = &self.inner.engine;
        let table = frame::listing(engine, log, &files, set_aside_schema()).await?;
        let mut frame = engine
            .session()
            .read_table(Arc::new(table))
            .map_err(|error| question(&error))?;
        let wanted = [
            ("feed", asked.feed.as_deref()),
            ("check", asked.check.as_deref()),
            ("standing", asked.standing.map(Standing::word)),
        ];
        for (column, value) in wanted {
            if let Some(value) = value {
                frame = frame
                    .filter(col(column).eq(lit(value)))
                    .map_err(|error| question(&error))?;
            }
        }
        if !asked.ids.is_empty() {
            let ids = asked.ids.iter().map(lit).collect();
            frame = frame
                .filter(col("id").in_list(ids, false))
                .map_err(|error| question(&error))?;
        }
        Ok(Some(frame))
    }
}

pub(crate) fn may_see(viewer: &Viewer) -> Result<(), LakeError> {
    if viewer.may(Right::Ingest) && *viewer.rows() == RowScope::Everything {
        return Ok(());
    }
    Err(LakeError::Forbidden {
        table: SET_ASIDE.to_owned(),
        column: "raw".to_owned(),
    })
}

/// Ids of a feed's rows that were set aside before, from all files in which one of these rows may be.
pub(crate) fn known_ids(
    folder: &Path,
    files: &[DataFile],
    feed: &str,
    keys: &KeyIndex,
    arrived: &[RecordBatch],
) -> Result<HashSet<String>, LakeError> {
    let sought: HashSet<u64> = arrived
        .iter()
        .flat_map(|rows| rows.column(0).as_string::<i32>().iter().flatten())
        .map(|id| mark(digest(id)))
        .collect();
    let mut ids = HashSet::new();
    for file in files.iter().filter(|file| file.feed() == Some(feed)) {
        if !keys.may_hold(folder, file, "id", &sought)? {
            continue;
        }
        for batch in file::read(&folder.join(&file.name), Some(&["id"]))? {
            let batch = batch?;
            ids.extend(
                batch
                    .column(0)
                    .as_string::<i32>()
                    .iter()
                    .flatten()
                    .filter(|id| sought.contains(&mark(digest(id))))
                    .map(str::to_owned),
            );
        }
    }
    Ok(ids)
}

/// The rows whose ids are not known yet; they are from now on.
pub(crate) fn new_rows(
    rows: &RecordBatch,
    known: &mut HashSet<String>,
) -> Result<RecordBatch, LakeError> {
    let new: BooleanArray = rows
        .column(0)
        .as_string::<i32>()
        .iter()
        .map(|id| Some(id.is_some_and(|id| known.insert(id.to_owned()))))
        .collect();
    filter_record_batch(rows, &new).map_err(LakeError::table("setting rows aside"))
}
