//! What became of rows that were set aside, written into their table.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::TimestampMicrosecondType;
use deltalake::kernel::Add;
use jiff::Timestamp;

use super::Standing;
use super::page::STEP_ROWS;
use crate::blocking::blocking;
use crate::catalog::set_aside_schema;
use crate::customers::{Customers, Whose};
use crate::table::commit::Commit;
use crate::table::file;
use crate::table::{DataFile, Pressed, TableLog};
use crate::{Fate, LakeError, RowFate};

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Somebody resolved it.
    Resolved {
        standing: Standing,
        by: String,
        words: String,
    },
    /// It was tried again and waits, perhaps for another reason.
    Waits {
        check: String,
        reason: String,
        hint: String,
    },
}

/// Row → what became of it.
type Verdicts = HashMap<String, Verdict>;

/// What became of rows in a step of a deed.
#[derive(Debug, Default)]
pub(crate) struct Resolutions {
    pub verdicts: Verdicts,
    /// Whether more steps follow, over rows that lie beside these.
    pub more_follow: bool,
}

/// Rows that are tried again.
pub(crate) struct Replay {
    /// Packet → line → the row's id.
    pub rows: Vec<HashMap<u64, String>>,
    pub by: String,
    /// What was done to them.
    pub words: String,
    /// Whether more steps follow.
    pub more_follow: bool,
}

impl Replay {
    /// What became of the rows, by the fates of the lines they were sent as. Of rows whose customer was forgotten, nothing
    /// is kept that somebody wrote to put them right.
    pub(crate) fn settled<'a>(
        &self,
        fates: impl Iterator<Item = &'a [RowFate]>,
        whose: &[Whose],
    ) -> Resolutions {
        let mut verdicts = Verdicts::new();
        for (ids, fates) in self.rows.iter().zip(fates) {
            for RowFate { line, fate } in fates {
                let Some(id) = ids.get(line) else {
                    continue;
                };
                let verdict = match fate {
                    Fate::SetAside {
                        check,
                        reason,
                        hint,
                        ..
                    } => Verdict::Waits {
                        check: check.clone(),
                        reason: reason.clone(),
                        hint: hint.clone(),
                    },
                    _ => Verdict::Resolved {
                        standing: Standing::Mended,
                        by: self.by.clone(),
                        words: self.words.clone(),
                    },
                };
                verdicts.insert(id.clone(), verdict);
            }
        }
        for (ids, lines) in self.rows.iter().zip(whose) {
            for (line, number) in lines {
                let verdict = ids.get(line).and_then(|id| verdicts.get_mut(id));
                match (verdict, number) {
                    (Some(Verdict::Resolved { words, .. }), Some(number)) => {
                        *words = Customers::note(*number);
                    }
                    (Some(Verdict::Waits { reason, .. }), Some(number)) => {
                        *reason = Customers::note(*number);
                    }
                    _ => {}
                }
            }
        }
        Resolutions {
            verdicts,
            more_follow: self.more_follow,
        }
    }
}

/// Writes verdicts into the table of rows set aside, under a version of the lake.
pub(crate) async fn update(
    log: &TableLog,
    feed: &str,
    resolutions: Resolutions,
    batch: u64,
    at: Timestamp,
) -> Result<TableLog, LakeError> {
    let files = log.newest_files().await?;
    let folder = log.folder.clone();
    let feed = feed.to_owned();
    let (add, gone) = blocking("writing what became of rows", move || {
        let (mut add, mut gone) = (Vec::new(), Vec::new());
        for file in files.iter().filter(|file| file.feed() == Some(&feed)) {
            if touches(&folder, file, &resolutions)? {
                rewrite(&folder, file, &resolutions, (batch, at), &mut add)?;
                gone.push(file.name.clone());
            }
        }
        Ok((add, gone))
    })
    .await?;
    let remove = log.removals(&gone, true)?;
    log.commit(add, remove, None, Commit::new(batch, at)).await
}

