//! The lake's folder: who holds it, in which format it is, and where things are in it.
//!
//! ```text
//! lake.lock      held by the one process that may write
//! format.json    version of the format
//! tables/NAME/   Delta tables
//! refusals/      what each feed refused as a whole, and why
//! staging/       rows of files being taken in; emptied at every start
//! spill/         what questions of the one that writes put down while they run; emptied at every start
//! ```

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::customers::{self, Asked};
use crate::table::durable;
use crate::{LakeError, Secret};

/// Newest format that is read. From 2 on there are requests about customers, which every door must know.
const FORMAT: u64 = 2;
/// Format that is written until the first request.
const FORMAT_FIRST: u64 = 1;
/// Where the requests are.
const CUSTOMERS: &str = "customers.json";

#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    format: u64,
    /// Tells the key under which customers were hashed; not there until a Tandem that writes it has held the folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer_key: Option<String>,
}

fn damaged(file: PathBuf, cause: impl ToString) -> LakeError {
    LakeError::Damaged {
        file,
        cause: cause.to_string(),
    }
}

/// The lake's folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// Held for as long as the lake may write.
    lock: Option<File>,
}

impl Folder {
    /// Makes the folder where it is missing and holds it for writing.
    pub(crate) fn hold(path: &Path, customer_key: &Secret) -> Result<Self, LakeError> {
        fs::create_dir_all(path).map_err(LakeError::io(format!("making {}", path.display())))?;
        let lock = path.join("lake.lock");
        let doing = || format!("holding {}", lock.display());
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock)
            .map_err(LakeError::io(doing()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LakeError::Busy {
                    folder: path.to_owned(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(LakeError::io(doing())(error)),
        }
        let folder = Self {
            path: path.to_owned(),
            lock: Some(file),
        };
        let mark = customer_key.mark();
        match folder.marker()?.and_then(|marker| marker.customer_key) {
            Some(known) if known == mark => {}
            Some(_) => {
                return Err(LakeError::OtherKey {
                    folder: path.to_owned(),
                });
            }
            None => {
                folder.mark(Marker {
                    format: FORMAT_FIRST,
                    customer_key: Some(mark),
                })?;
            }
        }
        durable::empty_folder(&folder.staging())?;
        durable::empty_folder(&path.join("spill"))?;
        Ok(folder)
    }

    /// The folder as it is, for reading.
    pub(crate) fn look(path: &Path) -> Result<Self, LakeError> {
        let folder = Self {
            path: path.to_owned(),
            lock: None,
        };
        folder.marker()?;
        Ok(folder)
    }

    /// The marker, where there is one; an error when it is of a newer format, or missing over facts.
    fn marker(&self) -> Result<Option<Marker>, LakeError> {
        let path = self.path.join("format.json");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if self.path.join("tables").exists() {
                    return Err(damaged(path, "it is missing beside facts"));
                }
                return Ok(None);
            }
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Err(damaged(path, "it is no text"));
            }
            Err(error) => return Err(LakeError::io(format!("reading {}", path.display()))(error)),
        };
        let marker: Marker = match serde_json::from_str(&text) {
            Ok(marker) => marker,
            Err(error) => return Err(damaged(path, error)),
        };
        if marker.format > FORMAT {
            return Err(LakeError::NewerFormat {
                folder: self.path.clone(),
                found: marker.format,
                known: FORMAT,
            });
        }
        Ok(Some(marker))
    }

    fn mark(&self, marker: Marker) -> Result<(), LakeError> {
        let path = self.path.join("format.json");
        let marker = serde_json::to_vec(&marker)
            .map_err(LakeError::table(format!("writing {}", path.display())))?;
        durable::write(&path, &marker)
    }

    /// The requests about customers; none where nobody ever asked.
    pub(crate) fn customers(&self) -> Result<Vec<Asked>, LakeError> {
        let path = self.path.join(CUSTOMERS);
        if let Some(asked) = customers::read(&path)? {
            return Ok(asked);
        }
        match self.marker()? {
            Some(marker) if marker.format > FORMAT_FIRST => Err(damaged(
                path,
                "it is missing, and there were requests in it",
            )),
            _ => Ok(Vec::new()),
        }
    }

    /// Keeps the requests about customers, and says in the marker that there are some, so that no Tandem opens its door
    /// that does not know of them.
    pub(crate) fn keep_customers(&self, asked: &[Asked]) -> Result<(), LakeError> {
        customers::write(&self.path.join(CUSTOMERS), asked)?;
        self.mark_customers()
    }

    /// Says in the marker that there are requests about customers.
    pub(crate) fn mark_customers(&self) -> Result<(), LakeError> {
        match self.marker()? {
            Some(marker) if marker.format < FORMAT => self.mark(Marker {
                format: FORMAT,
                ..marker
            }),
            _ => Ok(()),
        }
    }

    pub(crate) fn may_write(&self) -> bool {
        self.lock.is_some()
    }

    /// Where questions put down what memory does not hold. Whoever only reads has no place here: who writes empties it.
    pub(crate) fn spill(&self) -> Option<PathBuf> {
        self.may_write().then(|| self.path.join("spill"))
    }

    pub(crate) fn staging(&self) -> PathBuf {
        self.path.join("staging")
    }

    pub(crate) fn table(&self, name: &str) -> PathBuf {
        self.path.join("tables").join(name)
    }

    /// Where it is kept what was refused as a whole.
    pub(crate) fn refusals(&self) -> PathBuf {
        self.path.join("refusals")
    }

    /// Names of the tables that there are.
    pub(crate) fn tables(&self) -> Result<Vec<String>, LakeError> {
        let path = self.path.join("tables");
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(LakeError::io(format!("reading {}", path.display()))(error)),
        };
        Ok(entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_dir())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect())
    }
}
