//! Nobody gets single contacts by the way of a breakdown who may not open them, and nobody is told which of their contacts
//! came back at another party.

use calendar::Grain;
use kpi::{ErrorKind, FactsQuestion, Question};

use crate::operation::{Operation, charter, facts, harbor, question};

/// Seven contacts of Alder, of which Ana's came back at Birch.
const CALLS: &str = "
contact_id | party | site   | customer | contact_type   | opened_at            | outcome | automated | resolved | handle_seconds
a1         | alder | lisbon | ana      | warranty_claim | 2026-03-02T10:00:00Z | handled | no        | yes      | 100
a2         | alder | lisbon | ben      | warranty_claim | 2026-03-02T11:00:00Z | handled | no        | yes      | 100
a3         | alder | lisbon | cem      | warranty_claim | 2026-03-02T12:00:00Z | handled | no        | yes      | 100
a4         | alder | lisbon | dora     | warranty_claim | 2026-03-02T13:00:00Z | handled | no        | yes      | 100
a5         | alder | lisbon | eli      | warranty_claim | 2026-03-02T14:00:00Z | handled | no        | yes      | 100
a6         | alder | lisbon | fee      | stock_question | 2026-03-02T15:00:00Z | handled | no        | yes      | 100
b1         | birch | manila | ana      | warranty_claim | 2026-03-03T10:00:00Z | handled | no        | yes      | 100
a9         | alder | lisbon | gil      | warranty_claim | 2026-03-30T10:00:00Z | handled | no        | yes      | 100
";

async fn operation() -> Operation {
    let operation = Operation::founded(charter(&harbor())).await;
    operation.take_in("contact", &facts(CALLS)).await;
    operation
}

fn by(kpi: &str, column: &str) -> Question {
    question(&[kpi], &[column])
}

