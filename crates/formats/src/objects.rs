//! Rows that are JSON objects, whatever stands between them.
//!
//! Only the members that the mapping reads are turned into text: strings as they are, numbers and literals as
//! written, objects and arrays as their JSON. `null` and an absent member are null.

use std::collections::{BTreeSet, HashMap};

use arrow::datatypes::SchemaRef;
use charter::names::nearest;

use crate::FormatError;
use crate::bytes::{Encoding, FileName};
use crate::chunk::{Nulls, TextChunk, text_schema};
use crate::csv::missing;
use crate::json::{self, Value};
use crate::met::Met;

/// Members that are held, for the nearest name and in their order, and how long each may be.
const OTHERS_MAX: usize = 1_000;
const OTHER_BYTES_MAX: usize = 400;
const HINT: &str = "A row is one JSON object, whole: {\"name\": \"value\"}.";

pub(crate) struct Objects {
    nulls: Nulls,
    schema: SchemaRef,
    places: HashMap<String, usize>,
    /// The members of the row before, in their order, each with its column: rows of a file are nearly always alike.
    order: Vec<(String, Option<usize>)>,
    /// Which columns occurred in any row.
    seen: Vec<bool>,
    /// Other members that occurred in the first rows, for the nearest name.
    others: BTreeSet<String>,
    rows: u64,
    /// Whether they were picked out of files: that none of them has a column means nothing.
    picked: bool,
    encoding: Encoding,
}

impl Objects {
    pub(crate) fn new(nulls: Nulls, columns: &[String], picked: bool) -> Self {
        Self {
            nulls,
            schema: text_schema(columns),
            places: columns
                .iter()
                .enumerate()
                .map(|(place, name)| (name.clone(), place))
                .collect(),
            order: Vec::new(),
            seen: vec![false; columns.len()],
            others: BTreeSet::new(),
            rows: 0,
            picked,
            encoding: Encoding::default(),
        }
    }

    pub(crate) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Reads one row, which begins in that line and at that byte of the file.
    pub(crate) fn row(&mut self, raw: &[u8], line: u64, offset: u64, chunk: &mut TextChunk) {
        let Some(text) = self.encoding.text(raw, line, offset) else {
            chunk.broken(
                line,
                raw,
                "the row is not UTF-8",
                "Export the file as UTF-8, or say its `encoding` in the feed.",
            );
            return;
        };
        let mut cells: Vec<Option<Value<'_>>> = vec![None; self.seen.len()];
        let others = &mut self.others;
        let first_rows = self.rows < 1_000;
        let mut next = 0;
        let read = json::members(text, |member, value| {
            let place = place(&self.places, &mut self.order, next, member);
            next += 1;
            match place {
                Some(place) => {
                    if let (Some(cell), Some(seen)) =
                        (cells.get_mut(place), self.seen.get_mut(place))
                    {
                        *cell = Some(value);
                        *seen = true;
                    }
                }
                None if first_rows
                    && others.len() < OTHERS_MAX
                    && member.len() <= OTHER_BYTES_MAX
                    && !others.contains(member) =>
                {
                    others.insert(member.to_owned());
                }
                None => {}
            }
        });
        if let Err(reason) = read {
            chunk.broken(
                line,
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
        chunk.end_row(line, raw);
    }

    /// A column that no row has and that another member nearly spells is a mistake; otherwise it is optional.
    pub(crate) fn verdict(&self, name: &FileName) -> Result<(), FormatError> {
        self.encoding.verdict(name)?;
        if self.rows == 0 || self.picked {
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
            Some(column) => Err(missing(name, column, &Met::all(column, others))),
            None => Ok(()),
        }
    }
}

/// The column of a member: where it stood in the row before, if it has stayed there.
fn place(
    places: &HashMap<String, usize>,
    order: &mut Vec<(String, Option<usize>)>,
    number: usize,
    member: &str,
) -> Option<usize> {
    if member.len() > OTHER_BYTES_MAX {
        return places.get(member).copied();
    }
    match order.get_mut(number) {
        Some((name, place)) if name == member => return *place,
        Some((name, place)) => {
            name.clear();
            name.push_str(member);
            *place = places.get(member).copied();
        }
        None if number < OTHERS_MAX => {
            order.push((member.to_owned(), places.get(member).copied()));
        }
        None => {}
    }
    places.get(member).copied()
}
