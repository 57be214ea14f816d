//! What can go wrong with the ledger.

use crate::decide::Refusal;

/// Why the ledger did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// It was decided not to.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Someone else wrote first; what was decided must be decided anew.
    #[error("the ledger is at another position than {expected}: someone else wrote first")]
    Conflict {
        /// Position after which the entries were to stand.
        expected: u64,
    },
    /// The file was written by a later version of Tandem.
    #[error("the ledger has format {found}; this version of Tandem reads up to {known}")]
    NewerFormat {
        /// Format found.
        found: u32,
        /// Newest format known.
        known: u32,
    },
    /// The file is a database, but not a ledger.
    #[error("the file is not a ledger of Tandem")]
    NotALedger,
    /// An entry is not what was written.
    #[error("entry {position} is not as it was written: {what}")]
    Broken {
        /// Its position.
        position: u64,
        /// What is wrong with it.
        what: String,
    },
    /// There is no such position.
    #[error("the ledger has {last} entries; there is no position {asked}")]
    NoSuchPosition {
        /// Position asked for.
        asked: u64,
        /// Position of the last entry.
        last: u64,
    },
    /// An event could not be written as JSON.
    #[error("cannot write the entry")]
    Unwritable(#[from] serde_json::Error),
    /// The writing was stopped half-way, with the whole process.
    #[error("the writing was stopped")]
    Stopped(#[from] tokio::task::JoinError),
    /// The database failed.
    #[error("the ledger's file cannot be read or written")]
    Store(#[from] sqlx::Error),
}

impl LedgerError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) => refusal.hint(),
            Self::Conflict { .. } => Some("try again".to_owned()),
            Self::NewerFormat { .. } => {
                Some("use a version of Tandem at least as new as the one that wrote it".to_owned())
            }
            Self::NotALedger => Some(
                "name the data folder that `tandem` made; the ledger in it is `ledger.sqlite`"
                    .to_owned(),
            ),
            Self::Broken { .. } => {
                Some("restore the ledger from a copy; entries are never edited".to_owned())
            }
            Self::NoSuchPosition { .. } => None,
            Self::Unwritable(_) | Self::Stopped(_) => None,
            Self::Store(_) => {
                Some("check that the disk has room and that the folder may be written".to_owned())
            }
        }
    }
}
