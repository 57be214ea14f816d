//! The way to the database, and the ledger's tables in it: looked at first, and made only where nothing stands.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _};

use super::{LOCK, failed};
use crate::entry::FORMAT_VERSION;
use crate::error::LedgerError;

const SCHEMA: &str = include_str!("schema.sql");
/// What stands in `about.what`.
const WHAT: &str = "a ledger of Tandem";

/// Connections of one process: one that writes, and some for questions about earlier.
const CONNECTIONS_MAX: u32 = 4;
/// How long to try for a connection.
const CONNECTED_WITHIN: Duration = Duration::from_secs(3);

/// Whoever holds the lock and falls silent loses it, whoever waits for it does not wait for ever, and what is committed is
/// on the disk, whatever the database's own settings say.
const SESSION: &str = "
set lock_timeout = '10s';
set idle_in_transaction_session_timeout = '60s';
set search_path = pg_catalog;
select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') in ('off', 'local');
";

pub(super) async fn open(address: &str, make: bool) -> Result<Option<PgPool>, LedgerError> {
    let options = options(address)?;
    // By itself and not through the pool, which would not say why there is no connection.
    let mut looking = options.connect().await.map_err(failed)?;
    let there = recognise(&mut looking, make).await;
    // The answer is known; a connection that does not end well is no trouble.
    let _ = looking.close().await;
    if !there? {
        return Ok(None);
    }
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS_MAX)
        .acquire_timeout(CONNECTED_WITHIN)
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(SESSION).execute(connection).await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await
        .map_err(failed)?;
    Ok(Some(pool))
}

fn options(address: &str) -> Result<PgConnectOptions, LedgerError> {
    let known = ["postgres://", "postgresql://"];
    if !known.iter().any(|scheme| address.starts_with(scheme)) {
        return Err(LedgerError::WrongAddress(
            "it does not begin with postgres://".to_owned(),
        ));
    }
    let options = PgConnectOptions::from_str(address)
        .map_err(|error| LedgerError::WrongAddress(error.to_string()))?;
    Ok(options
        .application_name("tandem ledger")
        // What people decided has no place in a log.
        .disable_statement_logging())
}

/// Whether the ledger is there, or was made.
async fn recognise(connection: &mut PgConnection, make: bool) -> Result<bool, LedgerError> {
    let mut transaction = connection.begin().await.map_err(failed)?;
    // Of several who come to an empty database at once, one makes the tables.
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(LOCK)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    let (schema, about): (bool, bool) = sqlx::query_as(
        "select exists (select from pg_namespace where nspname = 'tandem_ledger'),
                to_regclass('tandem_ledger.about') is not null",
    )
    .fetch_one(&mut *transaction)
    .await
    .map_err(failed)?;
    match (schema, about) {
        (false, _) if !make => return Ok(false),
        (false, _) => {
            let encoding: String = sqlx::query_scalar("select current_setting('server_encoding')")
                .fetch_one(&mut *transaction)
                .await
                .map_err(failed)?;
            if encoding != "UTF8" {
                return Err(LedgerError::WrongAddress(format!(
                    "the database holds text as {encoding}, a ledger needs UTF8"
                )));
            }
            sqlx::raw_sql(SCHEMA)
                .execute(&mut *transaction)
                .await
                .map_err(failed)?;
            sqlx::query("insert into tandem_ledger.about (what, format_version) values ($1, $2)")
                .bind(WHAT)
                .bind(i64::from(FORMAT_VERSION))
                .execute(&mut *transaction)
                .await
                .map_err(failed)?;
        }
        (true, false) => return Err(LedgerError::NotALedger),
        (true, true) => known(&mut transaction).await?,
    }
    transaction.commit().await.map_err(failed)?;
    Ok(true)
}

/// Refuses tables that are something else's, or a later version's.
async fn known(connection: &mut PgConnection) -> Result<(), LedgerError> {
    let about: Option<(String, i64)> =
        sqlx::query_as("select what, format_version from tandem_ledger.about")
            .fetch_optional(connection)
            .await
            .map_err(failed)?;
    match about {
        Some((what, found)) if what == WHAT => {
            let found = u32::try_from(found).unwrap_or(u32::MAX);
            if found > FORMAT_VERSION {
                return Err(LedgerError::NewerFormat {
                    found,
                    known: FORMAT_VERSION,
                });
            }
            Ok(())
        }
        _ => Err(LedgerError::NotALedger),
    }
}
