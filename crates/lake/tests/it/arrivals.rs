//! Whatever comes in whatever order, cut, repeated, sent again and broken off: the tables are the same, and every receipt
//! balances.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use lake::Source;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::fixture::{CALLS, Operation, delivery, now, scan, sender};

/// Everything of a record that could differ between two ways of its coming.
const COLUMNS: [&str; 7] = [
    "contact_id",
    "party",
    "agent",
    "customer",
    "contact_type",
    "opened_at",
    "queue_seconds",
];

/// Cases that are tried when nobody asks for a number with `PROPTEST_CASES`.
const CASES: u32 = 16;

/// A line of an export: a record in one of its versions, or something that is none.
#[derive(Debug, Clone)]
struct Line {
    id: u8,
    rev: u8,
    content: u8,
    bad: bool,
}

impl Line {
    fn text(&self) -> String {
        let Self {
            id,
            rev,
            content,
            bad,
        } = self;
        let wait = if *bad { "\"long\"" } else { "7" };
        format!(
            r#"{{"id":"c{id}","rev":{rev},"party":"alder","agent":"a{content}","who":"w{content}","topic":"t{rev}","opened":"2026-03-0{} 10:0{content}","wait":{wait}}}"#,
            id % 9 + 1
        )
    }
}

/// What arrives together.
#[derive(Debug, Clone)]
enum Arrival {
    /// A file: no key, so that sent again it comes again.
    File(Vec<Line>),
    /// Deliveries handed in at the same moment, each under a key of its own.
    Deliveries(Vec<(u32, Vec<Line>)>),
}

/// Where, seen from the commit, the process dies while something arrives. Its sender hears nothing and sends it again.
#[derive(Debug, Clone, Copy)]
enum Death {
    /// Data files and rows set aside are written, the facts are not committed.
    Before,
    /// The commit is cut off at some byte, as a power cut leaves it.
    Within(u8),
    /// All is committed, and nobody was told.
    After,
}

fn line() -> impl Strategy<Value = Line> {
    (0..6_u8, 0..4_u8, 0..3_u8, prop::bool::weighted(0.1)).prop_map(|(id, rev, content, bad)| {
        Line {
            id,
            rev,
            content,
            bad,
        }
    })
}

fn death() -> impl Strategy<Value = Option<Death>> {
    prop_oneof![
        3 => Just(None),
        1 => Just(Some(Death::Before)),
        1 => any::<u8>().prop_map(|at| Some(Death::Within(at))),
        1 => Just(Some(Death::After)),
    ]
}

/// A way in which lines come: their order, what comes twice, where they are cut, what is a file, and who dies when.
#[derive(Debug, Clone)]
struct Course {
    lines: Vec<Line>,
    order: Vec<Index>,
    overlap: Vec<Index>,
    cuts: Vec<Index>,
    files: Vec<bool>,
    deaths: Vec<Option<Death>>,
    again: Vec<Index>,
}

fn course() -> impl Strategy<Value = Course> {
    (
        prop::collection::vec(line(), 1..24),
        prop::collection::vec(any::<Index>(), 24),
        prop::collection::vec(any::<Index>(), 0..8),
        prop::collection::vec(any::<Index>(), 0..6),
        prop::collection::vec(any::<bool>(), 8),
        prop::collection::vec(death(), 8),
        prop::collection::vec(any::<Index>(), 0..3),
    )
        .prop_map(
            |(lines, order, overlap, cuts, files, deaths, again)| Course {
                lines,
                order,
                overlap,
                cuts,
                files,
                deaths,
                again,
            },
        )
}

impl Course {
    fn arrivals(&self) -> Vec<Arrival> {
        let mut lines = self.lines.clone();
        lines.extend(
            self.overlap
                .iter()
                .map(|index| index.get(&self.lines).clone()),
        );
        // Fisher–Yates, with the indices drawn.
        for (last, index) in (1..lines.len()).rev().zip(self.order.iter().cycle()) {
            lines.swap(last, index.index(last + 1));
        }
        let mut parts = vec![lines];
        for cut in &self.cuts {
            if let Some(last) = parts.last_mut() {
                let rest = last.split_off(cut.index(last.len() + 1));
                parts.push(rest);
            }
        }
        parts.retain(|part| !part.is_empty());
        let mut arrivals = Vec::new();
        let mut together = Vec::new();
        for (number, part) in parts.into_iter().enumerate() {
            if self.files[number % self.files.len()] {
                arrivals.push(Arrival::File(part));
            } else {
                together.push((u32::try_from(number).unwrap(), part));
            }
            if together.len() == 2 {
                arrivals.push(Arrival::Deliveries(std::mem::take(&mut together)));
            }
        }
        if !together.is_empty() {
            arrivals.push(Arrival::Deliveries(together));
        }
        // A sender that never heard sends again much later.
        for index in &self.again {
            arrivals.push(index.get(&arrivals).clone());
        }
        arrivals
    }
}

fn text(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text() + "\n").collect()
}

