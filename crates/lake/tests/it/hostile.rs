//! Files that are not what they should be: bad rows are set aside, bad files are refused, and both say why.

use std::io::Write as _;

use crate::fixture::{CALLS, Operation};

const HEADER: &str = "id,rev,party,agent,who,topic,opened,wait\n";
const GOOD: &str = "c1,1,alder,abel,w1,billing,2026-03-01 10:00,12\n";

/// A file that is refused as a whole.
async fn refused(format: &str, bytes: impl Into<Vec<u8>>, kind: &str, message: &str, hint: &str) {
    let operation = Operation::found(format, CALLS).await;
    let error = operation.try_ingest(bytes).await.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(message), "{error}");
    assert!(error.hint().contains(hint), "{}", error.hint());
    assert!(error.is_users());
    assert_eq!(operation.lake.version(), 0);
    assert_eq!(operation.contacts(&["contact_id"]).await, "");
}

/// A file of which some rows are set aside.
async fn some_set_aside(
    format: &str,
    checks: &str,
    bytes: impl Into<Vec<u8>>,
    facts: &str,
    aside: &str,
) {
    let operation = Operation::found(format, &format!("{CALLS}{checks}")).await;
    let receipt = operation.ingest(bytes).await;
    assert_eq!(operation.contacts(&["contact_id"]).await, facts);
    assert_eq!(operation.set_aside().await, aside);
    assert_eq!(receipt.counts.set_aside, aside.lines().count() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_no_files() {
    let csv = "{ type: csv }";
    refused(csv, "", "bad_file", "the file is empty", "export").await;
    refused(csv, GOOD, "bad_file", "names none of the columns", "header").await;
    refused(
        csv,
        HEADER.replace("topic", "topics"),
        "bad_file",
        "`topic`, which the file does not have",
        "`topics`",
    )
    .await;
    refused(
        csv,
        HEADER.replace("topic", "id"),
        "bad_file",
        "`id` twice",
        "own name",
    )
    .await;
    let utf16: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(
        csv,
        utf16,
        "bad_file",
        "the file is UTF-16",
        "encoding: utf-16le",
    )
    .await;
    refused(
        csv,
        b"\xff\xfei\0d\0,",
        "bad_file",
        "byte 7 is not UTF-16LE",
        "encoding",
    )
    .await;
    let latin1 = [
        HEADER.as_bytes(),
        GOOD.as_bytes(),
        b"c2,1,alder,Ren\xe9,w1,x,2026-03-01 10:00,1\n",
    ]
    .concat();
    refused(
        csv,
        latin1,
        "bad_file",
        "line 3, byte 102: not UTF-8; the file looks like Latin-1",
        "encoding: windows-1252",
    )
    .await;
    refused(
        "{ type: parquet }",
        "PAR1 and no more",
        "bad_file",
        "not a whole Parquet file",
        "format",
    )
    .await;
    refused(
        "{ type: arrow }",
        "ARROW1 and no more",
        "bad_file",
        "not a whole Arrow IPC file",
        "format",
    )
    .await;
    refused(
        "{ type: json, records: calls }",
        r#"{"call": []}"#,
        "bad_file",
        "the document has no `calls`",
        "There it has: `call`",
    )
    .await;
    refused(
        "{ type: json }",
        r#"[{"id":"c1"},"#,
        "bad_file",
        "the document ends early",
        "whether the export ran to its end",
    )
    .await;
    refused(
        "{ type: ndjson }",
        r#"{"ids":"c1"}"#,
        "bad_file",
        "which the file does not have",
        "",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn archives_that_end_early() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(HEADER.as_bytes()).unwrap();
    for row in 0..10_000 {
        let line = format!(
            "c{row},1,alder,abel,w{},t{},2026-03-01 10:00,{row}\n",
            row * 7,
            row * 13
        );
        encoder.write_all(line.as_bytes()).unwrap();
    }
    let whole = encoder.finish().unwrap();
    for cut in [20, whole.len() / 2, whole.len() - 4] {
        refused(
            "{ type: csv }",
            &whole[..cut],
            "bad_file",
            "ends early",
            "again",
        )
        .await;
    }
    let whole = zstd::encode_all([HEADER, GOOD].concat().as_bytes(), 3).unwrap();
    refused(
        "{ type: csv }",
        &whole[..whole.len() - 8],
        "bad_file",
        "calls: ",
        "again",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_no_decoder_reads() {
    some_set_aside(
        "{ type: csv }",
        "",
        [
            HEADER.as_bytes(),
            GOOD.as_bytes(),
            b"c2,1,alder\nc3,1,alder,\xff,w1,x,2026-03-01 10:00,1\n\"c4\"x,1\n",
            b"c5,1,alder,\xc3\xa9,w1,x,2026-03-01 10:00,1",
        ]
        .concat(),
        "c1\nc5",
        "3 unreadable: the row has 3 cells, the header 8 <c2,1,alder>\n\
         4 unreadable: the row is not UTF-8 <c3,1,alder,\u{fffd},w1,x,2026-03-01 10:00,1>\n\
         5 unreadable: text follows a closing quote <\"c4\"x,1>",
    )
    .await;
    some_set_aside(
        "{ type: ndjson }",
        "",
        "{\"id\":\"c1\",\"rev\":1,\"opened\":\"2026-03-01 10:00\"}\n{\"id\":\n[]\n",
        "c1",
        "2 unreadable: the row is not a JSON object: a value is expected where it ends <{\"id\":>\n\
         3 unreadable: the row is not a JSON object: `{` is expected at byte 0, not '[' <[]>",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_mean_nothing() {
    some_set_aside(
        "{ type: csv }",
        "",
        format!(
            "{HEADER}{GOOD}c2,1,alder,abel,w1,x,2026-02-30 10:00,1\nc3,one,alder,abel,w1,x,2026-03-01 10:00,1\n\
             c4,1,alder,abel,w1,x,2026-03-01 10:00,long\n,1,alder,abel,w1,x,2026-03-01 10:00,1\n\
             c6,1,alder,abel,w1,x,,1\nc7,1,alder,abel,w1,x,2026-03-01 10:00,inf\n"
        ),
        "c1",
        "3 cannot_read.opened_at: cannot read `opened_at`: `2026-02-30 10:00` is not a time of the form %Y-%m-%d %H:%M <c2,1,alder,abel,w1,x,2026-02-30 10:00,1>\n\
         4 cannot_read.version: cannot read `version`: `one` is not a whole number <c3,one,alder,abel,w1,x,2026-03-01 10:00,1>\n\
         5 cannot_read.queue_seconds: cannot read `queue_seconds`: `long` is not a number <c4,1,alder,abel,w1,x,2026-03-01 10:00,long>\n\
         6 missing.key: \"id\" is empty, and it is part of the key <,1,alder,abel,w1,x,2026-03-01 10:00,1>\n\
         7 missing.opened_at: `opened_at` is empty <c6,1,alder,abel,w1,x,,1>\n\
         8 cannot_read.queue_seconds: cannot read `queue_seconds`: the number is not finite <c7,1,alder,abel,w1,x,2026-03-01 10:00,inf>",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_warn_set_aside_and_stop() {
    let row = |id: &str, party: &str, wait: &str| {
        format!("{id},1,{party},abel,w1,x,2026-03-01 10:00,{wait}\n")
    };
    let checks = "checks:
  - { check: party_known, holds: \"party in ('alder', 'birch')\", hint: Add the party. }
  - { check: short, holds: queue_seconds < 60, severity: warn, hint: Look. }
  - { check: sane, holds: queue_seconds < 100000, severity: stop, hint: Clock. }
";
    let operation = Operation::found("{ type: csv }", &format!("{CALLS}{checks}")).await;
    let receipt = operation
        .ingest(
            [
                HEADER,
                GOOD,
                &row("c2", "oak", "1"),
                &row("c3", "birch", "61"),
                &row("c4", "birch", ""),
            ]
            .concat(),
        )
        .await;
    assert_eq!(operation.contacts(&["contact_id"]).await, "c1\nc3\nc4");
    assert_eq!(receipt.warned, 1);
    assert_eq!(
        receipt.by_check,
        [("party_known".to_owned(), 1), ("short".to_owned(), 1)].into()
    );
    let error = operation
        .try_ingest(
            [
                HEADER,
                GOOD,
                &row("c5", "oak", "1"),
                &row("c6", "birch", "100001"),
            ]
            .concat(),
        )
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "calls, line 4: check `sane` failed and its severity is `stop`; nothing was taken in"
    );
    assert_eq!(operation.lake.version(), 1);
    assert_eq!(operation.set_aside().await.lines().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_bad_values_among_many_good_ones() {
    let mut file = HEADER.to_owned();
    for row in 0..100_000 {
        let wait = if row % 50 == 0 {
            "x"
        } else if row % 3 == 0 {
            ""
        } else {
            "7"
        };
        file += &format!("c{row},1,alder,abel,w1,t,2026-03-01 10:00,{wait}\n");
    }
    let operation = Operation::found("{ type: csv }", CALLS).await;
    let receipt = operation.ingest(file).await;
    assert_eq!(
        (receipt.counts.added, receipt.counts.set_aside),
        (98_000, 2_000)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_fact_is_counted() {
    let feed = format!("only: topic <> 'test'\n{CALLS}");
    let operation = Operation::found("{ type: csv }", &feed).await;
    let receipt = operation
        .ingest(
            [
                HEADER,
                GOOD,
                "c2,1,alder,abel,w1,test,,x\nc3,1,alder,abel,w1,?,2026-03-01 10:00,1\n",
            ]
            .concat(),
        )
        .await;
    assert_eq!(
        (
            receipt.counts.received,
            receipt.counts.passed_over,
            receipt.counts.added
        ),
        (3, 2, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mappings_that_cannot_be() {
    for (feed, message) in [
        (CALLS.replace("cast(wait as double)", "opened || 'x'"), ""),
        (
            CALLS.replace(
                "queue_seconds: cast(wait as double)",
                "queue_seconds: local_time(wait, '%Y-%m-%d')",
            ),
            "an instant, which does not fit a number",
        ),
        (CALLS.replace("%Y-%m-%d %H:%M", "%H:%M"), "names no day"),
    ] {
        let operation = Operation::found("{ type: csv }", &feed).await;
        let outcome = operation.try_ingest([HEADER, GOOD].concat()).await;
        match outcome {
            Err(error) => {
                assert!(
                    !message.is_empty() && error.to_string().contains(message),
                    "{error}"
                );
                assert_eq!(error.kind(), "bad_feed");
            }
            Ok(receipt) => assert_eq!((message, receipt.counts.set_aside), ("", 1)),
        }
    }
    let operation = Operation::found("{ type: csv }", CALLS).await;
    let source = lake::Source::Path("nowhere.csv".into());
    let error = operation
        .lake
        .ingest(
            &operation.charter,
            "call",
            (source, crate::fixture::sender()),
            crate::fixture::now(),
            &|_| {},
        )
        .await
        .unwrap_err();
    assert_eq!(
        (error.to_string().as_str(), error.hint().as_str()),
        ("no feed named `call`", "Did you mean `calls`?")
    );
    let source = lake::Source::Path("nowhere.csv".into());
    let error = operation
        .lake
        .ingest(
            &operation.charter,
            "calls",
            (source, crate::fixture::sender()),
            crate::fixture::now(),
            &|_| {},
        )
        .await
        .unwrap_err();
    assert_eq!(error.kind(), "bad_file");
}

#[tokio::test]
async fn a_conversion_in_a_branch_that_is_not_taken_cannot_fail() {
    let feed = "\nkey: [id]\ncolumns:\n  contact_id: id\n  party: party\n  opened_at: cast(opened as timestamp)\n  \
        resolved: case when solved in ('met', 'kept') then true when solved = 'missed' then false else cast(solved as boolean) end\n";
    let operation = Operation::found("csv", feed).await;
    let text = "id,party,opened,solved\n\
        c1,alder,2026-03-01T10:00:00Z,met\n\
        c2,alder,2026-03-01T10:00:00Z,missed\n\
        c3,alder,2026-03-01T10:00:00Z,yes\n\
        c4,alder,2026-03-01T10:00:00Z,perhaps\n\
        c5,alder,2026-03-01T10:00:00Z,\n";
    let receipt = operation.ingest(text).await;
    assert_eq!((receipt.counts.added, receipt.counts.set_aside), (4, 1));
    assert_eq!(
        operation.contacts(&["contact_id", "resolved"]).await,
        "c1 true\nc2 false\nc3 true\nc5 "
    );
}
