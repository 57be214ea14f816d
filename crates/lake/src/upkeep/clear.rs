//! Rows that were set aside keep the text that they came with for as long as somebody may need it: a while after they were
//! resolved it leaves, unredacted as it is. What the row was, how it stands and who said so stay, and so do the counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, RecordBatch, StringArray, new_null_array,
};
use arrow::datatypes::TimestampMicrosecondType;
use deltalake::kernel::Add;
use jiff::Timestamp;

use super::compact::FIRST_NUMBER;
use super::retain::Rule;
use crate::blocking::blocking;
use crate::catalog::SET_ASIDE;
use crate::customers::{CLEARED, is_note};
use crate::quarantine::{Standing, texts};
use crate::table::DataFile;
use crate::table::commit::{Commit, Retired, Upkeep};
use crate::table::rewrite::Rewriting;
use crate::turn::Turn;
use crate::{Lake, LakeError};

/// The columns that say whether a row keeps its text.
const TELLING: [&str; 4] = ["standing", "resolved_at", "reason", "raw"];

impl Lake {
    /// Takes the text out of rows set aside that were resolved before the rule's instant; gives how many there are.
    pub(super) async fn clear_set_aside(
        &self,
        rule: &Rule,
        at: Timestamp,
        dry_run: bool,
    ) -> Result<Option<Retired>, LakeError> {
        let inner = &self.inner;
        let state = inner.state();
        let Some(log) = state.tables.get(SET_ASIDE) else {
            return Ok(None);
        };
        let files = log.newest_files().await?;
        let numbered = (state.version, FIRST_NUMBER);
        let writing = Rewriting::of((SET_ASIDE, log), &inner.keys, numbered, at)?;
        let before = rule.before.as_microsecond();
        let Cleared { by_feed, gone, add } =
            blocking("clearing rows that were set aside", move || {
                cleared(&writing, &files, before, dry_run)
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
        let Some(log) = turn.state.tables.get(SET_ASIDE) else {
            return Ok(None);
        };
        let remove = log.removals(&gone, true)?;
        if remove.len() != gone.len() {
            tracing::info!(
                "rows set aside changed while old texts were sought; they go another time"
            );
            return Ok(None);
        }
        turn.begins();
        // No fact changes, so the lake's version stays.
        let commit = Commit {
            upkeep: Some(Upkeep::Cleared(retired.clone())),
            ..Commit::new(turn.state.version, at)
        };
        let log = log.commit(add, remove, None, commit).await?;
        inner.keys.keep(&log.folder, &log.newest_files().await?);
        turn.state.tables.insert(SET_ASIDE.to_owned(), log);
        turn.done();
        Ok(Some(retired))
    }
}

/// Files without the text of rows that were resolved long ago.
#[derive(Default)]
struct Cleared {
    by_feed: BTreeMap<String, u64>,
    /// Names of the files that had it.
    gone: Vec<String>,
    add: Vec<Add>,
}

fn cleared(
    writing: &Rewriting,
    files: &[DataFile],
    before: i64,
    count_only: bool,
) -> Result<Cleared, LakeError> {
    let mut cleared = Cleared::default();
    for data in files {
        let feed = data.feed().unwrap_or_default();
        let mut rows = 0;
        for batch in writing.read(data, Some(&TELLING))? {
            rows += old(&batch?, before).iter().filter(|old| **old).count() as u64;
        }
        if rows == 0 {
            continue;
        }
        *cleared.by_feed.entry(feed.to_owned()).or_default() += rows;
        if count_only {
            continue;
        }
        let read = writing.read(data, None)?;
        let rows = read.map(|batch| without_text(&batch?, before));
        let rows = rows.collect::<Result<Vec<_>, LakeError>>()?;
        cleared.add.push(writing.write(feed, rows)?);
        cleared.gone.push(data.name.clone());
    }
    Ok(cleared)
}

/// Which rows wait no more, were resolved before that, and still have their text.
fn old(rows: &RecordBatch, before: i64) -> Vec<bool> {
    let standings = texts(rows, "standing");
    let resolved = rows.column_by_name("resolved_at");
    let resolved = resolved.and_then(|at| at.as_primitive_opt::<TimestampMicrosecondType>());
    (0..rows.num_rows())
        .map(|row| {
            let at = resolved
                .filter(|at| at.is_valid(row))
                .map(|at| at.value(row));
            standings.value(row) != Standing::Waiting.word()
                && at.is_some_and(|at| at < before)
                && has_text(rows, row)
        })
        .collect()
}

/// Whether anything stands in a row that came with it. Of a customer who was forgotten the reason may be gone, and the text
/// still be there: it could not be read then.
fn has_text(rows: &RecordBatch, row: usize) -> bool {
    let reason = texts(rows, "reason");
    let raw = rows.column_by_name("raw");
    let raw = raw.and_then(|raw| raw.as_binary_opt::<i32>());
    let raw = raw
        .filter(|raw| raw.is_valid(row))
        .map(|raw| raw.value(row));
    !is_note(reason.value(row).as_bytes())
        || raw.is_some_and(|raw| !raw.is_empty() && !is_note(raw))
}

fn without_text(rows: &RecordBatch, before: i64) -> Result<RecordBatch, LakeError> {
    let old = old(rows, before);
    let [standings, reasons] = ["standing", "reason"].map(|name| texts(rows, name));
    let mended = |row: usize| standings.value(row) == Standing::Mended.word();
    let texts = |column: &ArrayRef, gone: &dyn Fn(usize) -> bool| -> ArrayRef {
        let Some(texts) = column.as_string_opt::<i32>() else {
            return column.clone();
        };
        let texts = texts.iter().zip(&old).enumerate();
        let texts: StringArray = texts
            .map(|(row, (text, old))| {
                text.map(|text| if *old && gone(row) { CLEARED } else { text })
            })
            .collect();
        Arc::new(texts)
    };
    let columns = rows.schema_ref().fields().iter().zip(rows.columns());
    let columns = columns.map(|(field, column)| match field.name().as_str() {
        "raw" => match column.as_binary_opt::<i32>() {
            None => new_null_array(field.data_type(), rows.num_rows()),
            Some(raw) => {
                let raw = raw.iter().zip(&old);
                let raw: BinaryArray = raw
                    .map(|(raw, old)| if *old { Some(CLEARED.as_bytes()) } else { raw })
                    .collect();
                Arc::new(raw)
            }
        },
        // Why it is gone of who was forgotten stays.
        "reason" => texts(column, &|row| !is_note(reasons.value(row).as_bytes())),
        // What put a row right may be its text.
        "resolution" => texts(column, &mended),
        _ => column.clone(),
    });
    RecordBatch::try_new(rows.schema(), columns.collect())
        .map_err(LakeError::table("clearing rows that were set aside"))
}

#[cfg(test)]
mod tests {
    use arrow::array::TimestampMicrosecondArray;

    use super::*;

    #[test]
    fn the_text_of_who_was_forgotten_goes_though_its_reason_has_gone_before() {
        let note = crate::customers::Customers::note(1);
        let rows = RecordBatch::try_from_iter([
            (
                "standing",
                Arc::new(StringArray::from(vec!["waived", "waived", "waiting"])) as ArrayRef,
            ),
            (
                "resolved_at",
                Arc::new(TimestampMicrosecondArray::from(vec![
                    Some(1),
                    Some(9),
                    None,
                ])),
            ),
            (
                "reason",
                Arc::new(StringArray::from(vec![note.as_str(); 3])),
            ),
            ("raw", Arc::new(BinaryArray::from(vec![&b"wilma"[..]; 3]))),
        ])
        .unwrap();
        assert_eq!(old(&rows, 5), [true, false, false]);
        let rows = without_text(&rows, 5).unwrap();
        assert_eq!(texts(&rows, "reason").value(0), note);
        let raw = rows.column_by_name("raw").unwrap().as_binary::<i32>();
        assert!(is_note(raw.value(0)) && raw.value(1) == b"wilma");
        assert_eq!(old(&rows, 5), [false; 3]);
    }
}
