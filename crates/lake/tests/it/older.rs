//! Lakes that were written in format 1, commit by commit as it wrote them: they open, answer as of every version, and take
//! more in.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use jiff::Timestamp;
use lake::{Keep, Scan, Standing};
use serde_json::json;

use crate::fixture::{Operation, charter, now, scan};

/// Nothing here names a customer, whose hash would be part of a row's digest.
const FEED: &str = "
key: [id]
version: [cast(rev as bigint)]
columns:
  contact_id: id
  party: party
  opened_at: local_time(opened, '%Y-%m-%d %H:%M')
  queue_seconds: cast(wait as double)
";
const HEADER: &str = "id,rev,party,opened,wait\n";

/// A row of the source.
struct Call {
    id: &'static str,
    rev: i64,
    opened: &'static str,
    wait: f64,
}

const fn call(id: &'static str, rev: i64, opened: &'static str, wait: f64) -> Call {
    Call {
        id,
        rev,
        opened,
        wait,
    }
}

const FIRST: [Call; 2] = [
    call("c1", 1, "2026-03-02T10:00:00Z", 12.0),
    call("c2", 1, "2026-03-02T11:30:00Z", 30.0),
];
const SECOND: [Call; 2] = [
    call("c2", 2, "2026-03-02T11:30:00Z", 60.0),
    call("c3", 1, "2026-03-04T18:00:00Z", 5.0),
];

fn micros(instant: &str) -> i64 {
    instant.parse::<Timestamp>().unwrap().as_microsecond()
}

/// A hidden version of format 1: whether there is a value and the value, its sign turned so that bytes compare as numbers
/// do; then 16 bytes of the BLAKE3 digest of the row's values, each after 4 bytes of that of its column's name, columns by
/// name. It says nothing of the feed's revision and of how much of the row there is.
fn version(call: &Call) -> Vec<u8> {
    let mut content = Vec::new();
    let mut value = |name: &str, bytes: &[&[u8]]| {
        content.extend_from_slice(&blake3::hash(name.as_bytes()).as_bytes()[..4]);
        for bytes in bytes {
            content.extend_from_slice(bytes);
        }
    };
    let text = |text: &str| (text.len() as u64).to_le_bytes();
    value("contact_id", &[&text(call.id), call.id.as_bytes()]);
    value("opened_at", &[&micros(call.opened).to_le_bytes()]);
    value("party", &[&text("alder"), b"alder"]);
    value("queue_seconds", &[&call.wait.to_bits().to_le_bytes()]);
    let mut version = vec![1];
    version.extend_from_slice(&(call.rev.cast_unsigned() ^ (1 << 63)).to_be_bytes());
    version.extend_from_slice(&blake3::hash(&content).as_bytes()[..16]);
    version
}

/// A table being written as format 1 did. Names of files held no digest then, and commits no seal.
struct Written<'a> {
    folder: &'a Path,
    name: &'static str,
    /// Delta's own versions so far.
    versions: usize,
}

impl<'a> Written<'a> {
    fn found(lake: &'a Path, name: &'static str, fields: &[(&str, &str)]) -> Self {
        let folder = lake.join("tables").join(name);
        fs::create_dir_all(folder.join("_delta_log")).unwrap();
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, kind)| json!({"name": name, "type": kind, "nullable": true, "metadata": {}}))
            .collect();
        let schema = json!({"type": "struct", "fields": fields}).to_string();
        let mut table = Self {
            folder: lake,
            name,
            versions: 0,
        };
        table.commit(&[
            json!({"commitInfo": {"timestamp": 1_795_302_288_526_u64, "operation": "CREATE TABLE",
                "operationParameters": {"mode": "ErrorIfExists"},
                "engineInfo": "delta-rs:1.1.3", "clientVersion": "delta-rs.1.1.3"}}),
            json!({"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}),
            json!({"metaData": {"id": "50ee888a-d718-4c54-8b68-070b9fb93248", "name": null,
                "description": null, "format": {"provider": "parquet", "options": {}},
                "schemaString": schema, "partitionColumns": [], "createdTime": 1_795_302_288_525_u64,
                "configuration": {
                    "delta.deletedFileRetentionDuration": "interval 36500 days",
                    "delta.enableExpiredLogCleanup": "false",
                    "delta.logRetentionDuration": "interval 36500 days",
                    "delta.checkpointInterval": "50"}}}),
        ]);
        table
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.join("tables").join(self.name)
    }

    fn commit(&mut self, actions: &[serde_json::Value]) {
        let lines: Vec<String> = actions.iter().map(ToString::to_string).collect();
        let path = self
            .path()
            .join(format!("_delta_log/{:020}.json", self.versions));
        fs::write(path, lines.join("\n")).unwrap();
        self.versions += 1;
    }

    /// The entry of a file that is written.
    fn add(&self, file: &str, at: &str, rows: &RecordBatch) -> serde_json::Value {
        // As Tandem writes them: every column may be null.
        let fields = rows.schema_ref().fields().iter();
        let fields: Vec<_> = fields
            .map(|field| field.as_ref().clone().with_nullable(true))
            .collect();
        let rows = rows
            .clone()
            .with_schema(Arc::new(arrow::datatypes::Schema::new(fields)))
            .unwrap();
        let mut bytes = Vec::new();
        let mut writer =
            parquet::arrow::ArrowWriter::try_new(&mut bytes, rows.schema(), None).unwrap();
        writer.write(&rows).unwrap();
        writer.close().unwrap();
        fs::write(self.path().join(file), &bytes).unwrap();
        let instants = rows.column_by_name(at).unwrap();
        let instants: Vec<String> = arrow::array::AsArray::as_primitive::<
            arrow::datatypes::TimestampMicrosecondType,
        >(instants)
        .values()
        .iter()
        .map(|micros| Timestamp::from_microsecond(*micros).unwrap().to_string())
        .collect();
        let stats = json!({"numRecords": rows.num_rows(), "nullCount": {at: 0},
            "minValues": {at: instants.iter().min()}, "maxValues": {at: instants.iter().max()}});
        json!({"add": {"path": file, "partitionValues": {}, "size": bytes.len(),
            "modificationTime": 1_795_302_288_499_u64, "dataChange": true, "stats": stats.to_string(),
            "tags": null, "baseRowId": null, "defaultRowCommitVersion": null, "clusteringProvider": null}})
    }
}

