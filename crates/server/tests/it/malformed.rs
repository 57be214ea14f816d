//! Calls that make no sense: a clear word, never a crash.

use serde_json::{Value as Json, json};

use crate::client::Call;
use crate::house::{House, Session};

async fn check(house: &House, session: &Session, call: Call, expect: &str) {
    let answered = house.send(&session.signs(call.clone())).await;
    let told = answered.told();
    assert!(
        told.starts_with(expect),
        "{} {}: {told}\nnot {expect}",
        call.method,
        call.path
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_that_cannot_be_answered() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    for (path, expect) in [
        (
            "/api/query?kpis=offered&from=2026-02-30",
            "400 malformed: `from`: `2026-02-30` is neither a day",
        ),
        (
            "/api/query?kpis=offered&to=tomorrow",
            "400 malformed: `to`: `tomorrow` is neither a day",
        ),
        (
            "/api/query?kpis=offered&from=2026-03-10&to=2026-03-01",
            "422 invalid: ",
        ),
        (
            "/api/query?kpis=offered&grain=fortnight",
            "400 malformed: `grain`: `fortnight` is not a grain",
        ),
        (
            "/api/query?kpis=offered&basis=latest",
            "400 malformed: `basis`: `latest` is not a basis",
        ),
        ("/api/query?kpis=offered&basis=99-99", "404 unknown: "),
        (
            "/api/query?kpis=offered&format=xml",
            "400 malformed: `format`: `xml` is no format",
        ),
        (
            "/api/query?kpis=offered&sort=asc",
            "400 malformed: the parameters cannot be read: sort: unknown field `sort`",
        ),
        (
            "/api/query",
            "400 malformed: the parameters cannot be read: missing field `kpis`",
        ),
        ("/api/query?kpis=", "422 invalid: the question names no KPI"),
        (
            "/api/query?kpis=offred",
            "404 unknown: there is no KPI named `offred`",
        ),
        ("/api/query?kpis=offered&by=partyy", "404 unknown: "),
        ("/api/query?kpis=offered&by=customer", "404 unknown: "),
        ("/api/kpis/offered/facts?limit=0", "400 malformed: `limit`"),
        (
            "/api/kpis/offered/facts?limit=1001",
            "400 malformed: `limit`",
        ),
        (
            "/api/kpis/offered/facts?offset=-1",
            "400 malformed: the parameters cannot be read: offset:",
        ),
        ("/api/kpis/%FF", "400 malformed: "),
        ("/api/boards/none", "404 unknown: "),
        ("/api/dimensions/nothing/values", "404 unknown: "),
        (
            "/api/dimensions/party/values?table=nothing",
            "404 unknown: ",
        ),
        (
            "/api/lineage",
            "400 malformed: it is not clear what is to be followed",
        ),
        (
            "/api/lineage?kpi=offered&feed=contacts",
            "400 malformed: it is not clear what is to be followed",
        ),
        ("/api/lineage?feed=contacts&column=nothing", "404 unknown: "),
        ("/api/notes?from=soon", "400 malformed: `from`"),
        (
            "/api/schemas/nothing",
            "404 unknown: there is no such kind of charter file",
        ),
        (
            "/api/nothing",
            "404 unknown: there is no such address in the API",
        ),
        ("/api", "404 unknown: there is no such address in the API"),
    ] {
        check(&house, &olive, Call::get(path), expect).await;
    }
    check(
        &house,
        &olive,
        Call::new("PUT", "/api/notes"),
        "405 method_not_allowed",
    )
    .await;
    check(
        &house,
        &olive,
        Call::new("POST", "/api/kpis"),
        "405 method_not_allowed",
    )
    .await;
    let long = format!("/api/query?kpis=offered&where={}", "x".repeat(9000));
    check(
        &house,
        &olive,
        Call::get(&long),
        "413 too_much: the address has",
    )
    .await;
    let nearest = house.get(&olive, "/api/query?kpis=offred").await.json();
    assert_eq!(nearest["hint"], "the nearest is `offered`");
    let cut_off = house
        .get(&olive, "/api/query?kpis=offered&where=party%20%3D")
        .await
        .json();
    assert_eq!(cut_off["at"]["line"], 1, "{cut_off}");
    assert_eq!(cut_off["at"]["column"], 8, "{cut_off}");
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_that_reach_for_more() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    for filter in [
        "1=1; drop table contact",
        "party in (select party from cost_line)",
        "exists (select 1)",
        "'a' = read_file('/etc/passwd')",
        "sleep(10)",
        "customer = 'x'",
        "party = 'quillon",
        "party --",
        "count(*) > 1",
        "row_number() over () = 1",
        "party = $1",
        "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
        "regexp_like(party, '(a+)+$')  and nothing = 1",
    ] {
        let encoded: String = filter.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in [
            "/api/query?kpis=offered&where=",
            "/api/boards/all?where=",
            "/api/kpis/offered/reading?where=",
            "/api/kpis/offered/facts?where=",
        ] {
            let answered = house.get(&olive, &format!("{path}{encoded}")).await;
            let told = answered.json();
            if answered.status == 200 {
                // A board says of each KPI why it has no number; there is none to learn from.
                assert_eq!(numbers(&told), 0, "{path}{filter}: {answered:?}");
            } else {
                assert!(
                    matches!(answered.status, 400 | 404 | 422),
                    "{path}{filter}: {answered:?}"
                );
                assert!(
                    told["message"]
                        .as_str()
                        .is_some_and(|words| words.len() > 10),
                    "{filter}"
                );
            }
        }
    }
}

/// How many numbers a board shows, trends included; none where it says why one is missing.
fn numbers(board: &Json) -> usize {
    let rows = ["leading", "lagging"]
        .into_iter()
        .flat_map(|part| board[part].as_array().unwrap());
    rows.flat_map(|row| row["cells"].as_array().unwrap())
        .flat_map(|cell| {
            [&cell["level"]]
                .into_iter()
                .chain(cell["trend"].as_array().unwrap())
        })
        .filter(|value| !value["value"].is_null() || value["n"] != 0)
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_cannot_be_read() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    let post = || Call::new("POST", "/api/notes");
    for (call, expect) in [
        (post(), "400 malformed: the body is not declared as JSON"),
        (
            post().header("Content-Type", "text/plain"),
            "400 malformed: the body is not declared as JSON",
        ),
        (
            post().json("{\"kpi\": \"offered\",\n  oops"),
            "400 malformed: the body cannot be read: key must be a string at line 2 column 3",
        ),
        (
            post().json("5"),
            "400 malformed: the body cannot be read: invalid type: integer `5`",
        ),
        (
            post().json(
                &json!({ "kpi": "offered", "at": "2026-03-01", "text": "x", "colour": "red" })
                    .to_string(),
            ),
            "400 malformed: the body cannot be read: unknown field `colour`",
        ),
        (
            post().json(&json!({ "kpi": "offered", "at": "March", "text": "x" }).to_string()),
            "400 malformed: `at`: `March` is neither a day",
        ),
        (
            post().json(&json!({ "kpi": "offred", "at": "2026-03-01", "text": "x" }).to_string()),
            "404 unknown: there is no KPI named `offred`",
        ),
        (
            post().json(&json!({ "kpi": "offered", "at": "2026-03-01", "text": " " }).to_string()),
            "422 invalid: the note says nothing",
        ),
        (
            post().json(
                &json!({ "kpi": "offered", "at": "2026-03-01", "text": "x".repeat(2001) })
                    .to_string(),
            ),
            "422 invalid: the note has 2001 characters",
        ),
        (
            post().json(
                &json!({ "kpi": "offered", "at": "2026-03-01", "text": "x".repeat(70_000) })
                    .to_string(),
            ),
            "413 too_much: the body is larger than is taken",
        ),
    ] {
        check(&house, &olive, call, expect).await;
    }
    let place = house
        .send(&olive.signs(post().json("{\n  oops")))
        .await
        .json();
    assert_eq!(place["at"], json!({ "line": 2, "column": 3 }));
}
