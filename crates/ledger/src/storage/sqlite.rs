//! The entries in a file: one table that only grows. What was committed is on the disk.

use std::path::Path;

use sqlx::sqlite::SqlitePool;
use sqlx::{Sqlite, SqliteExecutor, Transaction};
use store::{OpenError, Shape};

use super::Page;
use super::stored;
use crate::entry::{Entry, FORMAT_VERSION};
use crate::error::LedgerError;

/// The triggers hold whoever opens the file, not only this crate. The last one also stops `insert or replace`.
const SCHEMA: &str = "
create table entry (
    position integer primary key,
    format_version integer not null,
    at text not null,
    actor text not null,
    role text not null,
    party text not null,
    kind text not null,
    subject text not null,
    payload text not null,
    previous_hash blob not null check (length(previous_hash) = 32),
    hash blob not null unique check (length(hash) = 32)
) strict;
create trigger entry_is_never_changed before update on entry
begin select raise(abort, 'an entry is never changed'); end;
create trigger entry_is_never_deleted before delete on entry
begin select raise(abort, 'an entry is never deleted'); end;
create trigger entry_comes_last before insert on entry
when new.position <> (select coalesce(max(position), 0) + 1 from entry)
begin select raise(abort, 'an entry comes after the last one'); end;
";

const SHAPE: Shape = Shape {
    // `tdml`
    application_id: 0x7464_6d6c,
    format_version: FORMAT_VERSION,
    schema: SCHEMA,
};

/// The file.
#[derive(Debug)]
pub(crate) struct File {
    pool: SqlitePool,
}

impl File {
    pub(super) async fn open(file: &Path) -> Result<Self, LedgerError> {
        // One connection: whoever reads the file sees what was written before, with its state.
        let pool = store::open(file, SHAPE, 1).await.map_err(not_opened)?;
        Ok(Self { pool })
    }

    pub(super) async fn page(&self, after: u64, most: u64) -> Result<Page, LedgerError> {
        page(&self.pool, after, most).await
    }

    pub(super) async fn last(&self) -> Result<u64, LedgerError> {
        sqlx::query_scalar("select coalesce(max(position), 0) from entry")
            .fetch_one(&self.pool)
            .await
            .map(stored::position)
            .map_err(failed)
    }

    pub(super) async fn write(&self) -> Result<Transaction<'static, Sqlite>, LedgerError> {
        self.pool
            .begin_with("begin immediate")
            .await
            .map_err(failed)
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

pub(super) async fn page(
    on: impl SqliteExecutor<'_>,
    after: u64,
    most: u64,
) -> Result<Page, LedgerError> {
    let rows = sqlx::query(
        "select position, format_version, at, actor, role, party, kind, subject, payload, previous_hash, hash
         from entry where position > ? order by position limit ?",
    )
    .bind(stored::stored(after))
    .bind(stored::stored(most))
    .fetch_all(on)
    .await
    .map_err(failed)?;
    Ok(rows.iter().map(stored::entry).collect())
}

pub(super) async fn append(
    transaction: &mut Transaction<'static, Sqlite>,
    expected: u64,
    entries: &[Entry],
) -> Result<(), LedgerError> {
    for entry in entries {
        sqlx::query(
            "insert into entry (position, format_version, at, actor, role, party, kind, subject, payload, previous_hash, hash)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(stored::stored(entry.position))
        .bind(entry.format_version)
        .bind(entry.at.to_string())
        .bind(&entry.actor.person)
        .bind(&entry.actor.role)
        .bind(&entry.actor.party)
        .bind(&entry.kind)
        .bind(&entry.subject)
        .bind(&entry.payload)
        .bind(&entry.previous_hash.0[..])
        .bind(&entry.hash.0[..])
        .execute(&mut **transaction)
        .await
        .map_err(|error| conflict(error, expected))?;
    }
    Ok(())
}

pub(super) fn failed(error: sqlx::Error) -> LedgerError {
    /// `SQLITE_BUSY`, <https://www.sqlite.org/rescode.html#busy>.
    const BUSY: u32 = 5;
    let code = error.as_database_error().and_then(|cause| cause.code());
    let primary = code.and_then(|code| code.parse::<u32>().ok());
    if primary.is_some_and(|code| code & 0xff == BUSY) {
        LedgerError::Busy
    } else {
        LedgerError::Store(error)
    }
}

fn not_opened(error: OpenError) -> LedgerError {
    match error {
        OpenError::Foreign => LedgerError::NotALedger,
        OpenError::NewerFormat { found, known } => LedgerError::NewerFormat { found, known },
        OpenError::Sqlite(error) => failed(error),
    }
}

/// The trigger and the primary key both mean that the position is taken.
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
