//! What lies where in the data folder.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use charter::Charter;
use lake::{Lake, Secret, Settings};
use ledger::Ledger;

use crate::cli::{CharterFolder, DataFolder};
use crate::customer_key;
use crate::failure::Failure;
use crate::ledger_place::LedgerPlace;

/// A question that takes longer is stopped.
const QUERY_SECONDS_MAX: u64 = 60;

impl DataFolder {
    /// The folder, made when it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(&self) -> Result<&Path, Failure> {
        fs::create_dir_all(&self.data).map_err(|error| {
            let hint = match error.kind() {
                ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
                    "a file lies where the folder should be: move it away, or name another folder with --data"
                }
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                    "name a folder with --data in which you may write"
                }
                _ => "see that the disk has room, or name another folder with --data",
            };
            Failure::internal(format!("{} could not be made", self.data.display()), &error)
                .hinted(hint)
        })?;
        Ok(&self.data)
    }

    /// The file of the accounts.
    pub fn accounts(&self) -> PathBuf {
        self.data.join("accounts.sqlite")
    }

    /// The folder for files that are being received.
    pub fn uploads(&self) -> PathBuf {
        self.data.join("uploads")
    }

    /// The file of what people keep of what they tried.
    pub fn what_ifs(&self) -> PathBuf {
        self.data.join("what-if.json")
    }

    /// Opens the lake for writing.
    ///
    /// # Errors
    /// When another process holds it, it cannot be read, or the key to its customers is missing.
    pub async fn lake(&self, charter: &Charter) -> Result<Lake, Failure> {
        let key = customer_key::to_write(self.make()?)?;
        Ok(Lake::open(self.settings(key), charter).await?)
    }

    /// Opens the lake beside a process that may be writing to it.
    ///
    /// # Errors
    /// When there is none, nothing was ever taken in, or it cannot be read.
    pub async fn lake_to_read(
        &self,
        charter: &Charter,
        folder: &CharterFolder,
    ) -> Result<Lake, Failure> {
        match self.lake_there(charter).await? {
            Some(lake) if lake.version() > 0 => return Ok(lake),
            _ => {}
        }
        let folders = self.said_with(folder);
        Err(Failure::refused(
            format!("{} holds no data", self.data.display()),
            format!("take a file in first: tandem ingest {folders} FEED FILE"),
        ))
    }

    /// Opens the lake beside a process that may be writing to it, where there is one, though nothing was ever taken in.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn lake_there(&self, charter: &Charter) -> Result<Option<Lake>, Failure> {
        if !self.data.join("lake").exists() {
            return Ok(None);
        }
        let settings = self.settings(customer_key::to_read());
        Ok(Some(Lake::open_read_only(settings, charter).await?))
    }

    /// Opens the ledger where there is one; a question founds none.
    ///
    /// # Errors
    /// When it is another partnership's or cannot be read.
    pub async fn ledger_to_read(&self, charter: &Charter) -> Result<Option<Ledger>, Failure> {
        match LedgerPlace::of(&self.data).open_there().await? {
            Some(ledger) => self.of_partnership(ledger, charter).map(Some),
            None => Ok(None),
        }
    }

    /// Opens the ledger, made where there is none.
    ///
    /// # Errors
    /// When it is another partnership's or cannot be read.
    pub async fn open_ledger(&self, charter: &Charter) -> Result<Ledger, Failure> {
        let ledger = LedgerPlace::of(&self.data).open().await?;
        self.of_partnership(ledger, charter)
    }

    fn of_partnership(&self, ledger: Ledger, charter: &Charter) -> Result<Ledger, Failure> {
        ledger
            .state()
            .of_partnership(&charter.partnership.partnership)
            .map_err(|refusal| {
                Failure::refused(
                    format!("{}: {refusal}", self.data.display()),
                    refusal.hint().unwrap_or_default(),
                )
            })?;
        Ok(ledger)
    }

    /// The folders as the command line names them, for hints that can be typed as they stand.
    pub fn said_with(&self, charter: &CharterFolder) -> String {
        format!(
            "--charter {} --data {}",
            charter.charter.display(),
            self.data.display()
        )
    }

    fn settings(&self, customer_key: Secret) -> Settings {
        Settings {
            folder: self.data.join("lake"),
            customer_key,
            memory_bytes: self.memory << 20,
            threads: self.threads.unwrap_or_else(|| {
                std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
            }),
            query_seconds_max: QUERY_SECONDS_MAX,
        }
    }
}
