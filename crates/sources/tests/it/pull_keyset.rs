//! APIs that are asked from the newest record of the page before on, and from a while before where the last round ended.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::Response;

use crate::api::{Api, answer};
use crate::operation::{Operation, call};
use crate::pull::{start, stop};

/// A page with calls of these numbers, each changed at a second past ten.
fn page(calls: &[(u32, u32)]) -> Response<Body> {
    let mut text = String::new();
    for (number, second) in calls {
        let comma = if text.is_empty() { "" } else { "," };
        let changed = format!("{{\"changed\":\"2026-03-02 10:00:{second:02}\",");
        write!(
            text,
            "{comma}{}",
            call(&format!("c{number}")).replacen('{', &changed, 1)
        )
        .unwrap();
    }
    answer(200, format!("{{\"calls\":[{text}]}}"))
}

const FEED: &str = "  next: { full: 3 }
  since: { newest: changed, start: 2026-01-01, behind: 1 minute }
";

#[tokio::test(flavor = "multi_thread")]
async fn each_page_begins_at_the_newest_of_the_one_before() {
    let api = Api::start(|asked, _| match asked {
        1 => page(&[(1, 1), (2, 2), (3, 2)]),
        2 => page(&[(2, 2), (3, 2), (4, 5)]),
        3 => page(&[(4, 5), (5, 7)]),
        // Where it began a minute before, and only older ones are left.
        4 => page(&[(1, 1)]),
        _ => page(&[]),
    })
    .await;
    let operation = Operation::found(&api.feed("/calls?from={since}", FEED)).await;
    let task = start(&operation);
    operation
        .until("three rounds", |_| api.asked().len() >= 5)
        .await;
    stop(&operation, task).await;
    assert_eq!(
        api.asked()[..5],
        [
            "/calls?from=2025-12-31",
            "/calls?from=2026-03-02%2010%3A00%3A02",
            "/calls?from=2026-03-02%2010%3A00%3A05",
            "/calls?from=2026-03-02%2009%3A59%3A07",
            "/calls?from=2026-03-02%2009%3A59%3A07",
        ]
    );
    let counts = operation.counts();
    assert_eq!((counts.added, counts.duplicates), (5, 4));
    let status = operation.status();
    assert_eq!(status.position.as_deref(), Some("2026-03-02 10:00:07"));
    assert_eq!(status.last_error, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_records_of_a_second_than_a_page_holds_are_told() {
    let api = Api::start(|asked, _| match asked {
        1 => page(&[(1, 1), (2, 2), (3, 2)]),
        _ => page(&[(2, 2), (3, 2), (4, 2)]),
    })
    .await;
    let operation = Operation::found(&api.feed("/calls?from={since}", FEED)).await;
    let task = start(&operation);
    operation
        .until("asked again", |operation| {
            operation.status().last_error.is_some() && api.asked().len() >= 3
        })
        .await;
    stop(&operation, task).await;
    let trouble = operation.status().last_error.unwrap();
    assert!(
        trouble
            .cause
            .contains("have the `changed` 2026-03-02 10:00:02"),
        "{trouble:?}"
    );
    assert!(trouble.hint.contains("`full`"), "{trouble:?}");
    // The next round asks for the page that could not be passed.
    assert_eq!(api.asked()[1], api.asked()[2]);
    assert_eq!(operation.counts().added, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instant_is_asked_for_as_the_api_reads_it() {
    let api = Api::start(|_, _| page(&[(1, 1)])).await;
    let feed =
        "  since: { newest: changed, start: 2026-01-01, as: unix_seconds, behind: 5 minutes }\n";
    let operation = Operation::found(&api.feed("/calls?from={since}", feed)).await;
    let task = start(&operation);
    operation
        .until("two rounds", |_| api.asked().len() >= 2)
        .await;
    stop(&operation, task).await;
    assert_eq!(
        api.asked()[..2],
        ["/calls?from=1767225300", "/calls?from=1772445301"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_instant_is_told() {
    let api = Api::start(|_, _| answer(200, format!("{{\"calls\":[{}]}}", call("c1")))).await;
    let feed = "  since: { newest: id, start: 2026-01-01, behind: 5 minutes }\n";
    let operation = Operation::found(&api.feed("/calls?from={since}", feed)).await;
    let task = start(&operation);
    operation
        .until("told", |operation| operation.status().last_error.is_some())
        .await;
    stop(&operation, task).await;
    let trouble = operation.status().last_error.unwrap();
    assert!(
        trouble.cause.contains("`c1`, which is no instant"),
        "{trouble:?}"
    );
}
