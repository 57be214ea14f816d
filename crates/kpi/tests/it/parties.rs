//! What a provider is told is made of its own rows: nothing in it moves when another party's come.

use calendar::Grain;
use kpi::answer::Figure;
use kpi::{FactsQuestion, NowQuestion, Question, WindowQuestion};
use lake::{Meant, Which, With};
use serde::Serialize;
use serde_json::Value as Json;

use crate::operation::{Fact, Operation, charter, facts, harbor, question};

const OWN: &str = "
party | site   | customer | contact_type   | opened_at            | resolved_at          | outcome | automated | resolved | handle_seconds
alder | lisbon | ana      | warranty_claim | 2026-03-03T10:00:00Z | 2026-03-03T11:00:00Z | handled | no        | yes      | 100
alder | lisbon | ben      | warranty_claim | 2026-03-12T11:00:00Z |                      | handled | no        | yes      | 300
alder | lisbon | cem      | stock_question | 2026-03-18T11:00:00Z | 2026-03-18T12:00:00Z | handled | no        | no       | 500
";
const EARLIER: &str = "
party | site   | customer | contact_type   | opened_at            | resolved_at          | outcome | automated | resolved | handle_seconds
birch | manila | dora     | warranty_claim | 2025-11-03T10:00:00Z | 2025-11-03T11:00:00Z | handled | no        | yes      | 100
";
const LATER: &str = "
party | site   | customer | contact_type   | opened_at            | resolved_at          | outcome | automated | resolved | handle_seconds
birch | manila | eli      | warranty_claim | 2026-04-28T10:00:00Z | 2026-04-28T11:00:00Z | handled | no        | yes      | 100
";

/// As it is sent, but for the basis: the version of the lake is everybody's.
fn sent(body: &impl Serialize) -> Json {
    let mut body = serde_json::to_value(body).unwrap();
    body["basis"] = Json::Null;
    body
}

/// All that a person is told, in JSON.
async fn told(operation: &Operation, person: &str) -> Vec<Json> {
    let viewer = operation.person(person);
    let engine = &operation.engine;
    let kpis = [
        "contacts_handled",
        "first_contact_resolution",
        "handle_time",
        "backlog_older_than_3_days",
    ];
    let mut bodies = Vec::new();
    for grain in [None, Some(Grain::Day), Some(Grain::Week)] {
        for by in [&["party"][..], &[]] {
            let asked = Question {
                grain,
                ..question(&kpis, by)
            };
            bodies.push(sent(&engine.answer(&viewer, &asked, 1).await.unwrap()));
        }
    }
    let board = WindowQuestion {
        of: "partnership".to_owned(),
        ..WindowQuestion::default()
    };
    bodies.push(sent(&engine.board(&viewer, &board, 1).await.unwrap()));
    let now = NowQuestion {
        at: "2026-05-05T06:00:00Z".parse().unwrap(),
        basis: None,
    };
    bodies.push(sent(&engine.now(&viewer, &now, 1).await.unwrap()));
    for kpi in kpis {
        let reading = WindowQuestion {
            of: kpi.to_owned(),
            ..WindowQuestion::default()
        };
        bodies.push(sent(&engine.reading(&viewer, &reading, 1).await.unwrap()));
        let behind = FactsQuestion {
            kpi: kpi.to_owned(),
            limit: 100,
            ..FactsQuestion::default()
        };
        bodies.push(sent(&engine.facts(&viewer, &behind, 1).await.unwrap()));
    }
    bodies
}

