//! Where the ledger is kept: in the data folder, or in a PostgreSQL database that the environment names.

use std::path::{Path, PathBuf};

use ledger::{Ledger, LedgerError, Place};

use crate::failure::Failure;

/// Environment variable with the database's address, in which there may be a password.
const VARIABLE: &str = "TANDEM_LEDGER_URL";

/// Where the ledger of a data folder is kept.
#[derive(Debug, Clone)]
pub struct LedgerPlace {
    place: Place,
    /// As it is named to people.
    named: PathBuf,
}

impl LedgerPlace {
    /// The database that the environment names, or the data folder's own file. Either way the snapshot lies in the folder.
    #[expect(
        clippy::disallowed_methods,
        reason = "secrets come from the environment, read once, here"
    )]
    pub fn of(data: &Path) -> Self {
        let file = data.join("ledger.sqlite");
        match std::env::var(VARIABLE) {
            Ok(address) if !address.is_empty() => Self {
                place: Place::postgres(&address, Some(&data.join("ledger.snapshot"))),
                named: PathBuf::from("the ledger in PostgreSQL"),
            },
            _ => Self {
                place: Place::file(&file),
                named: file,
            },
        }
    }

    /// For what the ledger's own room does with it.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Opens the ledger, made where there is none.
    ///
    /// # Errors
    /// When it cannot be opened or an entry is not as it was written.
    pub async fn open(&self) -> Result<Ledger, Failure> {
        let opened = Ledger::open_at(&self.place).await;
        opened.map_err(|error| self.failed(error))
    }

    /// Opens the ledger where there is one.
    ///
    /// # Errors
    /// When it cannot be opened or an entry is not as it was written.
    pub async fn open_there(&self) -> Result<Option<Ledger>, Failure> {
        let opened = Ledger::open_there(&self.place).await;
        opened.map_err(|error| self.failed(error))
    }

    /// What the ledger could not do, and which ledger.
    pub fn failed(&self, error: LedgerError) -> Failure {
        Failure::from(error).of_file(&self.named)
    }

    /// Why a question about a ledger that nobody founded has no answer.
    pub fn none(&self) -> Failure {
        Failure::refused(
            format!("{}: nothing was ever decided here", self.named.display()),
            "name the data folder with --data; `tandem serve` and `tandem ingest` found a ledger",
        )
    }
}
