//! A charter that was replaced is answered under as long as its basis is asked for; who may see what is of now.

use std::sync::Arc;

use kpi::{Basis, Engine, FactsQuestion, Question, WindowQuestion};

use crate::operation::{Files, Operation, charter, facts, harbor, question};

const CALLS: &str = "
party | site   | contact_type   | opened_at            | resolved_at          | outcome | automated | resolved | handle_seconds | grade
alder | lisbon | warranty_claim | 2026-03-27T18:30:00Z | 2026-03-30T07:00:00Z | handled | no        | yes      | 100            | 3
alder | lisbon | stock_question | 2026-03-30T08:00:00Z | 2026-03-30T10:00:00Z | handled | no        | no       | 300            | 5
birch | manila | warranty_claim | 2026-04-02T14:30:00Z | 2026-04-03T06:30:00Z | handled | no        | yes      | 500            | 3
";
const OPEN_HOURS: &str = "\
kpi: open_hours
title: Time to resolve
asks: How long is a customer left waiting?
means: Mean seconds in which the phones were open, from asking to solved.
framework: operational
nature: lagging
direction: lower
aspect: resolution
kind: mean
table: contact
value: business_seconds(opened_at, resolved_at, 'phone_hours')
unit: seconds
owner: client.vendor_manager
stewards: [client.data_steward, provider.data_steward]
minimum_sample: 1
";
const KPIS: [&str; 3] = ["contacts_handled", "open_hours", "first_contact_resolution"];

/// Harbor as it is agreed at first: with a KPI by a calendar, and a column that anyone may break down by.
fn first() -> Files {
    let mut files = harbor();
    files.insert("kpis/open_hours.yaml".into(), OPEN_HOURS.into());
    edit(
        &mut files,
        "tables.yaml",
        "  contact:\n    columns:\n",
        "  contact:\n    columns:\n      grade: { type: text, means: Grade. }\n",
    );
    edit(
        &mut files,
        "feeds/contact_facts.yaml",
        "columns:\n",
        "columns:\n  grade: grade\n",
    );
    files
}

/// And as it is agreed later: another formula, other hours, other names; the column is guarded, the board closed.
fn second() -> Files {
    let mut files = first();
    edit(
        &mut files,
        "kpis/contacts_handled.yaml",
        "population: outcome = 'handled' and not automated",
        "population: outcome = 'handled' and not automated and party = 'alder'",
    );
    edit(
        &mut files,
        "kpis/open_hours.yaml",
        "title: Time",
        "title: Hours",
    );
    edit(
        &mut files,
        "calendars.yaml",
        "mon-fri: [\"08:00-20:00\"]",
        "mon-fri: [\"08:00-12:00\"]",
    );
    edit(
        &mut files,
        "tables.yaml",
        "type: text,",
        "type: text, use: cost,",
    );
    let partnership = "boards/partnership.yaml";
    edit(
        &mut files,
        partnership,
        "  - provider.account_director\n",
        "",
    );
    files
}

fn edit(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = files.get_mut(path).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    *text = text.replacen(from, to, 1);
}

/// What someone who sees everything is told on a basis, byte for byte.
async fn told(engine: &Engine, operation: &Operation, basis: Basis) -> String {
    let viewer = operation.operator();
    let basis = Some(basis);
    let window = |of: &str| WindowQuestion {
        of: of.to_owned(),
        basis,
        ..WindowQuestion::default()
    };
    let mut bodies = Vec::new();
    for by in [&["party"][..], &["contact_type"], &[]] {
        let asked = Question {
            basis,
            ..question(&KPIS, by)
        };
        let answer = engine.answer(&viewer, &asked, 3).await.unwrap();
        bodies.push(answer.to_csv().unwrap());
        bodies.push(serde_json::to_string(&answer).unwrap());
    }
    let board = engine.board(&viewer, &window("partnership"), 3).await;
    bodies.push(serde_json::to_string(&board.unwrap()).unwrap());
    for kpi in KPIS {
        let reading = engine.reading(&viewer, &window(kpi), 3).await.unwrap();
        bodies.push(serde_json::to_string(&reading).unwrap());
        let behind = FactsQuestion {
            kpi: kpi.to_owned(),
            basis,
            limit: 10,
            ..FactsQuestion::default()
        };
        let facts = engine.facts(&viewer, &behind, 3).await.unwrap();
        bodies.push(serde_json::to_string(&facts).unwrap());
    }
    bodies.join("\n")
}

