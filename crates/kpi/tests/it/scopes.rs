//! Who looks decides what is there: own rows, own totals, and no trace of another party.

use kpi::{FactsQuestion, Question};

use crate::operation::{Operation, charter, facts, harbor, question};

async fn operation() -> Operation {
    let operation = Operation::founded(charter(&harbor())).await;
    operation
        .take_in(
            "contact",
            &facts(
                "party   | site      | team        | agent          | customer | contact_type   | opened_at            | outcome   | automated | resolved | handle_seconds
                 alder   | lisbon    | lisbon_live | lisbon_live-05 | ana      | warranty_claim | 2026-03-02T10:00:00Z | handled   | no        | yes      | 100
                 alder   | lisbon    | lisbon_live | lisbon_live-05 | ben      | warranty_claim | 2026-03-02T11:00:00Z | handled   | no        | yes      | 300
                 alder   | lisbon    | lisbon_live | lisbon_live-01 | cem      | invoice_question | 2026-03-03T11:00:00Z | handled | no        | yes      | 500
                 birch   | manila    | manila_live | manila_live-04 | ben      | warranty_claim | 2026-03-05T11:00:00Z | handled   | no        | yes      | 700
                 inhouse | rotterdam | rotterdam_live | rotterdam_live-03 | dora | stock_question | 2026-03-20T11:00:00Z | handled  | no        | no       | 900",
            ),
        )
        .await;
    operation
        .take_in(
            "cost_line",
            &facts(
                "party | site   | incurred_at          | amount
                 alder | lisbon | 2026-03-02T10:00:00Z | 30.00
                 birch | manila | 2026-03-02T10:00:00Z | 70.00",
            ),
        )
        .await;
    operation
}

