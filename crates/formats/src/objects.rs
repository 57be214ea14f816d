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
use crate::json::{self, Member, Members, Value};
use crate::json_document::Scan;
use crate::met::Met;
use crate::open::Wanted;

/// Members that are held, for the nearest name and in their order, and how long each may be.
const OTHERS_MAX: usize = 1_000;
const OTHER_BYTES_MAX: usize = 400;
/// Rows whose other members are held.
const FIRST_ROWS: u64 = 1_000;
const HINT: &str = "A row is one JSON object, whole: {\"name\": \"value\"}.";

pub(crate) struct Objects {
    nulls: Nulls,
    schema: SchemaRef,
    places: HashMap<String, usize>,
    /// The members of the row before, in their order: rows of a file are nearly always alike.
    stood: Vec<Stood>,
    /// Which columns occurred in any row.
    seen: Vec<bool>,
    /// Which of them need not.
    optional: Vec<bool>,
    /// Other members that occurred in the first rows, for the nearest name.
    others: BTreeSet<String>,
    rows: u64,
    /// Whether they were picked out of files: that none of them has a column means nothing.
    picked: bool,
    encoding: Encoding,
}

impl Objects {
    pub(crate) fn new(nulls: Nulls, columns: Wanted<'_>, picked: bool) -> Self {
        Self {
            nulls,
            schema: text_schema(columns.all),
            places: columns
                .all
                .iter()
                .enumerate()
                .map(|(place, name)| (name.clone(), place))
                .collect(),
            stood: Vec::new(),
            seen: vec![false; columns.all.len()],
            optional: columns
                .all
                .iter()
                .map(|column| columns.may_lack(column))
                .collect(),
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
        let mut row = Row {
            places: &self.places,
            stood: &mut self.stood,
            seen: &mut self.seen,
            others: &mut self.others,
            first_rows: self.rows < FIRST_ROWS,
            nulls: &self.nulls,
            chunk,
        };
        if let Err(reason) = json::read_members(text, &mut row) {
            // Several objects in one line are as many rows.
            if let Some(several) = several(text) {
                for (place, one) in several {
                    self.row(one.as_bytes(), line, offset + place as u64, chunk);
                }
                return;
            }
            chunk.broken(
                line,
                raw,
                format!("the row is not a JSON object: {reason}"),
                HINT,
            );
            return;
        }
        self.rows += 1;
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
                .zip(self.seen.iter().zip(&self.optional))
                .filter(|(_, (seen, optional))| !**seen && !**optional)
                .map(|(field, _)| field.name())
        };
        let none = !self.seen.is_empty() && !self.seen.contains(&true);
        match absent().find(|name| none || nearest(name, others.iter().copied()).is_some()) {
            Some(column) => Err(missing(name, column, &Met::all(column, others))),
            None => Ok(()),
        }
    }
}

/// The objects that stand one after the other in a line, each with where it begins: with a comma between them, after them,
/// or without. What is left where they end stands for itself. Nothing where the line is one value.
fn several(text: &str) -> Option<Vec<(usize, &str)>> {
    let parts = |c: char| c.is_ascii_whitespace() || c == ',';
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let next = rest.trim_start_matches(parts);
        at += rest.len() - next.len();
        if next.is_empty() {
            break;
        }
        if !next.starts_with('{') && found.is_empty() {
            return None;
        }
        let length = Scan::default()
            .end(next.as_bytes())
            .filter(|_| next.starts_with('{'))
            .unwrap_or(next.len());
        found.push((at, next.get(..length)?));
        at += length;
    }
    // One that is the whole line was read as it is.
    found
        .iter()
        .all(|(_, one)| one.len() < text.len())
        .then_some(found)
}

/// A member as it stood in the row before.
struct Stood {
    /// All that stood before its value.
    before: String,
    /// Its column, if it has one.
    place: Option<usize>,
}

/// One row, being read.
struct Row<'r> {
    places: &'r HashMap<String, usize>,
    stood: &'r mut Vec<Stood>,
    seen: &'r mut [bool],
    others: &'r mut BTreeSet<String>,
    first_rows: bool,
    nulls: &'r Nulls,
    chunk: &'r mut TextChunk,
}

