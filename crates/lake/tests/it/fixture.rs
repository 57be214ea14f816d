//! A small operation: a charter as text, a lake in a folder of its own, and facts as text a person can read.

use std::collections::BTreeMap;
use std::path::Path;

use access::Viewer;
use arrow::util::display::array_value_to_string;
use charter::Charter;
use charter::feed::Format;
use jiff::Timestamp;
use lake::{
    Delivered, Delivery, Lake, LakeError, QuarantineQuestion, Receipt, Scan, Secret, Sender,
    SetAsideRow, Settings, Source, Standing, Way,
};

/// A feed of calls, to which a test adds its format and checks.
pub const CALLS: &str = "
key: [id]
version: [cast(rev as bigint)]
nulls: ['?']
columns:
  contact_id: id
  party: party
  agent: agent
  customer: who
  contact_type: topic
  opened_at: local_time(opened, '%Y-%m-%d %H:%M')
  queue_seconds: cast(wait as double)
";

pub const PARTNERSHIP: &str = "
partnership: small
title: Small
purpose: To test.
zone: Europe/Amsterdam
currency: EUR
parties:
  - { party: client, title: Client, kind: client }
  - { party: home, title: In house, kind: in_house }
  - { party: alder, title: Alder, kind: provider }
  - { party: birch, title: Birch, kind: provider }
roles:
  - { role: client.lead, title: Lead, sees: everything, may: [see_cost] }
  - { role: provider.lead, title: Lead, sees: party, may: [see_agents, ingest] }
  - { role: provider.analyst, title: Analyst, sees: party }
  - { role: provider.agent, title: Agent, sees: own }
people:
  - { person: clara, name: Clara, email: clara@client.example, party: client, roles: [client.lead] }
  - { person: albert, name: Albert, email: albert@alder.example, party: alder, roles: [provider.lead] }
  - { person: anna, name: Anna, email: anna@alder.example, party: alder, roles: [provider.analyst] }
  - { person: abel, name: Abel, email: abel@alder.example, party: alder, roles: [provider.agent], agent: abel }
  - { person: boris, name: Boris, email: boris@birch.example, party: birch, roles: [provider.lead] }
";

/// A charter with one feed, `calls`.
pub fn charter(format: &str, feed: &str) -> Charter {
    let files = BTreeMap::from([
        ("partnership.yaml".to_owned(), PARTNERSHIP.to_owned()),
        (
            "feeds/calls.yaml".to_owned(),
            format!("feed: calls\ntitle: Calls\ntable: contact\nformat: {format}\n{feed}"),
        ),
    ]);
    Charter::read(&files).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A lake in a folder that goes when the test ends.
pub struct Operation {
    pub lake: Lake,
    pub charter: Charter,
    folder: tempfile::TempDir,
}

#[expect(
    clippy::unwrap_used,
    reason = "a fixture that cannot be made is a failed test"
)]
impl Operation {
    pub async fn found(format: &str, feed: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let charter = charter(format, feed);
        let lake = Lake::open(settings(folder.path()), &charter).await.unwrap();
        Self {
            lake,
            charter,
            folder,
        }
    }

