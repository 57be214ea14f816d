//! Rows set aside from Parquet and Arrow are tried again with all their columns, as what they were.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Float64Array, Int64Array, ListArray, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::Int64Type;
use arrow::ipc::writer::StreamWriter;
use lake::{Fate, Meant, Step, Which, With};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

use crate::fixture::{Operation, now};

/// A native instant is the version, as a system's own export has it.
const FEED: &str = "
key: [id]
version: [changed]
columns:
  contact_id: id
  party: party
  opened_at: opened
  queue_seconds: wait
";
const CHECK: &str = "
checks:
  - { check: short, range: { column: queue_seconds, most: 10 }, hint: A wrong clock. }
";
/// Columns that were not read when the rows were set aside.
const MORE: &str = "  contact_type: topic
  agent: cast(parts as varchar)
  handle_seconds: lasted
";

fn batch() -> RecordBatch {
    let instants = |first: i64| -> ArrayRef {
        let micros: Vec<i64> = (0..6).map(|row| first + row).collect();
        Arc::new(TimestampMicrosecondArray::from(micros).with_timezone("UTC"))
    };
    let texts = |texts: [&str; 6]| -> ArrayRef { Arc::new(StringArray::from(texts.to_vec())) };
    let parts = (0..6).map(|row| Some(vec![Some(row), None]));
    let parts = ListArray::from_iter_primitive::<Int64Type, _, _>(parts);
    let columns: [(&str, ArrayRef); 8] = [
        ("id", texts(["c1", "c2", "c3", "c4", "c5", "c6"])),
        ("changed", instants(1_772_000_000_000_001)),
        ("party", texts(["alder"; 6])),
        ("opened", instants(1_771_000_000_123_456)),
        (
            "wait",
            Arc::new(Float64Array::from(vec![1.0, 20.25, 3.0, 40.0, 5.0, 0.1])),
        ),
        ("topic", texts(["a", "\"b\"\n", "c", "", "12", "f"])),
        ("parts", Arc::new(parts)),
        (
            "lasted",
            Arc::new(Int64Array::from(vec![1, 9_007_199_254_740_993, 3, 4, 5, 6])),
        ),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn arrow() -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch().schema()).unwrap();
    writer.write(&batch()).unwrap();
    writer.into_inner().unwrap()
}

/// In groups of two rows: one without any that is set aside, and two with one each.
fn parquet() -> Vec<u8> {
    let small = WriterProperties::builder().set_max_row_group_row_count(Some(2));
    let mut writer =
        ArrowWriter::try_new(Vec::new(), batch().schema(), Some(small.build())).unwrap();
    writer.write(&batch()).unwrap();
    writer.into_inner().unwrap()
}

/// Every column of the table that a feed maps, and what orders versions.
async fn all(operation: &Operation) -> String {
    let columns = [
        "contact_id",
        "party",
        "opened_at",
        "queue_seconds",
        "contact_type",
        "agent",
        "handle_seconds",
    ];
    operation.contacts(&columns).await
}

async fn mend(operation: &Operation, with: With) -> Step {
    let meant = Meant {
        feed: "calls".to_owned(),
        which: Which::All,
        after: None,
    };
    let viewer = operation.viewer("operator");
    let mended = operation
        .lake
        .mend(&operation.charter, &viewer, &meant, &with, now());
    mended.await.unwrap()
}

fn added(mended: &Step) -> usize {
    let fates = mended.fates.values();
    fates.filter(|fate| **fate == Fate::Added).count()
}

async fn with_rows_aside(format: &str, bytes: Vec<u8>) -> Operation {
    let operation = Operation::found(format, &format!("{FEED}{CHECK}")).await;
    let counts = operation.ingest(bytes).await.counts;
    assert_eq!((counts.added, counts.set_aside), (4, 2));
    operation
}

async fn as_they_are(format: &str, bytes: Vec<u8>, feed: &str) {
    let operation = with_rows_aside(format, bytes.clone()).await;
    let rows = operation.quarantine(None).await;
    let raw = rows.iter().map(|row| row.raw.as_str()).collect::<Vec<_>>();
    assert!(
        raw[0].starts_with(r#"{"id":"c2","changed":"2026-02-25T06:13:20.000002Z""#),
        "{raw:?}"
    );
    assert!(
        raw[0].ends_with(r#""parts":[1,null],"lasted":9007199254740993}"#),
        "{raw:?}"
    );
    // Written anew by a compaction, and read by a process that did not set them aside.
    operation.lake.compact(now()).await.unwrap();
    let operation = operation.reopen(|_| {}).await.with_feed(format, feed).await;
    assert_eq!(added(&mend(&operation, With::AsTheyAre).await), 2);
    let undisturbed = Operation::found(format, feed).await;
    undisturbed.ingest(bytes.clone()).await;
    let (left, right) = (all(&operation).await, all(&undisturbed).await);
    for id in ["c2", "c4"] {
        let row = |rows: &str| {
            rows.lines()
                .find(|row| row.starts_with(id))
                .map(str::to_owned)
        };
        assert_eq!(row(&left), row(&right));
    }
    // The very same records: nothing of them is new when their file comes again.
    let counts = operation.ingest(bytes).await.counts;
    assert_eq!(counts.duplicates + counts.replaced, 6, "{counts:?}");
    assert_eq!(counts.set_aside, 0);
    assert_eq!(all(&operation).await, right);
}

#[tokio::test(flavor = "multi_thread")]
async fn as_they_are_once_a_check_was_put_right() {
    as_they_are("parquet", parquet(), FEED).await;
    as_they_are("arrow", arrow(), FEED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn as_they_are_with_columns_that_were_not_read_then() {
    let widened = format!("{FEED}{MORE}");
    as_they_are("parquet", parquet(), &widened).await;
    as_they_are("arrow", arrow(), &widened).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn put_right_by_expressions_and_by_hand() {
    for (format, bytes) in [("parquet", parquet()), ("arrow", arrow())] {
        let operation = with_rows_aside(format, bytes).await;
        // Half of a number, and a text as the instant that it says, of whatever is in the row.
        let halved = [("wait", "wait / 3"), ("opened", "'2026-03-01T10:00:00Z'")];
        let halved = halved.map(|(column, value)| (column.to_owned(), value.to_owned()));
        let mended = mend(&operation, With::Expressions(BTreeMap::from(halved))).await;
        assert_eq!((mended.fates.len(), added(&mended)), (2, 1));
        let columns = ["contact_id", "opened_at", "queue_seconds"];
        let rows = operation.contacts(&columns).await;
        assert!(rows.contains("c2 2026-03-01T10:00:00Z 6.75"), "{rows}");

        let waiting = operation.quarantine(Some(lake::Standing::Waiting)).await;
        let [row] = waiting.as_slice() else {
            panic!("{waiting:?}")
        };
        let wrong = row.raw.replace("40.0", "\"soon\"");
        assert_eq!(added(&mend(&operation, With::Text(wrong)).await), 0);
        let said = operation
            .quarantine(Some(lake::Standing::Waiting))
            .await
            .remove(0);
        assert_eq!(said.reason, "`wait` is no Float64");
        let right = row.raw.replace("40.0", "4");
        assert_eq!(added(&mend(&operation, With::Text(right)).await), 1);
        let rows = operation.contacts(&columns).await;
        assert!(
            rows.contains("c4 2026-02-13T16:26:40.123459Z 4.0"),
            "{rows}"
        );
    }
}
