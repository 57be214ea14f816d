//! A charter's file as text, and the place of every value in it.

use std::collections::BTreeMap;

use serde_saphyr::granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span, options};

use crate::diagnostic::{Diagnostic, Severity};
use crate::open_list::open_list;

/// Larger files are refused: nobody wrote them by hand, and nobody could review them.
pub const MAX_FILE_BYTES: usize = 1 << 20;
/// Deeper nesting is refused.
pub const MAX_DEPTH: usize = 32;
/// The paths of all values may not be longer than this together: long keys over many values would fill the memory.
const MAX_PATH_BYTES: usize = 16 << 20;

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Whether the characters of the value follow one another in the text from `column` on.
    verbatim: bool,
}

/// A file of the charter with the place of each of its values.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    file: String,
    lines: Vec<String>,
    /// Path of a value (`beside/1`) → where it stands; `key:` before the path for the key.
    places: BTreeMap<String, Place>,
    path_bytes: usize,
}

impl Source {
    /// Reads the places, and refuses what no charter needs: anchors, depth, bulk.
    pub fn read(file: &str, text: &str) -> Result<Self, Box<Diagnostic>> {
        if text.len() > MAX_FILE_BYTES {
            let mut refused = Diagnostic::error(
                file,
                "file-too-large",
                format!("the file has {} bytes", text.len()),
            );
            refused.expected(format!("at most {MAX_FILE_BYTES} bytes"));
            return Err(Box::new(refused));
        }
        let mut source = Self {
            file: file.to_owned(),
            lines: text.lines().map(str::to_owned).collect(),
            places: BTreeMap::new(),
            path_bytes: 0,
        };
        source.walk(text)?;
        Ok(source)
    }

