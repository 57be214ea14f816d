//! One JSON document that holds an array of objects: the array itself, or a place in an object.
//!
//! The document is walked, never held: only one record is in memory at a time. An element that is not a whole object is
//! a bad row; a document that is broken between its elements is refused, since nobody could say where the next begins.

use arrow::datatypes::SchemaRef;
use charter::feed::Format;
use memchr::memchr_iter;

use crate::FormatError;
use crate::bytes::FileName;
use crate::chunk::{Chunk, Decode, TextChunk};
use crate::met::Met;
use crate::objects::Objects;
use crate::window::{RECORD_BYTES_MAX, RECORD_MAX, Window};

const CUT: &str =
    "See whether the export ran to its end, and whether the feed's `format` is right.";

pub(crate) struct JsonDecoder {
    walk: Walk,
    objects: Objects,
    /// Objects around the array that wait for their end.
    around: usize,
    /// Records so far.
    records: u64,
    finished: bool,
}

impl JsonDecoder {
    /// Walks to the array. `records` is its place, names with `.` between them.
    pub(crate) fn open(
        name: FileName,
        window: Window,
        objects: Objects,
        records: Option<&str>,
    ) -> Result<Self, FormatError> {
        let mut walk = Walk {
            name,
            window,
            line: 1,
        };
        let names: Vec<&str> = records
            .map(|path| path.split('.').collect())
            .unwrap_or_default();
        for name in &names {
            walk.enter(name)?;
        }
        walk.begin_array(records)?;
        Ok(Self {
            walk,
            objects,
            around: names.len(),
            records: 0,
            finished: false,
        })
    }

    /// Whether another element follows; at the end of the array, the rest of the document is walked.
    fn element_follows(&mut self) -> Result<bool, FormatError> {
        let found = self.walk.peek()?;
        if found == Some(b']') {
            self.walk.step(1);
            self.walk.leave(self.around)?;
            return Ok(false);
        }
        if self.records > 0 {
            self.walk.expect(b',')?;
            self.walk.peek()?;
        }
        self.records += 1;
        Ok(true)
    }
}

impl Decode for JsonDecoder {
    fn schema(&self) -> SchemaRef {
        self.objects.schema()
    }

    fn raw_format(&self) -> Format {
        Format::Ndjson
    }

    fn next(&mut self) -> Result<Option<Chunk>, FormatError> {
        let mut chunk = TextChunk::new(self.objects.schema());
        while !self.finished && !chunk.is_full() {
            if !self.element_follows()? {
                self.finished = true;
                self.objects.verdict(&self.walk.name)?;
                break;
            }
            let length = self.walk.value()?;
            let raw = self.walk.window.view().get(..length).unwrap_or_default();
            let offset = self.walk.window.offset();
            self.objects.row(raw, self.records, offset, &mut chunk);
            self.walk.step(length);
        }
        if chunk.is_empty() {
            return Ok(None);
        }
        chunk.finish().map(Some)
    }
}

/// A place in the document.
struct Walk {
    name: FileName,
    window: Window,
    line: u64,
}

impl Walk {
    fn bad(&self, cause: &str) -> FormatError {
        self.name.bad(
            format!("line {}, byte {}: {cause}", self.line, self.window.offset()),
            CUT,
        )
    }

    fn step(&mut self, count: usize) {
        let passed = self.window.view().get(..count).unwrap_or_default();
        self.line += memchr_iter(b'\n', passed).count() as u64;
        self.window.advance(count);
    }

    fn more(&mut self) -> Result<(), FormatError> {
        self.window
            .more()
            .map_err(|error| self.name.unreadable(error))
    }

    /// The next sign that is no space; nothing at the end of the document.
    fn peek(&mut self) -> Result<Option<u8>, FormatError> {
        loop {
            let view = self.window.view();
            let space = view
                .iter()
                .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
                .count();
            let found = view.get(space).copied();
            self.step(space);
            if found.is_some() || self.window.ended() {
                return Ok(found);
            }
            self.more()?;
        }
    }

    fn expect(&mut self, sign: u8) -> Result<(), FormatError> {
        match self.peek()? {
            Some(found) if found == sign => {
                self.step(1);
                Ok(())
            }
            Some(found) => Err(self.bad(&format!(
                "`{}` is expected, not {:?}",
                char::from(sign),
                char::from(found)
            ))),
            None => Err(self.bad(&format!(
                "the document ends early: `{}` is expected",
                char::from(sign)
            ))),
        }
    }

