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
    // Of several objects one after the other, the arrays of the first are not the file's.
    if complete && start.starts_with('{') && scan::values(start, 2).len() > 1 {
        arrays.clear();
    } else {
        scan::arrays(start, DEEPEST, &mut arrays);
    }
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
            let over_lines = scan::values(start, 2).len() > 1;
            Err(if over_lines {
                no_rows(
                    file,
                    "these are several JSON objects, each over several lines",
                    "Write one object a line, as `jq -c .` does, or all of them as one array.",
                )
            } else {
                no_rows(
                    file,
                    "this is JSON without an array of objects",
                    "A feed reads one object a line, an array of objects, or an object with such an array in it.",
                )
            })
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

/// One object a line, or several in a line: the first is whole, and what follows it is one as well.
fn lines(file: &str, text: &str, complete: bool) -> Result<Option<Read>, DraftError> {
    let limit = row_limit(20);
    let mut all: Vec<&str> = Vec::new();
    let mut several = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let before = all.len();
        all.extend(scan::values(line, limit + 1 - before));
        several |= all.len() > before + 1;
        if all.len() > limit {
            break;
        }
    }
    let Some(Ok(Value::Object(members))) = all.first().map(|first| serde_json::from_str(first))
    else {
        return Ok(None);
    };
    match all.get(1) {
        Some(second) if second.starts_with('{') => {}
        Some(_) => return Ok(None),
        // One object alone: a document when it holds an array of records, else a single record.
        None if holds_records(&members) => return Ok(None),
        None => {}
    }
    let more = all.len() > limit;
    all.truncate(limit);
    let cut = usize::from(!complete);
    let seen = more.then(|| seen(&all));
    let mut read = objects(file, Written::Ndjson, &all, seen, cut)?;
    if !more {
        read.bytes = text.len();
    }
    if several {
        read.notes.push(Note {
            about: "rows",
            says: "several objects stand in one line".to_owned(),
            why: "each is taken for a row; one object a line is what most programs read".to_owned(),
        });
    }
    Ok(Some(read))
}

/// Whether an object is around an array of records: several objects, or one that says more than what is around it.
fn holds_records(members: &serde_json::Map<String, Value>) -> bool {
    let identified = members.keys().any(|name| {
        matches!(
            name.to_ascii_lowercase().as_str(),
            "id" | "key" | "uuid" | "number"
        )
    });
    members.values().any(|value| match value {
        Value::Array(items) if items.iter().all(Value::is_object) => {
            let widest = items
                .iter()
                .filter_map(Value::as_object)
                .map(|one| one.len());
            items.len() > 1 || !identified && widest.max().is_some_and(|most| most >= members.len())
        }
        _ => false,
    })
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
        apart: Vec::new(),
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
