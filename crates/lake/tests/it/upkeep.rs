//! Few files, a bounded log and rows no older than agreed, without any record changing or any kept version getting lost.

use std::collections::BTreeMap;
use std::path::Path;

use charter::canonical::ColumnType;
use charter::tables::{AddedColumn, AddedTable, Tables};
use jiff::{SignedDuration, Timestamp};
use lake::{Delivery, Keep, Position, Scan};

use crate::fixture::{CALLS, Operation, delivery, now, scan};

const HEADER: &str = "id,rev,party,agent,who,topic,opened,wait\n";
const COLUMNS: [&str; 3] = ["contact_id", "contact_type", "queue_seconds"];

fn call(id: usize, rev: usize) -> String {
    format!(
        r#"{{"id":"c{id:04}","rev":{rev},"party":"alder","agent":"abel","who":"w1","topic":"t{rev}","opened":"2026-03-{:02} 10:00","wait":{rev}}}"#,
        id % 28 + 1
    )
}

/// Forty deliveries of five records each, every fourth of which corrects earlier ones.
async fn stream(operation: &Operation) {
    for number in 0..40 {
        let records: Vec<String> = (0..5)
            .map(|place| match number % 4 {
                3 => call((number - 2) * 5 + place, 2),
                _ => call(number * 5 + place, 1),
            })
            .collect();
        let key = format!("k{number}");
        operation
            .deliver(delivery(&records.join("\n"), Some(&key)))
            .await
            .unwrap();
    }
}

fn parquet_files(folder: &Path, table: &str) -> usize {
    std::fs::read_dir(folder.join("tables").join(table))
        .unwrap()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "parquet"))
        .count()
}

async fn at_version(operation: &Operation, version: u64) -> Result<String, lake::LakeError> {
    let scan = Scan {
        version: Some(version),
        ..scan(&COLUMNS)
    };
    operation.rows("operator", scan).await
}

