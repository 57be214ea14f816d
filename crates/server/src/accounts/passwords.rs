//! Passwords: set by the operator, looked at when someone signs in.

use access::password;
use jiff::Timestamp;
use sqlx::Row as _;

use super::{Accounts, AccountsError, instant};
use crate::ports::random;

/// An account as the operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountHead {
    /// Short name of the person.
    pub person: String,
    /// When the password was last set.
    pub password_set_at: Timestamp,
}

impl Accounts {
    /// Sets a person's password, and makes the account when there is none. Ends the person's sessions and tokens:
    /// a new password is often the answer to a stolen one.
    ///
    /// # Errors
    /// When the password is too short or too long, or the file cannot be written.
    pub async fn set_password(
        &self,
        person: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<(), AccountsError> {
        let (password, salt, effort) = (password.to_owned(), random(&*self.chance)?, self.effort);
        let hashed =
            tokio::task::spawn_blocking(move || password::hash(&password, salt, effort)).await??;
        let mut transaction = self.pool.begin().await?;
        sqlx::query(
            "insert into account (person, password_hash, password_set_second) values (?, ?, ?)
             on conflict (person) do update set password_hash = excluded.password_hash,
                 password_set_second = excluded.password_set_second",
        )
        .bind(person)
        .bind(hashed)
        .bind(now.as_second())
        .execute(&mut *transaction)
        .await?;
        for sql in [
            "delete from session where person = ?",
            "delete from token where person = ?",
        ] {
            sqlx::query(sql)
                .bind(person)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Sets a password made from chance and gives it: it is shown once and kept only as a hash.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn generate_password(
        &self,
        person: &str,
        now: Timestamp,
    ) -> Result<String, AccountsError> {
        let password = password::generated(random(&*self.chance)?);
        self.set_password(person, &password, now).await?;
        Ok(password)
    }

    /// The accounts, by person.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn list(&self) -> Result<Vec<AccountHead>, AccountsError> {
        sqlx::query("select person, password_set_second from account order by person")
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(|row| {
                Ok(AccountHead {
                    person: row.try_get("person")?,
                    password_set_at: instant(row.try_get("password_set_second")?),
                })
            })
            .collect()
    }

    /// Removes a person's account with its sessions and tokens.
    ///
    /// # Errors
    /// When there is none, or the file cannot be written.
    pub async fn remove(&self, person: &str) -> Result<(), AccountsError> {
        let mut transaction = self.pool.begin().await?;
        let removed = sqlx::query("delete from account where person = ?")
            .bind(person)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        if removed == 0 {
            return Err(AccountsError::NoAccount(person.to_owned()));
        }
        for sql in [
            "delete from session where person = ?",
            "delete from token where person = ?",
        ] {
            sqlx::query(sql)
                .bind(person)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Whether this is the person's password. Takes as long for a person without an account, and for no person.
    pub(crate) async fn recognises(
        &self,
        person: Option<&str>,
        password: String,
    ) -> Result<bool, AccountsError> {
        let _waiting = self
            .waiting
            .try_acquire()
            .map_err(|_| AccountsError::Busy)?;
        let _looking = self
            .looking
            .acquire()
            .await
            .map_err(|_| AccountsError::Busy)?;
        let kept: Option<String> =
            sqlx::query_scalar("select password_hash from account where person = ?")
                // No person is named by the empty text.
                .bind(person.unwrap_or_default())
                .fetch_optional(&self.pool)
                .await?;
        let has_account = kept.is_some();
        let hashed = kept.unwrap_or_else(|| self.nobody.clone());
        let right =
            tokio::task::spawn_blocking(move || password::verify(&password, &hashed)).await?;
        Ok(right && has_account)
    }
}
