//! The tables open in other people's readers as they are, and say the same there.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::place::{Place, root};
use crate::small::{CALLS, MORE_CALLS};

/// The Python with DuckDB and deltalake in it that `tools/need lake-readers` makes.
fn python() -> Option<PathBuf> {
    let made = Command::new(root().join("tools/need"))
        .args(["--where", "lake-readers"])
        .output()
        .unwrap();
    let path = PathBuf::from(String::from_utf8(made.stdout).unwrap().trim());
    path.exists().then_some(path)
}

fn read(python: &PathBuf, place: &Place) -> Value {
    let lake = place.path().join("data/lake");
    let output = Command::new(python)
        .arg(root().join("crates/tandem/tests/readers.py"))
        .arg(&lake)
        .args(["contact", "queue_seconds"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn duckdb_and_pandas_see_what_the_command_line_says() {
    let Some(python) = python() else {
        eprintln!("left out: DuckDB and deltalake are not there; see tools/need lake-readers");
        return;
    };
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.write("more.csv", MORE_CALLS);
    place.ingest("calls", "calls.csv");
    place.ingest("calls", "more.csv");
    let status = place.run(&["lake", "status", "--format", "json"]).ends(0);
    let status: Value = serde_json::from_str(&status.answer).unwrap();
    let rows = &status["tables"][0]["rows"];
    assert_eq!(*rows, json!(7));
    let answer = place.json(&["calls"]);
    assert_eq!(answer["rows"][0]["values"][0]["value"], json!(7.0));
    // 12 + 60 + 8 + 95 + 41 + 5 seconds; one is not known.
    let expect = json!({ "rows": rows, "keys": rows, "queue_seconds": 221.0 });
    for compacted in [false, true] {
        if compacted {
            let said = place.run(&["lake", "compact"]).ends(0).answer;
            assert_eq!(said, "contact, feed calls: 2 files became 1\n");
        }
        let seen = read(&python, &place);
        if seen["through"] != "delta_scan" {
            eprintln!(
                "DuckDB's delta extension cannot be loaded: it read the files that deltalake names"
            );
        }
        assert_eq!(seen["pandas"], expect, "{seen}");
        assert_eq!(seen["duckdb"], expect, "{seen}");
        assert_eq!(seen["first"]["rows"], json!(6), "{seen}");
    }
    assert_eq!(place.json(&["calls"]), answer);
}
