//! Drop folders: only whole files, each once, and none lost between the commit and the move.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lake::{LakeError, Source};
use sources::{DropFolder, DropSettings};
use tokio::task::JoinHandle;

use crate::operation::{Operation, calls};

fn settings(operation: &Operation, settle: Duration) -> DropSettings {
    DropSettings {
        folder: operation.path().join("drop"),
        settle,
        every: Duration::from_millis(5),
    }
}

fn start(operation: &Operation, settle: Duration) -> JoinHandle<()> {
    tokio::spawn(made(operation, settle).run())
}

fn made(operation: &Operation, settle: Duration) -> DropFolder {
    DropFolder::of(&operation.door, &settings(operation, settle), "calls").unwrap()
}

fn folder(operation: &Operation) -> PathBuf {
    operation.path().join("drop/calls")
}

/// The names in a folder, without the shelves.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

const SOON: Duration = Duration::from_millis(30);
/// No test waits until a file that long unchanged is whole.
const NEVER: Duration = Duration::from_secs(3_600);

#[tokio::test(flavor = "multi_thread")]
async fn whole_files_are_taken_in_and_moved() {
    let operation = Operation::found("ndjson").await;
    let task = start(&operation, SOON);
    let folder = folder(&operation);
    for name in [".hidden", "a.part", "a.TMP", "a.filepart", "alone.done"] {
        fs::write(folder.join(name), calls(0..1)).unwrap();
    }
    fs::write(folder.join("a.ndjson"), calls(0..3)).unwrap();
    operation
        .until("taken", |operation| operation.status().taken == 1)
        .await;
    // Its sender renames it when it is whole.
    fs::rename(folder.join("a.part"), folder.join("b.ndjson")).unwrap();
    operation
        .until("taken", |operation| operation.status().taken == 2)
        .await;
    assert_eq!(
        names(&folder),
        [".hidden", "a.TMP", "a.filepart", "alone.done"]
    );
    assert_eq!(names(&folder.join("taken")), ["a.ndjson", "b.ndjson"]);
    assert_eq!(operation.counts().added, 3);
    let status = operation.status();
    assert!(
        status.works == Some(true) && status.last_error.is_none(),
        "{status:?}"
    );
    operation.door.stop.cancel();
    task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marker_says_that_a_file_is_whole() {
    let operation = Operation::found("ndjson").await;
    let task = start(&operation, NEVER);
    let folder = folder(&operation);
    for (name, numbers) in [("a.ndjson", 0..1), ("b.ndjson", 1..2), ("c.ndjson", 2..3)] {
        fs::write(folder.join(name), calls(numbers)).unwrap();
    }
    fs::write(folder.join("b.ndjson.done"), "").unwrap();
    fs::write(folder.join("c.ndjson.ok"), "").unwrap();
    operation
        .until("taken", |operation| operation.status().taken == 2)
        .await;
    // The one nobody vouched for waits, and the markers are gone: they vouch for no other file of that name.
    assert_eq!(names(&folder), ["a.ndjson"]);
    assert_eq!(names(&folder.join("taken")), ["b.ndjson", "c.ndjson"]);
    assert_eq!(operation.counts().received, 2);
    operation.door.stop.cancel();
    task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_again_is_counted_and_nothing_is_overwritten() {
    let operation = Operation::found("ndjson").await;
    let task = start(&operation, SOON);
    let folder = folder(&operation);
    fs::write(folder.join("a.ndjson"), calls(0..2)).unwrap();
    operation
        .until("taken", |operation| operation.status().taken == 1)
        .await;
    fs::write(folder.join("a.ndjson"), calls(0..2)).unwrap();
    operation
        .until("repeated", |operation| operation.status().repeated == 1)
        .await;
    // The same name with other content is another file.
    fs::write(folder.join("a.ndjson"), calls(1..3)).unwrap();
    operation
        .until("taken", |operation| operation.status().taken == 2)
        .await;
    assert_eq!(
        names(&folder.join("taken")),
        ["a-2.ndjson", "a-3.ndjson", "a.ndjson"]
    );
    let read = |name: &str| fs::read_to_string(folder.join("taken").join(name)).unwrap();
    assert_eq!(read("a.ndjson"), calls(0..2));
    assert_eq!(read("a-3.ndjson"), calls(1..3));
    let counts = operation.counts();
    assert_eq!(
        (counts.received, counts.added, counts.duplicates),
        (4, 3, 1)
    );
    operation.door.stop.cancel();
    task.await.unwrap();
    // Remembered by the next process too.
    let operation = operation.reopen().await;
    let task = start(&operation, SOON);
    fs::write(folder.join("other-name.ndjson"), calls(0..2)).unwrap();
    operation
        .until("repeated", |operation| operation.status().repeated == 1)
        .await;
    assert_eq!(operation.counts().received, 4);
    operation.door.stop.cancel();
    task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_is_put_aside_with_the_reason() {
    let operation = Operation::found("ndjson").await;
    let task = start(&operation, SOON);
    let folder = folder(&operation);
    let bad = calls(0..1).replace("c0", "ghost");
    for round in 1..=2 {
        fs::write(folder.join("bad.ndjson"), &bad).unwrap();
        operation
            .until("refused", |operation| operation.status().refused == round)
            .await;
    }
    fs::write(folder.join("good.ndjson"), calls(0..1)).unwrap();
    operation
        .until("taken", |operation| operation.status().taken == 1)
        .await;
    assert_eq!(
        names(&folder.join("refused")),
        [
            "bad-2.ndjson",
            "bad-2.ndjson.why.txt",
            "bad.ndjson",
            "bad.ndjson.why.txt"
        ]
    );
    let why = fs::read_to_string(folder.join("refused/bad.ndjson.why.txt")).unwrap();
    assert!(
        why.contains("no_ghosts") && why.contains("Send no ghosts."),
        "{why}"
    );
    let status = operation.status();
    assert_eq!(status.works, Some(true), "{status:?}");
    assert!(status.last_error.unwrap().cause.contains("no_ghosts"));
    operation.door.stop.cancel();
    task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_between_commit_and_move_neither_doubles_nor_loses() {
    let operation = Operation::found("ndjson").await;
    drop(made(&operation, SOON));
    let folder = folder(&operation);
    fs::write(folder.join("a.ndjson"), calls(0..3)).unwrap();
    fs::write(folder.join("b.ndjson"), calls(3..5)).unwrap();
    // Committed, and ended before the move.
    let door = &operation.door;
    let source = Source::Path(folder.join("a.ndjson"));
    let taken = door
        .lake
        .ingest(
            &door.charter(),
            "calls",
            (source, lake::Sender::itself(lake::Way::Drop)),
            (door.clock)(),
            &|_| {},
        )
        .await;
    assert_eq!(taken.unwrap().counts.added, 3);
    let operation = operation.reopen().await;
    let task = start(&operation, SOON);
    operation
        .until("both moved", |operation| {
            let status = operation.status();
            (status.taken, status.repeated) == (1, 1)
        })
        .await;
    assert_eq!(names(&folder), [""; 0]);
    assert_eq!(names(&folder.join("taken")), ["a.ndjson", "b.ndjson"]);
    assert_eq!(operation.counts().received, 5);
    operation.door.stop.cancel();
    task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn ended_at_any_moment_every_file_is_in_once() {
    let mut operation = Operation::found("ndjson").await;
    drop(made(&operation, SOON));
    let folder = folder(&operation);
    for number in 0..8 {
        let name = folder.join(format!("{number}.ndjson"));
        fs::write(name, calls(number * 10..number * 10 + 10)).unwrap();
    }
    for round in 0..6 {
        let task = start(&operation, Duration::ZERO);
        tokio::time::sleep(Duration::from_millis(5 + 17 * round)).await;
        task.abort();
        assert!(task.await.is_err_and(|error| error.is_cancelled()));
        operation = operation.reopen().await;
    }
    let task = start(&operation, Duration::ZERO);
    operation
        .until("all moved", |_| names(&folder).is_empty())
        .await;
    let counts = operation.counts();
    assert_eq!((counts.received, counts.added), (80, 80));
    assert_eq!(names(&folder.join("taken")).len(), 8);
    operation.door.stop.cancel();
    task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_in_again_once_the_mapping_was_put_right() {
    let operation = Operation::found("ndjson").await;
    let task = start(&operation, SOON);
    let folder = folder(&operation);
    fs::write(folder.join("a.ndjson"), calls(0..2)).unwrap();
    operation
        .until("taken", |operation| operation.status().taken == 1)
        .await;
    operation.door.stop.cancel();
    task.await.unwrap();
    let operation = operation.reopen_as("ndjson\nrevision: 1").await;
    let task = start(&operation, SOON);
    for (taken, repeated) in [(1, 0), (1, 1)] {
        fs::write(folder.join("a.ndjson"), calls(0..2)).unwrap();
        operation
            .until("taken once more", |operation| {
                let status = operation.status();
                (status.taken, status.repeated) == (taken, repeated)
            })
            .await;
    }
    let revisions: Vec<u16> = operation
        .door
        .lake
        .receipts()
        .iter()
        .map(|receipt| receipt.revision)
        .collect();
    assert_eq!(revisions, [0, 1]);
    operation.door.stop.cancel();
    task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_a_sender_plants_lead_nowhere() {
    let operation = Operation::found("ndjson").await;
    drop(made(&operation, SOON));
    let folder = folder(&operation);
    let victim = operation.path().join("victim");
    fs::write(&victim, "as it was").unwrap();
    symlink(&victim, folder.join("refused/bad.ndjson.why.txt")).unwrap();
    symlink(&victim, folder.join("linked.ndjson")).unwrap();
    fs::write(
        folder.join("bad.ndjson"),
        calls(0..1).replace("c0", "ghost"),
    )
    .unwrap();
    let task = start(&operation, SOON);
    operation
        .until("refused", |operation| operation.status().refused == 1)
        .await;
    assert_eq!(fs::read_to_string(&victim).unwrap(), "as it was");
    let why = fs::read_to_string(folder.join("refused/bad-2.ndjson.why.txt")).unwrap();
    assert!(why.contains("no_ghosts"), "{why}");
    // A shelf that is a link: nothing is taken in before it is none again.
    operation.door.stop.cancel();
    task.await.unwrap();
    let operation = operation.reopen().await;
    fs::rename(folder.join("taken"), folder.join("was-taken")).unwrap();
    symlink(operation.path(), folder.join("taken")).unwrap();
    fs::write(folder.join("good.ndjson"), calls(0..1)).unwrap();
    let task = start(&operation, SOON);
    operation
        .until("told", |operation| {
            let error = operation.status().last_error;
            error.is_some_and(|error| {
                error.cause.contains("calls/taken: it is a link") && error.hint.contains("no link")
            })
        })
        .await;
    assert!(!operation.path().join("good.ndjson").exists());
    fs::remove_file(folder.join("taken")).unwrap();
    operation
        .until("taken", |operation| operation.status().taken == 1)
        .await;
    assert_eq!(names(&folder.join("taken")), ["good.ndjson"]);
    operation.door.stop.cancel();
    task.await.unwrap();
}

#[test]
fn what_the_disk_says_comes_with_what_was_done_and_what_to_do() {
    let error = |kind: std::io::ErrorKind| LakeError::io("moving a to b")(kind.into());
    let across = error(std::io::ErrorKind::CrossesDevices);
    assert!(
        across.to_string().starts_with("moving a to b: "),
        "{across}"
    );
    assert!(across.hint().contains("one file system"));
    let full = error(std::io::ErrorKind::StorageFull);
    assert_eq!(full.kind(), "disk_full");
}
