//! APIs that are asked: every page once, whatever they answer.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::Response;
use sources::{PullFeed, PullSettings, Trouble};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::api::{Api, answer};
use crate::operation::{Operation, call};

/// A page with calls of these numbers and further members.
pub fn page(numbers: std::ops::Range<u32>, more: &str) -> Response<Body> {
    answer(200, text(numbers, more))
}

fn text(numbers: std::ops::Range<u32>, more: &str) -> String {
    let mut calls = String::new();
    for number in numbers.clone() {
        let comma = if number > numbers.start { "," } else { "" };
        let call =
            call(&format!("c{number}")).replacen('{', &format!("{{\"changed\":{number},"), 1);
        write!(calls, "{comma}{call}").unwrap();
    }
    format!("{{\"calls\":[{calls}]{more}}}")
}

pub fn settings() -> PullSettings {
    PullSettings {
        proxies: false,
        apart: Duration::ZERO,
        round_pages_max: 30,
        page_bytes_max: 10_000,
        answers_within: Duration::from_secs(20),
        ..PullSettings::of(Arc::new(|name| {
            let value = match name {
                "TOKEN" => "s3cret",
                "EMAIL" => "ann@example.org",
                _ => return None,
            };
            Some(value.to_owned())
        }))
    }
}

pub fn start(operation: &Operation) -> JoinHandle<()> {
    let feed = PullFeed::of(&operation.door, &settings(), "calls").unwrap();
    tokio::spawn(feed.run())
}

