//! What is posted: `{since}` is text, no secret is in it, and it has room for what says which page is meant.

use serde_json::{Map, Value};

use crate::check::Report;
use crate::pull::SINCE;

pub(super) fn check(report: &mut Report<'_>, file: &str, body: &Map<String, Value>) {
    for (name, value) in body {
        part(report, file, &format!("pull/body/{name}"), value);
    }
}

fn part(report: &mut Report<'_>, file: &str, place: &str, value: &Value) {
    match value {
        Value::String(text) if text.contains("${") => {
            report
                .error(
                    file,
                    place,
                    "secret-in-body",
                    "variables of the environment are not put into a body",
                )
                .hint("say a secret in `headers` or `basic`, as `${NAME}` of a variable of the environment");
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                part(report, file, &format!("{place}/{index}"), value);
            }
        }
        // YAML reads `{since}` as a mapping.
        Value::Object(members) if is_since(members) => {
            report
                .error(
                    file,
                    place,
                    "since-unquoted",
                    "without quotation marks YAML reads `{since}` as a mapping",
                )
                .expected("`\"{since}\"`");
        }
        Value::Object(members) => {
            for (name, value) in members {
                part(report, file, &format!("{place}/{name}"), value);
            }
        }
        _ => {}
    }
}

fn is_since(members: &Map<String, Value>) -> bool {
    members.len() == 1 && members.get("since") == Some(&Value::Null)
}

/// Whether `{since}` stands anywhere in a body, with its quotation marks or without.
pub(super) fn takes_since(body: &Map<String, Value>) -> bool {
    fn takes(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains(SINCE),
            Value::Array(values) => values.iter().any(takes),
            Value::Object(members) => is_since(members) || members.values().any(takes),
            _ => false,
        }
    }
    body.values().any(takes)
}

/// An error unless a path of the body can be written to.
pub(super) fn takes(
    report: &mut Report<'_>,
    file: &str,
    place: &str,
    path: &str,
    body: &Map<String, Value>,
) {
    let names: Vec<&str> = path.split('.').collect();
    if names.iter().any(|name| name.is_empty()) {
        report
            .error(file, place, "body-path", format!("`{path}` is no path"))
            .expected("names with `.` between them, e.g. `pagination.starting_after`");
        return;
    }
    let mut members = body;
    for (depth, name) in names.iter().enumerate() {
        let is_last = depth + 1 == names.len();
        match members.get(*name) {
            None => return,
            Some(Value::Object(inner)) if !is_last => members = inner,
            Some(Value::Object(_) | Value::Array(_)) if is_last => {
                report
                    .error(
                        file,
                        place,
                        "body-path",
                        format!("the body has more than one value at `{path}`"),
                    )
                    .hint("name the member that takes the cursor or the number of the page");
            }
            Some(_) if !is_last => {
                let here = names[..=depth].join(".");
                report
                    .error(
                        file,
                        place,
                        "body-path",
                        format!("`{here}` in the body is a value, and has no members"),
                    )
                    .hint("a path in the body leads through mappings; members that are not there are added");
                return;
            }
            Some(_) => {}
        }
    }
}
