//! The entries in a PostgreSQL database, to which several processes write. Who writes holds a lock of the database until
//! what it wrote is committed or undone, so that whoever has the lock after it knows what became of it.

mod opening;

use std::future::Future;
use std::time::Duration;

use sqlx::postgres::PgPool;
use sqlx::{PgExecutor, Postgres, Transaction};

use super::Page;
use super::stored;
use crate::entry::Entry;
use crate::error::LedgerError;

/// The lock: `tdml`.
const LOCK: i64 = 0x7464_6d6c;
/// A database that does not answer by then is not there.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The database.
#[derive(Debug)]
pub(crate) struct Database {
    pool: PgPool,
}

impl Database {
    /// Opens the ledger in a database; nothing where there is none and none is to be made.
    pub(super) async fn open(address: &str, make: bool) -> Result<Option<Self>, LedgerError> {
        let pool = answered(opening::open(address, make)).await?;
        Ok(pool.map(|pool| Self { pool }))
    }

    pub(super) async fn page(&self, after: u64, most: u64) -> Result<Page, LedgerError> {
        page(&self.pool, after, most).await
    }

    pub(super) async fn last(&self) -> Result<u64, LedgerError> {
        let last = sqlx::query_scalar("select coalesce(max(position), 0) from tandem_ledger.entry")
            .fetch_one(&self.pool);
        answered(async { last.await.map(stored::position).map_err(failed) }).await
    }

    pub(super) async fn write(&self) -> Result<Transaction<'static, Postgres>, LedgerError> {
        answered(async {
            // What is read in it is what is there then, also what was committed while this waited for the lock.
            let mut transaction = self
                .pool
                .begin_with("begin isolation level read committed read write")
                .await
                .map_err(failed)?;
            sqlx::query("select pg_advisory_xact_lock($1)")
                .bind(LOCK)
                .execute(&mut *transaction)
                .await
                .map_err(failed)?;
            Ok(transaction)
        })
        .await
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

pub(super) async fn page(
    on: impl PgExecutor<'_>,
    after: u64,
    most: u64,
) -> Result<Page, LedgerError> {
    let rows = sqlx::query(
        "select position, format_version, at, actor, role, party, kind, subject, payload, previous_hash, hash
         from tandem_ledger.entry where position > $1 order by position limit $2",
    )
    .bind(stored::stored(after))
    .bind(stored::stored(most))
    .fetch_all(on);
    let rows = answered(async { rows.await.map_err(failed) }).await?;
    Ok(rows.iter().map(stored::entry).collect())
}

pub(super) async fn append(
    transaction: &mut Transaction<'static, Postgres>,
    expected: u64,
    entries: &[Entry],
) -> Result<(), LedgerError> {
    fn all<'a, T>(entries: &'a [Entry], of: impl Fn(&'a Entry) -> T) -> Vec<T> {
        entries.iter().map(of).collect()
    }
    // Rows are inserted, and the trigger asked of each, in the order of the arrays.
    let insert = sqlx::query(
        "insert into tandem_ledger.entry
             (position, format_version, at, actor, role, party, kind, subject, payload, previous_hash, hash)
         select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
             $7::text[], $8::text[], $9::text[], $10::bytea[], $11::bytea[])",
    )
    .bind(all(entries, |entry| stored::stored(entry.position)))
    .bind(all(entries, |entry| i64::from(entry.format_version)))
    .bind(all(entries, |entry| entry.at.to_string()))
    .bind(all(entries, |entry| entry.actor.person.as_str()))
    .bind(all(entries, |entry| entry.actor.role.as_str()))
    .bind(all(entries, |entry| entry.actor.party.as_str()))
    .bind(all(entries, |entry| entry.kind.as_str()))
    .bind(all(entries, |entry| entry.subject.as_str()))
    .bind(all(entries, |entry| entry.payload.as_str()))
    .bind(all(entries, |entry| &entry.previous_hash.0[..]))
    .bind(all(entries, |entry| &entry.hash.0[..]))
    .execute(&mut **transaction);
    answered(async {
        insert.await.map_err(|error| conflict(error, expected))?;
        Ok(())
    })
    .await
}

pub(super) async fn commit(transaction: Transaction<'static, Postgres>) -> Result<(), LedgerError> {
    answered(async { transaction.commit().await.map_err(failed) }).await
}

/// Waits for the database's answer, but not for ever: a network that swallows everything gives no error.
async fn answered<T>(
    answer: impl Future<Output = Result<T, LedgerError>>,
) -> Result<T, LedgerError> {
    tokio::time::timeout(ANSWER_WITHIN, answer)
        .await
        .unwrap_or_else(|_| {
            let silent = std::io::Error::new(std::io::ErrorKind::TimedOut, "it does not answer");
            Err(LedgerError::Unreachable(sqlx::Error::Io(silent)))
        })
}

/// What an error of the database means, by its code: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn failed(error: sqlx::Error) -> LedgerError {
    let code = match &error {
        sqlx::Error::Database(cause) => cause.code(),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => return LedgerError::Unreachable(error),
        _ => None,
    };
    match code.as_deref() {
        // `lock_not_available`
        Some("55P03") => LedgerError::Busy,
        // A session that idled with the lock in hand, and one that found no place.
        Some("25P03" | "53300") => LedgerError::Unreachable(error),
        // Connections that failed, and sessions that were ended with the server or by hand.
        Some(code) if code.starts_with("08") || code.starts_with("57P") => {
            LedgerError::Unreachable(error)
        }
        _ => LedgerError::Database(error),
    }
}

/// The trigger and the unique columns all mean that the position is taken.
fn conflict(error: sqlx::Error, expected: u64) -> LedgerError {
    let taken = error.as_database_error().is_some_and(|cause| {
        cause.is_unique_violation()
            || cause
                .message()
                .contains("an entry comes after the last one")
    });
    if taken {
        LedgerError::Conflict { expected }
    } else {
        failed(error)
    }
}