impl Row<'_> {
    fn cell(&mut self, place: usize, value: Value<'_>) {
        if let Some(seen) = self.seen.get_mut(place) {
            *seen = true;
        }
        let known = |cell: &&str| !self.nulls.is_null(cell);
        match value {
            Value::Null => self.chunk.cell(place, None),
            Value::Plain(text) | Value::Written(text) => {
                self.chunk.cell(place, Some(text).filter(known));
            }
            Value::Escaped(_) => {
                let text = value.text();
                self.chunk.cell(place, text.as_deref().filter(known));
            }
        }
    }
}

impl<'a> Members<'a> for Row<'_> {
    fn likely(&self, number: usize) -> &str {
        self.stood
            .get(number)
            .map_or("", |stood| stood.before.as_str())
    }

    fn as_likely(&mut self, number: usize, value: Value<'a>) {
        if let Some(place) = self.stood.get(number).and_then(|stood| stood.place) {
            self.cell(place, value);
        }
    }

    fn named(&mut self, member: &Member<'_>, value: Value<'a>) {
        let place = self.places.get(member.name).copied();
        // What is too long to be held is not foreseen, and keeps its number.
        let before = match member.before.len() <= OTHER_BYTES_MAX {
            true => member.before,
            false => "",
        };
        match self.stood.get_mut(member.number) {
            Some(stood) => {
                stood.before.clear();
                stood.before.push_str(before);
                stood.place = place;
            }
            None if member.number < OTHERS_MAX => self.stood.push(Stood {
                before: before.to_owned(),
                place,
            }),
            None => {}
        }
        match place {
            Some(place) => self.cell(place, value),
            None if self.first_rows
                && self.others.len() < OTHERS_MAX
                && member.name.len() <= OTHER_BYTES_MAX
                && !self.others.contains(member.name) =>
            {
                self.others.insert(member.name.to_owned());
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::AsArray;
    use proptest::prelude::*;

    use super::*;

    /// The cells of the last of these rows; nothing where it is broken.
    fn last(rows: &[String]) -> Option<[Option<String>; 2]> {
        let columns = ["a".to_owned(), "b".to_owned()];
        let mut objects = Objects::new(Nulls::default(), Wanted::all(&columns), true);
        let mut chunk = TextChunk::new(objects.schema());
        for (row, line) in rows.iter().zip(1..) {
            objects.row(row.as_bytes(), line, 0, &mut chunk);
        }
        let chunk = chunk.finish().unwrap();
        let stands = chunk.lines.last() == Some(&(rows.len() as u64));
        stands.then(|| {
            [0, 1].map(|column| {
                let cells = chunk.rows.column(column).as_string::<i32>();
                let cell = cells.iter().last().flatten();
                cell.map(str::to_owned)
            })
        })
    }

    /// Between the parts of an object: mostly nothing, seldom more than is held of it.
    fn space() -> impl Strategy<Value = String> {
        prop_oneof![
            8 => Just(String::new()),
            1 => Just(" ".to_owned()),
            1 => Just("\n ".to_owned()),
            1 => Just(" ".repeat(OTHER_BYTES_MAX)),
        ]
    }

    /// An object or nearly one: other members, other orders, other spaces, members twice or broken off.
    fn object() -> impl Strategy<Value = String> {
        let short = prop_oneof![Just("a"), Just("b"), Just("c"), Just("\\u0061")];
        let name = prop_oneof![
            8 => short.prop_map(str::to_owned),
            1 => Just("n".repeat(OTHER_BYTES_MAX)),
        ];
        let value = prop_oneof![
            Just("1"),
            Just("-2.50"),
            Just("null"),
            Just("true"),
            Just("\"x\""),
            Just("\"\\u00e9\""),
            Just("[1,{}]"),
            Just("\"}\""),
            Just(""),
        ];
        let member = (name, space(), space(), value, space()).prop_map(
            |(name, before, after, value, end)| format!("{before}\"{name}\":{after}{value}{end}"),
        );
        let begin = prop_oneof![9 => Just("{"), 1 => Just(","), 1 => Just("")];
        let end = prop_oneof![9 => Just("}"), 1 => Just("")];
        (begin, proptest::collection::vec(member, 0..4), end)
            .prop_map(|(begin, members, end)| format!("{begin}{}{end}", members.join(",")))
    }

    proptest! {
        #[test]
        fn a_row_is_read_alike_whatever_came_before(before in proptest::collection::vec(object(), 0..4), row in object()) {
            let rows = [before, vec![row.clone()]].concat();
            prop_assert_eq!(last(&rows), last(&[row]));
        }
    }
}