async fn take_in(operation: &Operation, text: &str, at: &str) {
    let rows: Vec<Fact> = facts(text);
    operation.take_in_at("contact", &rows, at).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_a_provider_is_told_follows_another_partys_rows() {
    let alone = Operation::founded(charter(&harbor())).await;
    take_in(&alone, OWN, "2026-03-18T14:00:00Z").await;
    let together = Operation::founded(charter(&harbor())).await;
    take_in(&together, EARLIER, "2026-01-02T06:00:00Z").await;
    take_in(&together, OWN, "2026-03-18T14:00:00Z").await;
    take_in(&together, LATER, "2026-05-04T06:00:00Z").await;

    // Alder's director, and a lead of one of its sites.
    for person in ["ines_carvalho", "rui_matos"] {
        let expected = told(&alone, person).await;
        let found = told(&together, person).await;
        assert_eq!(expected.len(), found.len());
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "{person}");
        }
    }
    // Who sees everything is told of all of it.
    assert_ne!(
        told(&alone, "mara_roos").await,
        told(&together, "mara_roos").await
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_known_of_a_party_is_the_same_whoever_looks() {
    let operation = Operation::founded(charter(&harbor())).await;
    take_in(&operation, EARLIER, "2026-01-02T06:00:00Z").await;
    take_in(&operation, OWN, "2026-03-18T14:00:00Z").await;
    take_in(&operation, LATER, "2026-05-04T06:00:00Z").await;
    let asked = Question {
        grain: Some(Grain::Week),
        from: Some("2026-03-02".parse().unwrap()),
        to: Some("2026-03-22".parse().unwrap()),
        filter: Some("party = 'alder'".to_owned()),
        ..question(
            &["contacts_handled", "first_contact_resolution"],
            &["party"],
        )
    };
    let mut rows = Vec::new();
    for person in ["mara_roos", "ines_carvalho"] {
        let viewer = operation.person(person);
        let answer = operation.engine.answer(&viewer, &asked, 1).await.unwrap();
        rows.push(answer.rows);
    }
    // Of so few contacts Inês is not told which came back; all else is the same.
    for row in rows.iter_mut().flatten() {
        row.values[1] = Figure::default();
    }
    assert_eq!(rows[0], rows[1]);
    let complete: Vec<bool> = rows[0]
        .iter()
        .map(|row| row.period.as_ref().unwrap().complete)
        .collect();
    assert_eq!(complete, [true, true, false]);
}

/// Alder's rows: of two days, each with an identity of its own.
const ALDER: &str = "
fact | party | site   | customer | contact_type   | opened_at            | outcome | automated | resolved | handle_seconds
a1   | alder | lisbon | ana      | warranty_claim | 2026-03-17T10:00:00Z | handled | no        | yes      | 100
a2   | alder | lisbon | ben      | warranty_claim | 2026-03-18T11:00:00Z | handled | no        | yes      | 300
";
const BIRCH: &str = "
fact | party | site   | customer | contact_type   | opened_at            | outcome | automated | resolved | handle_seconds
b1   | birch | manila | dora     | warranty_claim | 2026-03-18T10:00:00Z | handled | no        | yes      | 100
";

/// The days of a party that are told of as complete.
async fn complete_days(operation: &Operation, party: &str) -> Vec<String> {
    let asked = Question {
        grain: Some(Grain::Day),
        filter: Some(format!("party = '{party}'")),
        ..question(&["contacts_handled"], &[])
    };
    let answer = operation.ask(&asked).await.unwrap();
    let periods = answer.rows.into_iter().filter_map(|row| row.period);
    periods
        .filter(|period| period.complete)
        .map(|period| period.label)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_its_own_feed_tells_that_a_party_was_silent() {
    let mut files = harbor();
    let own = files["feeds/contact_facts.yaml"]
        .replace("contact_facts", "alder_facts")
        .replace("party: \"\\\"party\\\"\"", "party: \"'alder'\"");
    assert!(own.contains("'alder'"), "{own}");
    files.insert("feeds/alder_facts.yaml".to_owned(), own);
    let operation = Operation::founded(charter(&files)).await;
    let rows: Vec<Fact> = facts(ALDER);
    let send = async |feed: &str, rows: &[Fact], at: &str| {
        operation.hand_in_through(feed, "contact", rows, at).await;
    };
    send("alder_facts", &rows, "2026-03-18T14:00:00Z").await;
    assert_eq!(complete_days(&operation, "alder").await, ["2026-03-17"]);
    // A file of everybody's in which Alder has no row: nobody can tell whether Alder was silent or missing.
    send("contact_facts", &facts(BIRCH), "2026-03-20T06:00:00Z").await;
    assert_eq!(complete_days(&operation, "alder").await, ["2026-03-17"]);
    assert_eq!(complete_days(&operation, "birch").await, ["2026-03-18"]);
    // Alder's own feed brings the same rows once more: it had nothing else to say.
    send("alder_facts", &rows, "2026-03-20T07:00:00Z").await;
    assert_eq!(
        complete_days(&operation, "alder").await,
        ["2026-03-17", "2026-03-18"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_are_tried_again_are_no_news_of_what_was_sent() {
    let operation = Operation::founded(charter(&harbor())).await;
    let mut rows: Vec<Fact> = facts(ALDER);
    rows[1].insert("handle_seconds".to_owned(), "a lot".into());
    let receipt = operation
        .hand_in("contact", &rows, "2026-03-18T14:00:00Z")
        .await;
    assert_eq!(receipt.counts.set_aside, 1, "{receipt:?}");
    let meant = Meant {
        feed: "contact_facts".to_owned(),
        which: Which::All,
        after: None,
    };
    let with = With::Expressions([("handle_seconds".to_owned(), "'300'".to_owned())].into());
    let mended = operation
        .engine
        .lake()
        .mend(
            &operation.charter,
            &operation.operator(),
            &meant,
            &with,
            "2026-03-21T06:00:00Z".parse().unwrap(),
        )
        .await
        .unwrap();
    assert_eq!(mended.fates.len(), 1);
    assert_eq!(complete_days(&operation, "alder").await, ["2026-03-17"]);
}
