//! A moving window over a stream of bytes, in which records are found.

use std::io::{self, Read};

/// Longest record, in bytes. What is longer is no record but a mistake, such as a quote that never closes.
pub(crate) const RECORD_BYTES_MAX: usize = 4 << 20;
/// The same in words.
pub(crate) const RECORD_MAX: &str = "4 MiB";

const STEP: usize = 1 << 20;

pub(crate) struct Window {
    reader: Box<dyn Read + Send>,
    /// Bytes that are read at once.
    step: usize,
    data: Vec<u8>,
    start: usize,
    ended: bool,
    /// Bytes of the plain file before the window.
    passed: u64,
}

impl Window {
    pub(crate) fn new(reader: Box<dyn Read + Send>) -> Self {
        Self::stepping(reader, STEP)
    }

    /// Reads so many bytes at once.
    pub(crate) fn stepping(reader: Box<dyn Read + Send>, step: usize) -> Self {
        Self {
            reader,
            step,
            data: Vec::new(),
            start: 0,
            ended: false,
            passed: 0,
        }
    }

    /// What is in view.
    pub(crate) fn view(&self) -> &[u8] {
        self.data.get(self.start..).unwrap_or_default()
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
        self.start = (self.start + count).min(self.data.len());
    }

    /// Reads on: more comes into view, or the end is reached.
    pub(crate) fn more(&mut self) -> io::Result<()> {
        self.data.drain(..self.start);
        self.passed += self.start as u64;
        self.start = 0;
        let read = self
            .reader
            .by_ref()
            .take(self.step as u64)
            .read_to_end(&mut self.data)?;
        self.ended = read < self.step;
        Ok(())
    }
}
