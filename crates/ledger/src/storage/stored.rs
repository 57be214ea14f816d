//! An entry as both databases keep it: the same columns, holding the same bytes.

use std::str::FromStr as _;

use jiff::Timestamp;
use sqlx::{ColumnIndex, Decode, Row, Type};

use crate::entry::{Actor, Entry, Hash};
use crate::error::LedgerError;

/// An entry from a row with its columns in the order in which they are declared: position, `format_version`, at, actor,
/// role, party, kind, subject, payload, `previous_hash`, hash.
pub(super) fn entry<R: Row>(row: &R) -> Result<Entry, LedgerError>
where
    usize: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    let position = row.try_get::<i64, _>(0).map_err(LedgerError::Store)?;
    let position = u64::try_from(position).unwrap_or(0);
    let broken = |what: String| LedgerError::Broken { position, what };
    let text = |column: usize| -> Result<String, LedgerError> {
        row.try_get(column)
            .map_err(|error| broken(error.to_string()))
    };
    let hash = |column: usize, name: &str| -> Result<Hash, LedgerError> {
        let bytes: Vec<u8> = row
            .try_get(column)
            .map_err(|error| broken(error.to_string()))?;
        bytes
            .try_into()
            .map(Hash)
            .map_err(|_| broken(format!("its {name} is not 32 bytes")))
    };
    let format_version: i64 = row.try_get(1).map_err(|error| broken(error.to_string()))?;
    Ok(Entry {
        position,
        format_version: u32::try_from(format_version)
            .map_err(|_| broken(format!("there is no format {format_version}")))?,
        at: Timestamp::from_str(&text(2)?).map_err(|error| broken(error.to_string()))?,
        actor: Actor {
            person: text(3)?,
            role: text(4)?,
            party: text(5)?,
        },
        kind: text(6)?,
        subject: text(7)?,
        payload: text(8)?,
        previous_hash: hash(9, "previous_hash")?,
        hash: hash(10, "hash")?,
    })
}

/// A position as databases keep it; beyond its range there is nothing.
pub(super) fn stored(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// A position from a database that keeps it.
pub(super) fn position(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}
