//! Where the entries are kept: a file, or a database that several processes share. No code above here knows which.

mod postgres;
mod sqlite;
mod stored;

use std::fmt;
use std::path::{Path, PathBuf};

use sqlx::{Postgres, Sqlite, Transaction};

use crate::entry::Entry;
use crate::error::LedgerError;

/// Most entries of a page.
pub(crate) const PAGE: u64 = 4_096;

/// Where a ledger is kept.
#[derive(Clone)]
pub struct Place {
    pub(crate) entries: Entries,
    /// The file of the snapshot; without it none is made.
    pub(crate) snapshot: Option<PathBuf>,
}

#[derive(Clone)]
pub(crate) enum Entries {
    /// In a file of SQLite's.
    File(PathBuf),
    /// In a PostgreSQL database, at this address.
    Postgres(String),
}

impl Place {
    /// A file, with its snapshot beside it.
    #[must_use]
    pub fn file(file: &Path) -> Self {
        Self {
            entries: Entries::File(file.to_owned()),
            snapshot: Some(file.with_extension("snapshot")),
        }
    }

    /// A PostgreSQL database at `postgres://…`, with the file of the snapshot.
    #[must_use]
    pub fn postgres(address: &str, snapshot: Option<&Path>) -> Self {
        Self {
            entries: Entries::Postgres(address.to_owned()),
            snapshot: snapshot.map(Path::to_owned),
        }
    }
}

impl fmt::Debug for Place {
    /// Without the address, in which there may be a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.entries {
            Entries::File(file) => f.debug_tuple("File").field(file).finish(),
            Entries::Postgres(_) => f.write_str("Postgres"),
        }
    }
}

/// Entries in their order, up to the first that cannot be read; none when there are no more.
pub(crate) type Page = Vec<Result<Entry, LedgerError>>;

/// The entries, wherever they are.
#[derive(Debug)]
pub(crate) enum Storage {
    Sqlite(sqlite::File),
    Postgres(postgres::Database),
}

/// The right to write, which nobody else has as long as this lives. What was appended is there once it is committed, all
/// of it, and otherwise nothing of it.
pub(crate) enum Writing {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Storage {
    /// Opens what is there, and makes it where there is nothing.
    pub(crate) async fn open(entries: &Entries) -> Result<Self, LedgerError> {
        match entries {
            Entries::File(file) => sqlite::File::open(file).await.map(Self::Sqlite),
            Entries::Postgres(address) => {
                let database = postgres::Database::open(address, true).await?;
                database.map(Self::Postgres).ok_or(LedgerError::NotALedger)
            }
        }
    }

    /// Opens what is there, and nothing where there is nothing.
    pub(crate) async fn open_there(entries: &Entries) -> Result<Option<Self>, LedgerError> {
        match entries {
            Entries::File(file) if !file.exists() => Ok(None),
            Entries::File(_) => Self::open(entries).await.map(Some),
            Entries::Postgres(address) => {
                let database = postgres::Database::open(address, false).await?;
                Ok(database.map(Self::Postgres))
            }
        }
    }

    /// At most so many entries after a position.
    pub(crate) async fn page(&self, after: u64, most: u64) -> Result<Page, LedgerError> {
        match self {
            Self::Sqlite(file) => file.page(after, most).await,
            Self::Postgres(database) => database.page(after, most).await,
        }
    }

    /// The entry at a position.
    pub(crate) async fn entry(&self, position: u64) -> Result<Option<Entry>, LedgerError> {
        let Some(before) = position.checked_sub(1) else {
            return Ok(None);
        };
        let page = self.page(before, 1).await?;
        let entry = page.into_iter().next().transpose()?;
        Ok(entry.filter(|entry| entry.position == position))
    }

    /// Position of the last entry; 0 before the first.
    pub(crate) async fn last(&self) -> Result<u64, LedgerError> {
        match self {
            Self::Sqlite(file) => file.last().await,
            Self::Postgres(database) => database.last().await,
        }
    }

    /// Waits for the right to write, and takes it.
    pub(crate) async fn write(&self) -> Result<Writing, LedgerError> {
        match self {
            Self::Sqlite(file) => file.write().await.map(Writing::Sqlite),
            Self::Postgres(database) => match database.write().await {
                // A connection that was kept may have died while nobody looked.
                Err(LedgerError::Unreachable(error))
                    if !matches!(error, sqlx::Error::PoolTimedOut) =>
                {
                    database.write().await.map(Writing::Postgres)
                }
                taken => taken.map(Writing::Postgres),
            },
        }
    }

    /// Lets the file or the database go.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(file) => file.close().await,
            Self::Postgres(database) => database.close().await,
        }
    }
}

impl Writing {
    /// At most so many entries after a position, those that nobody else may see yet included.
    pub(crate) async fn page(&mut self, after: u64, most: u64) -> Result<Page, LedgerError> {
        match self {
            Self::Sqlite(transaction) => sqlite::page(&mut **transaction, after, most).await,
            Self::Postgres(transaction) => postgres::page(&mut **transaction, after, most).await,
        }
    }

    /// Writes entries after the one at `expected`.
    pub(crate) async fn append(
        &mut self,
        expected: u64,
        entries: &[Entry],
    ) -> Result<(), LedgerError> {
        match self {
            Self::Sqlite(transaction) => sqlite::append(transaction, expected, entries).await,
            Self::Postgres(transaction) => postgres::append(transaction, expected, entries).await,
        }
    }

    /// Makes what was appended last.
    pub(crate) async fn commit(self) -> Result<(), LedgerError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await.map_err(sqlite::failed),
            Self::Postgres(transaction) => postgres::commit(transaction).await,
        }
    }

    /// Gives the right back, with nothing written. Whatever fails here is undone by itself.
    pub(crate) async fn leave(self) {
        let _ = match self {
            Self::Sqlite(transaction) => transaction.rollback().await,
            Self::Postgres(transaction) => transaction.rollback().await,
        };
    }
}
