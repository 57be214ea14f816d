//! What lies where in the data folder.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use charter::Charter;
use lake::{Lake, Secret, Settings};

use crate::cli::DataFolder;
use crate::failure::Failure;

/// A question that takes longer is stopped.
const QUERY_SECONDS_MAX: u64 = 60;
/// Environment variable with the key under which customers are hashed.
pub const CUSTOMER_KEY: &str = "TANDEM_CUSTOMER_KEY";

impl DataFolder {
    /// The folder, made when it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(&self) -> Result<&Path, Failure> {
        fs::create_dir_all(&self.data).map_err(|error| {
            Failure::internal(format!("{} could not be made", self.data.display()), &error)
        })?;
        Ok(&self.data)
    }

    /// The file of the ledger.
    pub fn ledger(&self) -> PathBuf {
        self.data.join("ledger.sqlite")
    }

    /// The file of the accounts.
    pub fn accounts(&self) -> PathBuf {
        self.data.join("accounts.sqlite")
    }

    /// Opens the lake for writing.
    ///
    /// # Errors
    /// When another process holds it or it cannot be read.
    pub async fn lake(&self, charter: &Charter) -> Result<Lake, Failure> {
        self.make()?;
        Ok(Lake::open(self.settings()?, charter).await?)
    }

    /// Opens the lake beside a process that may be writing to it.
    ///
    /// # Errors
    /// When there is none or it cannot be read.
    pub async fn lake_to_read(&self, charter: &Charter) -> Result<Lake, Failure> {
        if !self.data.join("lake").exists() {
            return Err(Failure::refused(
                format!("{} holds no data", self.data.display()),
                "take a file in first: tandem ingest --charter … --data … FEED FILE",
            ));
        }
        Ok(Lake::open_read_only(self.settings()?, charter).await?)
    }

    fn settings(&self) -> Result<Settings, Failure> {
        Ok(Settings {
            folder: self.data.join("lake"),
            customer_key: self.customer_key()?,
            memory_bytes: self.memory << 20,
            threads: self.threads.unwrap_or_else(|| {
                std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
            }),
            query_seconds_max: QUERY_SECONDS_MAX,
        })
    }

    /// The key from the environment, or else the folder's own, which is made once: without it, customers known from
    /// before would not be recognised again.
    #[expect(
        clippy::disallowed_methods,
        reason = "secrets come from the environment, read once, here"
    )]
    fn customer_key(&self) -> Result<Secret, Failure> {
        if let Ok(key) = std::env::var(CUSTOMER_KEY) {
            if key.len() < 16 {
                return Err(Failure::refused(
                    format!("{CUSTOMER_KEY} has {} characters", key.len()),
                    "take at least 16 random characters and keep them; another key gives other customers",
                ));
            }
            return Ok(Secret::new(key));
        }
        let file = self.data.join("customer.key");
        let failed = |error: std::io::Error| Failure::internal(file.display().to_string(), &error);
        match fs::read(&file) {
            Ok(key) => Ok(Secret::new(key)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key: [u8; 32] = rand::random();
                let mut options = OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let mut opened = options.open(&file).map_err(failed)?;
                opened
                    .write_all(&key)
                    .and_then(|()| opened.sync_all())
                    .map_err(failed)?;
                Ok(Secret::new(key))
            }
            Err(error) => Err(failed(error)),
        }
    }
}
