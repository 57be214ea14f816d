//! JSON: one object a line, an array of objects, or an object that holds such an array; also when it is cut off.

mod leaves;
mod scan;

use serde_json::Value;

use crate::DraftError;
use crate::read::layout::row_limit;
use crate::sample::{Note, Read, Written};

/// Deeper arrays of records are not looked for.
const DEEPEST: usize = 4;

/// The records, or nothing when the text is no JSON.
pub(crate) fn read(file: &str, text: &str, complete: bool) -> Result<Option<Read>, DraftError> {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    if start.starts_with('{') {
        if let Some(read) = lines(file, start, complete)? {
            return Ok(Some(read));
        }
    } else if !start.starts_with('[') {
        return Ok(None);
    }
    let mut arrays = Vec::new();
    scan::arrays(start, DEEPEST, &mut arrays);
    let Some(best) = arrays.into_iter().max_by_key(|array| array.text.len()) else {
        // A bracket may open an ordinary line of values; one that goes on as JSON does is JSON.
        let json = start.starts_with('{')
            && start
                .get(1..)
                .is_some_and(|rest| rest.trim_start().starts_with('"'));
        return if json && serde_json::from_str::<Value>(start).is_ok() {
            objects(file, Written::Ndjson, &[start], None, 0).map(Some)
        } else if json
            || start
                .get(1..)
                .is_some_and(|rest| rest.trim_start().starts_with(['[', '{']))
        {
            Err(no_rows(
                file,
                "this is JSON without an array of objects",
                "A feed reads one object a line, an array of objects, or an object with such an array in it.",
            ))
        } else {
            Ok(None)
        };
    };
    let limit = row_limit(20);
    let mut elements = scan::elements(best.text, limit + 1);
    let more = elements.len() > limit;
    elements.truncate(limit);
    let written = Written::Json {
        records: (!best.path.is_empty()).then_some(best.path),
    };
    let seen = more.then(|| seen(&elements));
    objects(file, written, &elements, seen, 0).map(Some)
}

/// One object a line: the first line is a whole object, and what follows it is one as well.
fn lines(file: &str, text: &str, complete: bool) -> Result<Option<Read>, DraftError> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else {
        return Ok(None);
    };
    let Ok(Value::Object(members)) = serde_json::from_str::<Value>(first) else {
        return Ok(None);
    };
    match lines.next() {
        Some(second) if second.starts_with('{') => {}
        Some(_) => return Ok(None),
        // One object alone: a document when it holds an array of several objects, else a single record.
        None => {
            let holds = members.values().any(|value| {
                matches!(value, Value::Array(items) if items.len() > 1 && items.iter().all(Value::is_object))
            });
            if holds {
                return Ok(None);
            }
        }
    }
    let limit = row_limit(20);
    let mut all: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(limit + 1)
        .collect();
    let more = all.len() > limit;
    all.truncate(limit);
    let cut = usize::from(!complete);
    let seen = more.then(|| seen(&all));
    let mut read = objects(file, Written::Ndjson, &all, seen, cut)?;
    if !more {
        read.bytes = text.len();
    }
    Ok(Some(read))
}

/// Bytes of records, with what parts them.
fn seen(texts: &[&str]) -> usize {
    texts.iter().map(|text| text.len() + 1).sum()
}

/// Records as a table. `seen_of_more` is how many bytes they take where there are more of them.
fn objects(
    file: &str,
    written: Written,
    texts: &[&str],
    seen_of_more: Option<usize>,
    may_break: usize,
) -> Result<Read, DraftError> {
    let mut table = leaves::Table::default();
    let mut broken = 0;
    for text in texts {
        match serde_json::from_str::<leaves::Tree>(text) {
            Ok(leaves::Tree::Object(members)) => table.row(members),
            _ => broken += 1,
        }
    }
    if table.rows() == 0 {
        return Err(no_rows(
            file,
            "this is JSON, and none of its records is an object",
            "A feed reads objects: {\"id\": 1, …}.",
        ));
    }
    let mut notes = Vec::new();
    if broken > may_break {
        notes.push(Note {
            about: "rows",
            says: format!("{broken} records are no JSON objects"),
            why: "they would be set aside".to_owned(),
        });
    }
    if let Some(left_out) = table.left_out() {
        notes.push(Note {
            about: "members",
            says: format!("{left_out} members are not listed"),
            why: "there are too many, or their names cannot be written as a place in a JSON value"
                .to_owned(),
        });
    }
    let rows = table.rows();
    Ok(Read {
        written,
        rows,
        whole: seen_of_more.is_none(),
        bytes: seen_of_more.unwrap_or_else(|| seen(texts)),
        columns: table.columns(),
        notes,
    })
}

fn no_rows(file: &str, cause: &str, hint: &str) -> DraftError {
    DraftError::NoRows {
        file: file.to_owned(),
        cause: cause.to_owned(),
        hint: hint.to_owned(),
    }
}
