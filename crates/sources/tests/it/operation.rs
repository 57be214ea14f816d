//! A small operation: one feed of calls, a lake in a folder of its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use charter::Charter;
use jiff::Timestamp;
use lake::{Counts, Lake, LakeError, Secret, Settings};
use sources::{Backoff, Door, SourceStatus, Statuses};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

const PARTNERSHIP: &str = "
partnership: small
title: Small
purpose: To test.
zone: Europe/Amsterdam
currency: EUR
parties:
  - { party: client, title: Client, kind: client }
  - { party: alder, title: Alder, kind: provider }
roles:
  - { role: client.lead, title: Lead, sees: everything }
people:
  - { person: clara, name: Clara, email: clara@client.example, party: client, roles: [client.lead] }
";

const CALLS: &str = "
feed: calls
title: Calls
table: contact
format: FORMAT
key: [id]
version: [cast(rev as bigint)]
columns:
  contact_id: id
  party: \"'alder'\"
  opened_at: local_time(opened, '%Y-%m-%d %H:%M')
  queue_seconds: cast(wait as double)
checks:
  - { check: no_ghosts, holds: \"contact_id <> 'ghost'\", severity: stop, hint: Send no ghosts. }
";

/// Longest wait for what is to happen; only a test that fails waits so long.
const WITHIN: Duration = Duration::from_secs(60);

/// A lake, and a door to it.
pub struct Operation {
    pub door: Door,
    pub folder: TempDir,
}

impl Operation {
    /// `format` is how the feed is written, with whatever else it says.
    pub async fn found(format: &str) -> Self {
        Self::open(tempfile::tempdir().unwrap(), charter(format)).await
    }

    /// One with a charter of its own.
    pub async fn of(files: BTreeMap<String, String>) -> Self {
        let charter = Charter::read(&files).unwrap_or_else(|problems| panic!("{problems}"));
        Self::open(tempfile::tempdir().unwrap(), Arc::new(charter)).await
    }

    async fn open(folder: TempDir, charter: Arc<Charter>) -> Self {
        let path = folder.path().join("lake");
        let end = tokio::time::Instant::now() + WITHIN;
        let lake = loop {
            match Lake::open(settings(&path), &charter).await {
                // What the last one had begun is carried through before it lets go of the folder.
                Err(LakeError::Busy { .. }) if tokio::time::Instant::now() < end => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                opened => break opened.unwrap(),
            }
        };
        let door = Door {
            lake,
            charters: watch::Sender::new(charter).subscribe(),
            clock: Arc::new(|| Timestamp::constant(1_796_000_000, 0)),
            backoff: Backoff {
                first: Duration::from_millis(10),
                longest: Duration::from_millis(50),
                chance: || 0.5,
            },
            statuses: Statuses::default(),
            stop: CancellationToken::new(),
        };
        Self { door, folder }
    }

    /// Ends this hold on the lake and opens it anew, as the next process does.
    pub async fn reopen(self) -> Self {
        let Self { door, folder } = self;
        let charter = door.charter();
        drop(door);
        Self::open(folder, charter).await
    }

    /// The same under a charter whose feed is written like this.
    pub async fn reopen_as(self, format: &str) -> Self {
        let Self { door, folder } = self;
        drop(door);
        Self::open(folder, charter(format)).await
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// How the only source stands.
    pub fn status(&self) -> SourceStatus {
        self.door.statuses.all().pop().unwrap()
    }

    /// What became of all rows of all deliveries. Every one of them is accounted for.
    pub fn counts(&self) -> Counts {
        let mut all = Counts::default();
        for receipt in self.door.lake.receipts() {
            assert!(receipt.counts.add_up(), "{receipt:?}");
            all.received += receipt.counts.received;
            all.added += receipt.counts.added;
            all.set_aside += receipt.counts.set_aside;
            all.duplicates += receipt.counts.duplicates;
            all.superseded += receipt.counts.superseded;
            all.replaced += receipt.counts.replaced;
        }
        all
    }

    /// What waits among the rows set aside: check and text.
    pub async fn waiting(&self) -> Vec<String> {
        let viewer = access::Viewer::operator(&self.door.charter().partnership);
        let asked = lake::QuarantineQuestion {
            standing: Some(lake::Standing::Waiting),
            limit: 100,
            ..lake::QuarantineQuestion::default()
        };
        let rows = self
            .door
            .lake
            .quarantine(&viewer, &asked)
            .await
            .unwrap()
            .rows;
        rows.into_iter()
            .map(|row| format!("{}: {}", row.check, row.raw))
            .collect()
    }

    /// Waits until something is so.
    #[track_caller]
    pub fn until(
        &self,
        what: &'static str,
        mut so: impl FnMut(&Self) -> bool,
    ) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let end = tokio::time::Instant::now() + WITHIN;
            while !so(self) {
                assert!(
                    tokio::time::Instant::now() < end,
                    "{caller}: not {what}: {:?} {:?}",
                    self.counts(),
                    self.door.statuses.all()
                );
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }
}

fn charter(format: &str) -> Arc<Charter> {
    let files = BTreeMap::from([
        ("partnership.yaml".to_owned(), PARTNERSHIP.to_owned()),
        (
            "feeds/calls.yaml".to_owned(),
            CALLS.replace("FORMAT", format),
        ),
    ]);
    Arc::new(Charter::read(&files).unwrap_or_else(|problems| panic!("{problems}")))
}

fn settings(folder: &Path) -> Settings {
    Settings {
        folder: folder.to_owned(),
        customer_key: Secret::new("a key for tests"),
        memory_bytes: 256 << 20,
        threads: 2,
        query_seconds_max: 60,
    }
}

/// A call as a JSON object.
pub fn call(id: &str) -> String {
    format!(r#"{{"id":"{id}","rev":1,"opened":"2026-03-01 10:00","wait":7}}"#)
}

/// Calls of these numbers, as lines of JSON.
pub fn calls(numbers: std::ops::Range<u32>) -> String {
    let lines: Vec<String> = numbers.map(|number| call(&format!("c{number}"))).collect();
    lines.join("\n")
}
