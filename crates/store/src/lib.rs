//! Files of Tandem's own. SQLite files are made where there are none, opened where they are ours, and otherwise left as they
//! are; small files are there as a whole or not at all.

pub mod whole_file;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

/// How long to wait for another process that writes.
const BUSY_WITHIN: Duration = Duration::from_secs(5);
/// How often to try again where SQLite does not wait by itself.
const TRY_EVERY: Duration = Duration::from_millis(20);

/// What kind of file it is.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Marks the file as of this kind; the file's `application_id`.
    pub application_id: u32,
    /// Version of the file's shape that this build writes, and the newest that it reads; the file's `user_version`.
    pub format_version: u32,
    /// SQL that makes the tables in an empty file.
    pub schema: &'static str,
}

/// Why a file was not opened. It is as it was.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is something in the file that is not of this kind.
    #[error("the file is something else")]
    Foreign,
    /// The file was written by a later version of Tandem.
    #[error("the file has format {found}; this version of Tandem reads up to {known}")]
    NewerFormat {
        /// Format found.
        found: u32,
        /// Newest format known.
        known: u32,
    },
    /// The database failed.
    #[error(transparent)]
    Sqlite(#[from] sqlx::Error),
}

/// Opens a file, and makes it when there is none. What was committed survives a power cut.
///
/// # Errors
/// When the file cannot be opened, is not of this shape, or is of a newer format.
pub async fn open(
    file: &Path,
    shape: Shape,
    connections_max: u32,
) -> Result<SqlitePool, OpenError> {
    let mut waited = Duration::ZERO;
    loop {
        match open_now(file, shape, connections_max).await {
            // Of several who open a new file at once, one changes the journal's mode, and the others are turned away.
            Err(OpenError::Sqlite(error)) if is_busy(&error) && waited < BUSY_WITHIN => {
                tokio::time::sleep(TRY_EVERY).await;
                waited += TRY_EVERY;
            }
            done => return done,
        }
    }
}

async fn open_now(
    file: &Path,
    shape: Shape,
    connections_max: u32,
) -> Result<SqlitePool, OpenError> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .busy_timeout(BUSY_WITHIN);
    // The journal's mode is written into the file, so it is set only once it is known whose file it is.
    let mut looking = options.connect().await?;
    let seen = recognise(&mut looking, shape).await;
    looking.close().await?;
    seen?;
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    Ok(SqlitePoolOptions::new()
        .max_connections(connections_max)
        .connect_with(options)
        .await?)
}

/// Makes the tables in an empty file; refuses files that are not ours or not ours yet.
async fn recognise(connection: &mut SqliteConnection, shape: Shape) -> Result<(), OpenError> {
    let mut transaction = connection
        .begin_with("begin immediate")
        .await
        .map_err(no_database)?;
    let application_id: u32 = sqlx::query_scalar("pragma application_id")
        .fetch_one(&mut *transaction)
        .await?;
    let found: u32 = sqlx::query_scalar("pragma user_version")
        .fetch_one(&mut *transaction)
        .await?;
    let tables: i64 = sqlx::query_scalar("select count(*) from sqlite_schema")
        .fetch_one(&mut *transaction)
        .await?;
    if application_id == 0 && found == 0 && tables == 0 {
        sqlx::raw_sql(shape.schema)
            .execute(&mut *transaction)
            .await?;
        for (pragma, value) in [
            ("application_id", shape.application_id),
            ("user_version", shape.format_version),
        ] {
            // A pragma takes no parameters.
            sqlx::raw_sql(AssertSqlSafe(format!("pragma {pragma} = {value}")))
                .execute(&mut *transaction)
                .await?;
        }
    } else if application_id != shape.application_id {
        return Err(OpenError::Foreign);
    } else if found > shape.format_version {
        return Err(OpenError::NewerFormat {
            found,
            known: shape.format_version,
        });
    }
    transaction.commit().await?;
    Ok(())
}

/// A file that SQLite cannot read as a database is something else, not a disk that fails.
fn no_database(error: sqlx::Error) -> OpenError {
    /// `SQLITE_NOTADB`, <https://www.sqlite.org/rescode.html#notadb>.
    const NOT_A_DATABASE: u32 = 26;
    if primary_code(&error) == Some(NOT_A_DATABASE) {
        OpenError::Foreign
    } else {
        OpenError::Sqlite(error)
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    /// `SQLITE_BUSY`, <https://www.sqlite.org/rescode.html#busy>.
    const BUSY: u32 = 5;
    primary_code(error) == Some(BUSY)
}

/// What kind of error SQLite says it is; the low byte of its code.
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code: u32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}
