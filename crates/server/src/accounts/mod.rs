//! Passwords, sessions and tokens, as hashes, in a file of their own: the ledger is handed to the other party, this
//! never is.

mod passwords;
mod sessions;
mod tokens;

use std::path::Path;
use std::sync::Arc;

use access::password::{Effort, PasswordError};
use jiff::Timestamp;
use sqlx::sqlite::SqlitePool;
use store::{OpenError, Shape};
use tokio::sync::Semaphore;

use crate::ports::{Chance, random};

pub use passwords::AccountHead;
pub(crate) use sessions::{SESSION_SECONDS_MAX, Use};
pub(crate) use tokens::TokenRow;

/// Version of the file's shape.
const FORMAT_VERSION: u32 = 1;

const SCHEMA: &str = "
create table account (
    person text primary key,
    password_hash text not null,
    password_set_second integer not null
) strict;
create table session (
    secret_hash blob primary key,
    person text not null,
    csrf_token text not null,
    started_second integer not null,
    last_seen_second integer not null
) strict;
create index session_person on session (person);
create table token (
    id text primary key,
    secret_hash blob not null unique,
    person text not null,
    name text not null,
    rights text not null,
    created_second integer not null,
    last_used_second integer,
    expires_second integer not null
) strict;
create index token_person on token (person);
";

const SHAPE: Shape = Shape {
    // `tdma`
    application_id: 0x7464_6d61,
    format_version: FORMAT_VERSION,
    schema: SCHEMA,
};

/// Who may sign in, and who is signed in. People are named as in the charter; who has left it is no one here.
pub struct Accounts {
    pool: SqlitePool,
    chance: Arc<dyn Chance>,
    effort: Effort,
    /// A hash to compare with when there is no account, so that it takes as long.
    nobody: String,
    /// Passwords that are looked at at once: each takes memory and a processor.
    looking: Semaphore,
    /// Passwords that wait for that.
    waiting: Semaphore,
}

/// Why an account is not as asked.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// The password is not taken.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// There is no such account.
    #[error("there is no account of `{0}`")]
    NoAccount(String),
    /// Too many people sign in at once.
    #[error("too many people sign in at once")]
    Busy,
    /// The file was written by a later version of Tandem.
    #[error(
        "the accounts have format {found}; this version of Tandem reads up to {FORMAT_VERSION}"
    )]
    NewerFormat {
        /// Format found.
        found: u32,
    },
    /// The file is a database, but not ours.
    #[error("the file holds no accounts of Tandem")]
    NotAccounts,
    /// The system has no randomness to give.
    #[error("the system gives no random bytes")]
    NoChance(#[from] std::io::Error),
    /// A password check was stopped half-way.
    #[error("the password check was stopped")]
    Stopped(#[from] tokio::task::JoinError),
    /// The database failed.
    #[error("the accounts' file cannot be read or written")]
    Store(#[from] sqlx::Error),
}

impl Accounts {
    /// Opens the accounts in a file and makes it when there is none, readable by its owner only.
    ///
    /// # Errors
    /// When the file cannot be opened, is not ours, or is of a newer format.
    pub async fn open(
        file: &Path,
        chance: Arc<dyn Chance>,
        effort: Effort,
    ) -> Result<Self, AccountsError> {
        make_private(file)?;
        let pool = store::open(file, SHAPE, 4).await.map_err(not_opened)?;
        let salt = random(&*chance)?;
        let nobody = tokio::task::spawn_blocking(move || {
            access::password::hash("no one has this password", salt, effort)
        })
        .await??;
        Ok(Self {
            pool,
            chance,
            effort,
            nobody,
            looking: Semaphore::new(2),
            waiting: Semaphore::new(64),
        })
    }

    /// Lets the file go.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The file exists with the right permissions before anything is in it.
#[cfg(unix)]
fn make_private(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(file)
        .map(drop)
}

/// Elsewhere the folder's own permissions hold.
#[cfg(not(unix))]
fn make_private(_file: &Path) -> std::io::Result<()> {
    Ok(())
}

fn not_opened(error: OpenError) -> AccountsError {
    match error {
        OpenError::Foreign => AccountsError::NotAccounts,
        OpenError::NewerFormat { found, .. } => AccountsError::NewerFormat { found },
        OpenError::Sqlite(error) => AccountsError::Store(error),
    }
}

/// An instant as kept.
fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or_default()
}
