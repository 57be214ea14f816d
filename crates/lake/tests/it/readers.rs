//! What other readers of Delta tables see, whatever was done to a table: more commits than a checkpoint, a column added,
//! old versions let go of, rows that left, a customer who was forgotten.

use std::path::{Path, PathBuf};
use std::process::Command;

use charter::tables::AddedTable;
use lake::{CustomerAsk, Keep, Secret};
use serde_json::Value;

use crate::fixture::{CALLS, Operation, delivery, now};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The Python with DuckDB and deltalake in it that `tools/need lake-readers` makes.
fn python() -> Option<PathBuf> {
    let made = Command::new(root().join("tools/need"))
        .args(["--where", "lake-readers"])
        .output()
        .unwrap();
    let path = PathBuf::from(String::from_utf8(made.stdout).unwrap().trim());
    path.exists().then_some(path)
}

/// What each reader sees: rows, keys, and the sum of the seconds waited; and what DuckDB read by.
fn seen(python: &Path, operation: &Operation) -> ([String; 2], String) {
    let output = Command::new(python)
        .arg(root().join("crates/tandem/tests/readers.py"))
        .arg(operation.path())
        .args(["contact", "queue_seconds"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    let told = ["pandas", "duckdb"].map(|reader| {
        let seen = &seen[reader];
        format!(
            "{} {} {}",
            seen["rows"], seen["keys"], seen["queue_seconds"]
        )
    });
    (told, seen["through"].as_str().unwrap().to_owned())
}

/// The same as Tandem says it.
async fn ours(operation: &Operation) -> String {
    let rows = operation.contacts(&["contact_id", "queue_seconds"]).await;
    let waits = rows.lines().map(|row| row.split_once(' ').unwrap().1);
    let sum: f64 = waits.map(|wait| wait.parse::<f64>().unwrap()).sum();
    let rows = rows.lines().count();
    format!("{rows} {rows} {sum:?}")
}

fn call(id: u32, rev: u32, day: u32) -> String {
    format!(
        r#"{{"id":"c{id}","rev":{rev},"party":"alder","agent":"abel","who":"w{}","topic":"t","opened":"2026-{:02}-{:02} 10:00","wait":{}}}"#,
        id % 7,
        1 + day / 28,
        1 + day % 28,
        id + rev
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn see_the_same_whatever_was_done_to_a_table() {
    let Some(python) = python() else {
        eprintln!("left out: DuckDB and deltalake are not there; see tools/need lake-readers");
        return;
    };
    let mut operation = Operation::found("ndjson", CALLS).await;
    // More commits than a checkpoint has, with corrections among them.
    for number in 0..56 {
        let records = [call(number, 1, number), call(number / 2, 2, number / 2)].join("\n");
        operation.deliver(delivery(&records, None)).await.unwrap();
    }
    let log = operation.path().join("tables/contact/_delta_log");
    let checkpoints = std::fs::read_dir(log).unwrap().filter_map(Result::ok);
    let names = checkpoints.map(|entry| entry.file_name().into_string().unwrap());
    assert!(names.into_iter().any(|name| name.contains(".checkpoint")));
    let check = async |operation: &Operation, what: &str, rows: usize| {
        let ours = ours(operation).await;
        assert!(ours.starts_with(&format!("{rows} ")), "{what}: {ours}");
        let (told, through) = seen(&python, operation);
        if through != "delta_scan" {
            eprintln!(
                "DuckDB's delta extension cannot be loaded: it read the files that deltalake names"
            );
        }
        for theirs in told {
            assert_eq!(theirs, ours, "{what}");
        }
    };
    check(&operation, "a checkpoint", 56).await;

    let wider = format!("{CALLS}  handle_seconds: cast(talk as double)\n");
    operation = operation.with_feed("ndjson", &wider).await;
    let told = call(56, 1, 56).replace("\"wait\"", "\"talk\":5,\"wait\"");
    operation.deliver(delivery(&told, None)).await.unwrap();
    check(&operation, "a column more", 57).await;

    operation.lake.compact(now()).await.unwrap();
    let keep = Keep {
        days: 0,
        forgotten_days: 0,
        versions: 1,
    };
    operation.lake.vacuum(&keep, now(), false).await.unwrap();
    check(&operation, "old versions let go of", 57).await;

    let kept = AddedTable {
        retain: Some("10 months".to_owned()),
        ..AddedTable::default()
    };
    let tables = &mut operation.charter.tables.tables;
    tables.insert("contact".to_owned(), kept);
    let retired = operation
        .lake
        .retain(&operation.charter, now(), false)
        .await;
    let left = 57 - usize::try_from(retired.unwrap()[0].rows).unwrap();
    assert!(left < 57);
    check(&operation, "rows that left", left).await;

    let forget = CustomerAsk::Forget {
        customer: Secret::new("w3"),
    };
    let (charter, viewer) = (&operation.charter, operation.viewer("operator"));
    let asked = operation
        .lake
        .ask_about_customer(charter, &viewer, &forget, "letter 1", now());
    asked.await.unwrap();
    operation
        .lake
        .finish_customers(charter, now())
        .await
        .unwrap();
    check(&operation, "a customer forgotten", left).await;
    operation.lake.vacuum(&keep, now(), false).await.unwrap();
    let operation = operation.reopen(|_| {}).await;
    check(&operation, "all of it let go of", left).await;
}