    /// Length of the value in view, all of it in view.
    fn value(&mut self) -> Result<usize, FormatError> {
        let mut scan = Scan::default();
        loop {
            if let Some(length) = scan.end(self.window.view()) {
                return Ok(length);
            }
            if self.window.ended() {
                return Err(self.bad("the document ends early, within a value"));
            }
            if self.window.view().len() > RECORD_BYTES_MAX {
                return Err(self.bad(&format!("a record is longer than {RECORD_MAX}")));
            }
            self.more()?;
        }
    }

    /// Steps over the value in view, however long.
    fn pass(&mut self) -> Result<(), FormatError> {
        let mut scan = Scan::default();
        loop {
            let view = self.window.view();
            if let Some(length) = scan.end(view) {
                self.step(length);
                return Ok(());
            }
            if self.window.ended() {
                return Err(self.bad("the document ends early, within a value"));
            }
            let length = view.len();
            self.step(length);
            scan.at = 0;
            self.more()?;
        }
    }

    fn member(&mut self) -> Result<String, FormatError> {
        if self.peek()? != Some(b'"') {
            return Err(self.bad("a member's name in quotes is expected"));
        }
        let length = self.value()?;
        let quoted = self.window.view().get(..length).unwrap_or_default();
        let name = serde_json::from_slice(quoted)
            .map_err(|error| self.bad(&format!("a member's name: {error}")))?;
        self.step(length);
        self.expect(b':')?;
        self.peek()?;
        Ok(name)
    }

    /// Steps into an object, up to the value of the member of that name.
    fn enter(&mut self, wanted: &str) -> Result<(), FormatError> {
        let mut others = Met::default();
        self.expect(b'{')?;
        while self.peek()? != Some(b'}') {
            if !others.is_empty() {
                self.expect(b',')?;
            }
            let name = self.member()?;
            if name == wanted {
                return Ok(());
            }
            others.add(wanted, &name);
            self.pass()?;
        }
        Err(self.name.bad(
            format!("the document has no `{wanted}` where the feed says its records are"),
            format!(
                "There it has: {}. Correct `records` in the feed's format.",
                others.listed()
            ),
        ))
    }

    fn begin_array(&mut self, records: Option<&str>) -> Result<(), FormatError> {
        match (self.peek()?, records) {
            (Some(b'['), _) => {
                self.step(1);
                Ok(())
            }
            (Some(b'{'), None) => {
                let arrays = self.arrays()?;
                Err(self.name.bad(
                    "the document is an object, not an array of records",
                    match arrays.first() {
                        Some(name) => format!(
                            "Say where the records are: `format: {{ type: json, records: {name} }}`; arrays in it: {}.",
                            arrays.listed()
                        ),
                        None => "It holds no array at its first level; say `ndjson` for one object a line."
                            .to_owned(),
                    },
                ))
            }
            (_, Some(place)) => Err(self.bad(&format!("there is no array at `{place}`"))),
            (_, None) => {
                Err(self.bad("a document is an array of objects, or an object that holds one"))
            }
        }
    }

    /// Names of the members of the object in view that are arrays.
    fn arrays(&mut self) -> Result<Met, FormatError> {
        let mut arrays = Met::default();
        let mut first = true;
        self.expect(b'{')?;
        while self.peek()? != Some(b'}') {
            if !first {
                self.expect(b',')?;
            }
            first = false;
            let name = self.member()?;
            if self.peek()? == Some(b'[') {
                arrays.add("", &name);
            }
            self.pass()?;
        }
        Ok(arrays)
    }

    /// Walks to the end of so many objects, and of the document.
    fn leave(&mut self, objects: usize) -> Result<(), FormatError> {
        for _ in 0..objects {
            while self.peek()? != Some(b'}') {
                self.expect(b',')?;
                self.member()?;
                self.pass()?;
            }
            self.step(1);
        }
        match self.peek()? {
            None => Ok(()),
            Some(_) => Err(self.bad("something follows the end of the document")),
        }
    }
}

