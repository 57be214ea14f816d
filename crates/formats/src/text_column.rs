//! A column of text while it is filled, cell by cell.

use std::sync::Arc;

use arrow::array::{ArrayRef, NullBufferBuilder, StringArray};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::error::ArrowError;

/// Bytes of a cell, about, for which room is made at first.
const CELL_BYTES: usize = 8;

/// Cells, one after the other.
pub(crate) struct TextColumn {
    bytes: Vec<u8>,
    /// Where each cell ends, after a zero.
    ends: Vec<i32>,
    known: NullBufferBuilder,
}

impl TextColumn {
    pub(crate) fn with_room_for(rows: usize) -> Self {
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        Self {
            bytes: Vec::with_capacity(rows * CELL_BYTES),
            ends,
            known: NullBufferBuilder::new(rows),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len() - 1
    }

    pub(crate) fn push(&mut self, cell: Option<&str>) {
        match cell {
            Some(cell) => {
                self.bytes.extend_from_slice(cell.as_bytes());
                self.known.append_non_null();
            }
            None => self.known.append_null(),
        }
        // A chunk has a few MiB: it is full long before offsets are.
        self.ends
            .push(i32::try_from(self.bytes.len()).unwrap_or(i32::MAX));
    }

    /// Takes the cells after so many back.
    pub(crate) fn truncate(&mut self, rows: usize) {
        if rows < self.len() {
            self.ends.truncate(rows + 1);
            self.known.truncate(rows);
            let end = self.ends.last().copied().unwrap_or_default();
            self.bytes
                .truncate(usize::try_from(end).unwrap_or_default());
        }
    }

    pub(crate) fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        let ends = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        let known = self.known.finish();
        StringArray::try_new(ends, self.bytes.into(), known)
            .map(|texts| Arc::new(texts) as ArrayRef)
    }
}