    /// Over a folder that something is written into first.
    pub async fn over(charter: Charter, write: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path());
        let lake = Lake::open(settings(folder.path()), &charter).await.unwrap();
        Self {
            lake,
            charter,
            folder,
        }
    }

    /// Of a lake that was opened in a folder.
    pub fn within(lake: Lake, charter: Charter, folder: tempfile::TempDir) -> Self {
        Self {
            lake,
            charter,
            folder,
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Ends this process's hold on the folder and opens it anew, with `meanwhile` done in between.
    pub async fn reopen(self, meanwhile: impl FnOnce(&Path)) -> Self {
        let Self {
            lake,
            charter,
            folder,
        } = self;
        drop(lake);
        meanwhile(folder.path());
        let lake = Lake::open(settings(folder.path()), &charter).await.unwrap();
        Self {
            lake,
            charter,
            folder,
        }
    }

    /// Ends this process's hold on the folder.
    pub fn end(self) -> tempfile::TempDir {
        self.folder
    }

    /// The same lake under another feed.
    pub async fn with_feed(self, format: &str, feed: &str) -> Self {
        Self {
            charter: charter(format, feed),
            ..self
        }
    }

    pub async fn try_ingest(&self, bytes: impl Into<Vec<u8>>) -> Result<Receipt, LakeError> {
        let source = Source::Reader {
            name: "calls".to_owned(),
            bytes: Box::new(std::io::Cursor::new(bytes.into())),
        };
        self.lake
            .ingest(&self.charter, "calls", (source, sender()), now(), &|_| {})
            .await
    }

    pub async fn ingest(&self, bytes: impl Into<Vec<u8>>) -> Receipt {
        let receipt = self.try_ingest(bytes).await.unwrap();
        assert!(receipt.counts.add_up(), "{:?}", receipt.counts);
        receipt
    }

    pub fn viewer(&self, person: &str) -> Viewer {
        match person {
            "operator" => Viewer::operator(&self.charter.partnership),
            person => Viewer::of(&self.charter.partnership, person).unwrap(),
        }
    }

    /// The contacts as the operator sees them: a line each, sorted, the columns named.
    pub async fn contacts(&self, columns: &[&str]) -> String {
        self.rows("operator", scan(columns)).await.unwrap()
    }

    /// What a person sees.
    pub async fn rows(&self, person: &str, scan: Scan) -> Result<String, LakeError> {
        let frame = self.lake.scan(&self.viewer(person), &scan).await?;
        let batches = self.lake.collect(frame).await?;
        let mut lines = Vec::new();
        for batch in batches {
            for row in 0..batch.num_rows() {
                let cells: Vec<String> = batch
                    .columns()
                    .iter()
                    .map(|column| array_value_to_string(column, row).unwrap())
                    .collect();
                lines.push(cells.join(" "));
            }
        }
        lines.sort();
        Ok(lines.join("\n"))
    }

    /// The rows that were set aside: line, check, reason and raw.
    pub async fn set_aside(&self) -> String {
        let mut lines: Vec<String> = self
            .quarantine(None)
            .await
            .iter()
            .map(|row| format!("{} {}: {} <{}>", row.line, row.check, row.reason, row.raw))
            .collect();
        lines.sort();
        lines.join("\n")
    }

    pub async fn quarantine(&self, standing: Option<Standing>) -> Vec<SetAsideRow> {
        let asked = QuarantineQuestion {
            feed: Some("calls".to_owned()),
            standing,
            limit: 1_000,
            ..QuarantineQuestion::default()
        };
        let found = self
            .lake
            .quarantine(&self.viewer("operator"), &asked)
            .await
            .unwrap();
        assert_eq!(found.total, found.rows.len() as u64);
        found.rows
    }

    pub async fn deliver(&self, delivery: Delivery) -> Result<Delivered, LakeError> {
        self.lake.deliver(&self.charter, delivery, now()).await
    }
}

/// Records for the feed `calls`, as NDJSON.
pub fn delivery(records: &str, key: Option<&str>) -> Delivery {
    Delivery {
        feed: "calls".to_owned(),
        name: "delivery".to_owned(),
        bytes: records.as_bytes().to_vec(),
        format: Some(Format::Ndjson),
        key: key.map(str::to_owned),
        position: None,
        otherwise: lake::Otherwise::Refused,
        sender: sender(),
    }
}

/// Somebody at the command line.
pub fn sender() -> Sender {
    Sender::person(Way::Ingest, "pat")
}

/// A scan of contacts with these columns.
pub fn scan(columns: &[&str]) -> Scan {
    Scan {
        columns: Some(columns.iter().map(|name| (*name).to_owned()).collect()),
        ..Scan::of("contact")
    }
}

/// An operation of [`CALLS`] over the same folder, with other limits.
pub async fn limited(operation: Operation, limit: impl FnOnce(Settings) -> Settings) -> Operation {
    let charter = charter("{ type: csv }", CALLS);
    let folder = operation.end();
    let lake = Lake::open(limit(settings(folder.path())), &charter)
        .await
        .unwrap();
    Operation::within(lake, charter, folder)
}

pub fn settings(folder: &Path) -> Settings {
    Settings {
        folder: folder.to_owned(),
        customer_key: Secret::new("a key for tests"),
        memory_bytes: 256 << 20,
        threads: 2,
        query_seconds_max: 60,
    }
}

pub fn now() -> Timestamp {
    Timestamp::constant(1_796_000_000, 0)
}
