//! A clock that is wrong, and put right: nothing is lost, and what had to wait is tried again.

use jiff::{SignedDuration, Timestamp};
use lake::{Delivered, Standing};

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
    // As long as the clock is slow, nothing is tried, and no version is made.
    let looked = operation.lake.mend_ahead(&operation.charter, slow).await;
    assert_eq!((looked.unwrap(), operation.lake.version()), (0, 2));
    // Put right, what waits is tried again, and all is as if the clock had never been wrong.
    let tried = operation.lake.mend_ahead(&operation.charter, right).await;
    assert_eq!((tried.unwrap(), operation.lake.version()), (1, 3));
    let columns = ["contact_id", "opened_at", "queue_seconds"];
    let undisturbed = Operation::found("{ type: csv }", CALLS).await;
    deliver(&undisturbed, &call("c1", "2026-03-01 10:00"), "k1", right).await;
    deliver(&undisturbed, &records, "k2", right).await;
    let (left, right_away) = (&operation, &undisturbed);
    assert_eq!(
        left.contacts(&columns).await,
        right_away.contacts(&columns).await
    );
    let mended = operation.quarantine(Some(Standing::Mended)).await;
    assert_eq!(mended[0].resolved_by.as_deref(), Some("tandem"));
    assert!(
        operation
            .quarantine(Some(Standing::Waiting))
            .await
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_of_the_future_waits_until_its_day_comes() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    let today = now();
    let day = |days: i64| today + SignedDuration::from_hours(24 * days);
    let opened = |days: i64| day(days).strftime("%Y-%m-%d 10:00").to_string();
    let records = [call("c1", &opened(3)), call("c2", &opened(9))].join("\n");
    let delivered = deliver(&operation, &records, "k1", today).await;
    assert_eq!(delivered.receipt.counts.set_aside, 2);
    for (days, tried, there) in [(1, 0, ""), (3, 1, "c1"), (4, 0, "c1"), (9, 1, "c1\nc2")] {
        let mended = operation
            .lake
            .mend_ahead(&operation.charter, day(days))
            .await;
        assert_eq!(mended.unwrap(), tried, "{days}");
        assert_eq!(operation.contacts(&["contact_id"]).await, there);
    }
    assert_eq!(operation.lake.version(), 3);
}
