//! One JSON object a line, each bad line told apart from the file.

use arrow::datatypes::SchemaRef;
use charter::feed::Format;
use memchr::memchr;

use crate::FormatError;
use crate::bytes::FileName;
use crate::chunk::{Chunk, Decode, TextChunk};
use crate::objects::Objects;
use crate::window::{RECORD_BYTES_MAX, RECORD_MAX, Window};

pub(crate) struct NdjsonDecoder {
    name: FileName,
    window: Window,
    objects: Objects,
    line: u64,
    finished: bool,
}

impl NdjsonDecoder {
    pub(crate) fn open(name: FileName, window: Window, objects: Objects) -> Self {
        Self {
            name,
            window,
            objects,
            line: 0,
            finished: false,
        }
    }

    /// Length of the next line, its end included; nothing at the end of the file.
    fn find(&mut self) -> Result<Option<usize>, FormatError> {
        loop {
            let view = self.window.view();
            if let Some(end) = memchr(b'\n', view) {
                return Ok(Some(end + 1));
            }
            if self.window.ended() {
                return Ok(Some(view.len()).filter(|length| *length > 0));
            }
            if view.len() > RECORD_BYTES_MAX {
                return Err(self.name.bad(
                    format!("line {}: longer than {RECORD_MAX}", self.line + 1),
                    "The feed says `ndjson`, one JSON object a line. For an array, say `json`.",
                ));
            }
            self.window
                .more()
                .map_err(|error| self.name.unreadable(error))?;
        }
    }
}

impl Decode for NdjsonDecoder {
    fn schema(&self) -> SchemaRef {
        self.objects.schema()
    }

    fn raw_format(&self) -> Format {
        Format::Ndjson
    }

    fn next(&mut self) -> Result<Option<Chunk>, FormatError> {
        let mut chunk = TextChunk::new(self.objects.schema());
        while !self.finished && !chunk.is_full() {
            match self.find()? {
                Some(length) => {
                    self.line += 1;
                    let record = self.window.view().get(..length).unwrap_or_default();
                    let raw = record.trim_ascii();
                    if !raw.is_empty() {
                        self.objects
                            .row(raw, self.line, self.window.offset(), &mut chunk);
                    }
                    self.window.advance(length);
                }
                None => {
                    self.finished = true;
                    self.objects.verdict(&self.name)?;
                }
            }
        }
        if chunk.is_empty() {
            return Ok(None);
        }
        chunk.finish().map(Some)
    }
}