fn wrote(tandem: &serde_json::Value) -> serde_json::Value {
    json!({"commitInfo": {"timestamp": 1_795_302_288_575_u64, "operation": "WRITE",
        "operationParameters": {"mode": "Append"}, "engineInfo": "delta-rs:1.1.3",
        "clientVersion": "delta-rs.1.1.3", "tandem": tandem}})
}

fn receipt(
    batch: u64,
    received: u64,
    added: u64,
    replaced: u64,
    set_aside: u64,
) -> serde_json::Value {
    json!({"at": format!("2026-03-0{}T23:04:48.499420874Z", batch + 4), "batch": batch, "by_check": {},
        "counts": {"added": added, "duplicates": 0, "passed_over": 0, "received": received,
            "replaced": replaced, "set_aside": set_aside, "superseded": 0},
        "digest": "9a68804235e35d92368f3cabf6819ea2e7d4f0f95218b65165918e156a7c76d3", "feed": "calls",
        "newest_fact": "2026-03-04T18:00:00Z", "source": "calls.csv", "table": "contact", "warned": 0})
}

fn instants(values: &[&str]) -> ArrayRef {
    let values: Vec<i64> = values.iter().map(|value| micros(value)).collect();
    Arc::new(TimestampMicrosecondArray::from(values).with_timezone("UTC"))
}

fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn calls(calls: &[&Call], batches: &[i64]) -> RecordBatch {
    let opened: Vec<&str> = calls.iter().map(|call| call.opened).collect();
    let versions: Vec<Vec<u8>> = calls.iter().map(|call| version(call)).collect();
    RecordBatch::try_from_iter([
        ("contact_id", texts(calls.iter().map(|call| call.id))),
        ("party", texts(calls.iter().map(|_| "alder"))),
        ("opened_at", instants(&opened)),
        (
            "queue_seconds",
            Arc::new(
                calls
                    .iter()
                    .map(|call| Some(call.wait))
                    .collect::<Float64Array>(),
            ) as ArrayRef,
        ),
        ("_key", texts(calls.iter().map(|call| call.id))),
        (
            "_version",
            Arc::new(BinaryArray::from_iter_values(&versions)) as ArrayRef,
        ),
        ("_feed", texts(calls.iter().map(|_| "calls"))),
        (
            "_batch",
            Arc::new(Int64Array::from(batches.to_vec())) as ArrayRef,
        ),
    ])
    .unwrap()
}

const CONTACT: [(&str, &str); 8] = [
    ("contact_id", "string"),
    ("party", "string"),
    ("opened_at", "timestamp"),
    ("queue_seconds", "double"),
    ("_key", "string"),
    ("_version", "binary"),
    ("_feed", "string"),
    ("_batch", "long"),
];

/// What a commit says was taken in: one receipt or none at first, later a list of them, both in format 1.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    One,
    Many,
}

