//! Where a ledger can be kept. What holds of one place holds of the other: each test of the suite is run over both.

use ledger::{Asking, Command, Entry, Ledger, LedgerError, Place};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use tempfile::TempDir;

use crate::partnership::{now, partnership, viewer};
use crate::postgres::Postgres;

/// A place of the test's own, gone when dropped.
pub struct Kept {
    folder: TempDir,
    postgres: Option<Postgres>,
}

impl Kept {
    pub fn in_a_file() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            postgres: None,
        }
    }

    /// Nothing where PostgreSQL is not installed.
    pub async fn in_postgres() -> Option<Self> {
        let postgres = Postgres::start().await?;
        postgres.database("kept").await;
        Some(Self {
            folder: tempfile::tempdir().unwrap(),
            postgres: Some(postgres),
        })
    }

    pub fn place(&self) -> Place {
        self.place_of("kept")
    }

    fn place_of(&self, name: &str) -> Place {
        let file = self.folder.path().join(format!("{name}.sqlite"));
        match &self.postgres {
            None => Place::file(&file),
            Some(postgres) => {
                let snapshot = file.with_extension("snapshot");
                Place::postgres(&postgres.address(name), Some(&snapshot))
            }
        }
    }

    /// A second, empty one beside it.
    pub async fn another(&self) -> Place {
        if let Some(postgres) = &self.postgres {
            postgres.database("another").await;
        }
        self.place_of("another")
    }

    /// The same for a process of its own: `file` or `postgres`, and where.
    pub fn words(&self) -> (&'static str, String) {
        match &self.postgres {
            None => {
                let file = self.folder.path().join("kept.sqlite");
                ("file", file.display().to_string())
            }
            Some(postgres) => ("postgres", postgres.address("kept")),
        }
    }

    pub fn postgres(&self) -> &Postgres {
        self.postgres.as_ref().unwrap()
    }

    pub fn postgres_mut(&mut self) -> &mut Postgres {
        self.postgres.as_mut().unwrap()
    }

    /// Empties the database.
    pub async fn begin_anew(&self) {
        let sql = "drop schema tandem_ledger cascade";
        self.postgres().run("kept", sql).await.unwrap();
        let _ = std::fs::remove_file(self.snapshot());
    }

    pub fn snapshot(&self) -> std::path::PathBuf {
        self.folder.path().join("kept.snapshot")
    }

    pub async fn open(&self) -> Ledger {
        Ledger::open_at(&self.place()).await.unwrap()
    }

    /// Goes round the ledger, as someone with the file or the database in hand would. The table is `entry` in both.
    pub async fn by_hand(&self, sql: &str) -> Result<(), String> {
        if let Some(postgres) = &self.postgres {
            let sql = format!("set search_path = tandem_ledger; {sql}");
            return postgres.run("kept", &sql).await;
        }
        let (_, file) = self.words();
        let mut connection = SqliteConnection::connect(&format!("sqlite:{file}"))
            .await
            .unwrap();
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(&mut connection)
            .await;
        connection.close().await.unwrap();
        done.map(drop).map_err(|error| error.to_string())
    }

    /// Lets entries be changed: what only whoever owns the file or the database can do.
    pub async fn without_triggers(&self) {
        let sql = if self.postgres.is_some() {
            "alter table entry disable trigger user"
        } else {
            "drop trigger entry_is_never_changed; drop trigger entry_is_never_deleted; drop trigger entry_comes_last"
        };
        self.by_hand(sql).await.unwrap();
    }
}

/// Asked by a person of the small partnership, now.
pub async fn submit(
    ledger: &Ledger,
    person: &str,
    command: Command,
) -> Result<Vec<Entry>, LedgerError> {
    submit_at(ledger, person, command, now()).await
}

pub async fn submit_at(
    ledger: &Ledger,
    person: &str,
    command: Command,
    now: jiff::Timestamp,
) -> Result<Vec<Entry>, LedgerError> {
    let partnership = partnership();
    let asking = Asking {
        viewer: &viewer(&partnership, person),
        partnership: &partnership,
        now,
    };
    ledger.submit(command, &asking).await
}

/// Makes two tests of each function that is handed a place: one over a file, one over PostgreSQL.
macro_rules! over_both {
    ($($name:ident)*) => {
        mod in_a_file {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(&crate::places::Kept::in_a_file()).await;
            })*
        }
        mod in_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if let Some(kept) = crate::places::Kept::in_postgres().await {
                    super::$name(&kept).await;
                }
            })*
        }
    };
}
pub(crate) use over_both;
