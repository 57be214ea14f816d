//! A partnership with facts in its lake: Harbor's charter, with feeds that take canonical columns as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use access::Viewer;
use charter::Charter;
use charter::canonical::ColumnType;
use jiff::Timestamp;
use kpi::{Answer, Engine, KpiError, Question};
use lake::{Lake, Receipt, Secret, Settings, Source};
use serde_json::{Map, Value as Json};
use tempfile::TempDir;

/// One row of a table: column → text, as a source would write it.
pub type Fact = Map<String, Json>;

/// The files of a charter, by path within it.
pub type Files = BTreeMap<String, String>;

/// The workspace's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of an example charter.
pub fn files(name: &str) -> Files {
    let root = root().join("charters").join(name);
    let mut files = Files::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
                files.insert(name.replace('\\', "/"), fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

/// Harbor's files, with a feed for every table in place of its own.
pub fn harbor() -> Files {
    let mut files = files("harbor");
    let harbor = charter(&files);
    files.retain(|path, _| !path.starts_with("feeds/"));
    let shipped = charter::canonical::TABLES.iter().map(|table| table.name);
    let own = harbor.tables.tables.keys().map(String::as_str);
    let tables: BTreeSet<&str> = shipped.chain(own).collect();
    for table in tables {
        let mut feed = format!(
            "feed: {table}_facts\ntitle: {table}\ntable: {table}\nformat: ndjson\nkey: [fact]\nversion: ['cast(revision as bigint)']\ncolumns:\n"
        );
        for column in harbor.table(table).unwrap().columns {
            let name = column.name;
            let expression = match column.column_type {
                ColumnType::Text => format!(r#""{name}""#),
                ColumnType::Integer => format!(r#"cast("{name}" as bigint)"#),
                ColumnType::Number => format!(r#"cast("{name}" as double)"#),
                ColumnType::Boolean => {
                    format!(r#"case "{name}" when 'yes' then true when 'no' then false end"#)
                }
                ColumnType::Instant => format!(r#"cast("{name}" as timestamp)"#),
                ColumnType::Money => format!(r#"cast("{name}" as decimal(18, 4))"#),
            };
            feed.push_str(&format!("  {name}: {}\n", Json::from(expression)));
        }
        files.insert(format!("feeds/{table}_facts.yaml"), feed);
    }
    files
}

/// Facts written as a table: names of columns, then a fact a line, cells between bars; an empty cell is null.
pub fn facts(text: &str) -> Vec<Fact> {
    let cells = |line: &str| -> Vec<String> {
        line.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let header = lines.next().map(cells).unwrap_or_default();
    lines
        .map(|line| {
            let cells = cells(line);
            assert_eq!(
                cells.len(),
                header.len(),
                "a cell too many or too few: {line}"
            );
            let named = header.iter().cloned().zip(cells);
            named
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(name, cell)| (name, cell.into()))
                .collect()
        })
        .collect()
}

/// A question about KPIs by columns.
pub fn question(kpis: &[&str], by: &[&str]) -> Question {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Question {
        kpis: owned(kpis),
        by: owned(by),
        ..Question::default()
    }
}

/// The charter that files make.
#[expect(clippy::panic, reason = "a charter with problems says which they are")]
pub fn charter(files: &Files) -> Arc<Charter> {
    Arc::new(Charter::read(files).unwrap_or_else(|problems| panic!("{problems}")))
}

/// A lake in a folder of its own, and the engine over it.
pub struct Operation {
    pub engine: Engine,
    pub charter: Arc<Charter>,
    _folder: TempDir,
}

impl Operation {
    /// An operation without facts.
    pub async fn founded(charter: Arc<Charter>) -> Self {
        let folder = TempDir::new().unwrap();
        let settings = Settings {
            folder: folder.path().join("lake"),
            customer_key: Secret::new(*b"a key that only these tests use."),
            memory_bytes: 1 << 30,
            threads: 2,
            query_seconds_max: 60,
        };
        let lake = Lake::open(settings, &charter).await.unwrap();
        Self {
            engine: Engine::new(lake, charter.clone()).unwrap(),
            charter,
            _folder: folder,
        }
    }

    /// Takes facts of one table in, as one file that came on the last day of 2026. A fact without a `fact` of its own is
    /// a record of its own.
    pub async fn take_in(&self, table: &str, facts: &[Fact]) -> Receipt {
        self.take_in_at(table, facts, "2026-12-31T12:00:00Z").await
    }

    /// Takes facts of one table in, as one file that came at `at`.
    pub async fn take_in_at(&self, table: &str, facts: &[Fact], at: &str) -> Receipt {
        let receipt = self.hand_in(table, facts, at).await;
        assert_eq!(
            receipt.counts.set_aside, 0,
            "facts of `{table}` were set aside: {:?}",
            receipt.by_check
        );
        receipt
    }

    /// The same for facts of which some may be set aside.
    pub async fn hand_in(&self, table: &str, facts: &[Fact], at: &str) -> Receipt {
        self.hand_in_through(&format!("{table}_facts"), table, facts, at)
            .await
    }

    /// The same through a feed of that table.
    pub async fn hand_in_through(
        &self,
        feed: &str,
        table: &str,
        facts: &[Fact],
        at: &str,
    ) -> Receipt {
        let columns = self.charter.table(table).unwrap().columns;
        let version = self.engine.lake().version();
        let mut lines = Vec::new();
        for (index, fact) in facts.iter().enumerate() {
            // The whole record, so that a column which no fact has is empty rather than missing.
            let mut record: Fact = columns
                .iter()
                .map(|column| (column.name.clone(), Json::Null))
                .collect();
            record.insert("fact".to_owned(), format!("{version}-{index}").into());
            record.insert("revision".to_owned(), version.to_string().into());
            record.extend(fact.clone());
            serde_json::to_writer(&mut lines, &record).unwrap();
            lines.push(b'\n');
        }
        let source = Source::Reader {
            name: format!("{table}.ndjson"),
            bytes: Box::new(Cursor::new(lines)),
        };
        self.ingest(feed, source, at).await
    }

    /// Takes a file in through one of the charter's feeds.
    pub async fn take_in_file(&self, feed: &str, path: &Path) -> Receipt {
        self.ingest(feed, path.into(), "2026-12-31T12:00:00Z").await
    }

    async fn ingest(&self, feed: &str, source: Source, at: &str) -> Receipt {
        let at: Timestamp = at.parse().unwrap();
        self.engine
            .lake()
            .ingest(
                &self.charter,
                feed,
                (source, lake::Sender::itself(lake::Way::Ingest)),
                at,
                &|_| {},
            )
            .await
            .unwrap()
    }

    /// A person of the partnership.
    pub fn person(&self, name: &str) -> Viewer {
        Viewer::of(&self.charter.partnership, name).unwrap()
    }

    /// The person at the machine, who sees everything.
    pub fn operator(&self) -> Viewer {
        Viewer::operator(&self.charter.partnership)
    }

    /// Asks as the person at the machine.
    pub async fn ask(&self, question: &Question) -> Result<Answer, KpiError> {
        self.engine.answer(&self.operator(), question, 1).await
    }
}
