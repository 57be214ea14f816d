//! Rows that are kept out of the table, with their raw bytes, the reason and a hint, to be mended and sent again.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryBuilder, Int64Array, Int64Builder, RecordBatch, StringArray, StringBuilder,
    TimestampMicrosecondArray, TimestampMicrosecondBuilder,
};
use arrow::error::ArrowError;
use charter::feed::Format;
use formats::Types;
use jiff::Timestamp;

use crate::LakeError;
use crate::catalog::set_aside_schema;
use crate::customers::Customers;
use crate::quarantine::Standing;

/// Name under which rows that no decoder could read are counted.
pub(super) const UNREADABLE: &str = "unreadable";

/// Hexadecimal digits of a row's id: 96 bits, which no lake's rows share by accident.
const ID_DIGITS: usize = 24;

/// Why a row is set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    /// The check, or what could not be done.
    pub check: String,
    /// What is wrong with this row.
    pub reason: String,
    /// What the person who mends it should know.
    pub hint: String,
}

/// What stands instead of the text of a row whose customer was forgotten.
pub(super) struct Removed {
    pub note: String,
    /// Who asked.
    pub by: String,
    /// When, in microseconds.
    pub at: i64,
}

impl Removed {
    /// By the request by which the row's customer was forgotten.
    pub(super) fn by(customers: &Customers, number: u64) -> Self {
        let (by, at) = customers.who(number);
        let note = Customers::note(number);
        Self { note, by, at }
    }
}

/// Rows set aside from one file, being gathered.
pub(super) struct SetAside {
    feed: String,
    source: String,
    /// How the raw text of one row is read again.
    format: String,
    /// The types of its columns, where the text does not tell.
    types: Option<String>,
    batch: u64,
    at: Timestamp,
    ids: StringBuilder,
    lines: Int64Builder,
    raw: BinaryBuilder,
    checks: StringBuilder,
    reasons: StringBuilder,
    hints: StringBuilder,
    standings: StringBuilder,
    resolved_at: TimestampMicrosecondBuilder,
    resolved_by: StringBuilder,
    resolutions: StringBuilder,
    rows: usize,
}

impl SetAside {
    pub(super) fn new(
        feed: &str,
        source: &str,
        (format, types): (&Format, &Types),
        batch: u64,
        at: Timestamp,
    ) -> Result<Self, LakeError> {
        Ok(Self {
            feed: feed.to_owned(),
            source: source.to_owned(),
            format: serde_json::to_string(format)
                .map_err(LakeError::table("setting rows aside"))?,
            types: types.text(),
            batch,
            at,
            ids: StringBuilder::new(),
            lines: Int64Builder::new(),
            raw: BinaryBuilder::new(),
            checks: StringBuilder::new(),
            reasons: StringBuilder::new(),
            hints: StringBuilder::new(),
            standings: StringBuilder::new(),
            resolved_at: TimestampMicrosecondBuilder::new(),
            resolved_by: StringBuilder::new(),
            resolutions: StringBuilder::new(),
            rows: 0,
        })
    }

    /// Adds a row and gives its id. One whose text is removed waits for nobody.
    pub(super) fn push(
        &mut self,
        line: u64,
        raw: &[u8],
        reason: &Reason,
        removed: Option<&Removed>,
    ) -> String {
        let id = id(&self.feed, raw);
        let note = removed.map(|removed| removed.note.as_str());
        let standing = removed.map_or(Standing::Waiting, |_| Standing::Waived);
        self.ids.append_value(&id);
        self.lines.append_value(line.cast_signed());
        self.raw.append_value(note.map_or(raw, str::as_bytes));
        self.checks.append_value(&reason.check);
        self.reasons.append_value(note.unwrap_or(&reason.reason));
        self.hints.append_value(&reason.hint);
        self.standings.append_value(standing.word());
        self.resolved_at
            .append_option(removed.map(|removed| removed.at));
        self.resolved_by
            .append_option(removed.map(|removed| &removed.by));
        self.resolutions.append_option(note);
        self.rows += 1;
        id
    }

    /// The rows gathered since the last time; nothing when there are none.
    pub(super) fn take(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let rows = std::mem::take(&mut self.rows);
        if rows == 0 {
            return Ok(None);
        }
        let same = |text: &str| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(std::iter::repeat_n(
                text, rows,
            )))
        };
        let at = TimestampMicrosecondArray::from(vec![self.at.as_microsecond(); rows]);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.ids.finish()),
            same(&self.feed),
            Arc::new(Int64Array::from(vec![self.batch.cast_signed(); rows])),
            same(&self.source),
            Arc::new(self.lines.finish()),
            same(&self.format),
            Arc::new(self.raw.finish()),
            Arc::new(self.checks.finish()),
            Arc::new(self.reasons.finish()),
            Arc::new(self.hints.finish()),
            Arc::new(at.with_timezone("UTC")),
            Arc::new(self.standings.finish()),
            Arc::new(self.resolved_at.finish().with_timezone("UTC")),
            Arc::new(self.resolved_by.finish()),
            Arc::new(self.resolutions.finish()),
            match &self.types {
                Some(types) => same(types),
                None => Arc::new(StringArray::new_null(rows)),
            },
        ];
        RecordBatch::try_new(set_aside_schema(), columns).map(Some)
    }
}

/// Tells a row by what it holds, so that the same row sent twice waits once.
pub(crate) fn id(feed: &str, raw: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(feed.as_bytes()).update(&[0]).update(raw);
    let mut id = hasher.finalize().to_hex().to_string();
    id.truncate(ID_DIGITS);
    id
}
