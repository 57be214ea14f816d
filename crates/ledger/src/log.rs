//! The log in SQLite: one table that only grows.

use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;

use jiff::Timestamp;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Connection as _, Row as _, SqliteConnection};
use store::{OpenError, Shape};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::command::{Asking, Command};
use crate::decide::decide;
use crate::entry::{Actor, Entry, FORMAT_VERSION, Hash};
use crate::error::LedgerError;
use crate::event::{CharterText, Event};
use crate::state::State;

/// Most times that a decision is taken anew because someone else wrote first.
const MOST_TRIES: u32 = 8;

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

/// The partnership's log, and what follows from it.
#[derive(Debug)]
pub struct Ledger {
    log: Arc<Log>,
    /// Held while writing: within a process, decisions queue up instead of colliding.
    writing: Arc<Mutex<()>>,
}

/// The file, and the state up to its last entry as far as it was read.
#[derive(Debug)]
struct Log {
    pool: SqlitePool,
    folded: watch::Sender<Folded>,
}

/// The state with what the next entry is chained to.
#[derive(Debug, Clone, Default)]
struct Folded {
    state: Arc<State>,
    last_hash: Hash,
}

impl Ledger {
    /// Opens the ledger in a file, makes it when there is none, and checks the chain from its first entry.
    ///
    /// # Errors
    /// When the file cannot be opened, is no ledger, is of a newer format, or an entry is not as it was written.
    pub async fn open(file: &Path) -> Result<Self, LedgerError> {
        // One connection: whoever reads the file sees what was written before, with its state.
        let pool = store::open(file, SHAPE, 1).await.map_err(not_opened)?;
        let log = Log {
            pool,
            folded: watch::Sender::default(),
        };
        log.read_on().await?;
        Ok(Self {
            log: Arc::new(log),
            writing: Arc::default(),
        })
    }

    /// What is true now.
    #[must_use]
    pub fn state(&self) -> Arc<State> {
        Arc::clone(&self.log.folded.borrow().state)
    }

    /// Position of the last entry; 0 before the first.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.log.folded.borrow().state.position
    }

    /// Waits until there is an entry after a position, and gives the position of the last.
    pub async fn later_than(&self, position: u64) -> u64 {
        let mut folded = self.log.folded.subscribe();
        // It ends with the ledger only, which whoever waits holds.
        let later = folded
            .wait_for(|folded| folded.state.position > position)
            .await;
        later.map_or(position, |folded| folded.state.position)
    }

    /// What was true after the entry at a position.
    ///
    /// # Errors
    /// When there is no such position, or the file cannot be read.
    pub async fn state_at(&self, position: u64) -> Result<State, LedgerError> {
        let last = self.position();
        if position > last {
            return Err(LedgerError::NoSuchPosition {
                asked: position,
                last,
            });
        }
        let mut folded = Folded::default();
        for entry in self.entries_after(0).await? {
            if entry.position > position {
                break;
            }
            folded = folded.after(&entry)?;
        }
        Ok(Arc::unwrap_or_clone(folded.state))
    }

    /// Position of the entry that put the charter in force at a position; nothing where none was. Cheaper than its text.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn charter_since(&self, position: u64) -> Result<Option<u64>, LedgerError> {
        let row: Option<(i64,)> = sqlx::query_as(
            "select position from entry where position <= ? and kind in ('founded', 'charter_replaced')
             order by position desc limit 1",
        )
        .bind(stored(position))
        .fetch_optional(&self.log.pool)
        .await?;
        Ok(row.and_then(|(position,)| u64::try_from(position).ok()))
    }

    /// The charter that was in force at a position, with the position of the entry that put it in force; nothing where none
    /// was.
    ///
    /// # Errors
    /// When there is no such position, the file cannot be read, or the entry is not as it was written.
    pub async fn charter_at(
        &self,
        position: u64,
    ) -> Result<Option<(u64, CharterText)>, LedgerError> {
        let last = self.position();
        if position > last {
            return Err(LedgerError::NoSuchPosition {
                asked: position,
                last,
            });
        }
        let row = sqlx::query(
            "select * from entry where position <= ? and kind in ('founded', 'charter_replaced')
             order by position desc limit 1",
        )
        .bind(stored(position))
        .fetch_optional(&self.log.pool)
        .await?;
        let Some(entry) = row.as_ref().map(entry).transpose()? else {
            return Ok(None);
        };
        match entry.event()? {
            Event::Founded(charter) | Event::CharterReplaced(charter) => {
                Ok(Some((entry.position, charter)))
            }
            Event::NotePinned(_) => Ok(None),
        }
    }

    /// Has a command decided and what follows written: all of it or nothing. Gives the entries, on disk. Once begun, the
    /// writing is carried through, also when nobody waits for it any more.
    ///
    /// # Errors
    /// A refusal, or when the file cannot be written.
    pub async fn submit(
        &self,
        command: Command,
        asking: &Asking<'_>,
    ) -> Result<Vec<Entry>, LedgerError> {
        let mut alone = Arc::clone(&self.writing).lock_owned().await;
        let mut tries = 0;
        loop {
            let folded = self.log.folded.borrow().clone();
            let (actor, events) = decide(command.clone(), &folded.state, asking)?;
            let done;
            (alone, done) = self
                .append(alone, folded, actor, events, asking.now)
                .await?;
            match done {
                // Another process wrote: decide anew in the light of it.
                Err(LedgerError::Conflict { .. }) if tries < MOST_TRIES => {
                    tries += 1;
                    self.log.read_on().await?;
                }
                done => return done,
            }
        }
    }

    /// Writes and folds in a task of its own: whoever asked may go away between the two, and what is on disk must be in
    /// memory. The task holds the right to write until both are done, and gives it back.
    async fn append(
        &self,
        alone: OwnedMutexGuard<()>,
        onto: Folded,
        actor: Actor,
        events: Vec<Event>,
        now: Timestamp,
    ) -> Result<(OwnedMutexGuard<()>, Result<Vec<Entry>, LedgerError>), LedgerError> {
        let log = Arc::clone(&self.log);
        let task = tokio::spawn(async move {
            let written = log.append(&onto, &actor, events, now).await;
            (alone, written)
        });
        Ok(task.await?)
    }

    /// Every entry after a position, in order, its hash and place in the chain unchecked.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn entries_after(&self, position: u64) -> Result<Vec<Entry>, LedgerError> {
        self.log.entries_after(position).await
    }

    /// Reads the whole log from disk and checks that every entry is as it was written and follows the one before.
    /// Gives the number of entries and the hash of the last.
    ///
    /// # Errors
    /// The first entry that is not.
    pub async fn verify(&self) -> Result<(u64, Hash), LedgerError> {
        let mut folded = Folded::default();
        for entry in self.entries_after(0).await? {
            folded = folded.after(&entry)?;
        }
        Ok((folded.state.position, folded.last_hash))
    }

    /// Takes in what other processes have written.
    ///
    /// # Errors
    /// When the file cannot be read or an entry is not as it was written.
    pub async fn catch_up(&self) -> Result<(), LedgerError> {
        let _alone = self.writing.lock().await;
        self.log.read_on().await
    }

    /// Writes what is pending and lets the file go.
    pub async fn close(&self) {
        let _alone = self.writing.lock().await;
        self.log.pool.close().await;
    }
}

