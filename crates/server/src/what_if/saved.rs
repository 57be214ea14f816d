//! What-if questions that people keep: in one small file, as a whole or not at all.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::whole_file;
use twin::what_if::Levers;

/// The version of the file's format.
const FORMAT: u32 = 1;
/// Most that the people of one party keep.
const OF_A_PARTY_MAX: usize = 100;

/// What is kept of a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Saved {
    pub(crate) id: u64,
    /// Who keeps it, and for which party: its people see it.
    pub(crate) person: String,
    pub(crate) party: String,
    pub(crate) saved_at: Timestamp,
    pub(crate) title: String,
    pub(crate) levers: Levers,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Contents {
    format: u32,
    /// The number of the last one that was saved, so that none is given twice.
    last: u64,
    saved: Vec<Saved>,
}

/// Why nothing was kept or let go.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotSaved {
    /// There is none of that number, as far as the party goes.
    #[error("there is no such scenario")]
    Unknown,
    /// It is somebody else's.
    #[error("somebody else keeps this scenario")]
    NotYours,
    /// There are too many.
    #[error("at most {OF_A_PARTY_MAX} scenarios are kept for a party")]
    TooMany,
    /// The disk did not take it.
    #[error("the file of saved scenarios cannot be written")]
    Disk(#[from] io::Error),
}

/// The questions that are kept. Cheap to clone.
#[derive(Clone)]
pub(crate) struct SavedWhatIfs {
    file: Arc<Path>,
    contents: Arc<Mutex<Contents>>,
}

impl SavedWhatIfs {
    /// Reads what is kept.
    ///
    /// # Errors
    /// When the file cannot be read, or was written by another version.
    pub(crate) fn open(file: PathBuf) -> io::Result<Self> {
        let contents = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::other)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Contents {
                format: FORMAT,
                ..Contents::default()
            },
            Err(error) => return Err(error),
        };
        if contents.format != FORMAT {
            return Err(io::Error::other(format!(
                "it has format {}, this version of Tandem reads format {FORMAT}",
                contents.format
            )));
        }
        Ok(Self {
            file: file.into(),
            contents: Arc::new(Mutex::new(contents)),
        })
    }

    /// Those of a party, the newest first.
    pub(crate) fn of(&self, party: &str) -> Vec<Saved> {
        let contents = self.contents();
        let saved = contents.saved.iter().rev();
        saved
            .filter(|saved| saved.party == party)
            .cloned()
            .collect()
    }

    /// Keeps one; its number is given.
    ///
    /// # Errors
    /// When there are too many, or the disk does not take it.
    pub(crate) fn add(&self, saved: Saved) -> Result<Saved, NotSaved> {
        let mut contents = self.contents();
        let of_party = contents.saved.iter().filter(|one| one.party == saved.party);
        if of_party.count() >= OF_A_PARTY_MAX {
            return Err(NotSaved::TooMany);
        }
        let mut next = contents.clone();
        next.last += 1;
        let saved = Saved {
            id: next.last,
            ..saved
        };
        next.saved.push(saved.clone());
        self.keep(&mut contents, next)?;
        Ok(saved)
    }

    /// Lets one go that the person keeps.
    ///
    /// # Errors
    /// When the person keeps none of that number, or the disk does not take it.
    pub(crate) fn remove(&self, id: u64, party: &str, person: &str) -> Result<(), NotSaved> {
        let mut contents = self.contents();
        let found = contents
            .saved
            .iter()
            .find(|one| one.id == id && one.party == party);
        if found.ok_or(NotSaved::Unknown)?.person != person {
            return Err(NotSaved::NotYours);
        }
        let mut next = contents.clone();
        next.saved.retain(|one| one.id != id);
        Ok(self.keep(&mut contents, next)?)
    }

    fn keep(&self, contents: &mut Contents, next: Contents) -> io::Result<()> {
        let bytes = serde_json::to_vec_pretty(&next)?;
        whole_file::write(&self.file, &bytes)?;
        *contents = next;
        Ok(())
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        // It is replaced as a whole, so it is whole even if someone panicked.
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