/// Asks as a person; a refusal is its message.
async fn check(operation: &Operation, person: &str, question: &Question, expected: &[&str]) {
    let answer = operation
        .engine
        .answer(&operation.person(person), question, 1)
        .await;
    let said = match &answer {
        Ok(answer) => answer.to_csv().unwrap(),
        Err(error) => error.to_string(),
    };
    assert_eq!(
        said.trim_end().lines().collect::<Vec<_>>(),
        expected,
        "{person} asks {question:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everyone_sees_what_is_theirs() {
    let operation = operation().await;
    let handled = question(&["contacts_handled", "handle_time"], &["party"]);
    let total = question(&["contacts_handled", "handle_time"], &[]);
    for person in ["mara_roos", "joost_kuiper"] {
        check(
            &operation,
            person,
            &handled,
            &[
                "party,contacts_handled,contacts_handled_n,handle_time,handle_time_n",
                "alder,3,3,300,3",
                "birch,1,1,700,1",
                "inhouse,1,1,900,1",
            ],
        )
        .await;
    }
    let header = "contacts_handled,contacts_handled_n,handle_time,handle_time_n";
    for (person, own) in [
        ("mara_roos", "5,5,500,5"),
        ("ines_carvalho", "3,3,300,3"),
        ("rui_matos", "3,3,300,3"),
        ("sofia_brito", "2,2,200,2"),
        ("carlo_santos", "1,1,700,1"),
        ("noor_de_wit", "1,1,900,1"),
        // A team without contacts.
        ("beatriz_lopes", "0,0,,0"),
    ] {
        check(&operation, person, &total, &[header, own]).await;
    }
    check(
        &operation,
        "ines_carvalho",
        &handled,
        &[
            "party,contacts_handled,contacts_handled_n,handle_time,handle_time_n",
            "alder,3,3,300,3",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_return_to_another_party_counts_for_both_who_look() {
    let operation = operation().await;
    let more = "
party | site   | team        | customer | contact_type   | opened_at            | outcome | automated | resolved | handle_seconds
alder | lisbon | lisbon_live | eli      | warranty_claim | 2026-03-02T12:00:00Z | handled | no        | yes      | 100
alder | lisbon | lisbon_live | fee      | warranty_claim | 2026-03-02T13:00:00Z | handled | no        | yes      | 100
";
    operation.take_in("contact", &facts(more)).await;
    let ask = |person: &'static str| {
        let operation = &operation;
        async move {
            let question = Question {
                filter: Some("party = 'alder'".to_owned()),
                ..question(&["first_contact_resolution"], &["party"])
            };
            let answer = operation
                .engine
                .answer(&operation.person(person), &question, 1)
                .await
                .unwrap();
            answer.rows
        }
    };
    let client = ask("mara_roos").await;
    let values = &client[0].values[0];
    // Ben came back, to Birch; the four others did not.
    assert_eq!((values.value.unwrap(), values.n), (80.0, 5));
    assert_eq!(client, ask("ines_carvalho").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_party_is_the_same_as_none() {
    let operation = operation().await;
    let provider = operation.person("ines_carvalho");
    let asked = |filter: &str| Question {
        filter: Some(filter.to_owned()),
        ..question(
            &["contacts_handled", "first_contact_resolution"],
            &["party", "site"],
        )
    };
    let ask = |filter: &'static str| {
        let (operation, provider) = (&operation, &provider);
        async move {
            operation
                .engine
                .answer(provider, &asked(filter), 1)
                .await
                .unwrap()
        }
    };
    assert_eq!(ask("party = 'birch'").await, ask("party = 'nobody'").await);
    assert!(ask("party <> 'alder'").await.rows.is_empty());

    for dimension in ["party", "site", "team", "agent", "contact_type"] {
        let values = operation
            .engine
            .dimension_values(&provider, "contact", dimension, None, 1)
            .await
            .unwrap();
        let named: Vec<_> = values.into_iter().filter_map(|value| value.value).collect();
        assert!(
            !named.iter().any(|name| [
                "birch",
                "manila",
                "manila_live",
                "manila_live-04",
                "stock_question"
            ]
            .contains(&name.as_str())),
            "{dimension}: {named:?}"
        );
    }
    let drilled = FactsQuestion {
        kpi: "contacts_handled".to_owned(),
        limit: 100,
        ..FactsQuestion::default()
    };
    let seen = operation
        .engine
        .facts(&provider, &drilled, 1)
        .await
        .unwrap();
    assert_eq!(seen.total, 3);
    let text = serde_json::to_string(&seen).unwrap();
    assert!(
        !text.contains("birch") && !text.contains("manila"),
        "{text}"
    );
    assert!(
        seen.columns
            .iter()
            .all(|column| column.column != "customer"),
        "customers are not shown"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_needs_a_right_is_not_there_without_it() {
    let operation = operation().await;
    let cost = question(&["cost_total"], &["party"]);
    check(
        &operation,
        "femke_dekker",
        &cost,
        &[
            "party,cost_total,cost_total_n",
            "alder,30.0000,1",
            "birch,70.0000,1",
        ],
    )
    .await;
    check(
        &operation,
        "ines_carvalho",
        &cost,
        &["party,cost_total,cost_total_n", "alder,30.0000,1"],
    )
    .await;
    // Cost, and what is derived from it, is unknown to those who may not see cost: the words are those for a name that
    // does not exist.
    check(
        &operation,
        "rui_matos",
        &cost,
        &["there is no KPI named `cost_total`"],
    )
    .await;
    let derived = question(&["cost_per_contact"], &[]);
    check(
        &operation,
        "rui_matos",
        &derived,
        &["there is no KPI named `cost_per_contact`"],
    )
    .await;

    let by_agent = question(&["contacts_handled"], &["agent"]);
    check(
        &operation,
        "rui_matos",
        &by_agent,
        &[
            "agent,contacts_handled,contacts_handled_n",
            "lisbon_live-01,1,1",
            "lisbon_live-05,2,2",
        ],
    )
    .await;
    // An agent sees the own name, a vendor manager nobody's.
    check(
        &operation,
        "sofia_brito",
        &by_agent,
        &[
            "agent,contacts_handled,contacts_handled_n",
            "lisbon_live-05,2,2",
        ],
    )
    .await;
    let refused = "contacts_handled cannot be broken down by `agent`: the table `contact` has no such column to break down by";
    check(&operation, "mara_roos", &by_agent, &[refused]).await;

    let by_customer = question(&["contacts_handled"], &["customer"]);
    let refused = "contacts_handled cannot be broken down by `customer`: the table `contact` has no such column to break down by";
    for person in ["joost_kuiper", "ines_carvalho", "sofia_brito"] {
        check(&operation, person, &by_customer, &[refused]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_is_never_tried_on_rows_of_another_party() {
    let operation = operation().await;
    let provider = operation.person("ines_carvalho");
    // Each fails where it meets a row of Birch; whether it fails must not depend on whether Birch has rows.
    for (birch, nobody) in [
        (
            "case when party = 'birch' then cast(site as bigint) else 0 end = 0",
            "case when party = 'nobody' then cast(site as bigint) else 0 end = 0",
        ),
        (
            "case when site = 'manila' then 1 / (length(site) - 6) else 0 end = 0",
            "case when site = 'nowhere' then 1 / (length(site) - 6) else 0 end = 0",
        ),
        (
            "case when party = 'birch' then to_date(site, '%Y') else null end is null",
            "case when party = 'nobody' then to_date(site, '%Y') else null end is null",
        ),
    ] {
        let mut answers = Vec::new();
        for filter in [birch, nobody] {
            let question = Question {
                filter: Some(filter.to_owned()),
                ..question(
                    &[
                        "contacts_handled",
                        "first_contact_resolution",
                        "backlog_median_age",
                    ],
                    &["party"],
                )
            };
            let answer = operation.engine.answer(&provider, &question, 1).await;
            answers.push(answer.map_err(|error| error.to_string()));
        }
        assert_eq!(answers[0], answers[1], "{birch}");
        assert!(answers[0].is_ok(), "{birch}: {:?}", answers[0]);
    }
    // Nor may the facts behind a number.
    let drilled = FactsQuestion {
        kpi: "contacts_handled".to_owned(),
        filter: Some(
            "case when party = 'birch' then cast(site as bigint) else 0 end = 0".to_owned(),
        ),
        limit: 100,
        ..FactsQuestion::default()
    };
    assert_eq!(
        operation
            .engine
            .facts(&provider, &drilled, 1)
            .await
            .unwrap()
            .total,
        3
    );
    // What cannot be computed is told without quoting the row.
    for filter in [
        "site = 3",
        "cast(team as double) > 1",
        "to_date(agent, '%Y') is null",
    ] {
        let question = Question {
            filter: Some(filter.to_owned()),
            ..question(&["contacts_handled"], &[])
        };
        let error = operation
            .engine
            .answer(&provider, &question, 1)
            .await
            .unwrap_err();
        let mut said = error.to_string() + error.hint_text().unwrap_or_default();
        let mut cause = std::error::Error::source(&error);
        while let Some(inner) = cause {
            said += &inner.to_string();
            cause = inner.source();
        }
        for name in ["manila", "rotterdam", "lisbon"] {
            assert!(!said.contains(name), "{filter}: {said}");
        }
    }
}
