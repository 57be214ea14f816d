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
    /// The file failed.
    #[error("the ledger's file cannot be read or written")]
    Store(#[source] sqlx::Error),
    /// The database refused or failed.
    #[error("the ledger's database did not do what was asked")]
    Database(#[source] sqlx::Error),
    /// The database cannot be reached. Nothing was written.
    #[error("the ledger's database cannot be reached")]
    Unreachable(#[source] sqlx::Error),
    /// Another process holds the right to write for too long. Nothing was written.
    #[error("another process has been writing to the ledger for a long time")]
    Busy,
    /// The connection was lost while entries were being written, and did not come back for a look.
    #[error(
        "the connection to the ledger's database was lost while entry {position} was written: whether it is there cannot be told yet"
    )]
    Unsure {
        /// Position that the entry has, if it is there.
        position: u64,
    },
    /// The address of the database is none.
    #[error("the ledger's address names no PostgreSQL database: {0}")]
    WrongAddress(String),
    /// The ledger holds entries where an empty one is needed.
    #[error("the ledger holds {entries} entries already")]
    NotEmpty {
        /// How many.
        entries: u64,
    },
    /// A line of what is imported is not the entry that must stand there. Nothing was imported.
    #[error("line {line}: {what}")]
    BadLine {
        /// Which line, from 1.
        line: u64,
        /// What is wrong with it, and what was expected.
        what: String,
    },
    /// A file beside the ledger, or one to import or export, cannot be read or written.
    #[error("the file cannot be read or written")]
    File(#[from] std::io::Error),
    /// The snapshot says otherwise than the entries.
    #[error("the snapshot of the ledger is not what its entries say: {0}")]
    Snapshot(String),
    /// A checkpoint is none, or not what somebody signed.
    #[error("{0}")]
    Checkpoint(String),
    /// Nothing was decided that could be signed.
    #[error("no charter was ever put in force in this ledger: there is nothing to sign")]
    NothingToSign,
    /// This ledger is not the one that was signed, or not a later one of it.
    #[error("this ledger does not extend the checkpoint: {0}")]
    NotExtended(String),
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
            Self::Store(_) | Self::File(_) => {
                Some("check that the disk has room and that the folder may be written".to_owned())
            }
            Self::Database(_) => Some(
                "see what PostgreSQL's log says, and that its user may use the schema `tandem_ledger`, or make it"
                    .to_owned(),
            ),
            Self::Unreachable(_) => Some(
                "see that PostgreSQL runs and that TANDEM_LEDGER_URL names it; nothing was written"
                    .to_owned(),
            ),
            Self::Busy => Some("try again; nothing was written".to_owned()),
            Self::Unsure { position } => Some(format!(
                "once PostgreSQL is back, look whether entry {position} is what was asked before asking again"
            )),
            Self::WrongAddress(_) => Some(
                "write it as postgres://USER:PASSWORD@HOST:5432/DATABASE".to_owned(),
            ),
            Self::NotEmpty { .. } => Some(
                "a ledger is imported into an empty one: name another data folder or database".to_owned(),
            ),
            Self::BadLine { .. } => Some(
                "nothing was imported; export the ledger again, a line is never edited".to_owned(),
            ),
            Self::Snapshot(_) => Some(
                "the entries are right, they are what counts: delete `ledger.snapshot`, it is made anew"
                    .to_owned(),
            ),
            Self::Checkpoint(_) => Some(
                "ask whoever signed it for the file as it was written by `tandem ledger checkpoint`"
                    .to_owned(),
            ),
            Self::NothingToSign => Some(
                "`tandem serve` and `tandem ingest` put the charter of a folder in force".to_owned(),
            ),
            Self::NotExtended(_) => Some(
                "one of the two was written anew: lay an export beside the other party's, they part where it happened"
                    .to_owned(),
            ),
        }
    }

    /// Whether the connection is gone, and with it whatever was not committed.
    pub(crate) const fn is_lost(&self) -> bool {
        matches!(self, Self::Unreachable(_))
    }
}