#[tokio::test(flavor = "multi_thread")]
async fn compaction_changes_files_and_nothing_else() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    stream(&operation).await;
    let before = operation.contacts(&COLUMNS).await;
    let mut answers = BTreeMap::new();
    for version in [0, 1, 17, 40] {
        answers.insert(version, at_version(&operation, version).await.unwrap());
    }
    let small = operation.lake.status().await.unwrap();
    assert!(
        small.iter().any(|table| table.small_files > 16),
        "{small:?}"
    );

    let due = operation.lake.compact_due(now()).await.unwrap();
    assert_eq!(due.len(), 1, "{due:?}");
    let status = operation.lake.status().await.unwrap().remove(0);
    assert_eq!((status.files, status.rows), (1, 150), "{status:?}");
    assert!(operation.lake.compact(now()).await.unwrap().is_empty());

    let operation = operation.reopen(|_| {}).await;
    assert_eq!(operation.lake.version(), 40);
    assert_eq!(operation.contacts(&COLUMNS).await, before);
    for (version, answer) in answers {
        assert_eq!(at_version(&operation, version).await.unwrap(), answer);
    }
    // Records are found again where they now are.
    let again = operation
        .deliver(delivery(&[call(0, 1), call(5, 3)].join("\n"), None))
        .await
        .unwrap();
    let counts = again.receipt.counts;
    assert_eq!((counts.duplicates, counts.replaced), (1, 1));
    assert_eq!(
        operation.contacts(&["contact_id"]).await.lines().count(),
        150
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compaction_that_dies_leaves_nothing_that_counts() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    stream(&operation).await;
    let before = operation.contacts(&COLUMNS).await;
    operation.lake.compact(now()).await.unwrap();
    // As if it had died before its commit: the file that it wrote is there, and nothing names it.
    let operation = operation
        .reopen(|folder| {
            let log = folder.join("tables/contact/_delta_log");
            let mut commits: Vec<_> = std::fs::read_dir(&log)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|end| end == "json"))
                .collect();
            commits.sort();
            std::fs::remove_file(commits.last().unwrap()).unwrap();
        })
        .await;
    assert_eq!(operation.contacts(&COLUMNS).await, before);
    let again = operation.lake.compact(now()).await.unwrap();
    assert_eq!(again.len(), 1);
    assert_eq!(operation.contacts(&COLUMNS).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_and_compaction_do_not_disturb_each_other() {
    let operation = std::sync::Arc::new(Operation::found("{ type: csv }", CALLS).await);
    stream(&operation).await;
    let compacting = {
        let operation = operation.clone();
        tokio::spawn(async move {
            for _ in 0..10 {
                operation.lake.compact(now()).await.unwrap();
            }
        })
    };
    for number in 0..15 {
        let records: Vec<String> = (0..5).map(|place| call(number * 5 + place, 9)).collect();
        operation
            .deliver(delivery(&records.join("\n"), None))
            .await
            .unwrap();
    }
    compacting.await.unwrap();
    let contacts = operation.contacts(&["contact_id", "queue_seconds"]).await;
    let ids: std::collections::BTreeSet<&str> = contacts
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(ids.len(), contacts.lines().count());
    assert_eq!(
        contacts
            .lines()
            .filter(|line| line.ends_with(" 9.0"))
            .count(),
        75
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_vacuum_lets_go_of_is_refused_and_the_rest_is_as_it_was() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    stream(&operation).await;
    operation.lake.compact_due(now()).await.unwrap();
    for number in 0..70 {
        operation
            .deliver(delivery(&call(5_000 + number, 1), None))
            .await
            .unwrap();
    }
    let newest = operation.lake.version();
    let feeds = operation.lake.feeds();
    let answer = at_version(&operation, newest - 5).await.unwrap();
    let all = parquet_files(operation.path(), "contact");
    let keep = Keep {
        days: 30,
        versions: 10,
        ..Keep::default()
    };
    let dry = operation.lake.vacuum(&keep, now(), true).await.unwrap();
    assert_eq!(parquet_files(operation.path(), "contact"), all);
    let done = operation.lake.vacuum(&keep, now(), false).await.unwrap();
    assert_eq!(dry, done);
    let done = done.first().unwrap();
    assert!(done.files >= 16, "{done:?}");
    assert!(done.log_files > 50, "{done:?}");
    assert_eq!(
        parquet_files(operation.path(), "contact") as u64,
        all as u64 - done.files
    );

    let operation = operation.reopen(|_| {}).await;
    assert_eq!(operation.lake.feeds(), feeds);
    assert_eq!(at_version(&operation, newest - 5).await.unwrap(), answer);
    assert_eq!(
        at_version(&operation, newest).await.unwrap(),
        operation.contacts(&COLUMNS).await
    );
    let error = at_version(&operation, 3).await.unwrap_err();
    assert_eq!(error.kind(), "version_gone");
    assert!(at_version(&operation, done.oldest).await.is_ok());
    // It goes on as before.
    let added = operation
        .deliver(delivery(&call(9_999, 1), None))
        .await
        .unwrap();
    assert_eq!(added.receipt.batch, newest + 1);
    // Once more with nothing to do.
    let keep = Keep::default();
    assert!(
        operation
            .lake
            .vacuum(&keep, now(), false)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_summed_up_still_says_where_streams_go_on_and_how_checks_stand() {
    let checks = "checks:\n  - { check: waits, range: { column: queue_seconds, most: 0 }, severity: warn, hint: Long. }";
    let operation = Operation::found("{ type: csv }", &format!("{CALLS}\n{checks}\n")).await;
    for number in 0..90 {
        let stream = if number < 5 { "early" } else { "late" };
        let delivery = Delivery {
            position: Some(Position {
                stream: stream.to_owned(),
                at: number.to_string(),
            }),
            otherwise: lake::Otherwise::Refused,
            ..delivery(&call(number, 1), None)
        };
        operation.deliver(delivery).await.unwrap();
    }
    let before = operation
        .lake
        .checks(&operation.charter, now())
        .await
        .unwrap();
    let keep = Keep {
        days: 30,
        versions: 5,
        ..Keep::default()
    };
    let done = operation.lake.vacuum(&keep, now(), false).await.unwrap();
    assert!(done.iter().any(|done| done.log_files > 0), "{done:?}");
    let operation = operation.reopen(|_| {}).await;
    assert_eq!(operation.lake.position("early").as_deref(), Some("4"));
    assert_eq!(operation.lake.position("late").as_deref(), Some("89"));
    let after = operation
        .lake
        .checks(&operation.charter, now())
        .await
        .unwrap();
    assert_eq!(after, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_kept_for_as_long_as_is_said() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    for rev in 1..=3 {
        operation
            .ingest(format!(
                "{HEADER}c1,{rev},alder,a,w,t,2026-03-01 10:00,{rev}\n"
            ))
            .await;
    }
    let keep = Keep::default();
    let in_days = |days: i64| now() + SignedDuration::from_hours(days * 24);
    assert!(
        operation
            .lake
            .vacuum(&keep, in_days(399), false)
            .await
            .unwrap()
            .is_empty()
    );
    let done = operation
        .lake
        .vacuum(&keep, in_days(401), false)
        .await
        .unwrap();
    assert_eq!(
        done.first().map(|done| (done.oldest, done.files)),
        Some((3, 2))
    );
    assert_eq!(at_version(&operation, 3).await.unwrap(), "c1 t 3.0");
    assert_eq!(
        at_version(&operation, 2).await.unwrap_err().kind(),
        "version_gone"
    );
}

fn contact(retain: Option<&str>, columns: &[(&str, ColumnType)]) -> Tables {
    let columns = columns
        .iter()
        .map(|(name, column_type)| {
            let column = AddedColumn {
                column_type: *column_type,
                use_: None,
                means: "What a test needs.".to_owned(),
            };
            ((*name).to_owned(), column)
        })
        .collect();
    let table = AddedTable {
        retain: retain.map(str::to_owned),
        columns,
        ..AddedTable::default()
    };
    Tables {
        tables: [("contact".to_owned(), table)].into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_leave_when_they_are_older_than_agreed_and_are_counted() {
    let mut operation = Operation::found("{ type: csv }", CALLS).await;
    operation
        .ingest(format!(
            "{HEADER}c1,1,alder,a,w,t,2024-01-01 10:00,1\nc2,1,alder,a,w,t,2024-02-01 10:00,1\n"
        ))
        .await;
    operation
        .ingest(format!(
            "{HEADER}c3,1,alder,a,w,t,2024-10-27 10:00,1\nc4,1,alder,a,w,t,2024-10-28 10:00,1\n"
        ))
        .await;
    assert!(
        operation
            .lake
            .retain(&operation.charter, now(), false)
            .await
            .unwrap()
            .is_empty()
    );
    operation.charter.tables = contact(Some("25 months"), &[]);
    let at: Timestamp = "2026-11-28T12:00:00Z".parse().unwrap();
    let dry = operation
        .lake
        .retain(&operation.charter, at, true)
        .await
        .unwrap();
    assert_eq!(operation.contacts(&["contact_id"]).await.lines().count(), 4);
    let done = operation
        .lake
        .retain(&operation.charter, at, false)
        .await
        .unwrap();
    assert_eq!(dry, done);
    let gone = done.first().unwrap();
    assert_eq!(gone.rows, 3);
    // Midnight in Amsterdam, twenty-five months before.
    assert_eq!(gone.before.to_string(), "2024-10-27T23:00:00Z");
    let operation = operation.reopen(|_| {}).await;
    assert_eq!(operation.contacts(&["contact_id"]).await, "c4");
    assert_eq!(operation.lake.retired(), done);
    assert_eq!(operation.lake.version(), 3);
    assert_eq!(at_version(&operation, 2).await.unwrap().lines().count(), 4);
    // What was taken in is what is there and what left.
    let counts = operation.lake.feeds().remove(0).counts;
    assert_eq!(counts.added, 1 + gone.rows);
    assert!(
        operation
            .lake
            .retain(&operation.charter, at, false)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_mapped_later_reaches_all_rows_that_come_again() {
    let rows: Vec<String> = (0..60)
        .map(|id| format!("c{id},1,alder,a,w,t,2026-03-01 10:00,1\n"))
        .collect();
    let file = format!("{HEADER}{}", rows.concat());
    let mut operation = Operation::found("{ type: csv }", CALLS).await;
    operation.ingest(file.clone()).await;
    let narrow = operation.charter.clone();
    operation.charter = crate::fixture::charter("{ type: csv }", CALLS);
    operation.charter.tables = contact(None, &[("topic", ColumnType::Text)]);
    if let Some(feed) = operation.charter.feeds.get_mut("calls") {
        feed.columns.insert("topic".to_owned(), "topic".to_owned());
    }
    let again = operation.ingest(file.clone()).await;
    assert_eq!(again.counts.replaced, 60);
    // In the other order too: the rows that say less do not come back.
    let wide = std::mem::replace(&mut operation.charter, narrow);
    let back = operation.ingest(file).await;
    assert_eq!((back.counts.replaced, back.counts.superseded), (0, 60));
    operation.charter = wide;
    let operation = operation.reopen(|_| {}).await;
    let contacts = operation.contacts(&["contact_id", "topic"]).await;
    assert_eq!(
        contacts.lines().filter(|line| line.ends_with(" t")).count(),
        60
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_revision_of_a_feed_wins() {
    let rows: Vec<String> = (0..60)
        .map(|id| format!("c{id},1,alder,a,w,t,2026-03-01 10:00,1\n"))
        .collect();
    let file = format!("{HEADER}{}", rows.concat());
    let operation = Operation::found("{ type: csv }", CALLS).await;
    operation.ingest(file.clone()).await;
    let mended = CALLS.replace("cast(wait as double)", "cast(wait as double) * 60");
    let operation = operation
        .with_feed("{ type: csv }", &format!("revision: 1{mended}"))
        .await;
    let again = operation.ingest(file.clone()).await;
    assert_eq!(again.counts.replaced, 60);
    let operation = operation.with_feed("{ type: csv }", CALLS).await;
    let back = operation.ingest(file).await;
    assert_eq!(back.counts.superseded, 60);
    let contacts = operation.contacts(&["queue_seconds"]).await;
    assert!(contacts.lines().all(|wait| wait == "60.0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_changes_its_type_is_refused_and_one_that_goes_is_kept() {
    let mut operation = Operation::found("{ type: csv }", CALLS).await;
    operation.charter.tables = contact(None, &[("topic", ColumnType::Text)]);
    if let Some(feed) = operation.charter.feeds.get_mut("calls") {
        feed.columns.insert("topic".to_owned(), "topic".to_owned());
    }
    let with = operation.charter.clone();
    let file = |id: &str| format!("{HEADER}{id},1,alder,a,w,t7,2026-03-01 10:00,1\n");
    operation
        .ingest(file("c1") + "c2,1,alder,a,w,t8,2026-03-01 10:00,1\n")
        .await;

    // Forgotten: rows written anew keep it, and it comes back.
    operation.charter = crate::fixture::charter("{ type: csv }", CALLS);
    operation
        .ingest(format!("{HEADER}c1,2,alder,a,w,t7,2026-03-01 10:00,1\n"))
        .await;
    operation.ingest(file("c3")).await;
    operation.lake.compact(now()).await.unwrap();
    let mut operation = operation.reopen(|_| {}).await;
    let status = operation.lake.status().await.unwrap().remove(0);
    assert_eq!(status.forgotten_columns, ["topic"]);
    operation.charter = with;
    let mut operation = operation.reopen(|_| {}).await;
    assert_eq!(
        operation.contacts(&["contact_id", "topic"]).await,
        "c1 \nc2 t8\nc3 "
    );

    operation.charter.tables = contact(None, &[("topic", ColumnType::Integer)]);
    if let Some(feed) = operation.charter.feeds.get_mut("calls") {
        feed.columns.insert("topic".to_owned(), "1".to_owned());
    }
    let error = operation.try_ingest(file("c4")).await.unwrap_err();
    assert_eq!(error.kind(), "column_retyped");
    assert_eq!(
        error.to_string(),
        "column `topic` of `contact` is stored as text, and the charter now says integer"
    );
    let folder = operation.path().to_owned();
    let charter = operation.charter.clone();
    let error = lake::Lake::open_read_only(crate::fixture::settings(&folder), &charter)
        .await
        .err()
        .unwrap();
    assert_eq!(error.kind(), "column_retyped");
}
