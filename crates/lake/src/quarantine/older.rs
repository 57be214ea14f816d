//! Rows that were set aside by an older Tandem, whose table has not all columns of today: the first commits of format 1
//! had neither ids nor standings, later ones no types.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use jiff::Timestamp;

use super::{Standing, at, texts};
use crate::LakeError;
use crate::blocking::blocking;
use crate::catalog::set_aside_schema;
use crate::intake::row_id;
use crate::table::commit::Commit;
use crate::table::{Pressed, TableLog, file};

/// The table with all columns of today, in one commit; as it is where it has them. Rows that had no standing wait, and how
/// their text is to be read is not known of them. Only whoever holds the folder may do this.
pub(crate) async fn renewed(log: TableLog, lake_version: u64) -> Result<TableLog, LakeError> {
    let schema = set_aside_schema();
    let Some(widen) = log.widen(&schema)? else {
        return Ok(log);
    };
    tracing::info!(table = %log.folder.display(), "rows set aside by an older Tandem get the columns that they lack");
    let files = log.newest_files().await?;
    let folder = log.folder.clone();
    let (add, gone) = blocking("giving rows their ids", move || {
        let (mut add, mut gone) = (Vec::new(), Vec::new());
        for data in files.iter() {
            let batches = file::read(&folder.join(&data.name), None)?
                .collect::<Result<Vec<_>, LakeError>>()?;
            let rows = file::widened(batches, &schema)?
                .iter()
                .map(waiting)
                .collect::<Result<Vec<_>, LakeError>>()?;
            let feed = data.feed().unwrap_or_default();
            let name = file::unused_name(&folder, feed, lake_version, 0);
            // No clock is at hand while a lake is opened: the file is as old as its rows.
            let at = data
                .at
                .and_then(|(_, newest)| Timestamp::from_microsecond(newest).ok());
            let at = at.unwrap_or_default();
            add.push(file::write(
                &folder,
                name,
                &schema,
                &rows,
                "at",
                (at, Pressed::Well),
            )?);
            gone.push(data.name.clone());
        }
        Ok((add, gone))
    })
    .await?;
    let remove = log.removals(&gone, true)?;
    let commit = Commit::new(lake_version, None);
    log.commit(add, remove, Some(widen), commit).await
}

/// The rows with their ids, waiting where they had no standing.
fn waiting(rows: &RecordBatch) -> Result<RecordBatch, LakeError> {
    let [feeds, known, stood] = ["feed", "id", "standing"].map(|name| texts(rows, name));
    let raw = rows.column_by_name("raw").map(|raw| raw.as_binary::<i32>());
    let ids: StringArray = (0..rows.num_rows())
        .map(|row| {
            let raw = raw.map_or(&[][..], |raw| raw.value(row));
            at(&known, row).or_else(|| Some(row_id(feeds.value(row), raw)))
        })
        .collect();
    let waits = || Some(Standing::Waiting.word().to_owned());
    let standings: StringArray = (0..rows.num_rows())
        .map(|row| at(&stood, row).or_else(waits))
        .collect();
    let schema = rows.schema();
    let columns: Vec<ArrayRef> = schema
        .fields()
        .iter()
        .zip(rows.columns())
        .map(|(field, column)| -> ArrayRef {
            match field.name().as_str() {
                "id" => Arc::new(ids.clone()),
                "standing" => Arc::new(standings.clone()),
                _ => column.clone(),
            }
        })
        .collect();
    RecordBatch::try_new(schema, columns).map_err(LakeError::table("giving rows their ids"))
}
