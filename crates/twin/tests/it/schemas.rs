//! The schemas of the files that say what is simulated: current, and fitting what is committed.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(schema: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(schema).unwrap())
}

fn schema(name: &str) -> Value {
    let mut all = twin::scenario::schemas().into_iter();
    all.find(|(file, _)| *file == name).unwrap().1
}

#[test]
fn the_schemas_in_the_repository_are_those_of_the_types() {
    for (name, schema) in twin::scenario::schemas() {
        let committed = fs::read_to_string(root().join("schemas").join(name)).unwrap_or_default();
        assert!(
            committed == text(&schema),
            "schemas/{name} is out of date: `cargo test -p twin write_the_schemas -- --ignored`"
        );
    }
}

#[test]
#[ignore = "writes schemas/; run it after a change of the types"]
fn write_the_schemas() {
    for (name, schema) in twin::scenario::schemas() {
        fs::write(root().join("schemas").join(name), text(&schema)).unwrap();
    }
}

#[test]
fn the_committed_scenarios_fit_their_schemas() {
    let (world, named) = (schema("scenario.json"), schema("named_scenario.json"));
    let mut fitted = 0;
    for charter in fs::read_dir(root().join("charters")).unwrap() {
        let charter = charter.unwrap().path();
        let files = yaml_in(&charter.join("scenarios"));
        let world = Some((charter.join("scenario.yaml"), &world)).filter(|(file, _)| file.exists());
        for (file, schema) in files.into_iter().map(|file| (file, &named)).chain(world) {
            let value = serde_saphyr::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
            assert_eq!(misfits(schema, &value), [""; 0], "{}", file.display());
            fitted += 1;
        }
    }
    assert!(fitted >= 12, "Harbor's scenario and its eleven: {fitted}");
}

#[test]
fn what_is_not_of_the_format_does_not_fit() {
    let schema = schema("named_scenario.json");
    let wrong = |edit: &dyn Fn(&mut Value)| {
        let mut value = json!({
            "format": 1, "scenario": "late", "title": "Late", "story": "A depot is snowed in.",
            "changes": [{ "change": "more", "story": "More ask.", "parameter": "demand", "onset": { "on": "2026-05-01" }, "by": 2 }],
        });
        edit(&mut value);
        misfits(&schema, &value)
    };
    assert_eq!(wrong(&|_| {}), [""; 0]);
    assert_eq!(wrong(&|value| value["format"] = json!(2)), ["/format"]);
    assert_eq!(wrong(&|value| value["storey"] = json!("")), ["/storey"]);
    assert_eq!(
        wrong(&|value| value["changes"][0]["parameter"] = json!("demands")),
        ["/changes/0/parameter"]
    );
    assert_eq!(
        wrong(&|value| value["changes"][0]["onset"] = json!({ "in": 3 })),
        ["/changes/0/onset"]
    );
    assert_eq!(
        wrong(&|value| value["changes"][0]["over_days"] = json!(-1)),
        ["/changes/0/over_days"]
    );
    let lacks = |value: &mut Value| {
        value.as_object_mut().unwrap().remove("title");
    };
    assert_eq!(wrong(&lacks), ["/title"]);
}

fn yaml_in(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten();
    files.map(|entry| entry.unwrap().path()).collect()
}

/// Where a value does not fit a schema: as much of JSON Schema as these use, and any more is refused.
fn misfits(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(schema, schema, value, "", &mut found);
    found
}

fn walk(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let fits = |schema: &Value| {
        let mut found = Vec::new();
        walk(root, schema, value, at, &mut found);
        found.is_empty()
    };
    let refuse_if = |refused: bool, found: &mut Vec<String>| {
        if refused {
            found.push(at.to_owned());
        }
    };
    for (word, of) in schema.as_object().unwrap() {
        let number = || of.as_f64().unwrap();
        match word.as_str() {
            "$schema"
            | "$defs"
            | "title"
            | "description"
            | "default"
            | "format"
            | "required"
            | "additionalProperties" => {}
            "$ref" => {
                let pointer = of.as_str().unwrap().trim_start_matches('#');
                walk(root, root.pointer(pointer).unwrap(), value, at, found);
            }
            "const" => refuse_if(value != of, found),
            "enum" => refuse_if(!of.as_array().unwrap().contains(value), found),
            "minimum" => refuse_if(value.as_f64().is_some_and(|n| n < number()), found),
            "maximum" => refuse_if(value.as_f64().is_some_and(|n| n > number()), found),
            "anyOf" | "oneOf" => refuse_if(!of.as_array().unwrap().iter().any(fits), found),
            "type" => {
                let types: Vec<&str> = match of.as_array() {
                    Some(types) => types.iter().filter_map(Value::as_str).collect(),
                    None => vec![of.as_str().unwrap()],
                };
                refuse_if(!types.iter().any(|name| is(value, name)), found);
            }
            "items" => {
                for (nth, item) in value.as_array().into_iter().flatten().enumerate() {
                    walk(root, of, item, &format!("{at}/{nth}"), found);
                }
            }
            "properties" => {}
            other => panic!("{at}: `{other}` is not checked here"),
        }
    }
    let Some(object) = value.as_object() else {
        return;
    };
    let required = schema["required"].as_array().into_iter().flatten();
    for name in required.filter_map(Value::as_str) {
        if !object.contains_key(name) {
            found.push(format!("{at}/{name}"));
        }
    }
    for (name, value) in object {
        let at = format!("{at}/{name}");
        match (
            schema["properties"].get(name),
            &schema["additionalProperties"],
        ) {
            (Some(of), _) | (None, of @ Value::Object(_)) => walk(root, of, value, &at, found),
            (None, Value::Bool(false)) => found.push(at),
            (None, _) => {}
        }
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|n| n.fract() == 0.0),
        other => panic!("no type `{other}`"),
    }
}