/// Where a value ends, found bit by bit.
#[derive(Default)]
pub(crate) struct Scan {
    at: usize,
    depth: usize,
    within: Within,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Within {
    #[default]
    Value,
    Text,
    /// After a `\` in a text.
    Escape,
    /// A number or a word.
    Plain,
}

impl Scan {
    /// Length of the value, once all of it was seen.
    pub(crate) fn end(&mut self, view: &[u8]) -> Option<usize> {
        while let Some(byte) = view.get(self.at) {
            match (self.within, byte) {
                (Within::Escape, _) => self.within = Within::Text,
                (Within::Text, b'\\') => self.within = Within::Escape,
                (Within::Text, b'"') => {
                    self.within = Within::Value;
                    if self.depth == 0 {
                        return Some(self.at + 1);
                    }
                }
                (Within::Text, _) => {}
                (Within::Plain, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n') => {
                    return Some(self.at);
                }
                (Within::Plain, _) => {}
                (Within::Value, b'"') => self.within = Within::Text,
                (Within::Value, b'{' | b'[') => self.depth += 1,
                (Within::Value, b'}' | b']') => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(self.at + 1);
                    }
                }
                (Within::Value, _) if self.depth == 0 => self.within = Within::Plain,
                (Within::Value, _) => {}
            }
            self.at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::chunk::Nulls;
    use crate::open::Wanted;

    fn check(text: &str, records: Option<&str>, expect: &str) {
        let window = Window::new(Box::new(Cursor::new(text.as_bytes().to_vec())));
        let read = || {
            let name = FileName("t.json".to_owned());
            let objects = Objects::new(Nulls::default(), Wanted::all(&["a".to_owned()]), false);
            let mut decoder = JsonDecoder::open(name, window, objects, records)?;
            let mut found = String::new();
            while let Some(chunk) = decoder.next()? {
                use arrow::array::AsArray;
                for (value, line) in chunk
                    .rows
                    .column(0)
                    .as_string::<i32>()
                    .iter()
                    .zip(&chunk.lines)
                {
                    found += &format!("{line}:{} ", value.unwrap_or("∅"));
                }
                for broken in &chunk.broken {
                    found += &format!("{}! ", broken.line);
                }
            }
            Ok::<_, FormatError>(found)
        };
        let found = read().unwrap_or_else(|error| format!("{error}; {}", error.hint()));
        assert_eq!(found.trim_end(), expect, "{text}");
    }

    #[test]
    fn arrays_and_where_they_are() {
        check(r#"[{"a":1},{"a":"x,]}"},{}]"#, None, "1:1 2:x,]} 3:∅");
        check("[\n{\"a\":1}\n,\n{\"a\":\n2}]\n", None, "1:1 2:2");
        check("[]", None, "");
        check(
            r#"{"n":[1,{"b":"]"}],"data":{"x":-1.5,"t":[{"a":"q\""}],"y":null},"z":true}"#,
            Some("data.t"),
            "1:q\"",
        );
    }

    #[test]
    fn elements_that_are_no_records() {
        check(
            r#"[{"a":1},7,"x",null,{"a":01},{"a":2}]"#,
            None,
            "1:1 6:2 2! 3! 4! 5!",
        );
    }

    #[test]
    fn documents_that_are_refused() {
        check(
            r#"[{"a":1},{"a":"#,
            None,
            "t.json: line 1, byte 9: the document ends early, within a value; See whether the export ran to its end, and whether the feed's `format` is right.",
        );
        check(
            r#"[{"a":1} {"a":2}]"#,
            None,
            "t.json: line 1, byte 9: `,` is expected, not '{'; See whether the export ran to its end, and whether the feed's `format` is right.",
        );
        check(
            r#"{"count":2,"tickets":[]}"#,
            None,
            "t.json: the document is an object, not an array of records; Say where the records are: `format: { type: json, records: tickets }`; arrays in it: `tickets`.",
        );
        check(
            r#"{"count":2,"tickets":[]}"#,
            Some("ticket"),
            "t.json: the document has no `ticket` where the feed says its records are; There it has: `count`, `tickets`. Correct `records` in the feed's format.",
        );
        let many: Vec<String> = (0..10_000)
            .map(|number| format!("\"m{number}\":[]"))
            .collect();
        let document = format!("{{{},\"ticket\":[]}}", many.join(","));
        let shown: Vec<String> = (0..20).map(|number| format!("`m{number}`")).collect();
        let shown = shown.join(", ");
        check(
            &document,
            Some("tickets"),
            &format!(
                "t.json: the document has no `tickets` where the feed says its records are; There it has: {shown} and 9981 more; the nearest is `ticket`. Correct `records` in the feed's format."
            ),
        );
        check(
            &document,
            None,
            &format!(
                "t.json: the document is an object, not an array of records; Say where the records are: `format: {{ type: json, records: m0 }}`; arrays in it: {shown} and 9981 more."
            ),
        );
        check(
            r#"{"tickets":[]"#,
            Some("tickets"),
            "t.json: line 1, byte 13: the document ends early: `,` is expected; See whether the export ran to its end, and whether the feed's `format` is right.",
        );
    }
}
