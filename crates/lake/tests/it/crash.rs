//! Whatever moment a process dies at, the lake opens as it was before or after the file, never in between.

use std::fs;
use std::path::Path;

use lake::Lake;

use crate::fixture::{CALLS, Operation, charter, settings};

const HEADER: &str = "id,rev,party,agent,who,topic,opened,wait\n";

fn file(row: &str) -> String {
    format!("{HEADER}{row}\nbad,row\n")
}

fn newest_commit(folder: &Path, table: &str) -> std::path::PathBuf {
    let mut commits: Vec<_> = fs::read_dir(folder.join("tables").join(table).join("_delta_log"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    commits.sort();
    commits.pop().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_whose_log_is_gone_are_refused_and_not_taken_away() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    operation
        .ingest(file("c1,1,alder,a,w,t,2026-03-01 10:00,1"))
        .await;
    let charter = operation.charter.clone();
    let folder = operation.end();
    let contact = folder.path().join("tables/contact");
    fs::remove_dir_all(contact.join("_delta_log")).unwrap();
    let facts = fs::read_dir(&contact).unwrap().count();
    let error = Lake::open(settings(folder.path()), &charter)
        .await
        .err()
        .unwrap();
    assert_eq!(error.kind(), "damaged");
    assert!(error.to_string().contains("contact/_delta_log"), "{error}");
    assert_eq!(fs::read_dir(&contact).unwrap().count(), facts);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_the_commit_leaves_nothing() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    operation
        .ingest(file("c1,1,alder,a,w,t,2026-03-01 10:00,1"))
        .await;
    operation
        .ingest(file("c1,2,alder,a,w,t,2026-03-01 10:00,2"))
        .await;
    // The second batch as a crash between its two commits leaves it: data files and rows set aside, but no facts.
    let operation = operation
        .reopen(|folder| {
            fs::remove_file(newest_commit(folder, "contact")).unwrap();
            fs::create_dir_all(folder.join("staging/2-0")).unwrap();
            fs::write(folder.join("staging/2-0/facts-000000.arrow"), "half").unwrap();
        })
        .await;
    assert_eq!(operation.lake.version(), 1);
    assert_eq!(
        operation.contacts(&["contact_id", "queue_seconds"]).await,
        "c1 1.0"
    );
    assert_eq!(operation.set_aside().await.lines().count(), 1);
    let left = fs::read_dir(operation.path().join("tables/contact")).unwrap();
    for entry in left {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.starts_with("calls-0000000002-"), "{name}");
    }
    assert_eq!(
        fs::read_dir(operation.path().join("staging"))
            .unwrap()
            .count(),
        0
    );
    // Sent again, it comes to the same as without the crash.
    let receipt = operation
        .ingest(file("c1,2,alder,a,w,t,2026-03-01 10:00,2"))
        .await;
    assert_eq!((receipt.batch, receipt.counts.replaced), (2, 1));
    assert_eq!(
        operation.contacts(&["contact_id", "queue_seconds"]).await,
        "c1 2.0"
    );
    assert_eq!(operation.set_aside().await.lines().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_a_power_cut_left_empty_or_without_its_last_lines_is_dropped() {
    let mut operation = Operation::found("{ type: csv }", CALLS).await;
    operation
        .ingest(format!("{HEADER}c1,1,alder,a,w,t,2026-03-01 10:00,1\n"))
        .await;
    let left: [fn(&str) -> &str; 3] = [
        |_| "",
        |text| text.split_inclusive('\n').next().unwrap(),
        |text| text.rsplit_once('\n').unwrap().0,
    ];
    for left in left {
        operation
            .ingest(format!("{HEADER}c2,1,alder,a,w,t,2026-03-01 10:00,1\n"))
            .await;
        operation = operation
            .reopen(|folder| {
                let commit = newest_commit(folder, "contact");
                let text = fs::read_to_string(&commit).unwrap();
                fs::write(&commit, left(&text)).unwrap();
            })
            .await;
        assert_eq!(operation.lake.version(), 1);
        assert_eq!(operation.contacts(&["contact_id"]).await, "c1");
    }
    operation
        .ingest(format!("{HEADER}c2,1,alder,a,w,t,2026-03-01 10:00,1\n"))
        .await;
    assert_eq!(operation.contacts(&["contact_id"]).await, "c1\nc2");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_writer_and_any_number_of_readers() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    operation
        .ingest(format!("{HEADER}c1,1,alder,a,w,t,2026-03-01 10:00,1\n"))
        .await;
    let charter = charter("{ type: csv }", CALLS);
    let second = Lake::open(settings(operation.path()), &charter).await;
    assert_eq!(second.err().map(|error| error.kind()), Some("busy"));
    let reader = Lake::open_read_only(settings(operation.path()), &charter)
        .await
        .unwrap();
    assert_eq!(reader.version(), 1);
    let refused = reader
        .ingest(
            &charter,
            "calls",
            (lake::Source::Path("x".into()), crate::fixture::sender()),
            crate::fixture::now(),
            &|_| {},
        )
        .await;
    assert_eq!(refused.unwrap_err().kind(), "read_only");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_format_is_left_alone() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    let charter = charter("{ type: csv }", CALLS);
    fs::write(operation.path().join("format.json"), r#"{"format":3}"#).unwrap();
    let error = Lake::open_read_only(settings(operation.path()), &charter)
        .await
        .err()
        .unwrap();
    assert_eq!(error.kind(), "newer_format");
}
