//! APIs that are asked by POST, or by name and password.

use axum::http::Method;
use serde_json::{Value, json};

use crate::api::{Api, answer};
use crate::operation::Operation;
use crate::pull::{page, start, stop};

/// "ann@example.org/token:s3cret".
const LOGIN: &str = "Basic YW5uQGV4YW1wbGUub3JnL3Rva2VuOnMzY3JldA==";

/// Follows a feed until it was asked so often, and gives what was posted.
async fn posted(api: &Api, more: &str, times: usize) -> Vec<Value> {
    let operation = Operation::found(&api.feed("/search", more)).await;
    let task = start(&operation);
    operation
        .until("asked", |_| api.requests().len() >= times)
        .await;
    stop(&operation, task).await;
    let requests = api.requests();
    for one in &requests {
        assert_eq!((&one.method, one.path.as_str()), (&Method::POST, "/search"));
        assert_eq!(one.header("content-type"), "application/json");
    }
    requests[..times].iter().map(|one| one.json()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_takes_where_it_begins_and_the_cursor() {
    let api = Api::of(|asked, _| match asked {
        1 => page(0..2, ",\"pages\":{\"next\":{\"at\":\"b\"}}"),
        2 => page(2..4, ",\"pages\":{\"next\":{\"at\":7}}"),
        _ => page(4..5, ",\"pages\":{\"next\":null}"),
    })
    .await;
    let more = "  body:
    query: { field: updated, operator: \">\", value: \"{since}\", said: \"from {since} on\" }
    paging: { size: 150 }
    all: [\"{since}\", true, 1.5]
  next: { cursor: pages.next.at, parameter: paging.after.here }
  since: { newest: changed, start: 2024-01-01 }
";
    let body = |since: Value, after: Value| {
        let mut paging = json!({"size": 150});
        if !after.is_null() {
            paging["after"] = json!({"here": after});
        }
        let said = since.as_str().map_or(since.to_string(), str::to_owned);
        json!({
            "query": {"field": "updated", "operator": ">", "value": since, "said": format!("from {said} on")},
            "paging": paging,
            "all": [since, true, 1.5],
        })
    };
    let begins = json!("2024-01-01");
    assert_eq!(
        posted(&api, more, 4).await,
        [
            body(begins.clone(), Value::Null),
            body(begins.clone(), json!("b")),
            body(begins, json!(7)),
            // A number where it is one.
            body(json!(4), Value::Null),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_counts_pages() {
    let api = Api::of(|_, asked| match asked.json()["page"].as_u64() {
        Some(1) => page(0..2, ""),
        Some(2) => page(2..3, ""),
        _ => page(0..0, ""),
    })
    .await;
    let more = "  body: { page: 0 }\n  next: { page: page }\n";
    let posted = posted(&api, more, 3).await;
    assert_eq!(
        posted,
        [json!({"page": 1}), json!({"page": 2}), json!({"page": 3})]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_are_posted_alike_go_in_a_circle() {
    let api = Api::of(|_, asked| {
        let next = match asked.json()["at"].as_str() {
            None => "a",
            Some("a") => "b",
            Some(_) => "a",
        };
        let number = u32::from(next == "b") + 2 * u32::from(asked.json()["at"] == "b");
        page(number..number + 1, &format!(",\"next\":\"{next}\""))
    })
    .await;
    let more = "  body: {}\n  next: { cursor: next, parameter: at }\n";
    let operation = Operation::found(&api.feed("/search", more)).await;
    let task = start(&operation);
    operation
        .until("told", |operation| operation.status().last_error.is_some())
        .await;
    stop(&operation, task).await;
    let trouble = operation.status().last_error.unwrap();
    assert!(trouble.cause.contains("in a circle"), "{trouble:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_is_said_with_each_page_and_to_no_other_host() {
    let other = Api::start(|_, _| page(0..1, "")).await;
    let elsewhere = format!("http://{}/calls", other.address);
    let api = Api::of(move |count, asked| {
        if asked.header("authorization") != LOGIN {
            return answer(401, "");
        }
        match count {
            1 => page(0..2, ",\"next\":\"/search?page=2\""),
            2 => page(2..3, &format!(",\"next\":\"{elsewhere}\"")),
            _ => answer(500, ""),
        }
    })
    .await;
    let more = "  basic: { user: \"${EMAIL}/token\", password: \"${TOKEN}\" }
  next: { url: next }
  retries: 0
";
    let operation = Operation::found(&api.feed("/search", more)).await;
    let task = start(&operation);
    operation
        .until("told", |operation| operation.status().last_error.is_some())
        .await;
    stop(&operation, task).await;
    assert_eq!(operation.counts().added, 3);
    let status = format!("{:?}", operation.status());
    assert!(
        !status.contains("s3cret") && !status.contains("ann@"),
        "{status}"
    );
    assert_eq!(other.asked(), [""; 0]);
}

/// What is told when an API is asked, and how often it was.
async fn told(api: &Api, more: &str) -> (String, usize) {
    let operation = Operation::found(&api.feed("/search", more)).await;
    let task = start(&operation);
    operation
        .until("told", |operation| operation.status().last_error.is_some())
        .await;
    stop(&operation, task).await;
    let trouble = operation.status().last_error.unwrap();
    assert!(!trouble.hint.is_empty());
    (trouble.cause, api.requests().len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_is_not_there_is_told_and_nothing_asked() {
    let api = Api::start(|_, _| page(0..1, "")).await;
    let missing = "  basic: { user: ann, password: \"${NOT_SET}\" }\n";
    let (cause, asked) = told(&api, missing).await;
    assert!(cause.contains("no variable `NOT_SET`"), "{cause}");
    assert_eq!(asked, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_posted_is_posted_again_or_not_at_all() {
    let redirects = |status: u16| {
        Api::of(move |_, asked| {
            if asked.path == "/there" {
                return page(0..1, "");
            }
            let mut redirect = answer(status, "");
            let location = "/there".parse().unwrap();
            redirect.headers_mut().insert("location", location);
            redirect
        })
    };
    let body = "  body: { a: 1 }\n  retries: 0\n";
    let api = redirects(302).await;
    let (cause, asked) = told(&api, body).await;
    assert!(cause.contains("redirects what is posted"), "{cause}");
    assert_eq!(asked, 1);

    let api = redirects(307).await;
    let operation = Operation::found(&api.feed("/search", body)).await;
    let task = start(&operation);
    operation
        .until("in", |operation| operation.counts().added == 1)
        .await;
    stop(&operation, task).await;
    let there = api.requests()[1].clone();
    assert_eq!(
        (there.method.clone(), there.json()),
        (Method::POST, json!({"a": 1}))
    );
}
