//! What each kind of check lets through, keeps out, counts and refuses.

use crate::fixture::{CALLS, Operation};

async fn with(checks: &str) -> Operation {
    Operation::found("ndjson", &format!("{CALLS}\nchecks:\n{checks}")).await
}

fn call(id: &str, topic: &str, wait: &str) -> String {
    format!(
        r#"{{"id":{id:?},"rev":"1","party":"alder","topic":{topic},"opened":"2026-01-05 09:00","wait":{wait}}}"#
    )
}

fn rows(calls: &[String]) -> String {
    calls.join("\n") + "\n"
}

#[tokio::test]
async fn rows_are_told_by_what_they_have_and_should() {
    let operation = with(
        "
  - { check: wait, range: { column: queue_seconds, least: 0, most: 1 hour }, hint: A wrong clock. }
  - { check: topic, one_of: { column: contact_type, values: [plain, hard] }, hint: Add it. }
  - { check: form, matches: { column: contact_id, pattern: 'C\\d|D' }, hint: Not ours. }
  - { check: party, known_in: { column: party, vocabulary: parties }, hint: Nobody. }
",
    )
    .await;
    let receipt = operation
        .ingest(rows(&[
            call("C1", r#""plain""#, r#""3600""#),
            call("C2", "null", "null"),
            call("C3", r#""plain""#, r#""3601""#),
            call("C4", r#""Plain""#, r#""-1""#),
            call("C5", r#""it's""#, r#""5""#),
            // The whole text, not a part of it.
            call("C66", r#""hard""#, r#""5""#),
            call("D", r#""hard""#, r#""5""#),
            call("D\n", r#""hard""#, r#""5""#),
            call("C7", r#""hard""#, r#""5""#).replace("alder", "Alder"),
        ]))
        .await;
    assert_eq!(receipt.counts.added, 3);
    assert_eq!(operation.contacts(&["contact_id"]).await, "C1\nC2\nD");
    let reasons: Vec<String> = operation
        .quarantine(None)
        .await
        .iter()
        .map(|row| format!("{} {}: {}", row.line, row.check, row.reason))
        .collect();
    assert_eq!(
        reasons,
        [
            "3 wait: `queue_seconds` is `3601.0` and must be from 0 to 1 hour",
            "4 wait: `queue_seconds` is `-1.0` and must be from 0 to 1 hour",
            "5 topic: `contact_type` is `it's` and must be one of `plain` or `hard`",
            "6 form: `contact_id` is `C66` and must be of the form C\\d|D",
            "8 form: `contact_id` is `D\n` and must be of the form C\\d|D",
            "9 party: `party` is `Alder` and must be among the parties of partnership.yaml",
        ]
    );
}

#[tokio::test]
async fn instants_are_compared_as_instants() {
    let operation = with("
  - { check: when, range: { column: opened_at, least: 2026-01-05, most: 2026-01-05 }, hint: Another day. }
")
    .await;
    let at = |id: &str, opened: &str| call(id, "null", "null").replace("2026-01-05 09:00", opened);
    let receipt = operation
        .ingest(rows(&[
            at("a", "2026-01-04 23:59"),
            at("b", "2026-01-05 00:00"),
            at("c", "2026-01-05 23:59"),
            at("d", "2026-01-06 00:00"),
        ]))
        .await;
    assert_eq!(receipt.by_check["when"], 2);
    assert_eq!(operation.contacts(&["contact_id"]).await, "b\nc");
}

#[tokio::test]
async fn a_warning_keeps_the_row_and_a_stop_refuses_the_file() {
    let operation = with("
  - { check: wait, range: { column: queue_seconds, most: 100 }, severity: warn, hint: Long. }
  - { check: form, matches: { column: contact_id, pattern: 'C.*' }, severity: stop, hint: Not ours. }
")
    .await;
    let receipt = operation
        .ingest(rows(&[call("C1", "null", r#""101""#)]))
        .await;
    assert_eq!(
        (
            receipt.warned,
            receipt.by_check["wait"],
            receipt.counts.added
        ),
        (1, 1, 1)
    );
    let refused = operation
        .try_ingest(rows(&[
            call("C2", "null", "null"),
            call("D2", "null", "null"),
        ]))
        .await
        .unwrap_err();
    assert_eq!(refused.kind(), "stopped_by_check");
    assert_eq!(operation.contacts(&["contact_id"]).await, "C1");
}

/// Fifty calls, of which the first few have no topic.
fn fifty(without: usize) -> String {
    let calls: Vec<String> = (0..50)
        .map(|nth| {
            call(
                &format!("C{nth}"),
                if nth < without { "null" } else { r#""plain""# },
                "null",
            )
        })
        .collect();
    rows(&calls)
}

#[tokio::test]
async fn completeness_is_counted_and_stops_a_delivery_that_lacks_too_much() {
    let checks = "
  - { check: topic, completeness: { column: contact_type, least: 0.98 }, severity: stop, hint: Ask for it again. }
  - { check: wait, completeness: { column: queue_seconds, least: 0.5 }, hint: Few. }
";
    let operation = with(checks).await;
    let refused = operation.try_ingest(fifty(2)).await.unwrap_err();
    assert_eq!(refused.kind(), "stopped_by_check");
    assert_eq!(refused.hint(), "Ask for it again.");
    assert!(
        refused.to_string().ends_with(
            "48 of 50 rows have `contact_type`, at least 98 % must; nothing was taken in"
        ),
        "{refused}"
    );
    assert_eq!(operation.contacts(&["contact_id"]).await, "");

    let receipt = operation.ingest(fifty(1)).await;
    let filled = |check: &str| (receipt.filled[check].filled, receipt.filled[check].rows);
    assert_eq!(filled("topic"), (49, 50));
    assert_eq!(filled("wait"), (0, 50));
    // So few rows that one of them would decide it are not judged.
    let few = operation.ingest(rows(&[call("X", "null", "null")])).await;
    assert_eq!(
        (few.filled["topic"].filled, few.filled["topic"].rows),
        (0, 1)
    );
}

#[tokio::test]
async fn a_receipt_keeps_what_was_counted() {
    let operation = with(
        "
  - { check: topic, completeness: { column: contact_type, least: 0.5 }, hint: Few. }
",
    )
    .await;
    let receipt = operation.ingest(fifty(30)).await;
    let operation = operation.reopen(|_| ()).await;
    assert_eq!(operation.lake.receipts(), [receipt]);
}

/// A value that is no number: told under the column by itself, and as the feed says where it says so.
#[tokio::test]
async fn a_value_that_cannot_be_read_stops_sets_aside_or_is_left_out() {
    let file = || {
        rows(&[
            call("C1", r#""plain""#, r#""5""#),
            call("C2", r#""plain""#, r#""long""#),
            call("C3", r#""plain""#, r#""Infinity""#),
        ])
    };
    let said = async |operation: &Operation| -> Vec<String> {
        let rows = operation.quarantine(None).await;
        let said = rows
            .iter()
            .map(|row| format!("{} {} {}", row.line, row.check, row.hint));
        said.collect()
    };
    let reads = |severity: &str| {
        format!(
            "
  - {{ check: wait_reads, type: {{ columns: [queue_seconds] }}, severity: {severity}, hint: Ask the site. }}
  - {{ check: waits, holds: queue_seconds is not null, severity: warn, hint: Ask the site. }}
"
        )
    };
    let operation = with(&reads("set_aside")).await;
    let receipt = operation.ingest(file()).await;
    assert_eq!(
        (receipt.counts.added, receipt.by_check["wait_reads"]),
        (1, 2)
    );
    assert_eq!(
        said(&operation).await,
        ["2 wait_reads Ask the site.", "3 wait_reads Ask the site."]
    );

    let operation = with(&reads("warn")).await;
    let receipt = operation.ingest(file()).await;
    assert_eq!(
        (
            receipt.counts.added,
            receipt.counts.set_aside,
            receipt.warned
        ),
        (3, 0, 2)
    );
    // What follows looks at rows that have no value there.
    assert_eq!(
        (receipt.by_check["wait_reads"], receipt.by_check["waits"]),
        (2, 2)
    );
    assert_eq!(
        operation.contacts(&["contact_id", "queue_seconds"]).await,
        "C1 5.0\nC2 \nC3 "
    );

    let operation = with(&reads("stop")).await;
    let refused = operation.try_ingest(file()).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "calls, line 2: check `wait_reads` failed and its severity is `stop`; nothing was taken in"
    );
    // A row that another check keeps out already stops nothing.
    let file = rows(&[call("C2", r#""plain""#, r#""long""#).replace("2026-01-05", "soon")]);
    let receipt = operation.ingest(file).await;
    assert_eq!(receipt.by_check["cannot_read.opened_at"], 1);
    // Nor does it where that column's name comes later.
    let stops = reads("stop").replace("[queue_seconds]", "[opened_at]");
    let operation = with(&stops).await;
    let file = rows(&[call("C2", r#""plain""#, r#""long""#).replace("2026-01-05", "soon")]);
    let receipt = operation.ingest(file).await;
    assert_eq!(receipt.by_check["cannot_read.queue_seconds"], 1);
}
