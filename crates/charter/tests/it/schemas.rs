//! The published schemas.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

fn text(schema: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(schema).unwrap())
}

#[test]
fn the_schemas_in_the_repository_are_those_of_the_types() {
    for (name, schema) in charter::schema::all() {
        let committed = fs::read_to_string(folder().join(name)).unwrap_or_default();
        assert!(
            committed == text(&schema),
            "schemas/{name} is out of date: `cargo test -p charter write_the_schemas -- --ignored`"
        );
    }
}

#[test]
#[ignore = "writes schemas/; run it after a change of the types"]
fn write_the_schemas() {
    for (name, schema) in charter::schema::all() {
        fs::write(folder().join(name), text(&schema)).unwrap();
    }
}

#[test]
fn every_schema_is_of_one_draft_and_says_what_it_is_for() {
    for (name, schema) in charter::schema::all() {
        assert_eq!(
            schema["$schema"], "https://json-schema.org/draft/2020-12/schema",
            "{name}"
        );
        assert!(
            schema["title"]
                .as_str()
                .unwrap()
                .starts_with("Tandem charter: "),
            "{name}"
        );
        assert_eq!(schema["type"], "object", "{name}");
    }
}
