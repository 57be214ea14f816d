//! The same question on the same basis has the same answer, whatever came in since.

use kpi::{Basis, Question, WindowQuestion};

use crate::operation::{Operation, charter, facts, harbor, question};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_basis_is_answered_byte_for_byte() {
    let operation = Operation::founded(charter(&harbor())).await;
    let first = facts(
        "fact | party | customer | contact_type   | opened_at            | resolved_at | outcome | automated | resolved | handle_seconds
         1    | alder | ana      | warranty_claim | 2026-03-02T10:00:00Z |             | handled | no        | yes      | 100
         2    | alder | ben      | warranty_claim | 2026-03-02T11:00:00Z |             | handled | no        | yes      | 300
         3    | birch | cem      | stock_question | 2026-03-20T11:00:00Z |             | handled | no        | yes      | 700",
    );
    operation
        .take_in_at("contact", &first, "2026-03-21T06:00:00Z")
        .await;
    let kpis = [
        "contacts_handled",
        "first_contact_resolution",
        "handle_time",
        "handle_time_p90",
        "customers_served",
        "backlog_older_than_3_days",
        "backlog_median_age",
    ];
    let asked = |basis| Question {
        grain: Some(calendar::Grain::Week),
        basis,
        ..question(&kpis, &["party"])
    };
    let everything = |basis: Option<Basis>| {
        let operation = &operation;
        async move {
            let viewer = operation.operator();
            let board = WindowQuestion {
                of: "partnership".to_owned(),
                basis,
                ..WindowQuestion::default()
            };
            let reading = WindowQuestion {
                of: "first_contact_resolution".to_owned(),
                basis,
                ..WindowQuestion::default()
            };
            let answer = operation
                .engine
                .answer(&viewer, &asked(basis), 7)
                .await
                .unwrap();
            let board = operation.engine.board(&viewer, &board, 7).await.unwrap();
            let reading = operation
                .engine
                .reading(&viewer, &reading, 7)
                .await
                .unwrap();
            serde_json::to_string_pretty(&(answer, board, reading)).unwrap()
        }
    };
    let then = everything(None).await;

    // Ana's contact is corrected, Ben comes back within his window, and a whole month follows.
    let second = facts(
        "fact | party | customer | contact_type   | opened_at            | resolved_at          | outcome | automated | resolved | handle_seconds
         1    | birch | ana      | warranty_claim | 2026-03-02T10:00:00Z | 2026-03-02T12:00:00Z | handled | no        | no       | 900
         4    | alder | ben      | warranty_claim | 2026-03-05T11:00:00Z |                      | handled | no        | yes      | 400
         5    | alder | eli      | stock_question | 2026-04-20T11:00:00Z |                      | handled | no        | yes      | 200",
    );
    operation
        .take_in_at("contact", &second, "2026-04-21T06:00:00Z")
        .await;

    let basis = Some(Basis { lake: 1, ledger: 7 });
    assert_eq!(then, everything(basis).await);
    let now = everything(None).await;
    assert_ne!(then, now);
    assert!(now.contains("\"basis\": \"2·7\""), "{now}");
}
