//! The first rows of what was read, for somebody who looks before anything is taken in.

use arrow::array::{AsArray, RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::datatypes::Int64Type;
use formats::texts;

use super::Read;
use crate::quarantine::{self, SetAsideRow};
use crate::{LakeError, TextRows};

/// Place of the line in the rows that were set aside.
const LINE: usize = 4;

/// The first rows of what was read.
pub(crate) struct First {
    /// Rows as the table would hold them, in the columns asked for.
    pub facts: TextRows,
    /// The line of each.
    pub lines: Vec<u64>,
    /// Rows that would be set aside.
    pub aside: Vec<SetAsideRow>,
}

impl Read {
    /// The first rows of each kind, by line. For parcels whose rows are told.
    pub(crate) fn first(&self, columns: &[String], most: usize) -> Result<First, LakeError> {
        let lines: Vec<u64> = self.arrived.lines().take(most).collect();
        let mut facts = Vec::new();
        for batch in self.arrived.drafts.last() {
            let left = most.saturating_sub(facts.len()).min(batch.num_rows());
            facts.extend(shown(&batch.slice(0, left), columns)?);
        }
        let mut aside = Vec::new();
        for run in 0..self.set_aside.count() {
            for batch in self.set_aside.load(run)? {
                aside.extend(earliest(&batch, most)?);
            }
        }
        aside.sort_by_key(|row: &SetAsideRow| row.line);
        aside.truncate(most);
        Ok(First {
            facts,
            lines,
            aside,
        })
    }
}

fn shown(batch: &RecordBatch, columns: &[String]) -> Result<TextRows, LakeError> {
    let places = columns
        .iter()
        .map(|column| batch.schema_ref().index_of(column))
        .collect::<Result<Vec<_>, _>>();
    places
        .and_then(|places| texts(&batch.project(&places)?))
        .map_err(LakeError::table("showing rows"))
}

/// The rows with the lowest lines.
fn earliest(batch: &RecordBatch, most: usize) -> Result<Vec<SetAsideRow>, LakeError> {
    let lines = batch.column(LINE).as_primitive::<Int64Type>();
    let mut rows: Vec<u32> = (0..u32::try_from(batch.num_rows()).unwrap_or(u32::MAX)).collect();
    rows.sort_by_key(|row| lines.value(*row as usize));
    rows.truncate(most);
    take_record_batch(batch, &UInt32Array::from(rows))
        .map(|batch| quarantine::rows(&batch))
        .map_err(LakeError::table("showing rows"))
}
