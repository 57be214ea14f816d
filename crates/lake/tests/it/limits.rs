//! A question that would take for ever, or all of the memory, is stopped, and the next one is answered.

use std::time::Duration;

use datafusion::common::JoinType;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::prelude::{col, lit};
use lake::{LakeError, Settings};

use crate::fixture::{CALLS, Operation, limited, scan};

const ROWS: usize = 3_000;

async fn operation() -> Operation {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    let mut calls = "id,rev,party,agent,who,topic,opened,wait\n".to_owned();
    for number in 0..ROWS {
        calls.push_str(&format!(
            "c{number},1,alder,a,w{number},t,2026-03-01 10:00,{number}\n"
        ));
    }
    operation.ingest(calls).await;
    operation
}

fn told(error: &LakeError) -> (&str, String) {
    (error.kind(), error.hint())
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_work_is_stopped_and_the_next_question_is_answered() {
    let operation = limited(operation().await, |settings| Settings {
        query_seconds_max: 1,
        ..settings
    })
    .await;
    let viewer = operation.viewer("operator");
    let calls = operation
        .lake
        .scan(&viewer, &scan(&["queue_seconds"]))
        .await;
    let calls = calls.unwrap();
    // Every call with every other one, four times over: 81 million millions.
    let mut endless = calls.clone().alias("a").unwrap();
    for name in ["b", "c", "d"] {
        let other = calls.clone().alias(name).unwrap();
        let later = col("a.queue_seconds").lt_eq(col(format!("{name}.queue_seconds")) + lit(1e9));
        endless = endless.join_on(other, JoinType::Inner, [later]).unwrap();
    }
    let endless = endless
        .aggregate(Vec::new(), vec![count(lit(1_i64))])
        .unwrap();
    let asked = tokio::time::timeout(Duration::from_secs(30), operation.lake.collect(endless));
    let error = asked.await.unwrap().unwrap_err();
    assert_eq!(
        told(&error),
        (
            "too_slow",
            "Ask for a shorter period or fewer dimensions.".to_owned()
        )
    );
    assert!(error.to_string().contains('1'), "{error}");
    let next = operation.contacts(&["contact_id"]).await;
    assert_eq!(next.lines().count(), ROWS);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_memory_does_not_hold_is_refused_and_the_next_question_is_answered() {
    let operation = limited(operation().await, |settings| Settings {
        memory_bytes: 8 << 10,
        ..settings
    })
    .await;
    let viewer = operation.viewer("operator");
    let calls = operation.lake.scan(&viewer, &scan(&["contact_id"])).await;
    let each = calls
        .unwrap()
        .aggregate(vec![col("contact_id")], vec![count(lit(1_i64))])
        .unwrap();
    let error = operation.lake.collect(each).await.unwrap_err();
    assert_eq!(
        told(&error),
        (
            "too_large",
            "Ask for a shorter period or fewer dimensions, or give Tandem more memory.".to_owned()
        )
    );
    let (_, rows) = operation
        .lake
        .first_rows(&viewer, &scan(&["contact_id"]), 5)
        .await
        .unwrap();
    assert_eq!(rows.len(), 5);
}