impl Log {
    async fn entries_after(&self, position: u64) -> Result<Vec<Entry>, LedgerError> {
        sqlx::query("select * from entry where position > ? order by position")
            .bind(stored(position))
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(entry)
            .collect()
    }

    /// Only while `writing` is held, or before anyone else has the ledger.
    async fn read_on(&self) -> Result<(), LedgerError> {
        let mut folded = self.folded.borrow().clone();
        let known = folded.state.position;
        for entry in self.entries_after(folded.state.position).await? {
            folded = folded.after(&entry)?;
        }
        if folded.state.position > known {
            self.folded.send_replace(folded);
        }
        Ok(())
    }

    async fn append(
        &self,
        onto: &Folded,
        actor: &Actor,
        events: Vec<Event>,
        now: Timestamp,
    ) -> Result<Vec<Entry>, LedgerError> {
        let mut folded = onto.clone();
        let mut written = Vec::with_capacity(events.len());
        let mut connection = self.pool.acquire().await?;
        let mut transaction = connection.begin_with("begin immediate").await?;
        for event in events {
            let mut entry = Entry {
                position: folded.state.position + 1,
                format_version: FORMAT_VERSION,
                at: now,
                actor: actor.clone(),
                kind: event.kind().to_owned(),
                subject: event.subject().to_owned(),
                payload: event.payload()?,
                previous_hash: folded.last_hash,
                hash: Hash::default(),
            };
            entry.hash = entry.computed_hash();
            insert(&mut transaction, &entry)
                .await
                .map_err(|error| conflict(error, onto.state.position))?;
            folded = folded.after(&entry)?;
            written.push(entry);
        }
        transaction.commit().await?;
        self.folded.send_replace(folded);
        Ok(written)
    }
}

impl Folded {
    fn after(self, entry: &Entry) -> Result<Self, LedgerError> {
        let broken = |what: &str| LedgerError::Broken {
            position: entry.position,
            what: what.to_owned(),
        };
        if entry.position != self.state.position + 1 {
            return Err(broken("an entry before it is missing"));
        }
        if entry.previous_hash != self.last_hash {
            return Err(broken("it does not follow the entry before it"));
        }
        let event = entry.event()?;
        Ok(Self {
            state: Arc::new(Arc::unwrap_or_clone(self.state).after(entry, event)),
            last_hash: entry.hash,
        })
    }
}

async fn insert(connection: &mut SqliteConnection, entry: &Entry) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into entry (position, format_version, at, actor, role, party, kind, subject, payload, previous_hash, hash)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(stored(entry.position))
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
    .execute(connection)
    .await?;
    Ok(())
}

fn entry(row: &SqliteRow) -> Result<Entry, LedgerError> {
    let position = u64::try_from(row.try_get::<i64, _>("position")?).unwrap_or(0);
    let broken = |what: String| LedgerError::Broken { position, what };
    let hash = |column: &str| -> Result<Hash, LedgerError> {
        let bytes: Vec<u8> = row.try_get(column)?;
        bytes
            .try_into()
            .map(Hash)
            .map_err(|_| broken(format!("its {column} is not 32 bytes")))
    };
    let at: String = row.try_get("at")?;
    Ok(Entry {
        position,
        format_version: row.try_get("format_version")?,
        at: Timestamp::from_str(&at).map_err(|error| broken(error.to_string()))?,
        actor: Actor {
            person: row.try_get("actor")?,
            role: row.try_get("role")?,
            party: row.try_get("party")?,
        },
        kind: row.try_get("kind")?,
        subject: row.try_get("subject")?,
        payload: row.try_get("payload")?,
        previous_hash: hash("previous_hash")?,
        hash: hash("hash")?,
    })
}

/// A position as SQLite keeps it; beyond its range there is nothing.
fn stored(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

fn not_opened(error: OpenError) -> LedgerError {
    match error {
        OpenError::Foreign => LedgerError::NotALedger,
        OpenError::NewerFormat { found, known } => LedgerError::NewerFormat { found, known },
        OpenError::Sqlite(error) => LedgerError::Store(error),
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
        LedgerError::Store(error)
    }
}