impl Said {
    fn ours(self, lake_version: u64, receipt: Option<serde_json::Value>) -> serde_json::Value {
        match self {
            Self::One => json!({"format": 1, "lakeVersion": lake_version, "receipt": receipt}),
            Self::Many => json!({"format": 1, "lakeVersion": lake_version,
                "receipts": receipt.into_iter().collect::<Vec<_>>()}),
        }
    }
}

/// A lake of two batches: two calls; then a later version of one, a new one, and a row that was set aside.
fn write(folder: &Path, said: Said) {
    write_with(folder, said, None);
}

/// The same, with an id and a standing for the row that was set aside, as later commits of format 1 have them.
fn write_with(folder: &Path, said: Said, known: Option<(&str, &str)>) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("format.json"), r#"{"format":1}"#).unwrap();
    let mut contact = Written::found(folder, "contact", &CONTACT);
    let first = contact.add(
        "calls-0000000001-0000.parquet",
        "opened_at",
        &calls(&[&FIRST[0], &FIRST[1]], &[1, 1]),
    );
    contact.commit(&[wrote(&said.ours(1, Some(receipt(1, 2, 2, 0, 0)))), first]);

    let later = [("id", "string"), ("standing", "string")];
    let later = if known.is_some() { &later[..] } else { &[] };
    let mut aside = Written::found(
        folder,
        "set_aside",
        &[
            ("feed", "string"),
            ("batch", "long"),
            ("source", "string"),
            ("line", "long"),
            ("raw", "binary"),
            ("check", "string"),
            ("reason", "string"),
            ("hint", "string"),
            ("at", "timestamp"),
        ]
        .iter()
        .chain(later)
        .copied()
        .collect::<Vec<_>>(),
    );
    let mut rows = vec![
        ("feed", texts(["calls"])),
        ("batch", Arc::new(Int64Array::from(vec![2])) as ArrayRef),
        ("source", texts(["calls.csv"])),
        ("line", Arc::new(Int64Array::from(vec![4])) as ArrayRef),
        (
            "raw",
            Arc::new(BinaryArray::from_iter_values([LONG.trim_end().as_bytes()])) as ArrayRef,
        ),
        ("check", texts(["cannot_read.queue_seconds"])),
        ("reason", texts(["`long` is not a number"])),
        ("hint", texts(["Put it right."])),
        ("at", instants(&["2026-03-06T23:04:48.499420Z"])),
    ];
    if let Some((id, standing)) = known {
        rows.extend([("id", texts([id])), ("standing", texts([standing]))]);
    }
    let rows = RecordBatch::try_from_iter(rows).unwrap();
    let waiting = aside.add("calls-0000000002-0000.parquet", "at", &rows);
    aside.commit(&[wrote(&said.ours(2, None)), waiting]);

    // A file whose record was replaced is written anew without it.
    let rest = contact.add(
        "calls-0000000002-0001.parquet",
        "opened_at",
        &calls(&[&FIRST[0]], &[1]),
    );
    let second = contact.add(
        "calls-0000000002-0000.parquet",
        "opened_at",
        &calls(&[&SECOND[0], &SECOND[1]], &[2, 2]),
    );
    let remove = json!({"remove": {"path": "calls-0000000001-0000.parquet", "dataChange": true,
        "deletionTimestamp": 1_795_302_288_600_u64, "extendedFileMetadata": true, "partitionValues": {}}});
    contact.commit(&[
        wrote(&said.ours(2, Some(receipt(2, 3, 1, 1, 1)))),
        remove,
        rest,
        second,
    ]);
}

/// A row that cannot be read.
const LONG: &str = "c9,1,alder,2026-03-04 16:40,long\n";

const AT_FIRST: &str = "c1 12.0\nc2 30.0";
const AS_WRITTEN: &str = "c1 12.0\nc2 60.0\nc3 5.0";

async fn waits(operation: &Operation) -> Vec<String> {
    operation
        .quarantine(Some(Standing::Waiting))
        .await
        .iter()
        .map(|row| format!("{} {} {} <{}>", row.id.len(), row.line, row.check, row.raw))
        .collect()
}

