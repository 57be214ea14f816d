//! Sessions: who is signed in in a browser.

use access::secret::{Secret, SecretHash};
use jiff::Timestamp;
use sqlx::Row as _;

use super::{Accounts, AccountsError};
use crate::ports::random;

/// Longest time from signing in to having to do so again.
pub(crate) const SESSION_SECONDS_MAX: i64 = 12 * 3600;
/// Longest time without a call.
const IDLE_SECONDS_MAX: i64 = 2 * 3600;
/// A call is noted no more often than this: reading a board writes nothing.
const NOTED_EVERY_SECONDS: i64 = 60;

/// Why a session is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Somebody did something: the session goes on for it.
    Deed,
    /// A screen asks by itself that nobody seems to sit at.
    Unattended,
}

/// A session that holds.
#[derive(Debug, Clone)]
pub(crate) struct LiveSession {
    pub(crate) hash: SecretHash,
    pub(crate) person: String,
    pub(crate) csrf_token: String,
}

impl Accounts {
    /// Starts a session, and forgets those that have ended. Its secret is new: what a browser sent before signing in
    /// is never taken over.
    pub(crate) async fn start_session(
        &self,
        person: &str,
        now: Timestamp,
    ) -> Result<(Secret, LiveSession), AccountsError> {
        let secret = Secret::from_random(random(&*self.chance)?);
        let session = LiveSession {
            hash: secret.hash(),
            person: person.to_owned(),
            csrf_token: Secret::from_random(random(&*self.chance)?).text(),
        };
        let second = now.as_second();
        let mut transaction = self.pool.begin().await?;
        sqlx::query("delete from session where started_second <= ? or last_seen_second <= ?")
            .bind(second - SESSION_SECONDS_MAX)
            .bind(second - IDLE_SECONDS_MAX)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "insert into session (secret_hash, person, csrf_token, started_second, last_seen_second)
             values (?, ?, ?, ?, ?)",
        )
        .bind(&session.hash.bytes()[..])
        .bind(person)
        .bind(&session.csrf_token)
        .bind(second)
        .bind(second)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok((secret, session))
    }

    /// The session of a secret, if it still holds; notes that it was used for a deed.
    pub(crate) async fn session(
        &self,
        secret: &Secret,
        now: Timestamp,
        for_: Use,
    ) -> Result<Option<LiveSession>, AccountsError> {
        let (hash, second) = (secret.hash(), now.as_second());
        let row = sqlx::query(
            "select person, csrf_token, last_seen_second from session
             where secret_hash = ? and started_second > ? and started_second <= ? and last_seen_second > ?",
        )
        .bind(&hash.bytes()[..])
        .bind(second - SESSION_SECONDS_MAX)
        // One that a clock far ahead began would hold until that day.
        .bind(second + SESSION_SECONDS_MAX)
        .bind(second - IDLE_SECONDS_MAX)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let last_seen: i64 = row.try_get("last_seen_second")?;
        if for_ == Use::Deed && second - last_seen >= NOTED_EVERY_SECONDS {
            sqlx::query("update session set last_seen_second = ? where secret_hash = ?")
                .bind(second)
                .bind(&hash.bytes()[..])
                .execute(&self.pool)
                .await?;
        }
        Ok(Some(LiveSession {
            hash,
            person: row.try_get("person")?,
            csrf_token: row.try_get("csrf_token")?,
        }))
    }

    /// Ends a session.
    pub(crate) async fn end_session(&self, hash: &SecretHash) -> Result<(), AccountsError> {
        sqlx::query("delete from session where secret_hash = ?")
            .bind(&hash.bytes()[..])
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
