//! One JSON object a line, each bad line told apart from the file.
//!
//! Only the members that the mapping reads are turned into text: strings as they are, numbers and literals as
//! written, objects and arrays as their JSON. `null` and an absent member are null.

use std::collections::{BTreeSet, HashMap};

use arrow::datatypes::SchemaRef;
use charter::names::nearest;
use memchr::memchr;

use super::bytes::{Encoding, FileName};
use super::chunk::{Chunk, Decode, Nulls, TextChunk, text_schema};
use super::csv::missing;
use super::json::{self, Value};
use super::window::{RECORD_BYTES_MAX, Window};
use crate::LakeError;

const HINT: &str = "A line holds one JSON object, whole: {\"name\": \"value\"}.";

pub(super) struct NdjsonDecoder {
    name: FileName,
    window: Window,
    nulls: Nulls,
    schema: SchemaRef,
    places: HashMap<String, usize>,
    /// Which columns occurred in any row.
    seen: Vec<bool>,
    /// Other members that occurred in the first rows, for the nearest name.
    others: BTreeSet<String>,
    rows: u64,
    encoding: Encoding,
    line: u64,
    finished: bool,
}

impl NdjsonDecoder {
    pub(super) fn open(name: FileName, window: Window, nulls: Nulls, columns: &[String]) -> Self {
        Self {
            name,
            window,
            nulls,
            schema: text_schema(columns),
            places: columns
                .iter()
                .enumerate()
                .map(|(place, name)| (name.clone(), place))
                .collect(),
            seen: vec![false; columns.len()],
            others: BTreeSet::new(),
            rows: 0,
            encoding: Encoding::default(),
            line: 0,
            finished: false,
        }
    }

    /// Length of the next line, its end included; nothing at the end of the file.
    fn find(&mut self) -> Result<Option<usize>, LakeError> {
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
                    format!("line {}: longer than {RECORD_BYTES_MAX} bytes", self.line),
                    "The feed says `ndjson`: one JSON object a line. A whole array in one line is not that.",
                ));
            }
            self.window
                .more()
                .map_err(|error| self.name.unreadable(error))?;
        }
    }

    fn row(&mut self, length: usize, chunk: &mut TextChunk) {
        let record = self.window.view().get(..length).unwrap_or_default();
        let raw = record.trim_ascii();
        if raw.is_empty() {
            return;
        }
        let Some(text) = self.encoding.text(raw, self.line, self.window.offset()) else {
            chunk.broken(
                self.line,
                raw,
                "the row is not UTF-8",
                "Export the file as UTF-8.",
            );
            return;
        };
        let mut cells: Vec<Option<Value<'_>>> = vec![None; self.seen.len()];
        let others = &mut self.others;
        let first_rows = self.rows < 1_000;
        let read = json::members(text, |member, value| match self.places.get(member) {
            Some(place) => {
                if let (Some(cell), Some(seen)) = (cells.get_mut(*place), self.seen.get_mut(*place))
                {
                    *cell = Some(value);
                    *seen = true;
                }
            }
            None if first_rows && others.len() < 1_000 && !others.contains(member) => {
                others.insert(member.to_owned());
            }
            None => {}
        });
        if let Err(reason) = read {
            chunk.broken(
                self.line,
                raw,
                format!("the row is not a JSON object: {reason}"),
                HINT,
            );
            return;
        }
        self.rows += 1;
        for (column, value) in cells.iter().enumerate() {
            let text = value.as_ref().and_then(Value::text);
            chunk.cell(
                column,
                text.as_deref().filter(|cell| !self.nulls.is_null(cell)),
            );
        }
        chunk.end_row(self.line, raw);
    }

    /// A column that no row has and that another member nearly spells is a mistake; otherwise it is optional.
    fn verdict(&self) -> Result<(), LakeError> {
        self.encoding.verdict(&self.name)?;
        if self.rows == 0 {
            return Ok(());
        }
        let others: Vec<&str> = self.others.iter().map(String::as_str).collect();
        let absent = || {
            self.schema
                .fields()
                .iter()
                .zip(&self.seen)
                .filter(|(_, seen)| !**seen)
                .map(|(field, _)| field.name())
        };
        let none = !self.seen.is_empty() && !self.seen.contains(&true);
        match absent().find(|name| none || nearest(name, others.iter().copied()).is_some()) {
            Some(name) => Err(missing(&self.name, name, &others)),
            None => Ok(()),
        }
    }
}

impl Decode for NdjsonDecoder {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next(&mut self) -> Result<Option<Chunk>, LakeError> {
        let mut chunk = TextChunk::new(self.schema.clone());
        while !self.finished && !chunk.is_full() {
            match self.find()? {
                Some(length) => {
                    self.line += 1;
                    self.row(length, &mut chunk);
                    self.window.advance(length);
                }
                None => {
                    self.finished = true;
                    self.verdict()?;
                }
            }
        }
        if chunk.is_empty() {
            return Ok(None);
        }
        chunk
            .finish()
            .map(Some)
            .map_err(LakeError::table("reading rows"))
    }
}