/// The operation after its charter was replaced with the ledger's third entry, and the engine of now.
async fn replaced() -> (Operation, Engine) {
    let operation = Operation::founded(charter(&first())).await;
    let calls = facts(CALLS);
    operation
        .take_in_at("contact", &calls, "2026-04-04T06:00:00Z")
        .await;
    let second = charter(&second());
    // As a start under the new charter would open it.
    let lake = operation.engine.lake().under(&second).unwrap();
    let now = Engine::new(lake, second).unwrap();
    (operation, now.in_force_since(3))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charter_that_was_replaced_answers_as_it_did() {
    let (operation, now) = replaced().await;
    let basis = |ledger| Basis { lake: 1, ledger };
    let before = told(&operation.engine, &operation, basis(2)).await;

    let then = now.earlier(1, &first()).unwrap();
    for _ in 0..2 {
        assert_eq!(told(&then, &operation, basis(2)).await, before);
    }
    // Meanwhile the charter in force answers by its own words and hours.
    let after = told(&now, &operation, basis(3)).await;
    assert!(after.contains("Hours to resolve"));
    // A header, and Alder's row: its hours are others, Birch is not counted any more.
    let rows = |told: &str| told.lines().take(3).map(str::to_owned).collect::<Vec<_>>();
    let (before_rows, after_rows) = (rows(&before), rows(&after));
    assert_eq!(before_rows[0], after_rows[0]);
    for row in [1, 2] {
        assert_ne!(before_rows[row], after_rows[row]);
    }
    assert_eq!(told(&then, &operation, basis(2)).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_see_what_is_decided_now_on_every_basis() {
    let (operation, now) = replaced().await;
    let then = now.earlier(1, &first()).unwrap();
    let basis = Some(Basis { lake: 1, ledger: 1 });
    // Rui may not see cost, which the grade is by now.
    let rui = operation.person("rui_matos");
    let by_grade = Question {
        basis,
        ..question(&["contacts_handled"], &["grade"])
    };
    assert!(operation.engine.answer(&rui, &by_grade, 3).await.is_ok());
    let refused = then.answer(&rui, &by_grade, 3).await.unwrap_err();
    assert!(refused.to_string().contains("`grade`"), "{refused}");
    // And the board was closed to Inês' role.
    let ines = operation.person("ines_carvalho");
    let board = WindowQuestion {
        of: "partnership".to_owned(),
        basis,
        ..WindowQuestion::default()
    };
    assert!(operation.engine.board(&ines, &board, 3).await.is_ok());
    let refused = then.board(&ines, &board, 3).await.unwrap_err();
    assert_eq!(refused.to_string(), "there is no board named `partnership`");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_no_longer_be_answered_is_said() {
    let (operation, now) = replaced().await;
    // From before any charter.
    let asked = Question {
        basis: Some(Basis { lake: 1, ledger: 2 }),
        ..question(&["contacts_handled"], &[])
    };
    let error = now.answer(&operation.operator(), &asked, 3).await;
    let error = error.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no charter was in force at the basis 1·2"
    );
    assert!(error.hint_text().unwrap().contains("1·3"), "{error:?}");

    let mut files = first();
    edit(
        &mut files,
        "kpis/open_hours.yaml",
        "kind: mean",
        "kind: modal",
    );
    let refused = |error: Result<Engine, kpi::KpiError>| {
        let error = error.map(drop).unwrap_err();
        let hint = error.hint_text().unwrap().to_owned();
        // Why names files and tables, which are not everyone's to know of.
        let said = error.to_string();
        assert!(
            said.ends_with("cannot be answered under any more"),
            "{said}"
        );
        assert!(said.contains("entry 1 of the ledger"), "{said}");
        let why = std::error::Error::source(&error).unwrap().to_string();
        (why, hint)
    };
    let (why, hint) = refused(now.earlier(1, &files));
    assert!(why.contains("kpis/open_hours.yaml:9"), "{why}");
    assert!(hint.contains("3 or later"), "{hint}");

    // The column is stored as text.
    let mut files = first();
    edit(&mut files, "tables.yaml", "type: text", "type: integer");
    edit(
        &mut files,
        "feeds/contact_facts.yaml",
        "grade: grade",
        "grade: cast(grade as bigint)",
    );
    let (why, _) = refused(now.earlier(1, &files));
    assert!(why.contains("grade"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_earlier_charters_are_asked_in_turn() {
    let (operation, now) = replaced().await;
    let basis = |ledger| Basis { lake: 1, ledger };
    let now = Arc::new(now.in_force_since(90));
    for round in 0..2 {
        for since in 1..8 {
            let mut files = first();
            let title = format!("title: Time {since}");
            edit(&mut files, "kpis/open_hours.yaml", "title: Time", &title);
            let then = now.earlier(since, &files).unwrap();
            assert_eq!(then.entry(), since);
            let asked = Question {
                basis: Some(basis(since)),
                ..question(&["open_hours"], &[])
            };
            let answer = then.answer(&operation.operator(), &asked, 90).await;
            let title = answer.unwrap().kpis[0].title.clone();
            assert_eq!(title, format!("Time {since} to resolve"), "{round}");
        }
    }
}
