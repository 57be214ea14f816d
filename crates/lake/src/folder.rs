//! The lake's folder: who holds it, in which format it is, and where things are in it.
//!
//! ```text
//! lake.lock      held by the one process that may write
//! format.json    version of the format
//! tables/NAME/   Delta tables
//! staging/       rows of files being taken in; emptied at every start
//! spill/         what questions put down while they run; emptied at every start
//! ```

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::LakeError;
use crate::table::durable;

/// Newest format that is read and written.
const FORMAT: u64 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    format: u64,
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
    pub(crate) fn hold(path: &Path) -> Result<Self, LakeError> {
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
        if !folder.check_format()? {
            let marker = serde_json::to_vec(&Marker { format: FORMAT })
                .map_err(LakeError::table(doing()))?;
            durable::write(&path.join("format.json"), &marker)?;
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
        folder.check_format()?;
        Ok(folder)
    }

    /// Whether there is a marker; an error when it is of a newer format.
    fn check_format(&self) -> Result<bool, LakeError> {
        let path = self.path.join("format.json");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(LakeError::io(format!("reading {}", path.display()))(error)),
        };
        let marker: Marker = serde_json::from_str(&text)
            .map_err(LakeError::table(format!("reading {}", path.display())))?;
        if marker.format > FORMAT {
            return Err(LakeError::NewerFormat {
                folder: self.path.clone(),
                found: marker.format,
                known: FORMAT,
            });
        }
        Ok(true)
    }

    pub(crate) fn may_write(&self) -> bool {
        self.lock.is_some()
    }

    pub(crate) fn staging(&self) -> PathBuf {
        self.path.join("staging")
    }

    pub(crate) fn table(&self, name: &str) -> PathBuf {
        self.path.join("tables").join(name)
    }

    /// Names of the tables that there are.
    pub(crate) fn tables(&self) -> Result<Vec<String>, LakeError> {
        let path = self.path.join("tables");
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(LakeError::io(format!("reading {}", path.display()))(error)),
        };
        Ok(entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_dir())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect())
    }
}