pub async fn stop(operation: &Operation, task: JoinHandle<()>) {
    operation.door.stop.cancel();
    task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_by_cursor_and_the_next_round_from_the_newest() {
    let api = Api::start(|asked, _| match asked {
        1 => page(0..2, ",\"meta\":{\"next\":\"a b\"}"),
        2 => page(2..12, ",\"meta\":{\"next\":\"c\"}"),
        3 => page(0..0, ",\"meta\":{\"next\":null}"),
        4 => page(11..13, ",\"meta\":{}"),
        _ => page(12..13, ",\"meta\":{}"),
    })
    .await;
    let feed = api.feed(
        "/v2/calls?from={since}&size=10",
        "  headers: { Authorization: \"Bearer ${TOKEN}\" }
  next: { cursor: meta.next, parameter: after }
  since: { newest: changed, start: 2024-01-01T00:00 }
",
    );
    let operation = Operation::found(&feed).await;
    let task = start(&operation);
    operation
        .until("three rounds", |_| api.asked().len() >= 6)
        .await;
    stop(&operation, task).await;
    assert_eq!(
        api.asked()[..6],
        [
            "/v2/calls?from=2024-01-01T00%3A00&size=10",
            "/v2/calls?from=2024-01-01T00%3A00&size=10&after=a+b",
            "/v2/calls?from=2024-01-01T00%3A00&size=10&after=c",
            // 11 is more than 9, as numbers are.
            "/v2/calls?from=11&size=10",
            "/v2/calls?from=12&size=10",
            "/v2/calls?from=12&size=10",
        ]
    );
    let requests = api.requests();
    assert!(
        requests
            .iter()
            .all(|one| one.header("authorization") == "Bearer s3cret")
    );
    let counts = operation.counts();
    // A page that came before, byte for byte, makes no commit.
    assert_eq!(
        (counts.received, counts.added, counts.duplicates),
        (15, 13, 2)
    );
    let status = operation.status();
    assert_eq!(status.position.as_deref(), Some("12"));
    assert!(
        status.works == Some(true) && status.last_error.is_none(),
        "{status:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_by_url_until_the_api_says_that_it_was_the_last() {
    let api = Api::start(|asked, _| match asked {
        1 => page(
            0..2,
            ",\"after_url\":\"/tickets?cursor=x\",\"end\":false,\"end_time\":7",
        ),
        2 => page(
            2..3,
            ",\"after_url\":\"/tickets?cursor=y\",\"end\":true,\"end_time\":8",
        ),
        _ => page(
            0..0,
            ",\"after_url\":\"/tickets?cursor=y\",\"end\":true,\"end_time\":null",
        ),
    })
    .await;
    let feed = api.feed(
        "/tickets?start={since}",
        "  next: { url: after_url, end: end }\n  since: { from: end_time, start: 0 }\n",
    );
    // `start` is text: YAML's number has to be written as one.
    let operation = Operation::found(&feed.replace("start: 0", "start: '0'")).await;
    let task = start(&operation);
    operation
        .until("three rounds", |_| api.asked().len() >= 4)
        .await;
    stop(&operation, task).await;
    assert_eq!(
        api.asked()[..4],
        [
            "/tickets?start=0",
            "/tickets?cursor=x",
            "/tickets?start=8",
            "/tickets?start=8"
        ]
    );
    assert_eq!(operation.counts().added, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_by_the_header_that_names_the_next() {
    let api = Api::start(|_, path| {
        let number = path.rsplit('=').next().unwrap().parse().unwrap_or(0);
        let mut answer = page(number..number + 1, "");
        let mut link = String::from("</calls>; rel=first");
        if number < 2 {
            write!(link, ", </calls?page={}>; rel=\"next\"", number + 1).unwrap();
        }
        answer.headers_mut().insert("link", link.parse().unwrap());
        answer
    })
    .await;
    let operation = Operation::found(&api.feed("/calls", "  next: { link: true }\n")).await;
    let task = start(&operation);
    operation
        .until("two rounds", |_| api.asked().len() >= 4)
        .await;
    stop(&operation, task).await;
    assert_eq!(
        api.asked()[..4],
        ["/calls", "/calls?page=1", "/calls?page=2", "/calls"]
    );
    assert_eq!(operation.counts().added, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_by_number_at_the_pace_that_is_said() {
    let api = Api::start(|_, path| match path {
        "/calls?offset=0" => page(0..2, ""),
        "/calls?offset=2" => page(2..3, ""),
        _ => page(0..0, ""),
    })
    .await;
    let feed = api.feed(
        "/calls",
        "  next: { page: offset, from: 0, step: 2 }\n  rate: 600 per minute\n",
    );
    let operation = Operation::found(&feed).await;
    let began = Instant::now();
    let task = start(&operation);
    operation.until("a round", |_| api.asked().len() >= 3).await;
    assert!(began.elapsed() >= Duration::from_millis(200));
    stop(&operation, task).await;
    assert_eq!(
        api.asked()[..3],
        ["/calls?offset=0", "/calls?offset=2", "/calls?offset=4"]
    );
    assert_eq!(operation.counts().received, 3);
}

/// An answer that breaks off in the middle.
fn cut() -> Response<Body> {
    let whole = text(0..2, "");
    let half = Bytes::copy_from_slice(&whole.as_bytes()[..30]);
    let parts = [Ok(half), Err(std::io::Error::other("the line is cut"))];
    answer(200, Body::from_stream(futures::stream::iter(parts)))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_is_tried_again() {
    let api = Api::start(|asked, _| match asked {
        1 => {
            let mut busy = answer(429, "later");
            busy.headers_mut()
                .insert("retry-after", "1".parse().unwrap());
            busy
        }
        2 => answer(500, "oops"),
        3 => cut(),
        4 => answer(200, "{\"calls\":"),
        5 => answer(200, "{\"tickets\":[]}"),
        6 => page(0..2, ",\"next\":\"b\""),
        7 => answer(503, ""),
        _ => page(2..4, ""),
    })
    .await;
    let feed = api.feed("/calls", "  next: { cursor: next, parameter: at }\n");
    let operation = Operation::found(&feed).await;
    let began = Instant::now();
    let task = start(&operation);
    operation.until("a round", |_| api.asked().len() >= 8).await;
    assert!(
        began.elapsed() >= Duration::from_secs(1),
        "Retry-After was not kept"
    );
    operation
        .until("four", |operation| operation.counts().added == 4)
        .await;
    stop(&operation, task).await;
    let asked = api.asked();
    assert_eq!(asked[5..8], ["/calls", "/calls?at=b", "/calls?at=b"]);
    assert_eq!(operation.counts().received, 4);
    assert!(operation.status().last_error.unwrap().cause.contains("503"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_given_up_after_the_retries_and_goes_on_where_it_was() {
    let api = Api::start(|asked, _| match asked {
        1 => page(0..2, ",\"next\":\"b\""),
        2..=4 => answer(500, ""),
        5 => answer(401, ""),
        _ => page(2..4, ""),
    })
    .await;
    let feed = api.feed(
        "/calls",
        "  next: { cursor: next, parameter: at }\n  retries: 2\n",
    );
    let operation = Operation::found(&feed).await;
    let task = start(&operation);
    operation.until("told", |_| api.asked().len() >= 5).await;
    operation
        .until("told", |operation| {
            let error = operation.status().last_error;
            error.is_some_and(|error| error.cause.contains("401") && error.hint.contains("secret"))
        })
        .await;
    operation
        .until("all", |operation| operation.counts().added == 4)
        .await;
    stop(&operation, task).await;
    assert_eq!(
        api.asked()[..6],
        [
            "/calls",
            "/calls?at=b",
            "/calls?at=b",
            "/calls?at=b",
            "/calls?at=b",
            "/calls?at=b"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ended_at_any_moment_every_page_is_in_once() {
    let api = Api::start(|_, path| {
        let number: u32 = path.rsplit('=').next().unwrap().parse().unwrap_or(0);
        let next = if number < 19 {
            format!(",\"next\":{}", number + 1)
        } else {
            String::new()
        };
        page(number * 3..number * 3 + 3, &next)
    })
    .await;
    let feed = api
        .feed("/calls", "  next: { cursor: next, parameter: at }\n")
        .replace("1 second", "1 hour");
    let mut operation = Operation::found(&feed).await;
    for round in 0..6 {
        let task = start(&operation);
        tokio::time::sleep(Duration::from_millis(5 + 19 * round)).await;
        task.abort();
        let ended = task.await;
        assert!(ended.is_err_and(|error| error.is_cancelled()));
        operation = operation.reopen().await;
    }
    let task = start(&operation);
    operation
        .until("all", |operation| operation.counts().added == 60)
        .await;
    stop(&operation, task).await;
    assert_eq!(operation.counts().received, 60);
}

/// What is told when an API is asked.
async fn refused(api: &Api, path: &str, more: &str, expect: &str) {
    let operation = Operation::found(&api.feed(path, more)).await;
    let task = start(&operation);
    operation
        .until("told", |operation| operation.status().last_error.is_some())
        .await;
    let trouble = operation.status().last_error.unwrap();
    assert!(trouble.cause.contains(expect), "{trouble:?}");
    assert!(!trouble.hint.is_empty());
    assert!(!trouble.cause.contains("s3cret") && !trouble.hint.contains("s3cret"));
    stop(&operation, task).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_goes_to_another_host_and_no_page_is_too_large() {
    let other = Api::start(|_, _| page(0..1, "")).await;
    let elsewhere = format!("http://{}/calls", other.address);
    let api = Api::start(move |_, path| match path {
        "/redirects" => {
            let mut redirect = answer(302, "");
            redirect
                .headers_mut()
                .insert("location", elsewhere.parse().unwrap());
            redirect
        }
        "/large" => answer(200, " ".repeat(10_001)),
        "/gone?api_token=s3cret" => answer(404, ""),
        "/text?api_token=s3cret" => answer(200, "s"),
        "/other?api_token=s3cret" => answer(200, "{}"),
        "/cut?api_token=s3cret" => cut(),
        _ => page(0..1, &format!(",\"next\":\"{elsewhere}\"")),
    })
    .await;
    let token = "  headers: { Authorization: \"Bearer ${TOKEN}\" }\n";
    refused(&api, "/redirects", token, "another host").await;
    refused(&api, "/large", token, "larger than 10000 bytes").await;
    for (path, expect) in [
        ("/gone", "/gone answered 404"),
        ("/text", "/text: the page is no JSON"),
        ("/other", "/other: `calls` in the page is no list"),
        ("/cut", "/cut: "),
    ] {
        refused(&api, &format!("{path}?api_token=s3cret"), "", expect).await;
    }
    let next = format!("{token}  next: {{ url: next }}\n");
    refused(&api, "/calls", &next, "the next page is on another host").await;
    let asked = api.asked().len();
    let missing = "  headers: { Authorization: \"Bearer ${NOT_SET}\" }\n";
    refused(&api, "/calls", missing, "no variable `NOT_SET`").await;
    assert_eq!(api.asked().len(), asked);
    assert_eq!(other.asked(), [""; 0]);
}

/// Follows a feed until something went wrong; gives what did, and what was asked by then and in the next round.
async fn broken(api: &Api, more: &str, asked: usize) -> (Trouble, Vec<String>) {
    let operation = Operation::found(&api.feed("/calls", more)).await;
    let task = start(&operation);
    operation
        .until("told", |operation| operation.status().last_error.is_some())
        .await;
    let trouble = operation.status().last_error.unwrap();
    operation
        .until("asked again", |_| api.asked().len() >= asked)
        .await;
    stop(&operation, task).await;
    (trouble, api.asked()[..asked].to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_does_not_heed_the_page_is_not_asked_for_ever() {
    let api = Api::start(|asked, _| page(0..2, &format!(",\"at\":{asked}"))).await;
    let (trouble, asked) = broken(&api, "  next: { page: p }\n", 4).await;
    assert!(trouble.cause.contains("same records"), "{trouble:?}");
    assert_eq!(
        asked,
        ["/calls?p=1", "/calls?p=2", "/calls?p=1", "/calls?p=2"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn cursors_that_go_in_a_circle_are_not_followed_for_ever() {
    let api = Api::start(|_, path| match path {
        "/calls" => page(0..1, ",\"next\":\"a\""),
        "/calls?at=a" => page(1..2, ",\"next\":\"b\""),
        _ => page(2..3, ",\"next\":\"a\""),
    })
    .await;
    let (trouble, asked) = broken(&api, "  next: { cursor: next, parameter: at }\n", 4).await;
    assert!(trouble.cause.contains("in a circle"), "{trouble:?}");
    assert_eq!(asked, ["/calls", "/calls?at=a", "/calls?at=b", "/calls"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_has_an_end_and_the_next_goes_on_there() {
    let api = Api::start(|asked, _| {
        let number = u32::try_from(asked).unwrap();
        page(number..number + 1, &format!(",\"next\":{asked}"))
    })
    .await;
    let (trouble, asked) = broken(&api, "  next: { cursor: next, parameter: at }\n", 31).await;
    assert!(trouble.cause.contains("after 30 pages"), "{trouble:?}");
    assert_eq!(asked[30], "/calls?at=30");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_the_api_has_forgotten_is_left_behind() {
    let api = Api::start(|asked, _| match asked {
        1 => page(0..2, ",\"next\":\"b\""),
        2 => answer(410, ""),
        3 => page(0..2, ",\"next\":\"c\""),
        _ => page(2..4, ""),
    })
    .await;
    let feed = api.feed("/calls", "  next: { cursor: next, parameter: at }\n");
    let operation = Operation::found(&feed).await;
    let task = start(&operation);
    operation
        .until("all", |operation| operation.counts().added == 4)
        .await;
    stop(&operation, task).await;
    assert_eq!(
        api.asked()[..4],
        ["/calls", "/calls?at=b", "/calls", "/calls?at=c"]
    );
    assert_eq!(operation.status().last_error, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_never_there_is_told_and_blocks_nothing() {
    let api = Api::start(|_, path| match path {
        "/calls" => page(0..2, ",\"next\":\"b\""),
        _ => answer(404, ""),
    })
    .await;
    let (trouble, asked) = broken(&api, "  next: { cursor: next, parameter: at }\n", 5).await;
    assert!(trouble.cause.contains("/calls answered 404"), "{trouble:?}");
    let twice = ["/calls", "/calls?at=b", "/calls", "/calls?at=b", "/calls"];
    assert_eq!(asked, twice);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_asked_for_again_once_the_mapping_was_put_right() {
    let api = Api::start(|_, _| page(0..2, "")).await;
    let feed = api.feed(
        "/calls?from={since}",
        "  since: { newest: changed, start: '0' }\n",
    );
    let operation = Operation::found(&feed).await;
    let task = start(&operation);
    operation
        .until("in", |operation| operation.counts().received == 2)
        .await;
    operation.until("twice", |_| api.asked().len() >= 2).await;
    stop(&operation, task).await;
    let before = api.asked().len();
    assert_eq!(api.asked()[..2], ["/calls?from=0", "/calls?from=1"]);
    let operation = operation.reopen_as(&format!("{feed}revision: 1")).await;
    let task = start(&operation);
    operation
        .until("in again", |operation| operation.counts().received == 4)
        .await;
    stop(&operation, task).await;
    assert_eq!(api.asked()[before], "/calls?from=0");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_is_holds_no_secret() {
    let api = Api::start(|_, path| match path {
        "/calls" => page(0..2, ",\"next\":\"/calls?key=s3cret\""),
        _ => answer(500, ""),
    })
    .await;
    let feed = api.feed("/calls", "  next: { url: next }\n");
    let operation = Operation::found(&feed).await;
    let task = start(&operation);
    operation
        .until("told", |operation| operation.status().last_error.is_some())
        .await;
    stop(&operation, task).await;
    let status = operation.status();
    let next = format!("the beginning, then http://{}/calls", api.address);
    assert_eq!(status.position, Some(next));
    assert!(!format!("{status:?}").contains("s3cret"), "{status:?}");
}