/// Whether a verdict is about a row of the file.
fn touches(folder: &Path, file: &DataFile, resolutions: &Resolutions) -> Result<bool, LakeError> {
    for batch in file::read(&folder.join(&file.name), Some(&["id"]))? {
        let batch = batch?;
        let mut ids = batch.column(0).as_string::<i32>().iter().flatten();
        if ids.any(|id| resolutions.verdicts.contains_key(id)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Writes the rows of a file anew with the verdicts in them. Where more steps follow, in files of as many rows as a step may
/// have: the next one then writes few rows again that it is not about.
fn rewrite(
    folder: &Path,
    file: &DataFile,
    resolutions: &Resolutions,
    (version, at): (u64, Timestamp),
    add: &mut Vec<Add>,
) -> Result<(), LakeError> {
    let feed = file.feed().unwrap_or_default();
    let schema = set_aside_schema();
    for batch in file::read(&folder.join(&file.name), None)? {
        let batch = batch?;
        let rows_max = if resolutions.more_follow {
            STEP_ROWS
        } else {
            batch.num_rows().max(1)
        };
        for from in (0..batch.num_rows()).step_by(rows_max) {
            let rows = batch.slice(from, rows_max.min(batch.num_rows() - from));
            let verdicts: Vec<Option<&Verdict>> = rows
                .column(0)
                .as_string::<i32>()
                .iter()
                .map(|id| resolutions.verdicts.get(id?))
                .collect();
            let rows = with_verdicts(&rows, &verdicts, at)?;
            let name = file::unused_name(folder, feed, version, 0);
            let written = (at, Pressed::Well);
            add.push(file::write(folder, name, &schema, &[rows], "at", written)?);
        }
    }
    Ok(())
}

fn with_verdicts(
    batch: &RecordBatch,
    verdicts: &[Option<&Verdict>],
    at: Timestamp,
) -> Result<RecordBatch, LakeError> {
    let resolved = |verdict: &Verdict| matches!(verdict, Verdict::Resolved { .. });
    let columns = batch
        .schema()
        .fields()
        .iter()
        .zip(batch.columns())
        .map(|(field, column)| -> ArrayRef {
            let text = |new: &dyn Fn(&Verdict) -> Option<String>| -> ArrayRef {
                Arc::new(
                    column
                        .as_string::<i32>()
                        .iter()
                        .zip(verdicts)
                        .map(|(old, verdict)| {
                            verdict.and_then(new).or_else(|| old.map(str::to_owned))
                        })
                        .collect::<StringArray>(),
                )
            };
            match field.name().as_str() {
                "check" => text(&|verdict| match verdict {
                    Verdict::Waits { check, .. } => Some(check.clone()),
                    Verdict::Resolved { .. } => None,
                }),
                "reason" => text(&|verdict| match verdict {
                    Verdict::Waits { reason, .. } => Some(reason.clone()),
                    Verdict::Resolved { .. } => None,
                }),
                "hint" => text(&|verdict| match verdict {
                    Verdict::Waits { hint, .. } => Some(hint.clone()),
                    Verdict::Resolved { .. } => None,
                }),
                "standing" => text(&|verdict| match verdict {
                    Verdict::Resolved { standing, .. } => Some(standing.word().to_owned()),
                    Verdict::Waits { .. } => None,
                }),
                "resolved_by" => text(&|verdict| match verdict {
                    Verdict::Resolved { by, .. } => Some(by.clone()),
                    Verdict::Waits { .. } => None,
                }),
                "resolution" => text(&|verdict| match verdict {
                    Verdict::Resolved { words, .. } => Some(words.clone()),
                    Verdict::Waits { .. } => None,
                }),
                "resolved_at" => Arc::new(
                    column
                        .as_primitive::<TimestampMicrosecondType>()
                        .iter()
                        .zip(verdicts)
                        .map(|(old, verdict)| match verdict {
                            Some(verdict) if resolved(verdict) => Some(at.as_microsecond()),
                            _ => old,
                        })
                        .collect::<TimestampMicrosecondArray>()
                        .with_timezone("UTC"),
                ),
                _ => column.clone(),
            }
        })
        .collect();
    RecordBatch::try_new(batch.schema(), columns).map_err(LakeError::table("resolving rows"))
}
