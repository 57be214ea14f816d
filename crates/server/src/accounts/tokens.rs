//! API tokens: what scripts sign in with.

use std::collections::BTreeSet;

use access::secret::Secret;
use charter::partnership::Right;
use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{Accounts, AccountsError, instant};
use crate::ports::random;

/// A use is noted no more often than this.
const NOTED_EVERY_SECONDS: i64 = 60;

/// A token as kept.
#[derive(Debug, Clone)]
pub(crate) struct TokenRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) rights: BTreeSet<Right>,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) expires_at: Timestamp,
}

/// A token that holds: whose it is, and what it acts with.
#[derive(Debug, Clone)]
pub(crate) struct LiveToken {
    pub(crate) person: String,
    pub(crate) rights: BTreeSet<Right>,
}

impl Accounts {
    /// Makes a token and gives its secret, which is not kept.
    pub(crate) async fn make_token(
        &self,
        person: &str,
        name: &str,
        rights: BTreeSet<Right>,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(Secret, TokenRow), AccountsError> {
        let secret = Secret::from_random(random(&*self.chance)?);
        let id = Secret::from_random(random(&*self.chance)?).text();
        let made = TokenRow {
            id: id.chars().take(16).collect(),
            name: name.to_owned(),
            rights,
            created_at: now,
            last_used_at: None,
            expires_at,
        };
        sqlx::query(
            "insert into token (id, secret_hash, person, name, rights, created_second, expires_second)
             values (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&made.id)
        .bind(&secret.hash().bytes()[..])
        .bind(person)
        .bind(name)
        .bind(written(&made.rights))
        .bind(now.as_second())
        .bind(expires_at.as_second())
        .execute(&self.pool)
        .await?;
        Ok((secret, made))
    }

    /// The token of a secret, if it still holds; notes that it was used.
    pub(crate) async fn token(
        &self,
        secret: &Secret,
        now: Timestamp,
    ) -> Result<Option<LiveToken>, AccountsError> {
        let (hash, second) = (secret.hash(), now.as_second());
        let row = sqlx::query(
            "select person, rights, last_used_second from token
             where secret_hash = ? and expires_second > ?",
        )
        .bind(&hash.bytes()[..])
        .bind(second)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let last_used: Option<i64> = row.try_get("last_used_second")?;
        if last_used.is_none_or(|last_used| second - last_used >= NOTED_EVERY_SECONDS) {
            sqlx::query("update token set last_used_second = ? where secret_hash = ?")
                .bind(second)
                .bind(&hash.bytes()[..])
                .execute(&self.pool)
                .await?;
        }
        Ok(Some(LiveToken {
            person: row.try_get("person")?,
            rights: read(&row.try_get::<String, _>("rights")?),
        }))
    }

    /// A person's tokens that hold, the newest first.
    pub(crate) async fn tokens_of(
        &self,
        person: &str,
        now: Timestamp,
    ) -> Result<Vec<TokenRow>, AccountsError> {
        sqlx::query(
            "select * from token where person = ? and expires_second > ? order by created_second desc, id",
        )
        .bind(person)
        .bind(now.as_second())
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(row)
        .collect()
    }

    /// Ends a person's token; false when the person has none of that name.
    pub(crate) async fn end_token(&self, person: &str, id: &str) -> Result<bool, AccountsError> {
        let ended = sqlx::query("delete from token where person = ? and id = ?")
            .bind(person)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(ended.rows_affected() > 0)
    }
}

fn row(row: &SqliteRow) -> Result<TokenRow, AccountsError> {
    Ok(TokenRow {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        rights: read(&row.try_get::<String, _>("rights")?),
        created_at: instant(row.try_get("created_second")?),
        last_used_at: row
            .try_get::<Option<i64>, _>("last_used_second")?
            .map(instant),
        expires_at: instant(row.try_get("expires_second")?),
    })
}

/// Rights as a JSON list of the charter's words.
fn written(rights: &BTreeSet<Right>) -> String {
    serde_json::to_string(rights).unwrap_or_else(|_| "[]".to_owned())
}

/// A right that this version does not know gives nothing.
fn read(text: &str) -> BTreeSet<Right> {
    serde_json::from_str::<Vec<serde_json::Value>>(text)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|right| serde_json::from_value(right).ok())
        .collect()
}
