//! Files in columns, which people cannot write by hand: they are made, not kept.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, Int64Array, ListArray, RecordBatch, StringArray,
    StructArray, TimestampMillisecondArray,
};
use arrow::datatypes::{DataType, Field, Int32Type, Int64Type};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

/// Two columns that are read, text and numbers, and others of every kind.
fn batches() -> [RecordBatch; 3] {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), None, Some(-3)]));
    let text: ArrayRef = Arc::new(StringArray::from(vec![Some("x"), Some("NA"), None]));
    let words: DictionaryArray<Int32Type> = ["mail", "chat", "mail"].into_iter().collect();
    let lists = ListArray::from_iter_primitive::<Int64Type, _, _>([
        Some(vec![Some(1), None]),
        None,
        Some(vec![]),
    ]);
    let inner = Arc::new(Field::new("é", DataType::Int64, true));
    let structs = StructArray::from(vec![(inner, numbers.clone())]);
    let at = TimestampMillisecondArray::from(vec![0, 1, 1_774_000_000_000]).with_timezone("UTC");
    let batch = |columns: Vec<(&str, ArrayRef)>| RecordBatch::try_from_iter(columns).unwrap();
    [
        batch(vec![("a", text), ("n", numbers.clone())]),
        batch(vec![
            ("a", Arc::new(words)),
            ("n", Arc::new(at)),
            ("b", Arc::new(BooleanArray::from(vec![true, false, true]))),
        ]),
        batch(vec![("a", Arc::new(lists)), ("n", Arc::new(structs))]),
    ]
}

fn parquet(batch: &RecordBatch, compression: Compression) -> Vec<u8> {
    let mut bytes = Vec::new();
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .build();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// Seeds of a target that are made: name and bytes.
pub fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut seeds = Vec::new();
    for (number, batch) in batches().iter().enumerate() {
        match target {
            "parquet" => {
                let zstd = Compression::ZSTD(Default::default());
                seeds.push((
                    format!("plain-{number}"),
                    parquet(batch, Compression::UNCOMPRESSED),
                ));
                seeds.push((format!("zstd-{number}"), parquet(batch, zstd)));
            }
            "arrow" => {
                let mut file =
                    arrow::ipc::writer::FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
                file.write(batch).unwrap();
                seeds.push((format!("file-{number}"), file.into_inner().unwrap()));
                let mut stream =
                    arrow::ipc::writer::StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
                stream.write(batch).unwrap();
                seeds.push((format!("stream-{number}"), stream.into_inner().unwrap()));
            }
            _ => {}
        }
    }
    seeds
}
