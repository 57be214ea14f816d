//! A record stands once, in its latest version, in whatever order, however often and in however many files it comes.

use lake::Settings;
use proptest::prelude::*;

use crate::fixture::{CALLS, Operation, limited, scan};

const HEADER: &str = "id,rev,party,agent,who,topic,opened,wait\n";
const COLUMNS: [&str; 3] = ["contact_id", "contact_type", "queue_seconds"];

fn row(id: u8, rev: u8, content: u8) -> String {
    format!(
        "c{id},{rev},alder,abel,w1,t{content},2026-03-0{} 10:00,{rev}\n",
        id % 9 + 1
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn later_versions_replace_earlier_ones() {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    let first = operation
        .ingest(
            [
                HEADER,
                &row(1, 1, 0),
                &row(2, 5, 0),
                &row(1, 3, 0),
                &row(2, 5, 0),
            ]
            .concat(),
        )
        .await;
    let counts = first.counts;
    assert_eq!(
        (
            counts.received,
            counts.added,
            counts.superseded,
            counts.duplicates
        ),
        (4, 2, 1, 1)
    );
    assert_eq!(operation.contacts(&COLUMNS).await, "c1 t0 3.0\nc2 t0 5.0");

    let second = operation
        .ingest(
            [
                HEADER,
                &row(1, 2, 0),
                &row(2, 6, 1),
                &row(3, 1, 0),
                &row(2, 5, 0),
            ]
            .concat(),
        )
        .await;
    let counts = second.counts;
    assert_eq!(
        (
            counts.added,
            counts.replaced,
            counts.superseded,
            counts.duplicates
        ),
        (1, 1, 2, 0)
    );
    assert_eq!(
        operation.contacts(&COLUMNS).await,
        "c1 t0 3.0\nc2 t1 6.0\nc3 t0 1.0"
    );

    let again = operation
        .ingest([HEADER, &row(2, 6, 1), &row(3, 1, 0)].concat())
        .await;
    assert_eq!((again.counts.duplicates, again.counts.accepted()), (2, 0));
    assert_eq!(
        operation.contacts(&COLUMNS).await,
        "c1 t0 3.0\nc2 t1 6.0\nc3 t0 1.0"
    );
    let status = operation.lake.feeds().remove(0);
    assert_eq!(
        (status.batches, status.counts.received, status.counts.added),
        (3, 10, 3)
    );
    assert!(status.counts.add_up());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_many_runs_is_one_batch() {
    // More than one run, so that rows wait on disk and versions meet across runs.
    let mut file = HEADER.to_owned();
    for rev in 0..3 {
        for id in 0..100_000 {
            file += &format!(
                "c{id},{rev},alder,abel,w1,t,2026-03-0{} 10:00,{rev}\n",
                id % 9 + 1
            );
        }
    }
    let operation = Operation::found("{ type: csv }", CALLS).await;
    let receipt = operation.ingest(file).await;
    assert_eq!(
        (receipt.counts.added, receipt.counts.superseded),
        (100_000, 200_000)
    );
    let frame = operation
        .lake
        .scan(&operation.viewer("operator"), &scan(&["queue_seconds"]))
        .await
        .unwrap();
    assert_eq!(frame.clone().count().await.unwrap(), 100_000);
    let earlier = frame
        .filter(datafusion::prelude::col("queue_seconds").lt(datafusion::prelude::lit(2.0)))
        .unwrap();
    assert_eq!(earlier.count().await.unwrap(), 0);
    assert_eq!(
        std::fs::read_dir(operation.path().join("staging"))
            .unwrap()
            .count(),
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_more_records_than_memory_holds_is_settled_as_any_other() {
    // Some 3,300 records are held in memory, and the others on disk.
    let little = |settings| Settings {
        memory_bytes: 1 << 20,
        ..settings
    };
    let operation = limited(Operation::found("{ type: csv }", CALLS).await, little).await;
    let file = |ids: std::ops::Range<u32>, rev: u32| -> String {
        ids.map(|id| {
            format!(
                "c{id},{rev},alder,abel,w1,t{rev},2026-03-0{} 10:00,{rev}\n",
                id % 9 + 1
            )
        })
        .collect()
    };
    let told = |receipt: &lake::Receipt| {
        let counts = &receipt.counts;
        assert!(counts.add_up());
        (
            counts.added,
            counts.replaced,
            counts.superseded,
            counts.duplicates,
        )
    };
    // The first comes before and after the others of its record, and the last is a repetition.
    let first = [
        HEADER,
        &file(0..20_000, 1),
        &file(10_000..30_000, 2),
        &file(0..5_000, 0),
        &file(29_000..30_000, 2),
    ];
    let receipt = operation.ingest(first.concat()).await;
    assert_eq!(told(&receipt), (30_000, 0, 15_000, 1_000));
    let receipt = operation.ingest(first.concat()).await;
    assert_eq!(told(&receipt), (0, 0, 15_000, 31_000));
    // Some are later than what is there, some earlier, some alike, and some new.
    let next = [
        HEADER,
        &file(0..8_000, 3),
        &file(8_000..10_000, 0),
        &file(10_000..12_000, 2),
        &file(30_000..33_000, 1),
    ];
    let receipt = operation.ingest(next.concat()).await;
    assert_eq!(told(&receipt), (3_000, 8_000, 2_000, 2_000));

    let frame = operation
        .lake
        .scan(
            &operation.viewer("operator"),
            &scan(&["contact_id", "contact_type"]),
        )
        .await
        .unwrap();
    assert_eq!(frame.clone().count().await.unwrap(), 33_000);
    for (topic, rows) in [("t0", 0), ("t1", 5_000), ("t2", 20_000), ("t3", 8_000)] {
        let of = frame
            .clone()
            .filter(datafusion::prelude::col("contact_type").eq(datafusion::prelude::lit(topic)));
        assert_eq!(of.unwrap().count().await.unwrap(), rows, "{topic}");
    }
    let left = std::fs::read_dir(operation.path().join("staging")).unwrap();
    assert_eq!(left.count(), 0);
}

/// The table after these rows came in these files.
async fn table(files: &[Vec<(u8, u8, u8)>]) -> String {
    let operation = Operation::found("{ type: csv }", CALLS).await;
    for file in files {
        let rows: Vec<String> = file
            .iter()
            .map(|(id, rev, content)| row(*id, *rev, *content))
            .collect();
        operation.ingest(format!("{HEADER}{}", rows.concat())).await;
    }
    operation.contacts(&COLUMNS).await
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn order_repetition_and_splitting_change_nothing(
        rows in prop::collection::vec((0..5_u8, 0..4_u8, 0..3_u8), 1..24),
        shuffled in any::<prop::sample::Index>(),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
    ) {
        let mut other = rows.clone();
        other.extend(again.iter().map(|index| *index.get(&rows)));
        let turn = shuffled.index(other.len());
        other.rotate_left(turn);
        other.reverse();
        let mut files = vec![other];
        for cut in cuts {
            let last = files.last_mut().unwrap();
            let at = cut.index(last.len() + 1);
            let rest = last.split_off(at);
            files.push(rest);
        }
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let one = runtime.block_on(table(&[rows]));
        let many = runtime.block_on(table(&files));
        prop_assert_eq!(one, many);
    }
}
