//! From a file that nobody has described to facts: draft, preview, accept, hand in.

use std::fs;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value as Json, json};

use crate::client::{Answered, Call};
use crate::house::{House, Session};

/// Tickets of a desk: a semicolon between cells, days before months, one ticket that changed.
pub const TICKETS: &str = "\
Ticket;Vendor;Reason;Opened;Changed
T-1;quillon;repair;13/03/2026 09:10;13/03/2026 10:00
T-2;quillon;repair;14/03/2026 09:10;14/03/2026 10:00
T-3;zephyrine;repair;15/03/2026 09:10;15/03/2026 10:00
T-1;quillon;repair;13/03/2026 09:10;16/03/2026 10:00
";

/// A feed for them, as a person might leave it.
const FEED: &str = "\
feed: desk
title: Desk
table: contact
format: { type: csv, delimiter: \";\" }
key: ['\"Ticket\"']
version: [\"local_time(\\\"Changed\\\", '%d/%m/%Y %H:%M')\"]
columns:
  contact_id: '\"Ticket\"'
  party: '\"Vendor\"'
  opened_at: local_time(\"Opened\", '%d/%m/%Y %H:%M')
checks:
  - { check: party_known, known_in: { column: party, vocabulary: parties }, hint: Add the party. }
";

/// A call for a preview of a whole file.
pub fn preview(yaml: &str, file: &str) -> Json {
    json!({ "yaml": yaml, "name": "desk.csv", "head": BASE64_STANDARD.encode(file), "whole": true })
}

async fn post(house: &House, session: &Session, path: &str, body: &Json) -> Answered {
    house.send(&session.signs(Call::post(path, body))).await
}

async fn previewed(house: &House, session: &Session, yaml: &str, file: &str) -> Json {
    let answered = post(house, session, "/api/feeds/preview", &preview(yaml, file)).await;
    assert_eq!(answered.status, 200, "{answered:?}");
    answered.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_drafted_with_its_columns_doubts_and_rows() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    let call = Call::new("POST", "/api/feeds/draft?name=..%2Fdesk%20tickets.csv").bytes(TICKETS);
    let answered = house.send(&olive.signs(call)).await;
    assert_eq!(answered.status, 200, "{answered:?}");
    let draft = answered.json();
    assert_eq!(draft["feed"], "desk_tickets");
    assert_eq!(draft["profile"]["delimiter"], ";");
    assert_eq!(draft["profile"]["rows"], 4);
    let columns = draft["profile"]["columns"].as_array().unwrap();
    let opened = columns.iter().find(|one| one["name"] == "Opened").unwrap();
    assert_eq!(opened["pattern"], "%d/%m/%Y %H:%M");
    assert_eq!(opened["mapped_to"], json!(["opened_at"]));
    assert_eq!(
        opened["reads"]["instant"],
        "local_time(\"Opened\", '%d/%m/%Y %H:%M')"
    );
    let rows = &draft["trial"]["rows"];
    assert_eq!(
        (&rows["received"], &rows["added"]),
        (&json!(4), &json!(3)),
        "{rows}"
    );
    assert_eq!(rows["superseded"], 1);
    assert_eq!(rows["kept"][0]["line"], 2);
    assert_eq!(rows["kept"][0]["fate"], "superseded");
    assert_eq!(draft["table"]["at"], "opened_at");
    // Nothing of it stays: neither the file nor a fact.
    assert_eq!(house.uploads(), 0);
    let feeds = house.get(&olive, "/api/feeds").await.json();
    assert_eq!(feeds.as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_drafted_anew_for_another_table_and_known_once_a_feed_takes_it_in() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    let draft = async |query: &str| {
        let path = format!("/api/feeds/draft?name=desk.csv{query}");
        let call = Call::new("POST", &path).bytes(TICKETS);
        house.send(&olive.signs(call)).await
    };
    let first = draft("").await.json();
    assert_eq!(
        (&first["fits"], &first["table"]["table"]),
        (&Json::Null, &json!("contact"))
    );
    let into = first["drafts_into"].as_array().unwrap();
    assert!(into.contains(&json!("message")), "{first}");
    let message = draft("&table=message").await.json();
    assert_eq!(message["table"]["table"], "message");
    assert_eq!(message["table"]["at"], "sent_at");
    let unknown = draft("&table=moods").await;
    assert_eq!(unknown.status, 422, "{unknown:?}");

    let accepted = post(
        &house,
        &olive,
        "/api/feeds",
        &json!({ "yaml": first["yaml"] }),
    )
    .await;
    assert_eq!(accepted.status, 200, "{accepted:?}");
    let again = draft("").await.json();
    assert_eq!(again["fits"]["feed"], "desk", "{again}");
    assert_eq!(again["feed"], "desk_2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_says_where_a_feed_is_wrong_and_which_rows_are() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    let right = previewed(&house, &olive, FEED, TICKETS).await;
    assert_eq!(right["trial"]["problems"], json!([]), "{right}");
    assert_eq!(right["trial"]["rows"]["added"], 3);

    let months_first = FEED.replace("\"Opened\", '%d/%m", "\"Opened\", '%m/%d");
    let rows = previewed(&house, &olive, &months_first, TICKETS).await["trial"]["rows"].clone();
    assert_eq!(rows["set_aside"], 4);
    assert_eq!(rows["aside"][0]["line"], 2);
    assert_eq!(rows["aside"][0]["column"], "opened_at");
    assert_eq!(rows["by_check"], json!({ "cannot_read.opened_at": 4 }));

    for (from, to, line, words) in [
        ("  party: '\"Vendor\"'", "  prty: '\"Vendor\"'", 9, "prty"),
        ("table: contact", "table: contacts", 3, "contacts"),
        ("title: Desk", "title: [", 2, "not closed"),
        (
            "  contact_id: '\"Ticket\"'",
            "  contact_id: pg_sleep(5)",
            8,
            "pg_sleep",
        ),
        (
            "feed: desk",
            "feed: contacts",
            1,
            "there is a feed named `contacts`",
        ),
        // What only the engine knows is found as well.
        (
            "  contact_id: '\"Ticket\"'",
            "  handle_seconds: \"Reason\" and true",
            8,
            "",
        ),
    ] {
        let edited = FEED.replace(from, to);
        let told = previewed(&house, &olive, &edited, TICKETS).await;
        let problem = &told["trial"]["problems"][0];
        assert_eq!(problem["severity"], "error", "{to}: {told}");
        assert_eq!(problem["line"], line, "{to}: {told}");
        assert!(
            problem["message"].as_str().unwrap().contains(words),
            "{told}"
        );
        // A feed that is there can be tried, and not accepted.
        let tried = to.contains("contacts") && to.contains("feed:");
        assert_eq!(told["trial"]["rows"] != Json::Null, tried, "{to}");
    }
    let other = previewed(&house, &olive, FEED, "a,b\n1,2\n").await;
    assert_ne!(other["trial"]["refused"], Json::Null, "{other}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_accepted_is_in_force_at_once_and_after_a_restart() {
    let mut house = House::open().await;
    let olive = house.sign_in("olive").await;
    let before = house.get(&olive, "/api/partnership").await.json();
    let accepted = post(&house, &olive, "/api/feeds", &json!({ "yaml": FEED })).await;
    assert_eq!(accepted.status, 200, "{accepted:?}");
    let accepted = accepted.json();
    assert_eq!(accepted["path"], "feeds/desk.yaml");
    let file = house.charter_folder().join("feeds/desk.yaml");
    assert_eq!(fs::read_to_string(&file).unwrap(), FEED);

    // The charter became another, as Olive's act.
    let after = house.get(&olive, "/api/partnership").await.json();
    assert_eq!(before["title"], after["title"]);
    let call = Call::new(
        "POST",
        "/api/feeds/desk/files?name=C%3A%5Cexports%5Cmarch.csv",
    )
    .bytes(TICKETS);
    let taken = house.send(&olive.signs(call.clone())).await;
    assert_eq!(taken.status, 200, "{taken:?}");
    let taken = taken.json();
    assert_eq!(taken["source"], "march.csv");
    assert_eq!(
        (&taken["added"], &taken["superseded"]),
        (&json!(3), &json!(1))
    );
    let again = house.send(&olive.signs(call)).await.json();
    assert_eq!(again["added"], 0, "{again}");
    let offered = "/api/query?kpis=offered&from=2026-03-01&to=2026-03-31";
    let value = |answer: &Json| answer["rows"][0]["values"][0]["value"].clone();
    let answer = house.get(&olive, offered).await.json();
    assert_eq!(value(&answer), 143.0, "{answer}");
    assert_eq!(house.uploads(), 0);

    // It is not written over.
    let twice = post(&house, &olive, "/api/feeds", &json!({ "yaml": FEED })).await;
    assert!(twice.told().starts_with("409 conflict"), "{}", twice.told());

    // The folder is the source: it has the feed when the server starts anew.
    let mut files = crate::house::files();
    files.insert(
        "feeds/desk.yaml".to_owned(),
        fs::read_to_string(&file).unwrap(),
    );
    house.reopen_with(files).await;
    let answer = house.get(&olive, offered).await.json();
    assert_eq!(value(&answer), 143.0, "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn feeds_that_cannot_be_accepted_leave_everything_as_it_was() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    for (yaml, expect) in [
        (FEED.replace("feed: desk", "feed: ../desk"), "422 invalid"),
        (FEED.replace("feed: desk", "feed: a/b"), "422 invalid"),
        (FEED.replace("feed: desk", "feed: Desk"), "422 invalid"),
        (
            FEED.replace("feed: desk", "feed: \"\""),
            "422 invalid: the feed says no name",
        ),
        (
            FEED.replace("table: contact", "table: nothing"),
            "422 invalid",
        ),
        (String::new(), "422 invalid: the feed says no name"),
        (format!("feed: desk\nfeed: other\n{FEED}"), "422 invalid"),
        (
            FEED.replace("desk", "contacts"),
            "409 conflict: there is a feed named `contacts`",
        ),
        ("x".repeat(1 << 21), "413 too_much"),
    ] {
        let told = post(&house, &olive, "/api/feeds", &json!({ "yaml": yaml }))
            .await
            .told();
        assert!(told.starts_with(expect), "{told}\nnot {expect}");
    }
    assert!(!house.charter_folder().join("feeds").exists());
    let feeds = house.get(&olive, "/api/feeds").await.json();
    assert_eq!(feeds.as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_accept_at_once_are_both_heard() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    let yaml = |name: &str| json!({ "yaml": FEED.replace("desk", name) });
    let (first, second) = (yaml("one"), yaml("two"));
    let (first, second) = tokio::join!(
        post(&house, &olive, "/api/feeds", &first),
        post(&house, &olive, "/api/feeds", &second),
    );
    assert_eq!(
        (first.status, second.status),
        (200, 200),
        "{first:?} {second:?}"
    );
    let feeds = house.get(&olive, "/api/feeds").await.json();
    assert_eq!(feeds.as_array().unwrap().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_be_taken_are_refused_with_words() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    let draft = |body: &str| Call::new("POST", "/api/feeds/draft?name=x.csv").bytes(body);
    for (call, expect) in [
        (draft(""), "422 invalid: x.csv: the file is empty"),
        (draft("\0\u{1}\u{2}\0\0\0"), "422 invalid"),
        (
            draft(&"x".repeat((16 << 20) + 1)),
            "413 too_much: the file is larger than 16 MiB",
        ),
        (
            Call::new("POST", "/api/feeds/draft").bytes("a,b\n1,2\n"),
            "400 malformed: the parameters cannot be read: missing field `name`",
        ),
        (
            Call::post(
                "/api/feeds/preview",
                &json!({ "yaml": FEED, "name": "x", "head": "?", "whole": true }),
            ),
            "400 malformed: `head` is not base 64",
        ),
        (
            Call::new("POST", "/api/feeds/nothing/files").bytes("a,b\n1,2\n"),
            "404 unknown: no feed named `nothing`",
        ),
        (
            Call::new("POST", "/api/feeds/contacts/files?name=x.csv").bytes("a,b\n1,2\n"),
            "422 invalid: x.csv",
        ),
        (
            Call::new("POST", "/api/feeds/contacts/files").header("Content-Length", "99999999999"),
            "413 too_much: the file is larger than 2048 MiB",
        ),
    ] {
        let told = house.send(&olive.signs(call)).await.told();
        assert!(told.starts_with(expect), "{told}\nnot {expect}");
    }
    assert_eq!(house.uploads(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_can_send_no_file() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    for path in [
        "/api/feeds/contacts/files?name=x.csv",
        "/api/feeds/draft?name=x.csv",
    ] {
        let call = Call::new("POST", path)
            .bytes("a,b\n1,2\n")
            .header("Cookie", &olive.cookie);
        let told = house.send(&call).await.told();
        assert!(told.starts_with("403 cross_site"), "{told}");
    }
}
