//! Files of every format with bytes that are not as they were: each is taken in with every row accounted for, or refused
//! in words; nothing panics.

use std::io::Write as _;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::fixture::{CALLS, Operation};

const HEADER: &str = "id,rev,party,agent,who,topic,opened,wait\n";

/// How a file is written, and the file.
fn whole(format: usize) -> (&'static str, Vec<u8>) {
    let ids: Vec<String> = (0..40).map(|id| format!("c{id}")).collect();
    let csv = |delimiter: &str| {
        let rows: String = ids
            .iter()
            .map(|id| {
                format!("{id},1,alder,\"a, b\",w1,t é,2026-03-01 10:00,7\n").replace(',', delimiter)
            })
            .collect();
        HEADER.replace(',', delimiter) + &rows
    };
    let objects: Vec<String> = ids
        .iter()
        .map(|id| format!(r#"{{"id":"{id}","rev":1,"party":"alder","agent":"\u00e9\"","who":null,"topic":[1,{{}}],"opened":"2026-03-01 10:00","wait":7.5}}"#))
        .collect();
    match format {
        0 => ("{ type: csv }", csv(",").into_bytes()),
        1 => ("{ type: tsv }", csv("\t").into_bytes()),
        2 => ("{ type: ndjson }", objects.join("\n").into_bytes()),
        3 => (
            "{ type: json, records: a.calls }",
            format!(r#"{{"x":[{{}}],"a":{{"calls":[{}]}}}}"#, objects.join(",")).into_bytes(),
        ),
        4 => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(csv(",").as_bytes()).unwrap();
            ("{ type: csv }", encoder.finish().unwrap())
        }
        5 => (
            "{ type: csv }",
            zstd::encode_all(csv(",").as_bytes(), 3).unwrap(),
        ),
        6 => {
            let mut bytes = vec![0xff, 0xfe];
            bytes.extend(csv(",").encode_utf16().flat_map(u16::to_le_bytes));
            ("{ type: csv }", bytes)
        }
        7 => ("{ type: parquet }", parquet(&batch(&ids))),
        _ => ("{ type: arrow }", ipc(&batch(&ids))),
    }
}

const FORMATS: usize = 9;

fn batch(ids: &[String]) -> RecordBatch {
    let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from(vec![value; ids.len()])) };
    RecordBatch::try_from_iter([
        ("id", Arc::new(StringArray::from(ids.to_vec())) as ArrayRef),
        (
            "rev",
            Arc::new(Int64Array::from(vec![1; ids.len()])) as ArrayRef,
        ),
        ("party", text("alder")),
        ("agent", text("abel")),
        ("who", text("w1")),
        ("topic", text("billing")),
        ("opened", text("2026-03-01 10:00")),
        ("wait", text("7")),
    ])
    .unwrap()
}

fn parquet(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn ipc(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = arrow::ipc::writer::FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

#[derive(Debug, Clone)]
enum Mutation {
    Byte(Index, u8),
    Bit(Index, u8),
    Cut(Index),
    Twice(Index, Index),
    Without(Index, Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        3 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Byte(at, byte)),
        3 => (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Mutation::Bit(at, bit)),
        1 => any::<Index>().prop_map(Mutation::Cut),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Mutation::Twice(from, to)),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Mutation::Without(from, to)),
    ]
}

fn mutated(mut bytes: Vec<u8>, mutations: &[Mutation]) -> Vec<u8> {
    let span = |bytes: &[u8], from: &Index, to: &Index| {
        let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
        from.min(to)..from.max(to)
    };
    for mutation in mutations {
        if bytes.is_empty() {
            break;
        }
        match mutation {
            Mutation::Byte(at, byte) => *at.get_mut(&mut bytes) = *byte,
            Mutation::Bit(at, bit) => *at.get_mut(&mut bytes) ^= 1 << bit,
            Mutation::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Mutation::Twice(from, to) => {
                let part = bytes[span(&bytes, from, to)].to_vec();
                let at = span(&bytes, from, to).end;
                bytes.splice(at..at, part);
            }
            Mutation::Without(from, to) => {
                bytes.drain(span(&bytes, from, to));
            }
        }
    }
    bytes
}

async fn survives(operations: &[Operation], format: usize, mutations: &[Mutation]) {
    let operation = &operations[format];
    match operation
        .try_ingest(mutated(whole(format).1, mutations))
        .await
    {
        Ok(receipt) => assert!(receipt.counts.add_up(), "{:?}", receipt.counts),
        Err(error) => {
            assert!(error.is_users(), "{}: {error}", error.kind());
            assert!(!error.hint().is_empty());
            assert!(!error.to_string().contains("panic"), "{error}");
        }
    }
}

#[test]
fn no_file_brings_it_down() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let operations: Vec<Operation> = (0..FORMATS)
        .map(|format| runtime.block_on(Operation::found(whole(format).0, CALLS)))
        .collect();
    for (format, operation) in operations.iter().enumerate() {
        let receipt = runtime.block_on(operation.ingest(whole(format).1));
        assert_eq!(receipt.counts.added, 40, "{format}");
    }
    let asked = ProptestConfig::default();
    let cases = if asked.cases == 256 { 150 } else { asked.cases };
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..asked
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let strategy = (0..FORMATS, prop::collection::vec(mutation(), 1..6));
    runner
        .run(&strategy, |(format, mutations)| {
            runtime.block_on(survives(&operations, format, &mutations));
            Ok(())
        })
        .unwrap();
}