    fn walk(&mut self, text: &str) -> Result<(), Box<Diagnostic>> {
        let parser = Parser::new_from_str_with_options(text, options! { emit_comments: false });
        let mut open: Vec<Level> = Vec::new();
        for item in parser {
            let (event, span) = item.map_err(|error| {
                let met = self.place_of(error.marker().line(), error.marker().col() + 1);
                let code = match error.kind() {
                    ErrorKind::UnknownAnchor => "no-anchors",
                    ErrorKind::RecursionLimitExceeded => "too-deep",
                    _ => "yaml-syntax",
                };
                // Where a list is not closed, the parser stumbles on what comes after it.
                let open = Some(met.line)
                    .filter(|_| code == "yaml-syntax")
                    .and_then(|line| open_list(&self.lines, line))
                    .map(|(line, column)| self.place_of(line, column));
                let place = open.unwrap_or(met);
                let said = match open {
                    Some(_) => "the list that begins here is not closed".to_owned(),
                    None => error.info().to_string(),
                };
                let mut problem = self.diagnostic(Severity::Error, place, code, said);
                if open.is_some() {
                    problem.expected(
                        "a `]` that closes the list; where it is a text, quotes around it",
                    );
                } else if code == "yaml-syntax"
                    && self.line(met.line).is_some_and(|line| line.contains('['))
                {
                    problem.hint("within `[ ]`, commas and quotes part the items; write one item a line, each after `- `");
                }
                Box::new(problem)
            })?;
            let place = self.place_of_span(&span);
            if anchored(&event) {
                let mut refused = self.diagnostic(
                    Severity::Error,
                    place,
                    "no-anchors",
                    "anchors and aliases (`&`, `*`) are not used in a charter".to_owned(),
                );
                refused.hint("write the value out where it is needed");
                return Err(Box::new(refused));
            }
            if self.path_bytes > MAX_PATH_BYTES {
                return Err(Box::new(self.diagnostic(
                    Severity::Error,
                    place,
                    "file-too-large",
                    "the file has too many values under names this long".to_owned(),
                )));
            }
            match event {
                Event::Scalar(value, style, ..) => {
                    let verbatim = span.start.line() == span.end.line()
                        && matches!(
                            style,
                            ScalarStyle::Plain
                                | ScalarStyle::SingleQuoted
                                | ScalarStyle::DoubleQuoted
                        );
                    self.note(&mut open, Place { verbatim, ..place }, Some(&value));
                }
                Event::SequenceStart(..) | Event::MappingStart(..) => {
                    self.note(&mut open, place, None);
                    if open.len() >= MAX_DEPTH {
                        let mut refused = self.diagnostic(
                            Severity::Error,
                            place,
                            "too-deep",
                            "values are nested too deeply".to_owned(),
                        );
                        refused.expected(format!("at most {MAX_DEPTH} levels"));
                        return Err(Box::new(refused));
                    }
                    let path = current(&open);
                    open.push(if matches!(event, Event::MappingStart(..)) {
                        Level::map(path)
                    } else {
                        Level::list(path)
                    });
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    open.pop();
                    if let Some(level) = open.last_mut() {
                        level.value_done();
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn note(&mut self, open: &mut [Level], place: Place, scalar: Option<&str>) {
        let Some(level) = open.last_mut() else {
            self.insert(String::new(), place);
            return;
        };
        if level.is_map && level.step.is_none() {
            let key = scalar.unwrap_or_default().to_owned();
            level.step = Some(key);
            self.insert(format!("key:{}", current(open)), place);
            return;
        }
        self.insert(current(open), place);
        if scalar.is_some()
            && let Some(level) = open.last_mut()
        {
            level.value_done();
        }
    }

    fn insert(&mut self, path: String, place: Place) {
        self.path_bytes += path.len();
        self.places.insert(path, place);
    }

    fn place_of_span(&self, span: &Span) -> Place {
        self.place_of(span.start.line(), span.start.col() + 1)
    }

    fn place_of(&self, line: usize, column: usize) -> Place {
        Place {
            line,
            column,
            verbatim: false,
        }
    }

    /// The place of the value at a path, or of the nearest value around it.
    pub fn place(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some(place) = self.places.get(path) {
                return *place;
            }
            if path.is_empty() {
                return self.place_of(1, 1);
            }
            path = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }

    /// The place of the key of a value.
    pub fn place_of_key(&self, path: &str) -> Place {
        self.places
            .get(&format!("key:{path}"))
            .copied()
            .unwrap_or_else(|| self.place(path))
    }

    /// The place of a character within the value at a path: exact where the value stands on one line as it is.
    pub fn place_within(&self, path: &str, character: usize) -> Place {
        let mut place = self.place(path);
        if place.verbatim {
            let quoted = self
                .line(place.line)
                .and_then(|line| line.chars().nth(place.column.saturating_sub(1)))
                .is_some_and(|first| first == '"' || first == '\'');
            place.column += character + usize::from(quoted);
        }
        place
    }

    fn line(&self, number: usize) -> Option<&str> {
        self.lines.get(number.checked_sub(1)?).map(String::as_str)
    }

    /// A problem at a place of this file.
    pub fn diagnostic(
        &self,
        severity: Severity,
        place: Place,
        code: &'static str,
        message: String,
    ) -> Diagnostic {
        Diagnostic {
            severity,
            line: place.line,
            column: place.column,
            source_line: self.line(place.line).map(str::to_owned),
            ..Diagnostic::error(&self.file, code, message)
        }
    }

    /// A problem at a line and column of this file.
    pub fn diagnostic_at(
        &self,
        line: usize,
        column: usize,
        code: &'static str,
        message: String,
    ) -> Diagnostic {
        self.diagnostic(Severity::Error, self.place_of(line, column), code, message)
    }
}

/// A mapping or sequence that is being read.
struct Level {
    path: String,
    is_map: bool,
    /// The key or index whose value is awaited.
    step: Option<String>,
    next_index: usize,
}

impl Level {
    fn map(path: String) -> Self {
        Self {
            path,
            is_map: true,
            step: None,
            next_index: 0,
        }
    }

    fn list(path: String) -> Self {
        Self {
            path,
            is_map: false,
            step: Some("0".to_owned()),
            next_index: 0,
        }
    }

    fn value_done(&mut self) {
        if self.is_map {
            self.step = None;
        } else {
            self.next_index += 1;
            self.step = Some(self.next_index.to_string());
        }
    }
}

/// The path of the value that is being read.
fn current(open: &[Level]) -> String {
    let Some(level) = open.last() else {
        return String::new();
    };
    let step = level.step.as_deref().unwrap_or_default();
    if level.path.is_empty() {
        step.to_owned()
    } else {
        format!("{}/{step}", level.path)
    }
}

fn anchored(event: &Event<'_>) -> bool {
    event.anchor_id().is_some() || event.is_alias()
}
