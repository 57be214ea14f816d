//! Every version of the lake stays as it was.

use lake::Scan;

use crate::fixture::{CALLS, Operation, scan};

const HEADER: &str = "id,rev,party,agent,who,topic,opened,wait\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_older_version_answers_as_it_did() {
    let mut operation = Operation::found("{ type: csv }", CALLS).await;
    operation
        .ingest(format!("{HEADER}c1,1,alder,a,w,t,2026-03-01 10:00,1\n"))
        .await;
    operation
        .ingest(format!(
            "{HEADER}c1,2,alder,a,w,t,2026-03-01 10:00,2\nc2,1,alder,a,w,t,2026-03-02 10:00,5\n"
        ))
        .await;
    operation
        .ingest(format!("{HEADER}c3,x,alder,a,w,t,2026-03-01 10:00,1\n"))
        .await;
    for _ in 0..2 {
        for (version, expect, facts_to) in [
            (Some(0), "", None),
            (Some(1), "c1 1.0", Some("2026-03-01T09:00:00Z")),
            (Some(2), "c1 2.0\nc2 5.0", Some("2026-03-02T09:00:00Z")),
            (Some(3), "c1 2.0\nc2 5.0", Some("2026-03-02T09:00:00Z")),
            (None, "c1 2.0\nc2 5.0", Some("2026-03-02T09:00:00Z")),
        ] {
            let scan = Scan {
                version,
                ..scan(&["contact_id", "queue_seconds"])
            };
            assert_eq!(
                operation.rows("operator", scan).await.unwrap(),
                expect,
                "{version:?}"
            );
            let span = operation.lake.facts_span("contact", version).await.unwrap();
            let newest = span.map(|span| span.newest);
            assert_eq!(newest.map(|at| at.to_string()).as_deref(), facts_to);
        }
        assert_eq!(operation.lake.version(), 3);
        let error = operation
            .rows(
                "operator",
                Scan {
                    version: Some(4),
                    ..Scan::of("contact")
                },
            )
            .await
            .unwrap_err();
        assert_eq!(error.kind(), "no_such_version");
        operation = operation.reopen(|_| {}).await;
    }
    let receipts = operation.lake.receipts();
    assert_eq!(
        receipts
            .iter()
            .map(|receipt| receipt.batch)
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_added_later_is_null_before() {
    let mut operation = Operation::found("{ type: csv }", CALLS).await;
    operation
        .ingest(format!("{HEADER}c1,1,alder,a,w,t,2026-03-01 10:00,1\n"))
        .await;
    let added = charter::tables::Tables {
        tables: [(
            "contact".to_owned(),
            charter::tables::AddedTable {
                columns: [(
                    "topic".to_owned(),
                    charter::tables::AddedColumn {
                        column_type: charter::canonical::ColumnType::Text,
                        use_: None,
                        means: "The topic.".to_owned(),
                    },
                )]
                .into(),
                ..Default::default()
            },
        )]
        .into(),
    };
    operation.charter.tables = added;
    if let Some(feed) = operation.charter.feeds.get_mut("calls") {
        feed.columns.insert("topic".to_owned(), "topic".to_owned());
    }
    operation
        .ingest(format!(
            "{HEADER}c2,1,alder,a,w,t,2026-03-02 10:00,1\nc1,1,alder,a,w,,2026-03-01 10:00,1\n"
        ))
        .await;
    let operation = operation.reopen(|_| {}).await;
    assert_eq!(
        operation.contacts(&["contact_id", "topic"]).await,
        "c1 \nc2 t"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_the_charter_forgets_is_kept() {
    let mut operation = Operation::found("{ type: csv }", CALLS).await;
    let whole = operation.charter.clone();
    operation.charter.tables.tables.insert(
        "errand".to_owned(),
        charter::tables::AddedTable {
            row: Some("One errand.".to_owned()),
            at: Some("happened_at".to_owned()),
            planned: false,
            retain: None,
            columns: [("happened_at", charter::canonical::ColumnType::Instant)]
                .into_iter()
                .map(|(name, column_type)| {
                    let column = charter::tables::AddedColumn {
                        column_type,
                        use_: None,
                        means: "When.".to_owned(),
                    };
                    (name.to_owned(), column)
                })
                .collect(),
        },
    );
    if let Some(calls) = operation.charter.feeds.get_mut("calls") {
        calls.table = "errand".to_owned();
        calls.columns = [(
            "happened_at".to_owned(),
            "local_time(opened, '%Y-%m-%d %H:%M')".to_owned(),
        )]
        .into();
    }
    let remembers = std::mem::replace(&mut operation.charter, whole);
    let forgets = operation.charter.clone();
    operation.charter = remembers.clone();
    operation
        .ingest(format!("{HEADER}e1,1,alder,a,w,t,2026-03-01 10:00,1\n"))
        .await;
    operation.charter = forgets;
    let mut operation = operation.reopen(|_| {}).await;
    assert_eq!(operation.lake.version(), 1);
    operation
        .ingest(format!("{HEADER}c1,1,alder,a,w,t,2026-03-01 10:00,1\n"))
        .await;
    operation.charter = remembers;
    let receipt = operation
        .ingest(format!("{HEADER}e2,1,alder,a,w,t,2026-03-02 10:00,1\n"))
        .await;
    assert_eq!(receipt.batch, 3);
    let errands = operation
        .rows("operator", Scan::of("errand"))
        .await
        .unwrap();
    assert_eq!(errands, "2026-03-01T09:00:00Z\n2026-03-02T09:00:00Z");
}
