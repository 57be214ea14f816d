//! JSON Schemas of the charter's files, so that editors complete and check them.

use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};

use crate::{board, calendars, decisions, feed, partnership, tables, target, taxonomy, written};

/// Every schema, draft 2020-12, with the name of its file.
#[must_use]
pub fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("board.json", schema::<board::Board>("boards/*.yaml")),
        (
            "calendars.json",
            schema::<calendars::Calendars>("calendars.yaml"),
        ),
        (
            "decisions.json",
            schema::<decisions::Decisions>("decisions.yaml"),
        ),
        ("feed.json", schema::<feed::Feed>("feeds/*.yaml")),
        ("kpi.json", kpi()),
        (
            "partnership.json",
            schema::<partnership::Partnership>("partnership.yaml"),
        ),
        ("tables.json", schema::<tables::Tables>("tables.yaml")),
        ("targets.json", schema::<target::Targets>("targets/*.yaml")),
        (
            "taxonomy.json",
            schema::<taxonomy::Taxonomy>("taxonomy.yaml"),
        ),
    ]
}

/// The schema of a kind of files in a charter's folder.
#[must_use]
pub fn schema<T: JsonSchema>(files: &str) -> Value {
    let mut value = schema_for!(T).to_value();
    if let Some(object) = value.as_object_mut() {
        object.insert(
            "title".to_owned(),
            json!(format!("Tandem charter: {files}")),
        );
    }
    value
}

/// A KPI's fields depend on its kind.
fn kpi() -> Value {
    let mut value = schema::<written::Kpi>("kpis/*.yaml");
    let rules: Vec<Value> = written::Kind::ALL
        .iter()
        .map(|kind| {
            let (needed, possible) = kind.fields();
            let meaningless: Vec<&str> = written::FIELDS_OF_KINDS
                .iter()
                .copied()
                .filter(|field| !needed.contains(field) && !possible.contains(field))
                .collect();
            let refused: serde_json::Map<String, Value> = meaningless
                .into_iter()
                .map(|field| (field.to_owned(), json!(false)))
                .collect();
            json!({
                "if": { "properties": { "kind": { "const": kind.word() } } },
                "then": { "required": needed, "properties": refused }
            })
        })
        .collect();
    if let Some(object) = value.as_object_mut() {
        object.insert("allOf".to_owned(), Value::Array(rules));
    }
    value
}