fn only(kpi: &str, filter: &str) -> Question {
    Question {
        filter: Some(filter.to_owned()),
        ..question(&[kpi], &[])
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_right_to_open_contacts_none_is_singled_out() {
    let operation = operation().await;
    // Femke, of finance, sees every party's rows and may not open contacts; Mara may.
    let (femke, mara) = (
        operation.person("femke_dekker"),
        operation.person("mara_roos"),
    );
    for asked in [
        by("contacts_handled", "contact_id"),
        by("contacts_handled", "case_id"),
        by("contacts_handled", "opened_at"),
        by("contacts_handled", "handle_seconds"),
        by("contacts_handled", "cost_amount"),
        only("contacts_handled", "contact_id = 'a1'"),
        only("contacts_handled", "channel = 'voice' or case_id = 'm1'"),
    ] {
        let refused = operation.engine.answer(&femke, &asked, 1).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden, "{asked:?}");
        assert!(refused.to_string().contains("`drill_to_contacts`"));
        operation.engine.answer(&mara, &asked, 1).await.unwrap();
    }
    for asked in [
        by("contacts_handled", "contact_type"),
        by("contacts_handled", "resolved"),
        only("contacts_handled", "handle_seconds > 60"),
        only("contacts_handled", "opened_at < '2026-03-03'"),
    ] {
        operation.engine.answer(&femke, &asked, 1).await.unwrap();
    }
    let engine = &operation.engine;
    let values = engine.dimension_values(&femke, "contact", "contact_id", None, 1);
    assert_eq!(values.await.unwrap_err().kind(), ErrorKind::Forbidden);
    let values = engine.dimension_values(&mara, "contact", "contact_id", None, 1);
    assert_eq!(values.await.unwrap().len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sees_one_party_is_not_told_which_contact_came_back_elsewhere() {
    let operation = operation().await;
    let ines = operation.person("ines_carvalho");
    let fcr = "first_contact_resolution";
    for asked in [
        by(fcr, "contact_id"),
        by(fcr, "opened_at"),
        only(fcr, "contact_id = 'a1'"),
        only(fcr, "opened_at < '2026-03-02T10:30:00Z'"),
        only(fcr, "handle_seconds <> 100"),
        Question {
            to: Some("2026-03-02T10:30:00Z".parse().unwrap()),
            ..question(&[fcr], &[])
        },
        Question {
            grain: Some(Grain::Hour),
            ..question(&[fcr], &[])
        },
    ] {
        let refused = operation.engine.answer(&ines, &asked, 1).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden, "{asked:?}");
    }
    // What does not look at what follows is told of each.
    let single = by("contacts_handled", "contact_id");
    let answer = operation.engine.answer(&ines, &single, 1).await.unwrap();
    assert_eq!(answer.rows.len(), 7);

    let early = |column: &str| Question {
        to: Some("2026-03-15".parse().unwrap()),
        ..by(fcr, column)
    };
    let early = early("contact_type");
    let answer = operation.engine.answer(&ines, &early, 1).await.unwrap();
    let told: Vec<_> = answer
        .rows
        .into_iter()
        .map(|row| (row.dimensions[0].clone().unwrap(), row.values[0].clone()))
        .collect();
    let [(few, stock), (enough, warranty)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(few, "stock_question");
    assert_eq!(
        (stock.n, stock.value, stock.low, stock.open_share),
        (0, None, None, 0.0)
    );
    assert_eq!(serde_json::to_value(stock.why).unwrap(), "kept_back");
    assert_eq!(enough, "warranty_claim");
    assert_eq!((warranty.n, warranty.value), (5, Some(80.0)));

    // The client sees where it came back, and so is told of the one.
    let mara = operation.person("mara_roos");
    let answer = operation.engine.answer(&mara, &early, 1).await.unwrap();
    assert_eq!(answer.rows[0].values[0].value, Some(100.0));
}

/// Hal's and Ida's contacts do not say whether they were solved, and Hal came back, at Birch.
const UNSAID: &str = "
contact_id | party | site   | customer | contact_type   | opened_at            | outcome | automated
a7         | alder | lisbon | hal      | warranty_claim | 2026-03-02T16:00:00Z | handled | no
a8         | alder | lisbon | ida      | warranty_claim | 2026-03-02T16:00:00Z | handled | no
b7         | birch | manila | hal      | warranty_claim | 2026-03-03T16:00:00Z | handled | no
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_contacts_behind_a_number_do_not_tell_what_followed_them() {
    let operation = operation().await;
    operation.take_in("contact", &facts(UNSAID)).await;
    let behind = |filter: &str| FactsQuestion {
        kpi: "first_contact_resolution".to_owned(),
        filter: Some(filter.to_owned()),
        limit: 10,
        ..FactsQuestion::default()
    };
    let engine = &operation.engine;
    for who in ["ines_carvalho", "mara_roos"] {
        let viewer = operation.person(who);
        for (filter, expected) in [
            ("contact_id in ('a1', 'a2')", 2),
            ("contact_id in ('a7', 'a8')", 0),
        ] {
            let facts = engine.facts(&viewer, &behind(filter), 1).await.unwrap();
            assert_eq!(facts.total, expected, "{who}: {filter}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_many_count_does_not_tell_what_followed_them() {
    let operation = operation().await;
    let fcr = "first_contact_resolution";
    let counted = async |who: &str| {
        let asked = Question {
            to: Some("2026-03-15".parse().unwrap()),
            filter: Some("party = 'alder'".to_owned()),
            ..question(&[fcr], &[])
        };
        let viewer = operation.person(who);
        let answer = operation.engine.answer(&viewer, &asked, 1).await.unwrap();
        let value = &answer.rows[0].values[0];
        (value.n, value.value)
    };
    let before = counted("ines_carvalho").await;
    assert_eq!(before, (6, Some(100.0 * (5.0 / 6.0))));
    operation.take_in("contact", &facts(UNSAID)).await;
    for who in ["ines_carvalho", "mara_roos"] {
        assert_eq!(counted(who).await, before, "{who}");
    }
}
