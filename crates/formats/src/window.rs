//! A moving window over a stream of bytes, in which records are found.

use std::io::{self, Read};

use crate::fill::fill;

/// Longest record, in bytes. What is longer is no record but a mistake, such as a quote that never closes.
pub(crate) const RECORD_BYTES_MAX: usize = 4 << 20;
/// The same in words.
pub(crate) const RECORD_MAX: &str = "4 MiB";

const STEP: usize = 1 << 20;
/// Bytes that are read at first.
const STEP_FIRST: usize = 16 << 10;

pub(crate) struct Window {
    reader: Box<dyn Read + Send>,
    /// Bytes that are read at once, at most.
    step: usize,
    /// Filled with zeros once, as far as it ever reaches.
    data: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    /// Bytes of the plain file before the window.
    passed: u64,
}

impl Window {
    pub(crate) fn new(reader: Box<dyn Read + Send>) -> Self {
        Self::stepping(reader, STEP)
    }

    /// Reads so many bytes at once, at most.
    pub(crate) fn stepping(reader: Box<dyn Read + Send>, step: usize) -> Self {
        Self {
            reader,
            step,
            data: Vec::new(),
            start: 0,
            end: 0,
            ended: false,
            passed: 0,
        }
    }

    /// What is in view.
    pub(crate) fn view(&self) -> &[u8] {
        self.data.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether the view reaches the end of the file.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// Offset of the view in the plain file.
    pub(crate) fn offset(&self) -> u64 {
        self.passed + self.start as u64
    }

    pub(crate) fn advance(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    /// Reads on: more comes into view, or the end is reached. A small file needs little room.
    pub(crate) fn more(&mut self) -> io::Result<()> {
        self.data.copy_within(self.start..self.end, 0);
        self.passed += self.start as u64;
        self.end -= self.start;
        self.start = 0;
        let full = self.end + self.data.len().clamp(STEP_FIRST, STEP).min(self.step);
        if self.data.len() < full {
            self.data.resize(full, 0);
        }
        let room = self.data.get_mut(self.end..full).unwrap_or_default();
        let (filled, read) = fill(&mut self.reader, room);
        self.end += filled;
        self.ended = self.end < full;
        read
    }
}
