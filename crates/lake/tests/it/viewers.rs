//! Nobody reads what is not theirs, whatever is asked.

use charter::kpi::FollowUp;
use lake::{Purpose, QuarantineQuestion, Scan};

use crate::fixture::{CALLS, Operation, scan};

const FILE: &str = "id,rev,party,agent,who,topic,opened,wait\n\
    a1,1,alder,abel,w1,t,2026-03-01 10:00,1\n\
    a2,1,alder,aron,w2,t,2026-03-02 10:00,2\n\
    b1,1,birch,ben,w1,t,2026-03-03 10:00,3\n\
    h1,1,home,hans,,t,2026-03-09 10:00,4\n";

async fn operation() -> Operation {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    operation.ingest(FILE).await;
    operation
}

#[tokio::test(flavor = "multi_thread")]
async fn rows() {
    let operation = operation().await;
    for (person, expect) in [
        ("operator", "a1\na2\nb1\nh1"),
        ("clara", "a1\na2\nb1\nh1"),
        ("albert", "a1\na2"),
        ("anna", "a1\na2"),
        ("abel", "a1"),
        ("boris", "b1"),
    ] {
        let seen = operation.rows(person, scan(&["contact_id"])).await.unwrap();
        assert_eq!(seen, expect, "{person}");
    }
    // A table without the scope's columns shows nothing to whoever has a scope.
    let signals = Scan::of("signal");
    assert_eq!(operation.rows("albert", signals).await.unwrap(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn columns() {
    let operation = operation().await;
    let names = async |person: &str, purpose| {
        let scan = Scan {
            purpose,
            ..Scan::of("contact")
        };
        let frame = operation
            .lake
            .scan(&operation.viewer(person), &scan)
            .await
            .unwrap();
        let names: Vec<String> = frame
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        names
    };
    for (person, purpose, agent, cost, customer) in [
        ("operator", Purpose::List, true, true, false),
        ("operator", Purpose::Aggregate, true, true, true),
        ("clara", Purpose::List, false, true, false),
        ("albert", Purpose::List, true, false, false),
        ("anna", Purpose::Aggregate, false, false, true),
        ("abel", Purpose::List, true, false, false),
    ] {
        let names = names(person, purpose).await;
        let has = |name: &str| names.iter().any(|column| column == name);
        assert_eq!(
            (has("agent"), has("cost_amount"), has("customer")),
            (agent, cost, customer),
            "{person} {purpose:?}"
        );
        assert!(names.iter().all(|name| !name.starts_with('_')), "{names:?}");
    }
    for (person, column, kind) in [
        ("anna", "agent", "forbidden"),
        ("anna", "cost_amount", "forbidden"),
        ("operator", "_key", "unknown_name"),
        ("operator", "opend_at", "unknown_name"),
    ] {
        let error = operation.rows(person, scan(&[column])).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    }
    let list = Scan {
        purpose: Purpose::List,
        ..scan(&["customer"])
    };
    assert_eq!(
        operation.rows("operator", list).await.unwrap_err().kind(),
        "forbidden"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_are_hashed_at_the_door() {
    let operation = operation().await;
    let customers = operation.contacts(&["customer"]).await;
    let mut hashes: Vec<&str> = customers.lines().collect();
    assert!(
        hashes
            .iter()
            .all(|hash| hash.is_empty() || hash.len() == 32),
        "{customers}"
    );
    hashes.dedup();
    assert_eq!(hashes.len(), 3, "two customers and none: {customers}");
    // Not in any file of the tables, in the clear.
    let feed = CALLS.replace("key: [id]", "key: [id, who]");
    let secret = Operation::found("{ type: csv }", &feed).await;
    secret
        .ingest(
            FILE.replace(",w1,", ",Jane Doe 1970,")
                .replace("hans,,", "hans,Jane Doe 1970,"),
        )
        .await;
    let folder = secret.path().join("tables/contact");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(path).unwrap();
            assert!(!bytes.windows(8).any(|window| window == b"Jane Doe"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn follow_ups_count_all_rows_whoever_looks() {
    let operation = operation().await;
    let scan = |within: &str| Scan {
        follow_up: Some(FollowUp {
            same: vec!["customer".to_owned(), "contact_type".to_owned()],
            within: within.to_owned(),
        }),
        ..scan(&["contact_id"])
    };
    let seen = operation.rows("operator", scan("7 days")).await.unwrap();
    assert_eq!(
        seen,
        "a1 true false\na2 false false\nb1 false false\nh1 false false"
    );
    // The follow-up of a1 is another party's row, which Albert does not see; the fact that there was one, he does.
    let seen = operation.rows("albert", scan("7 days")).await.unwrap();
    assert_eq!(seen, "a1 true false\na2 false false");
    // A window is closed by later facts of its own party, not by those of the in-house team.
    let seen = operation.rows("operator", scan("1 day")).await.unwrap();
    assert_eq!(
        seen,
        "a1 false true\na2 false false\nb1 false false\nh1 false false"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_set_aside_are_for_whoever_may_mend_them() {
    let operation = operation().await;
    for person in ["clara", "albert", "abel"] {
        let error = operation
            .lake
            .quarantine(&operation.viewer(person), &QuarantineQuestion::default())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), "forbidden");
    }
    assert_eq!(operation.set_aside().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_is_never_tried_on_rows_of_others() {
    use datafusion::prelude::{cast, col, lit};

    let operation = Operation::found("{ type: csv }", CALLS).await;
    // The engine reads rows of others first, and fails on theirs were it to try.
    operation
        .ingest(
            "id,rev,party,agent,who,topic,opened,wait\n\
             c1,1,birch,b,w,x,2026-03-01 10:00,1\n\
             c2,1,alder,abel,w,1,2026-03-01 11:00,1\n\
             c3,1,alder,a,w,2,2026-03-01 12:00,1\n",
        )
        .await;
    let count = |person: &'static str| {
        let operation = &operation;
        async move {
            let viewer = operation.viewer(person);
            let frame = operation
                .lake
                .scan(&viewer, &scan(&["contact_type"]))
                .await
                .unwrap();
            let number = cast(col("contact_type"), arrow::datatypes::DataType::Int64);
            let frame = frame.filter(number.gt_eq(lit(1_i64))).unwrap();
            operation.lake.collect(frame).await.map(|batches| {
                batches
                    .iter()
                    .map(arrow::array::RecordBatch::num_rows)
                    .sum::<usize>()
            })
        }
    };
    assert_eq!(count("albert").await.unwrap(), 2);
    assert_eq!(count("abel").await.unwrap(), 1);
    assert_eq!(count("operator").await.unwrap_err().kind(), "bad_question");
}
