//! What a feed would make of a file, before anything of it is taken in.

use std::fs;

use lake::{Fate, LakeError, Preview, Source};

use crate::fixture::{CALLS, Operation, now};

const FILE: &str = "\
id,rev,party,agent,who,topic,opened,wait
a,1,alder,abel,w1,billing,2026-03-02 10:00,12
b,1,alder,abel,w2,billing,soon,30
a,2,alder,abel,w1,moving,2026-03-02 10:00,14
c,1,birch,bea,w3,moving,2026-03-02 12:00,?
";

async fn preview(operation: &Operation, text: &str, rows: usize) -> Result<Preview, LakeError> {
    let source = Source::Reader {
        name: "calls.csv".to_owned(),
        bytes: Box::new(std::io::Cursor::new(text.as_bytes().to_vec())),
    };
    operation
        .lake
        .preview(&operation.charter, "calls", source, rows, now())
        .await
}

#[tokio::test]
async fn a_preview_says_what_would_become_of_every_row_and_keeps_nothing() {
    let operation = Operation::found("csv", CALLS).await;
    let seen = preview(&operation, FILE, 10).await.unwrap();
    assert!(seen.counts.add_up());
    assert_eq!((seen.counts.received, seen.counts.added), (4, 2));
    assert_eq!((seen.counts.superseded, seen.counts.set_aside), (1, 1));
    // Nobody is shown who the customer is, not even hashed.
    assert!(
        !seen.columns.contains(&"customer".to_owned()),
        "{:?}",
        seen.columns
    );
    let place = seen.columns.iter().position(|name| name == "queue_seconds");
    let rows: Vec<(u64, Fate, Option<String>)> = seen
        .rows
        .iter()
        .map(|row| {
            (
                row.line,
                row.fate.clone(),
                row.values[place.unwrap()].clone(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (2, Fate::Superseded, Some("12.0".to_owned())),
            (4, Fate::Added, Some("14.0".to_owned())),
            (5, Fate::Added, None),
        ]
    );
    let [bad] = &seen.set_aside[..] else {
        panic!("{:?}", seen.set_aside);
    };
    assert_eq!((bad.line, bad.check.as_str()), (3, "cannot_read.opened_at"));
    assert!(bad.reason.contains("soon"), "{}", bad.reason);

    assert_eq!(operation.lake.version(), 0);
    assert!(operation.lake.receipts().is_empty());
    assert!(operation.quarantine(None).await.is_empty());
    let staging = operation.path().join("staging");
    let left = fs::read_dir(staging).map_or(0, Iterator::count);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn only_the_first_rows_are_shown_and_all_are_counted() {
    let operation = Operation::found("csv", CALLS).await;
    let mut text = FILE.lines().next().unwrap().to_owned();
    for row in 0..500 {
        let opened = if row % 2 == 0 {
            "2026-03-02 10:00"
        } else {
            "never"
        };
        text.push_str(&format!("\nr{row},1,alder,abel,w,billing,{opened},1"));
    }
    let seen = preview(&operation, &text, 3).await.unwrap();
    let lines = |rows: Vec<u64>| rows;
    assert_eq!(
        lines(seen.rows.iter().map(|row| row.line).collect()),
        [2, 4, 6]
    );
    assert_eq!(
        lines(seen.set_aside.iter().map(|row| row.line).collect()),
        [3, 5, 7]
    );
    assert_eq!((seen.counts.added, seen.counts.set_aside), (250, 250));
}

#[tokio::test]
async fn objects_on_one_line_have_each_their_own_fate() {
    let operation = Operation::found("ndjson", CALLS).await;
    let row = |id: &str, rev: u8, opened: &str| {
        format!(
            r#"{{"id":"{id}","rev":"{rev}","party":"alder","agent":"abel","who":"w","topic":"t","opened":"{opened}","wait":"1"}}"#
        )
    };
    let day = "2026-03-02 10:00";
    let rows = [
        row("a", 1, day),
        row("x", 1, "soon"),
        row("a", 2, day),
        row("b", 1, day),
    ];
    let seen = preview(&operation, &rows.join(" "), 9).await.unwrap();
    let fates: Vec<_> = seen.rows.iter().map(|row| (row.line, &row.fate)).collect();
    assert_eq!(
        fates,
        [(1, &Fate::Superseded), (1, &Fate::Added), (1, &Fate::Added)]
    );
}

#[tokio::test]
async fn what_cannot_be_previewed_is_said() {
    let operation = Operation::found("csv", CALLS).await;
    let refused = preview(&operation, "nothing,of,the,kind\n1,2,3,4\n", 10).await;
    assert!(
        matches!(&refused, Err(LakeError::BadFile { .. })),
        "{refused:?}"
    );
}
