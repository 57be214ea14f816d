//! Rows that were set aside: whose they are, and their text without those who were forgotten.
//!
//! Only the raw text is kept of such a row, so it goes through its feed once more, and nothing of that is kept.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::TimestampMicrosecondType;
use arrow::error::ArrowError;
use charter::Charter;
use jiff::Timestamp;

use super::known::Customers;
use super::raw::{Values, is_note};
use super::rows::Changed;
use crate::LakeError;
use crate::ingest::Intake;
use crate::lake::Inner;
use crate::quarantine::{self, Standing};

/// How rows that were set aside are read again.
pub(super) struct Reading {
    pub inner: Arc<Inner>,
    pub charter: Option<Arc<Charter>>,
    pub customers: Arc<Customers>,
    pub at: Timestamp,
}

/// Row → the request by which its customer was forgotten, where it was. Rows that cannot be read are not in it.
type Whose = HashMap<String, Option<u64>>;

impl Reading {
    /// Rows of one feed, without the text of those who were forgotten.
    pub(super) fn changed(
        &self,
        feed: &str,
        rows: &RecordBatch,
    ) -> Result<Option<Changed>, LakeError> {
        if !self.customers.anybody_forgotten() {
            return Ok(None);
        }
        let (whose, unread) = self.whose(feed, rows)?;
        self.customers
            .changed_aside(rows, &whose, unread)
            .map_err(LakeError::table("writing rows anew"))
    }

    /// Whose the rows are, and which values count in those that cannot be read.
    fn whose(&self, feed: &str, rows: &RecordBatch) -> Result<(Whose, Values), LakeError> {
        let intake = self
            .charter
            .as_ref()
            .and_then(|charter| Intake::of(&self.inner, charter, feed, self.at).ok());
        let Some(intake) = intake else {
            // The charter no longer has the feed: nobody can say any more where its customers are.
            return Ok((Whose::new(), Values::All));
        };
        let unread = intake.unread();
        let (packets, ids) = quarantine::as_packets(quarantine::rows(rows))?;
        let mut whose = Whose::new();
        for (lines, ids) in intake.whose(packets, &self.customers)?.iter().zip(ids) {
            for (line, request) in lines {
                if let Some(id) = ids.get(line) {
                    whose.insert(id.clone(), *request);
                }
            }
        }
        Ok((whose, unread))
    }
}

impl Customers {
    /// Rows that were set aside, without the text of those who were forgotten. They wait no more.
    fn changed_aside(
        &self,
        rows: &RecordBatch,
        whose: &HashMap<String, Option<u64>>,
        unread: Values,
    ) -> Result<Option<Changed>, ArrowError> {
        let (Some(raw), Some(ids)) = (binary(rows, "raw"), text(rows, "id")) else {
            return Ok(None);
        };
        let (resolutions, standings) = (text(rows, "resolution"), text(rows, "standing"));
        let waiting = Standing::Waiting.word();
        let mut count = 0;
        let verdicts: Vec<Removed> = (0..rows.num_rows())
            .map(|row| {
                let words = resolutions.filter(|words| words.is_valid(row));
                let words = words.map_or("", |words| words.value(row));
                let raw = raw.value(row);
                let text = match whose.get(ids.value(row)) {
                    Some(Some(number)) if !is_note(raw) => Some(*number),
                    Some(_) => self.holds(raw, Values::Telling),
                    None => self.holds(raw, unread),
                };
                let removed = Removed {
                    text,
                    // What was written to put a text right may be that text.
                    words: text.or_else(|| self.holds(words.as_bytes(), Values::Telling)),
                    waits: standings.is_some_and(|standings| standings.value(row) == waiting),
                };
                count += u64::from(removed.words.is_some());
                removed
            })
            .collect();
        if count == 0 {
            return Ok(None);
        }
        let columns = rows
            .schema()
            .fields()
            .iter()
            .zip(rows.columns())
            .map(|(field, column)| self.removed(field.name(), column, &verdicts))
            .collect();
        let rows = RecordBatch::try_new(rows.schema(), columns)?;
        Ok(Some(Changed { rows, count }))
    }

    /// A column of rows that were set aside, without what is removed.
    fn removed(&self, name: &str, column: &ArrayRef, verdicts: &[Removed]) -> ArrayRef {
        let texts = |new: &dyn Fn(&Removed) -> Option<String>| -> ArrayRef {
            let Some(old) = column.as_string_opt::<i32>() else {
                return column.clone();
            };
            let texts: StringArray = old
                .iter()
                .zip(verdicts)
                .map(|(old, removed)| new(removed).or_else(|| old.map(str::to_owned)))
                .collect();
            Arc::new(texts)
        };
        match name {
            "raw" => match column.as_binary_opt::<i32>() {
                None => column.clone(),
                Some(old) => Arc::new(
                    old.iter()
                        .zip(verdicts)
                        .map(|(old, removed)| match removed.text {
                            Some(number) => Some(Self::note(number).into_bytes()),
                            None => old.map(<[u8]>::to_vec),
                        })
                        .collect::<BinaryArray>(),
                ),
            },
            "reason" => texts(&|removed| removed.text.map(Self::note)),
            "resolution" => texts(&|removed| removed.words.map(Self::note)),
            "standing" => {
                texts(&|removed| removed.now().map(|_| Standing::Waived.word().to_owned()))
            }
            "resolved_by" => texts(&|removed| removed.now().map(|number| self.who(number).0)),
            "resolved_at" => match column.as_primitive_opt::<TimestampMicrosecondType>() {
                None => column.clone(),
                Some(old) => Arc::new(
                    old.iter()
                        .zip(verdicts)
                        .map(|(old, removed)| match removed.now() {
                            Some(number) => Some(self.who(number).1),
                            None => old,
                        })
                        .collect::<TimestampMicrosecondArray>()
                        .with_timezone("UTC"),
                ),
            },
            _ => column.clone(),
        }
    }
}

/// What is removed of a row that was set aside, and by which request.
struct Removed {
    text: Option<u64>,
    words: Option<u64>,
    waits: bool,
}

impl Removed {
    /// The request by which it waits no more, where it does so far.
    fn now(&self) -> Option<u64> {
        self.text.filter(|_| self.waits)
    }
}

fn text<'a>(rows: &'a RecordBatch, name: &str) -> Option<&'a StringArray> {
    rows.column_by_name(name)?.as_string_opt::<i32>()
}

fn binary<'a>(rows: &'a RecordBatch, name: &str) -> Option<&'a BinaryArray> {
    rows.column_by_name(name)?.as_binary_opt::<i32>()
}
