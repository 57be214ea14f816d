//! The same three calls in every format and compression come to the same facts.

use std::io::Write as _;
use std::sync::Arc;

use arrow::array::{
    Array as _, ArrayRef, Date32Array, Date64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    TimestampSecondArray,
};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::ipc::writer::{FileWriter, StreamWriter};
use lake::Head;
use parquet::arrow::ArrowWriter;

use crate::fixture::{CALLS, Operation, now};

const CSV: &str = "id,rev,party,agent,who,topic,opened,wait\n\
    c1,1,alder,abel,w1,\"billing, late\",2026-03-01 10:00,12.5\n\
    c2,1,birch,?,,he said \"no\",2026-03-29 02:30,0\n\
    c3,1,alder,abel,w1,\"two\nlines\",2026-10-25 02:30,?\n";

const FACTS: &str = "c1 abel billing, late 2026-03-01T09:00:00Z 12.5\n\
    c2  he said \"no\" 2026-03-29T01:30:00Z 0.0\n\
    c3 abel two\nlines 2026-10-25T00:30:00Z ";

async fn check(format: &str, bytes: Vec<u8>) {
    let operation = Operation::found(format, CALLS).await;
    let receipt = operation.ingest(bytes).await;
    assert_eq!(
        (receipt.batch, receipt.counts.received, receipt.counts.added),
        (1, 3, 3)
    );
    assert_eq!(
        receipt.newest_fact.unwrap().to_string(),
        "2026-10-25T00:30:00Z"
    );
    let columns = [
        "contact_id",
        "agent",
        "contact_type",
        "opened_at",
        "queue_seconds",
    ];
    assert_eq!(operation.contacts(&columns).await, FACTS);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn ndjson() -> String {
    r#"{"id":"c1","rev":1,"party":"alder","agent":"abel","who":"w1","topic":"billing, late","opened":"2026-03-01 10:00","wait":12.5,"x":{"y":[1]}}
{"rev":1,"id":"c2","party":"birch","agent":null,"topic":"he said \"no\"","opened":"2026-03-29 02:30","wait":0}

{"id":"c3","rev":"1","party":"alder","agent":"abel","who":"w1","topic":"two\nlines","opened":"2026-10-25 02:30","wait":"?"}
"#
    .to_owned()
}

fn json() -> String {
    let records: Vec<String> = ndjson()
        .lines()
        .map(str::to_owned)
        .filter(|line| !line.is_empty())
        .collect();
    format!("[\n{}\n]\n", records.join(",\n"))
}

fn batch() -> RecordBatch {
    let text = |name| Field::new(name, DataType::Utf8, true);
    let schema = Arc::new(Schema::new(vec![
        text("id"),
        Field::new("rev", DataType::Int64, true),
        text("party"),
        text("agent"),
        text("who"),
        text("topic"),
        text("opened"),
        text("wait"),
    ]));
    let column = |values: [&str; 3]| Arc::new(StringArray::from(values.to_vec()));
    RecordBatch::try_new(
        schema,
        vec![
            column(["c1", "c2", "c3"]),
            Arc::new(Int64Array::from(vec![1, 1, 1])),
            column(["alder", "birch", "alder"]),
            column(["abel", "?", "abel"]),
            column(["w1", "", "w1"]),
            column(["billing, late", "he said \"no\"", "two\nlines"]),
            column(["2026-03-01 10:00", "2026-03-29 02:30", "2026-10-25 02:30"]),
            column(["12.5", "0", "?"]),
        ],
    )
    .unwrap()
}

fn parquet() -> Vec<u8> {
    let batch = batch();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn arrow_file() -> Vec<u8> {
    let batch = batch();
    let mut writer = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

fn arrow_stream() -> Vec<u8> {
    let batch = batch();
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn separated_values() {
    check("{ type: csv }", CSV.into()).await;
    check("{ type: csv }", [b"\xef\xbb\xbf", CSV.as_bytes()].concat()).await;
    check(
        "{ type: csv }",
        CSV.replace('\n', "\r\n").replace("two\r\n", "two\n").into(),
    )
    .await;
    check(
        "{ type: csv, delimiter: ; }",
        CSV.replace(',', ";").replace("billing;", "billing,").into(),
    )
    .await;
    check(
        "{ type: tsv }",
        CSV.replace(',', "\t")
            .replace("billing\t", "billing,")
            .into(),
    )
    .await;
    check("{ type: csv }", CSV.trim_end().into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn separated_values_as_reports_have_them() {
    let (header, rows) = CSV.split_once('\n').unwrap();
    check(&format!("{{ type: csv, header: [{header}] }}"), rows.into()).await;
    check(
        "{ type: csv, skip: 2 }",
        format!("Calls, \"March\n\n{CSV}").into(),
    )
    .await;
    check(
        "{ type: csv, quote: \"'\" }",
        CSV.replace("\"billing, late\"", "'billing, late'")
            .replace("\"two\nlines\"", "'two\nlines'")
            .into(),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn text_in_other_encodings() {
    let wide =
        |order: fn(u16) -> [u8; 2]| -> Vec<u8> { CSV.encode_utf16().flat_map(order).collect() };
    check("csv\nencoding: utf-16le", wide(u16::to_le_bytes)).await;
    check("csv\nencoding: utf-16be", wide(u16::to_be_bytes)).await;
    check(
        "csv",
        [b"\xff\xfe".to_vec(), wide(u16::to_le_bytes)].concat(),
    )
    .await;
    check("csv\nencoding: windows-1252", gzip(CSV.as_bytes())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn json_parquet_and_arrow() {
    check("{ type: ndjson }", ndjson().into()).await;
    check("{ type: parquet }", parquet()).await;
    check("{ type: json }", json().into()).await;
    check(
        "{ type: json, records: page.calls }",
        format!(
            "{{\"next\":null,\"page\":{{\"n\":3,\"calls\":{}}}}}",
            json()
        )
        .into(),
    )
    .await;
    check("{ type: arrow }", arrow_file()).await;
    check("{ type: arrow }", arrow_stream()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn compressed() {
    check("{ type: csv }", gzip(CSV.as_bytes())).await;
    let (first, second) = CSV.split_at(70);
    check(
        "{ type: csv }",
        [gzip(first.as_bytes()), gzip(second.as_bytes())].concat(),
    )
    .await;
    check("{ type: parquet }", gzip(&parquet())).await;
    check(
        "{ type: ndjson }",
        zstd::encode_all(ndjson().as_bytes(), 3).unwrap(),
    )
    .await;
}

/// Calls whose export leaves columns out while nobody has anything in them.
const SPARE: &str = "
key: [id]
version: [rev]
optional: [wait, topic]
columns:
  contact_id: id
  party: party
  contact_type: upper(topic)
  opened_at: local_time(opened, '%Y-%m-%d %H:%M')
  queue_seconds: wait * 60
";

#[tokio::test]
async fn a_column_that_may_be_absent_is_null_and_any_other_is_missed() {
    let rows = |topic: &str| {
        let text = |name| Field::new(name, DataType::Utf8, true);
        let fields = vec![
            text("id"),
            Field::new("rev", DataType::Int64, true),
            text("party"),
            text(topic),
            text("opened"),
        ];
        let words = |word: &str| Arc::new(StringArray::from(vec![word.to_owned()]));
        RecordBatch::try_new(
            Arc::new(Schema::new(fields)),
            vec![
                words("c1"),
                Arc::new(Int64Array::from(vec![1])),
                words("alder"),
                words("late"),
                words("2026-03-01 10:00"),
            ],
        )
        .unwrap()
    };
    let parquet = |rows: RecordBatch| {
        let mut writer = ArrowWriter::try_new(Vec::new(), rows.schema(), None).unwrap();
        writer.write(&rows).unwrap();
        writer.into_inner().unwrap()
    };
    let arrow = |rows: RecordBatch| {
        let mut writer = StreamWriter::try_new(Vec::new(), &rows.schema()).unwrap();
        writer.write(&rows).unwrap();
        writer.into_inner().unwrap()
    };
    let columns = ["contact_id", "contact_type", "queue_seconds"];
    for (format, bytes) in [
        ("parquet", parquet(rows("topic"))),
        ("arrow", arrow(rows("topic"))),
    ] {
        let operation = Operation::found(format, SPARE).await;
        operation.ingest(bytes).await;
        assert_eq!(operation.contacts(&columns).await, "c1 LATE ", "{format}");
    }
    let spare = SPARE
        .replace("[rev]", "[cast(rev as bigint)]")
        .replace("wait * 60", "cast(wait as double) * 60");
    for (format, text) in [
        ("csv", "id,rev,party,opened\nc1,1,alder,2026-03-01 10:00\n"),
        (
            // Nearly the name of another column, and not it.
            "ndjson",
            r#"{"id":"c1","rev":1,"party":"alder","opened":"2026-03-01 10:00","waits":1}"#,
        ),
    ] {
        let operation = Operation::found(format, &spare).await;
        operation.ingest(text).await;
        assert_eq!(operation.contacts(&columns).await, "c1  ", "{format}");
    }
    // A row of such a file that was set aside is mended as any other.
    let operation = Operation::found("csv", &spare).await;
    operation
        .ingest("id,rev,party,opened\nc1,1,alder,yesterday\n")
        .await;
    let meant = lake::Meant {
        feed: "calls".to_owned(),
        which: lake::Which::All,
        after: None,
    };
    let opened = ("opened".to_owned(), "'2026-03-01 10:00'".to_owned());
    let with = lake::With::Expressions([opened].into());
    let viewer = operation.viewer("operator");
    let mended = operation
        .lake
        .mend(&operation.charter, &viewer, &meant, &with, now());
    assert_eq!(mended.await.unwrap().done, 1);
    assert_eq!(operation.contacts(&columns).await, "c1  ");

    let operation = Operation::found("csv", &spare).await;
    let renamed = "id,rev,party,opened_\nc1,1,alder,2026-03-01 10:00\n";
    let refused = operation.try_ingest(renamed).await.unwrap_err();
    assert!(
        refused.to_string().contains("`opened`") && refused.hint().contains("`opened_`"),
        "{refused}: {}",
        refused.hint()
    );
}

#[tokio::test]
async fn instants_of_a_named_zone_are_what_they_are() {
    let instants = TimestampMicrosecondArray::from(vec![1_772_355_600_000_000])
        .with_timezone("Europe/Amsterdam");
    let fields = vec![
        Field::new("id", DataType::Utf8, true),
        Field::new("party", DataType::Utf8, true),
        Field::new("opened", instants.data_type().clone(), true),
    ];
    let word = |word: &str| Arc::new(StringArray::from(vec![word.to_owned()]));
    let rows = RecordBatch::try_new(
        Arc::new(Schema::new(fields)),
        vec![word("c1"), word("alder"), Arc::new(instants)],
    )
    .unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), rows.schema(), None).unwrap();
    writer.write(&rows).unwrap();
    let bytes = writer.into_inner().unwrap();

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calls.parquet");
    std::fs::write(&file, &bytes).unwrap();
    let Head::Columnar { rows, .. } = Head::read(&file, 1 << 20).unwrap() else {
        panic!("Parquet has columns");
    };
    assert_eq!(
        rows[0][2].as_deref(),
        Some("2026-03-01T10:00:00+01:00"),
        "as its clock shows it"
    );

    let feed = "\nkey: [id]\ncolumns:\n  contact_id: id\n  party: party\n  opened_at: opened\n";
    let operation = Operation::found("parquet", feed).await;
    operation.ingest(bytes).await;
    assert_eq!(
        operation.contacts(&["contact_id", "opened_at"]).await,
        "c1 2026-03-01T09:00:00Z"
    );
}

/// What `tandem feed draft` writes for them.
#[tokio::test]
async fn instants_and_days_without_a_zone_are_of_the_feeds_clock() {
    let seconds = 1_772_355_600;
    let clocks: [ArrayRef; 6] = [
        Arc::new(TimestampSecondArray::from(vec![seconds])),
        Arc::new(TimestampMillisecondArray::from(vec![seconds * 1_000 + 5])),
        Arc::new(TimestampMicrosecondArray::from(vec![seconds * 1_000_000])),
        Arc::new(TimestampNanosecondArray::from(vec![
            seconds * 1_000_000_000 + 7,
        ])),
        Arc::new(Date32Array::from(vec![20_513])),
        Arc::new(Date64Array::from(vec![20_513 * 86_400_000])),
    ];
    for clock in clocks {
        let day = matches!(clock.data_type(), DataType::Date32 | DataType::Date64);
        let (read, expect) = if day {
            (
                "local_time(left(cast(opened as varchar), 10), '%Y-%m-%d')",
                "2026-02-28T23:00:00Z",
            )
        } else {
            (
                "local_time(left(cast(opened as varchar), 19), '%Y-%m-%dT%H:%M:%S')",
                "2026-03-01T08:00:00Z",
            )
        };
        let of = clock.data_type().clone();
        let text = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text.to_owned()])) };
        let rows = RecordBatch::try_from_iter([
            ("id", text("c1")),
            ("party", text("alder")),
            ("opened", clock),
        ])
        .unwrap();
        let mut writer = FileWriter::try_new(Vec::new(), &rows.schema()).unwrap();
        writer.write(&rows).unwrap();
        let bytes = writer.into_inner().unwrap();
        let feed = format!(
            "\nkey: [id]\ncolumns:\n  contact_id: id\n  party: party\n  opened_at: {read}\n"
        );
        let operation = Operation::found("arrow", &feed).await;
        operation.ingest(bytes).await;
        assert_eq!(
            operation.contacts(&["contact_id", "opened_at"]).await,
            format!("c1 {expect}"),
            "{of}"
        );
    }
}