async fn come(operation: &Operation, arrival: &Arrival) {
    match arrival {
        Arrival::File(lines) => {
            let source = Source::Reader {
                name: "export".to_owned(),
                bytes: Box::new(std::io::Cursor::new(text(lines))),
            };
            let receipt = operation
                .lake
                .ingest(
                    &operation.charter,
                    "calls",
                    (source, sender()),
                    now(),
                    &|_| {},
                )
                .await
                .unwrap();
            assert_eq!(receipt.counts.received, lines.len() as u64);
        }
        Arrival::Deliveries(deliveries) => {
            let waiting: Vec<_> = deliveries
                .iter()
                .map(|(key, lines)| {
                    let delivery = delivery(&text(lines), Some(&format!("k{key}")));
                    let (lake, charter) = (operation.lake.clone(), operation.charter.clone());
                    tokio::spawn(async move { lake.deliver(&charter, delivery, now()).await })
                })
                .collect();
            for (one, (_, lines)) in waiting.into_iter().zip(deliveries) {
                let delivered = one.await.unwrap().unwrap();
                assert_eq!(delivered.receipt.counts.received, lines.len() as u64);
            }
        }
    }
}

/// Commits of a table, oldest first.
fn commits(folder: &Path, table: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder.join("tables").join(table).join("_delta_log")) else {
        return Vec::new();
    };
    let mut commits: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .collect();
    commits.sort();
    commits
}

/// Leaves the folder as a death at this point leaves it. `before` are the facts' commits that had been acknowledged.
fn die(folder: &Path, before: usize, death: Death) {
    let staged = folder.join("staging/9-9");
    fs::create_dir_all(&staged).unwrap();
    fs::write(staged.join("facts-000000.arrow"), "half").unwrap();
    let after = commits(folder, "contact");
    // The newest first, as whoever wrote them would not have come to it.
    for (place, commit) in after.iter().enumerate().skip(before).rev() {
        match death {
            Death::After => {}
            // The table itself is made, and flushed, before its first facts.
            _ if place == 0 => {}
            Death::Within(at) if place == before => {
                let bytes = fs::read(commit).unwrap();
                // The last byte is no part of the text that JSON needs.
                let cut = usize::from(at) * (bytes.len() - 1) / usize::from(u8::MAX);
                fs::write(commit, &bytes[..cut]).unwrap();
            }
            _ => fs::remove_file(commit).unwrap(),
        }
    }
}

/// What stands in the end.
#[derive(Debug, PartialEq, Eq)]
struct Standing {
    contacts: String,
    set_aside: BTreeSet<(String, String)>,
}

async fn standing(operation: &Operation) -> Standing {
    let contacts = operation.rows("operator", scan(&COLUMNS)).await.unwrap();
    let rows = operation.quarantine(None).await;
    let set_aside: BTreeSet<_> = rows
        .iter()
        .map(|row| (row.check.clone(), row.raw.clone()))
        .collect();
    // A row waits once, however often it comes.
    assert_eq!(set_aside.len(), rows.len());
    Standing {
        contacts,
        set_aside,
    }
}

/// Every row of every receipt is accounted for, and what was added is what stands.
fn balances(operation: &Operation, standing: &Standing) {
    let mut keys: BTreeMap<String, u32> = BTreeMap::new();
    let mut added = 0;
    for receipt in operation.lake.receipts() {
        assert!(receipt.counts.add_up(), "{receipt:?}");
        added += receipt.counts.added;
        if let Some(key) = receipt.key {
            *keys.entry(key).or_default() += 1;
        }
    }
    assert!(keys.values().all(|times| *times == 1), "{keys:?}");
    assert_eq!(added, standing.contacts.lines().count() as u64);
}

async fn undisturbed(lines: &[Line]) -> Standing {
    let operation = Operation::found("{ type: ndjson }", CALLS).await;
    come(&operation, &Arrival::File(lines.to_vec())).await;
    let standing = standing(&operation).await;
    balances(&operation, &standing);
    standing
}

async fn disturbed(course: &Course) -> Standing {
    let mut operation = Operation::found("{ type: ndjson }", CALLS).await;
    for (number, arrival) in course.arrivals().iter().enumerate() {
        if let Some(death) = course.deaths[number % course.deaths.len()] {
            let before = commits(operation.path(), "contact").len();
            come(&operation, arrival).await;
            operation = operation.reopen(|folder| die(folder, before, death)).await;
        }
        come(&operation, arrival).await;
    }
    operation = operation.reopen(|_| {}).await;
    let standing = standing(&operation).await;
    balances(&operation, &standing);
    standing
}

fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if asked.cases == 256 {
        CASES
    } else {
        asked.cases
    };
    ProptestConfig { cases, ..asked }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_course_of_arrivals_gives_the_same_tables(course in course()) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let calm = runtime.block_on(undisturbed(&course.lines));
        let rough = runtime.block_on(disturbed(&course));
        prop_assert_eq!(calm, rough);
    }
}
