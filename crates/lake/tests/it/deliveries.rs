//! Records handed in: many become one commit, one sent twice is one, and each is told its fate.

use std::collections::BTreeSet;
use std::sync::Arc;

use lake::{Fate, Position};

use crate::fixture::{CALLS, Operation, delivery};

fn call(id: &str, rev: u32, wait: &str) -> String {
    format!(
        r#"{{"id":"{id}","rev":{rev},"party":"alder","agent":"abel","who":"w1","topic":"t","opened":"2026-03-01 10:00","wait":{wait}}}"#
    )
}

fn words(fate: &Fate) -> &str {
    match fate {
        Fate::Added => "added",
        Fate::Replaced => "replaced",
        Fate::Superseded => "superseded",
        Fate::Duplicate => "duplicate",
        Fate::PassedOver => "passed over",
        Fate::SetAside { check, .. } => check,
    }
}

/// Fates by line.
async fn check(operation: &Operation, records: &str, expect: &str) {
    let delivered = operation.deliver(delivery(records, None)).await.unwrap();
    let fates: Vec<String> = delivered
        .rows
        .iter()
        .map(|row| format!("{} {}", row.line, words(&row.fate)))
        .collect();
    assert_eq!(fates.join(", "), expect);
    assert!(delivered.receipt.counts.add_up());
    assert_eq!(
        delivered.receipt.counts.received,
        delivered.rows.len() as u64
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_record_is_told_its_fate() {
    let operation =
        Operation::found("{ type: csv }", &format!("only: topic <> 'test'{CALLS}")).await;
    let first = [call("c1", 2, "1"), call("c2", 1, "1"), call("c1", 1, "1")].join("\n");
    check(&operation, &first, "1 added, 2 added, 3 superseded").await;
    let second = [
        call("c1", 3, "2"),
        "{\"id\":".to_owned(),
        call("c2", 1, "1"),
        String::new(),
        call("c3", 1, "\"long\""),
        call("c2", 0, "1"),
        call("c4", 1, "1").replace("\"t\"", "\"test\""),
        call("c5", 1, "1"),
        call("c5", 1, "1"),
    ]
    .join("\n");
    check(
        &operation,
        &second,
        "1 replaced, 2 unreadable, 3 duplicate, 5 cannot_read.queue_seconds, 6 superseded, 7 passed over, 8 added, 9 duplicate",
    )
    .await;
    assert_eq!(
        operation.contacts(&["contact_id", "queue_seconds"]).await,
        "c1 2.0\nc2 1.0\nc5 1.0"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_one_of_two() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    let records = call("c1", 1, "1");
    let first = operation
        .deliver(delivery(&records, Some("k1")))
        .await
        .unwrap();
    assert!(!first.repeated);
    // Also after a start in between.
    let operation = operation.reopen(|_| {}).await;
    let again = operation
        .deliver(delivery(&records, Some("k1")))
        .await
        .unwrap();
    assert!(again.repeated);
    assert_eq!(again.receipt, first.receipt);
    assert_eq!(operation.lake.version(), 1);
    let other = call("c2", 1, "1");
    let error = operation
        .deliver(delivery(&other, Some("k1")))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), "key_taken");
    assert_eq!(operation.contacts(&["contact_id"]).await, "c1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_is_committed_with_its_records() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    for (number, id) in ["c1", "c2"].iter().enumerate() {
        let mut one = delivery(&call(id, 1, "1"), None);
        one.position = Some(Position {
            stream: "calls on nats".to_owned(),
            at: number.to_string(),
        });
        operation.deliver(one).await.unwrap();
    }
    assert_eq!(
        operation.lake.position("calls on nats").as_deref(),
        Some("1")
    );
    let operation = operation.reopen(|_| {}).await;
    assert_eq!(
        operation.lake.position("calls on nats").as_deref(),
        Some("1")
    );
    assert_eq!(operation.lake.position("another"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_few_commits_and_all_are_there() {
    let operation = Arc::new(Operation::found("{ type: csv }", CALLS).await);
    let deliveries: Vec<_> = (0..200)
        .map(|number| {
            let operation = operation.clone();
            tokio::spawn(async move {
                let records = call(&format!("c{number:03}"), 1, "1");
                let one = delivery(&records, Some(&format!("k{number}")));
                operation.deliver(one).await.unwrap().receipt.batch
            })
        })
        .collect();
    let mut batches = BTreeSet::new();
    for one in deliveries {
        batches.insert(one.await.unwrap());
    }
    assert_eq!(
        operation.contacts(&["contact_id"]).await.lines().count(),
        200
    );
    assert_eq!(operation.lake.version(), batches.len() as u64);
    assert!(batches.len() < 100, "{} commits", batches.len());
    let status = operation.lake.feeds().remove(0);
    assert_eq!((status.counts.received, status.counts.added), (200, 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_fails_alone() {
    let operation = Arc::new(
        Operation::found(
            "{ type: csv }",
            &format!("{CALLS}checks:\n  - {{ check: sane, holds: queue_seconds < 9, severity: stop, hint: Clock. }}\n"),
        )
        .await,
    );
    let records = [
        call("c1", 1, "1"),
        call("c2", 1, "10"),
        r#"{"ids":"c3"}"#.to_owned(),
        call("c4", 1, "1"),
        String::new(),
    ];
    let mut kinds = Vec::new();
    let all: Vec<_> = records
        .into_iter()
        .map(|records| {
            let operation = operation.clone();
            tokio::spawn(async move { operation.deliver(delivery(&records, None)).await })
        })
        .collect();
    for one in all {
        kinds.push(
            one.await
                .unwrap()
                .map_or_else(|error| error.kind(), |_| "taken"),
        );
    }
    assert_eq!(
        kinds,
        ["taken", "stopped_by_check", "bad_file", "taken", "bad_file"]
    );
    assert_eq!(operation.contacts(&["contact_id"]).await, "c1\nc4");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_at_once_is_turned_away() {
    let operation = Arc::new(Operation::found("{ type: csv }", CALLS).await);
    let pad = "\n".repeat(9 << 20);
    let all: Vec<_> = (0..12)
        .map(|number| {
            let operation = operation.clone();
            let records = format!("{}{pad}\n", call(&format!("c{number:02}"), 1, "1"));
            tokio::spawn(async move { operation.deliver(delivery(&records, None)).await })
        })
        .collect();
    let (mut taken, mut full) = (0, 0);
    for one in all {
        match one.await.unwrap() {
            Ok(_) => taken += 1,
            Err(error) => {
                assert_eq!(error.kind(), "full");
                full += 1;
            }
        }
    }
    assert_eq!(taken + full, 12);
    assert!(taken >= 1);
    assert_eq!(
        operation.contacts(&["contact_id"]).await.lines().count(),
        taken
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_the_future_wait() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    let records = call("c1", 1, "1").replace("2026-03-01", "2099-03-01");
    check(&operation, &records, "1 in_the_future").await;
}
