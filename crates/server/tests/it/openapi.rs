//! The description of the API that is committed and served.

use std::collections::BTreeSet;

#[test]
fn the_committed_description_is_up_to_date() {
    let committed = include_str!("../../../../openapi.json");
    let described = server::openapi().to_pretty_json().unwrap();
    assert!(
        committed == format!("{described}\n"),
        "openapi.json is not what the routes say; run `tandem openapi > openapi.json`"
    );
}

#[test]
fn every_operation_says_what_it_is() {
    let openapi = serde_json::to_value(server::openapi()).unwrap();
    let mut names = BTreeSet::new();
    for (path, methods) in openapi["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "`{name}` twice");
            assert!(
                operation["summary"]
                    .as_str()
                    .is_some_and(|text| text.len() > 5),
                "{method} {path}"
            );
            assert_eq!(
                operation["tags"].as_array().map(Vec::len),
                Some(1),
                "{method} {path}"
            );
            // Whatever is asked may take too long, and any address may be too long.
            for status in ["408", "413", "500"] {
                let described = operation["responses"].get(status).is_some();
                assert!(described, "{method} {path} {status}");
            }
            let writes = ["records", "files", "draft", "preview", "mend", "waive"];
            let is_written = writes.iter().any(|last| path.ends_with(last));
            let is_stored = operation["responses"].get("507").is_some();
            let is_kept = name == "create_feed" || name.ends_with("what_if_scenario");
            assert_eq!(is_stored, is_written || is_kept, "{method} {path} 507");
            let is_open = operation["security"] == serde_json::json!([{}]);
            let responses = operation["responses"].as_object().unwrap();
            // A platform signs what it sends instead.
            let is_signed = operation["tags"][0] == "platform" && method == "post";
            assert_eq!(
                is_open,
                operation["tags"][0] == "about" || name == "create_session" || is_signed,
                "{method} {path}"
            );
            assert!(is_open || responses.contains_key("401"), "{method} {path}");
            for (status, response) in responses {
                if status.starts_with(['4', '5']) {
                    let body = &response["content"]["application/json"]["schema"]["$ref"];
                    assert_eq!(
                        body, "#/components/schemas/ErrorBody",
                        "{method} {path} {status}"
                    );
                }
            }
        }
    }
}