async fn opens_answers_and_takes_more_in(said: Said) {
    let operation = Operation::over(charter("csv", FEED), |folder| write(folder, said)).await;
    assert_eq!(operation.lake.version(), 2);
    let columns = ["contact_id", "queue_seconds"];
    let as_of = |version| Scan {
        version: Some(version),
        ..scan(&columns)
    };
    let answer = |version| operation.rows("operator", as_of(version));
    assert_eq!(operation.contacts(&columns).await, AS_WRITTEN);
    assert_eq!(answer(1).await.unwrap(), AT_FIRST);
    assert_eq!(answer(0).await.unwrap(), "");
    let counts = operation.lake.feeds()[0].counts.clone();
    assert!(counts.add_up());
    assert_eq!((counts.received, counts.added, counts.set_aside), (5, 3, 1));
    let waiting = "24 4 cannot_read.queue_seconds <c9,1,alder,2026-03-04 16:40,long>";
    assert_eq!(waits(&operation).await, [waiting]);

    // The same rows again, and an earlier version; one with a value that is put right; a later version; a new record.
    let again = [
        "c1,1,alder,2026-03-02 11:00,12\n",
        "c2,1,alder,2026-03-02 12:30,30\n",
        "c2,2,alder,2026-03-02 12:30,60\n",
        LONG,
    ];
    let receipt = operation
        .ingest([&[HEADER], &again[..]].concat().concat())
        .await;
    let counts = &receipt.counts;
    // Their content was said by another digest then, so the same rows take their own place.
    assert_eq!(
        (counts.replaced, counts.superseded, counts.set_aside),
        (2, 1, 1),
        "{counts:?}"
    );
    assert_eq!(counts.added, 0);
    assert_eq!(operation.contacts(&columns).await, AS_WRITTEN);
    assert_eq!(waits(&operation).await, [waiting], "it waits once");
    let once_more = operation
        .ingest([&[HEADER], &again[..], &["\n"]].concat().concat())
        .await;
    assert_eq!(
        (once_more.counts.duplicates, once_more.counts.superseded),
        (2, 1)
    );
    let more = "c1,1,alder,2026-03-02 11:00,13\nc3,2,alder,2026-03-04 19:00,6\nc4,1,alder,2026-03-05 10:00,7\n";
    let receipt = operation.ingest([HEADER, more].concat()).await;
    assert_eq!((receipt.counts.added, receipt.counts.replaced), (1, 2));
    let now_stands = "c1 13.0\nc2 60.0\nc3 6.0\nc4 7.0";
    assert_eq!(operation.contacts(&columns).await, now_stands);
    assert_eq!(answer(2).await.unwrap(), AS_WRITTEN);
    assert_eq!(answer(1).await.unwrap(), AT_FIRST);

    // Kept well as any other, and opened again.
    operation.lake.compact(now()).await.unwrap();
    let operation = operation.reopen(|_| {}).await;
    assert_eq!(operation.contacts(&columns).await, now_stands);
    assert_eq!(
        operation.rows("operator", as_of(1)).await.unwrap(),
        AT_FIRST
    );
    let keep = Keep {
        days: 0,
        versions: 0,
        ..Keep::default()
    };
    operation.lake.vacuum(&keep, now(), false).await.unwrap();
    let operation = operation.reopen(|_| {}).await;
    assert_eq!(operation.contacts(&columns).await, now_stands);
    assert_eq!(waits(&operation).await, [waiting]);
    assert!(operation.rows("operator", as_of(1)).await.is_err());
}

#[tokio::test]
async fn with_one_receipt_a_commit() {
    opens_answers_and_takes_more_in(Said::One).await;
}

#[tokio::test]
async fn with_lists_of_receipts() {
    opens_answers_and_takes_more_in(Said::Many).await;
}

#[tokio::test]
async fn a_row_of_which_nobody_knows_how_it_is_written_is_refused_in_words() {
    let operation = Operation::over(charter("csv", FEED), |folder| write(folder, Said::One)).await;
    let meant = lake::Meant {
        feed: "calls".to_owned(),
        which: lake::Which::All,
        after: None,
    };
    let (viewer, with) = (operation.viewer("operator"), lake::With::AsTheyAre);
    let lake = &operation.lake;
    let step = lake.mend(&operation.charter, &viewer, &meant, &with, now());
    let step = step.await.unwrap();
    let fates: Vec<&lake::Fate> = step.fates.values().collect();
    let [lake::Fate::SetAside { reason, hint, .. }] = fates.as_slice() else {
        panic!("{fates:?}")
    };
    assert!(reason.contains("by an older Tandem"), "{reason}");
    assert!(hint.starts_with("Take its file in again"), "{hint}");
    let waived = lake.waive(&viewer, &meant, "known", now()).await.unwrap();
    assert_eq!(waived.done, 1);
    assert!(waits(&operation).await.is_empty());
}

/// A table that lacks a column of today gets it; what its rows were and what became of them stays.
#[tokio::test]
async fn a_row_that_was_resolved_stays_resolved() {
    let known = Some(("an-id-of-its-own", "waived"));
    let write = |folder: &Path| write_with(folder, Said::Many, known);
    let operation = Operation::over(charter("csv", FEED), write).await;
    assert!(waits(&operation).await.is_empty());
    let rows = operation.quarantine(Some(Standing::Waived)).await;
    assert_eq!((rows.len(), rows[0].id.as_str()), (1, "an-id-of-its-own"));
}
