//! The ready-made feeds in `feeds/`: each takes its sample in, and gives what was worked out by hand.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Int64Type, TimestampMicrosecondType};
use charter::Charter;
use jiff::Timestamp;
use lake::Lake;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::Deserialize;
use serde_json::Value;

use crate::fixture::{now, sender, settings};

/// What a sample must give; `feeds/README.md` says what each part is.
#[derive(Deserialize)]
struct Expected {
    feed: String,
    file: String,
    receipt: BTreeMap<String, u64>,
    #[serde(default)]
    by_check: BTreeMap<String, u64>,
    values: BTreeMap<String, BTreeMap<String, Value>>,
}

fn feeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../feeds")
}

fn yaml_of(folder: &Path) -> BTreeMap<String, String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

async fn check(system: &str) {
    let folder = feeds().join(system);
    let expected: Expected =
        serde_saphyr::from_str(&fs::read_to_string(folder.join("expected.yaml")).unwrap()).unwrap();
    assert_eq!(expected.feed, system.replace('-', "_"));
    let mut files = yaml_of(&feeds().join("charter"));
    files.insert(
        format!("feeds/{}.yaml", expected.feed),
        fs::read_to_string(folder.join("feed.yaml")).unwrap(),
    );
    let charter = Charter::read(&files).unwrap_or_else(|problems| panic!("{system}: {problems}"));
    let data = tempfile::tempdir().unwrap();
    let lake = Lake::open(settings(data.path()), &charter).await.unwrap();
    let sample = folder.join(&expected.file);
    let take_in = || {
        lake.ingest(
            &charter,
            &expected.feed,
            (sample.as_path().into(), sender()),
            now(),
            &|_| {},
        )
    };
    let receipt = take_in().await.unwrap();
    let counts: BTreeMap<String, u64> =
        serde_json::from_value(serde_json::to_value(&receipt.counts).unwrap()).unwrap();
    assert_eq!(counts, expected.receipt, "{system}");
    assert_eq!(receipt.by_check, expected.by_check, "{system}");
    let rows = rows(&data.path().join("tables").join(&receipt.table));
    for (key, values) in &expected.values {
        let row = rows
            .get(key)
            .unwrap_or_else(|| panic!("{system}: no record `{key}` among {:?}", rows.keys()));
        for (column, value) in values {
            assert_eq!(
                row.get(column),
                Some(value),
                "{system}: `{column}` of `{key}`"
            );
        }
    }
    let again = take_in().await.unwrap().counts;
    assert_eq!((again.added, again.replaced), (0, 0), "{system} once more");
}

/// The records of a table that has been written to once: key → column → value, as any reader of Parquet sees them.
fn rows(table: &Path) -> BTreeMap<String, BTreeMap<String, Value>> {
    let mut rows = BTreeMap::new();
    for entry in fs::read_dir(table).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_none_or(|extension| extension != "parquet")
        {
            continue;
        }
        let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
        for batch in reader.build().unwrap() {
            let batch = batch.unwrap();
            let keys = batch.column_by_name("_key").unwrap().as_string::<i32>();
            for row in 0..batch.num_rows() {
                rows.insert(keys.value(row).to_owned(), record(&batch, row));
            }
        }
    }
    rows
}

fn record(batch: &RecordBatch, row: usize) -> BTreeMap<String, Value> {
    batch
        .schema()
        .fields()
        .iter()
        .zip(batch.columns())
        .map(|(field, column)| {
            let value = if column.is_null(row) {
                Value::Null
            } else {
                match column.data_type() {
                    DataType::Utf8 => column.as_string::<i32>().value(row).into(),
                    DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
                    DataType::Float64 => column.as_primitive::<Float64Type>().value(row).into(),
                    DataType::Boolean => column.as_boolean().value(row).into(),
                    DataType::Timestamp(..) => {
                        let micros = column.as_primitive::<TimestampMicrosecondType>().value(row);
                        Timestamp::from_microsecond(micros)
                            .unwrap()
                            .to_string()
                            .into()
                    }
                    _ => Value::Null,
                }
            };
            (field.name().clone(), value)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_gives_what_was_worked_out_by_hand() {
    let mut systems = Vec::new();
    for entry in fs::read_dir(feeds()).unwrap() {
        let path = entry.unwrap().path();
        if path.join("feed.yaml").exists() {
            systems.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    systems.sort();
    assert_eq!(systems.len(), 10, "{systems:?}");
    for system in systems {
        check(&system).await;
    }
}
