//! A clock that is wrong, and put right: nothing is lost, and what had to wait is tried again.

use jiff::{SignedDuration, Timestamp};
use lake::{Delivered, Mending, Which, With};

use crate::fixture::{CALLS, Operation, delivery, now};

fn call(id: &str, opened: &str) -> String {
    format!(
        r#"{{"id":"{id}","rev":1,"party":"alder","agent":"abel","who":"w1","topic":"t","opened":"{opened}","wait":7}}"#
    )
}

async fn deliver(operation: &Operation, records: &str, key: &str, at: Timestamp) -> Delivered {
    let delivered = operation
        .lake
        .deliver(&operation.charter, delivery(records, Some(key)), at)
        .await
        .unwrap();
    assert!(delivered.receipt.counts.add_up());
    delivered
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_stepped_back_loses_nothing() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    let right = now();
    let slow = right - SignedDuration::from_hours(24 * 400);
    deliver(&operation, &call("c1", "2026-03-01 10:00"), "k1", right).await;
    // What happened since the clock's day cannot have happened yet, by that clock.
    let records = [
        call("c2", "2026-03-01 11:00"),
        call("c3", "2020-03-01 11:00"),
    ]
    .join("\n");
    let delivered = deliver(&operation, &records, "k2", slow).await;
    assert_eq!(
        (
            delivered.receipt.counts.set_aside,
            delivered.receipt.counts.added
        ),
        (1, 1)
    );
    // Versions go on, and a delivery that is repeated is known, whatever the clock says.
    assert_eq!(operation.lake.version(), 2);
    let again = deliver(&operation, &call("c1", "2026-03-01 10:00"), "k1", slow).await;
    assert!(again.repeated);
    let operation = operation.reopen(|_| {}).await;
    assert_eq!(operation.contacts(&["contact_id"]).await, "c1\nc3");
    let status = operation.lake.feeds().remove(0);
    assert_eq!(status.last_taken_in, Some(right));
    // Put right, what waits is tried again.
    let mended = operation
        .lake
        .mend(
            &operation.charter,
            &operation.viewer("operator"),
            &Mending {
                feed: "calls".to_owned(),
                which: Which::All,
                with: With::AsTheyAre,
            },
            right,
        )
        .await
        .unwrap();
    assert_eq!(mended.fates.len(), 1);
    assert_eq!(operation.contacts(&["contact_id"]).await, "c1\nc2\nc3");
}
