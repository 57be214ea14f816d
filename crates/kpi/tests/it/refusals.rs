//! Questions that cannot be answered, and what is said of them.

use std::fmt::Write;

use calendar::Grain;
use kpi::{Basis, FactsQuestion, Question, WindowQuestion};

use crate::operation::{Operation, charter, facts, harbor, question};

/// What is said of a question.
async fn refused(operation: &Operation, question: &Question) -> String {
    match operation.ask(question).await {
        Ok(answer) => format!("answered with {} rows", answer.rows.len()),
        Err(error) => said(&error),
    }
}

fn said(error: &kpi::KpiError) -> String {
    let mut said = format!("{:?}: {error}", error.kind());
    if let Some(hint) = error.hint_text() {
        let _ = write!(said, "\n  hint: {hint}");
    }
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_question_is_told_what_is_wrong_with_it() {
    let operation = Operation::founded(charter(&harbor())).await;
    operation
        .take_in(
            "contact",
            &facts(
                "party | channel | opened_at            | outcome | automated | handle_seconds
                 alder | voice   | 2020-03-02T10:00:00Z | handled | no        | 100
                 alder | voice   | 2026-03-02T10:00:00Z | handled | no        | 100",
            ),
        )
        .await;
    let handled = || question(&["contacts_handled"], &[]);
    let mut book = String::new();
    let mut questions = vec![
        ("no KPI", question(&[], &[])),
        ("unknown KPI", question(&["contacts_handeld"], &[])),
        ("nothing like it", question(&["xyzzy"], &[])),
        ("a KPI twice", question(&["csat", "csat"], &[])),
        (
            "a column twice",
            question(&["contacts_handled"], &["party", "party"]),
        ),
        (
            "unknown column",
            question(&["contacts_handled"], &["partei"]),
        ),
        (
            "a column of another table",
            question(&["contacts_handled"], &["evaluator"]),
        ),
        (
            "a column that one of two lacks",
            question(&["contacts_handled", "cost_total"], &["channel"]),
        ),
        (
            "from after to",
            Question {
                from: Some("2026-03-03".parse().unwrap()),
                to: Some("2026-03-02".parse().unwrap()),
                ..handled()
            },
        ),
        (
            "too many periods",
            Question {
                grain: Some(Grain::QuarterHour),
                ..handled()
            },
        ),
        (
            "a basis that is not yet",
            Question {
                basis: Some(Basis {
                    lake: 99,
                    ledger: 1,
                }),
                ..handled()
            },
        ),
        (
            "a ledger that is not yet",
            Question {
                basis: Some(Basis { lake: 1, ledger: 2 }),
                ..handled()
            },
        ),
    ];
    questions.extend(
        [
            "partie = 'alder'",
            "party",
            "party = 3",
            "party > handle_seconds",
            "handle_seconds + 1",
            "party = 'alder",
            "party = 'alder' and",
            "",
            "1 = 1; drop table contact",
            "party in (select party from contact)",
            "exists (select 1)",
            "party = (select max(party) from cost_line)",
            "read_csv('/etc/passwd') is not null",
            "version() = ''",
            "repeat(party, 1000000000) = ''",
            "count(*) > 1",
            "row_number() over () = 1",
            "customer = 'ana'",
            "amount > 3",
            "followed_up",
            "party = 'alder' -- and channel = 'voice'",
            "party = $1",
        ]
        .map(|filter| {
            (
                filter,
                Question {
                    filter: Some(filter.to_owned()),
                    ..handled()
                },
            )
        }),
    );
    for (what, question) in &questions {
        let _ = writeln!(book, "# {what}\n{}\n", refused(&operation, question).await);
    }

    let viewer = operation.operator();
    let board = WindowQuestion {
        of: "partnerships".to_owned(),
        ..WindowQuestion::default()
    };
    let error = operation
        .engine
        .board(&viewer, &board, 1)
        .await
        .unwrap_err();
    let _ = writeln!(book, "# a board that is none\n{}\n", said(&error));
    let reading = WindowQuestion {
        of: "csta".to_owned(),
        ..WindowQuestion::default()
    };
    let error = operation
        .engine
        .reading(&viewer, &reading, 1)
        .await
        .unwrap_err();
    let _ = writeln!(book, "# a reading of no KPI\n{}\n", said(&error));
    let behind = |kpi: &str| FactsQuestion {
        kpi: kpi.to_owned(),
        limit: 1,
        ..FactsQuestion::default()
    };
    let error = operation
        .engine
        .facts(&viewer, &behind("occupancy"), 1)
        .await
        .unwrap_err();
    let _ = writeln!(book, "# the facts behind a derived KPI\n{}\n", said(&error));
    let finance = operation.person("femke_dekker");
    let error = operation
        .engine
        .facts(&finance, &behind("csat"), 1)
        .await
        .unwrap_err();
    let _ = writeln!(
        book,
        "# facts without the right to open them\n{}",
        said(&error)
    );

    insta::assert_snapshot!(book);
}
