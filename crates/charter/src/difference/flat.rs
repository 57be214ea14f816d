//! A file of the charter as its values, each at its place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// Place → value as text. Things in a list are told apart by their names, so that one put in between moves no other.
/// A text that is no YAML is one value.
pub(super) fn flat(text: &str) -> BTreeMap<String, String> {
    let mut places = BTreeMap::new();
    match serde_saphyr::from_str::<Value>(text) {
        Ok(value) => put(&mut places, String::new(), "", &value),
        Err(_) => {
            places.insert(String::new(), text.to_owned());
        }
    }
    places
}

fn put(places: &mut BTreeMap<String, String>, at: String, field: &str, value: &Value) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, value) in fields {
                put(places, beneath(&at, name), name, value);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let mut names = BTreeSet::new();
            for (index, item) in items.iter().enumerate() {
                let number = (index + 1).to_string();
                let name = item.as_object().and_then(|item| name(field, item));
                // What has no name, or another's, goes by its number.
                let name = name.filter(|name| names.insert(name.clone()));
                let name = name.unwrap_or(number);
                put(places, beneath(&at, &name), "", item);
            }
        }
        // Nothing in it, nothing to tell.
        Value::Array(items) if items.is_empty() => {}
        value => {
            places.insert(at, written(value));
        }
    }
}

fn beneath(at: &str, name: &str) -> String {
    if at.is_empty() {
        name.to_owned()
    } else {
        format!("{at}/{name}")
    }
}

/// What a thing of a list is called: by the field that names it, or by what a target is for.
fn name(field: &str, item: &Map<String, Value>) -> Option<String> {
    let one = match field {
        "people" => "person".to_owned(),
        "targets" => return Some(target(item)),
        field => match field.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => field.strip_suffix('s')?.to_owned(),
        },
    };
    item.get(&one).map(written)
}

fn target(item: &Map<String, Value>) -> String {
    let scope = item.get("scope").and_then(Value::as_object);
    let scope = scope.into_iter().flatten();
    let scope = scope.map(|(dimension, value)| format!(" {dimension}={}", written(value)));
    let said = |field: &str| item.get(field).map(written).unwrap_or_default();
    format!(
        "{}{} from {}",
        said("kpi"),
        scope.collect::<String>(),
        said("from")
    )
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim_end().to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(written).collect();
            items.join(", ")
        }
        Value::Object(_) => "{}".to_owned(),
        other => other.to_string(),
    }
}
