//! The partnership's log as other rooms use it: what is true, what was, and how something is decided.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::command::{Asking, Command};
use crate::decide::decide;
use crate::entry::{Entry, Hash};
use crate::error::LedgerError;
use crate::event::{CharterText, Event};
use crate::folded::Folded;
use crate::log::Log;
use crate::state::State;
use crate::storage::{PAGE, Place, Storage, Writing};

/// Most times that a decision is taken anew because somebody wrote who does not keep to the lock.
const MOST_TRIES: u32 = 8;

/// The partnership's log, and what follows from it.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) log: Arc<Log>,
    /// Held while deciding: within a process, decisions queue up instead of waiting for one another at the database.
    deciding: Arc<Mutex<()>>,
}

impl Ledger {
    /// Opens the ledger in a file, makes it when there is none, and folds its entries: all of them, or those after its
    /// snapshot.
    ///
    /// # Errors
    /// When the file cannot be opened, is no ledger, is of a newer format, or an entry is not as it was written.
    pub async fn open(file: &Path) -> Result<Self, LedgerError> {
        Self::open_at(&Place::file(file)).await
    }

    /// Opens the ledger wherever it is kept, and makes it when there is none.
    ///
    /// # Errors
    /// When it cannot be opened, is no ledger, is of a newer format, or an entry is not as it was written.
    pub async fn open_at(place: &Place) -> Result<Self, LedgerError> {
        Self::of(Storage::open(&place.entries).await?, place).await
    }

    /// Opens the ledger where there is one; a question founds none.
    ///
    /// # Errors
    /// When it cannot be opened, is no ledger, is of a newer format, or an entry is not as it was written.
    pub async fn open_there(place: &Place) -> Result<Option<Self>, LedgerError> {
        match Storage::open_there(&place.entries).await? {
            Some(storage) => Self::of(storage, place).await.map(Some),
            None => Ok(None),
        }
    }

    async fn of(storage: Storage, place: &Place) -> Result<Self, LedgerError> {
        Ok(Self {
            log: Log::open(storage, place).await?,
            deciding: Arc::default(),
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
        self.log.folded.borrow().position()
    }

    /// Hash of the last entry; zeros before the first.
    #[must_use]
    pub fn last_hash(&self) -> Hash {
        self.log.folded.borrow().last_hash
    }

    /// Waits until there is an entry after a position, and gives the position of the last.
    pub async fn later_than(&self, position: u64) -> u64 {
        let mut folded = self.log.folded.subscribe();
        // It ends with the ledger only, which whoever waits holds.
        let later = folded.wait_for(|folded| folded.position() > position).await;
        later.map_or(position, |folded| folded.position())
    }

    /// What was true after the entry at a position, folded from the newest snapshot that is not after it.
    ///
    /// # Errors
    /// When there is no such position, or the entries cannot be read.
    pub async fn state_at(&self, position: u64) -> Result<State, LedgerError> {
        let now = self.within(position)?;
        if position == now.position() {
            return Ok((*now.state).clone());
        }
        let nearest = self.log.nearest(position);
        let folded = nearest.read_on(&self.log.storage, Some(position)).await?;
        Ok(Arc::unwrap_or_clone(folded.state))
    }

    /// Position of the last entry that was decided by an instant; 0 where none was.
    ///
    /// # Errors
    /// When the entries cannot be read.
    pub async fn position_as_of(&self, at: Timestamp) -> Result<u64, LedgerError> {
        // No entry is from before the one before it, so that halving the rest finds the last one.
        let (mut by_then, mut later) = (0, self.position() + 1);
        while later - by_then > 1 {
            let middle = by_then + (later - by_then) / 2;
            match self.log.storage.entry(middle).await? {
                Some(entry) if entry.at <= at => by_then = middle,
                _ => later = middle,
            }
        }
        Ok(by_then)
    }

    /// Position of the entry that put the charter in force at a position; nothing where none was.
    #[must_use]
    pub fn charter_since(&self, position: u64) -> Option<u64> {
        self.state().charter_since(position)
    }

    /// The charter that was in force at a position, with the position of the entry that put it in force; nothing where none
    /// was.
    ///
    /// # Errors
    /// When there is no such position, the entry cannot be read, or it is not as it was written.
    pub async fn charter_at(
        &self,
        position: u64,
    ) -> Result<Option<(u64, CharterText)>, LedgerError> {
        let now = self.within(position)?;
        let Some(since) = now.state.charter_since(position) else {
            return Ok(None);
        };
        let Some(entry) = self.log.storage.entry(since).await? else {
            return Err(LedgerError::Broken {
                position: since,
                what: "it is missing".to_owned(),
            });
        };
        match entry.event()? {
            Event::Founded(charter) | Event::CharterReplaced(charter) => Ok(Some((since, charter))),
            Event::NotePinned(_) | Event::Proposal(_) | Event::Delegated(_) => Ok(None),
        }
    }

    fn within(&self, position: u64) -> Result<Folded, LedgerError> {
        let now = self.log.folded.borrow().clone();
        if position > now.position() {
            return Err(LedgerError::NoSuchPosition {
                asked: position,
                last: now.position(),
            });
        }
        Ok(now)
    }

    /// Has a command decided and what follows written: all of it or nothing. Gives the entries, on disk. It is decided in the
    /// light of everything that was written before, by whatever process. Once begun, the writing is carried through, also
    /// when nobody waits for it any more. An entry is never from before the one before it, whatever clocks say.
    ///
    /// # Errors
    /// A refusal, or when the ledger cannot be written.
    pub async fn submit(
        &self,
        command: Command,
        asking: &Asking<'_>,
    ) -> Result<Vec<Entry>, LedgerError> {
        let mut alone = Arc::clone(&self.deciding).lock_owned().await;
        let mut tries = 0;
        loop {
            let mut writing = self.log.storage.write().await?;
            let folded = match self.log.read_on_in(&mut writing).await {
                Ok(folded) => folded,
                Err(error) => {
                    writing.leave().await;
                    return Err(error);
                }
            };
            let asking = Asking {
                now: asking.now.max(folded.last_at),
                ..*asking
            };
            let decided = decide(command.clone(), &folded.state, &asking)
                .map_err(LedgerError::from)
                .and_then(|(actor, events)| folded.entries(&actor, events, asking.now));
            let (entries, after) = match decided {
                Ok((entries, after)) if !entries.is_empty() => (entries, after),
                nothing => {
                    writing.leave().await;
                    return nothing.map(|(entries, _)| entries);
                }
            };
            let done;
            (alone, done) = self.append(alone, writing, entries, after).await?;
            match done {
                Err(LedgerError::Conflict { .. }) if tries < MOST_TRIES => tries += 1,
                done => return done,
            }
        }
    }

    /// Writes and folds in a task of its own: whoever asked may go away between the two, and what is on disk must be in
    /// memory. The task holds the right to decide until both are done, and gives it back.
    async fn append(
        &self,
        alone: OwnedMutexGuard<()>,
        writing: Writing,
        entries: Vec<Entry>,
        after: Folded,
    ) -> Result<(OwnedMutexGuard<()>, Result<Vec<Entry>, LedgerError>), LedgerError> {
        let log = Arc::clone(&self.log);
        let task = tokio::spawn(async move {
            let written = log.append(writing, entries, after).await;
            (alone, written)
        });
        Ok(task.await?)
    }

    /// At most so many entries after a position, in order, their hashes and places in the chain unchecked.
    ///
    /// # Errors
    /// When the entries cannot be read.
    pub async fn entries(&self, after: u64, most: u64) -> Result<Vec<Entry>, LedgerError> {
        let mut entries = Vec::new();
        while (entries.len() as u64) < most {
            let last = entries.last().map_or(after, |last: &Entry| last.position);
            let left = most - entries.len() as u64;
            let page = self.log.storage.page(last, PAGE.min(left)).await?;
            if page.is_empty() {
                break;
            }
            for entry in page {
                entries.push(entry?);
            }
        }
        Ok(entries)
    }

    /// Every entry after a position, in order, its hash and place in the chain unchecked.
    ///
    /// # Errors
    /// When the entries cannot be read.
    pub async fn entries_after(&self, position: u64) -> Result<Vec<Entry>, LedgerError> {
        self.entries(position, u64::MAX).await
    }

    /// Takes in what other processes have written. It costs next to nothing where nothing was.
    ///
    /// # Errors
    /// When the entries cannot be read or one is not as it was written.
    pub async fn catch_up(&self) -> Result<(), LedgerError> {
        let _alone = self.deciding.lock().await;
        if self.log.storage.last().await? > self.position() {
            self.log.read_on().await?;
        }
        Ok(())
    }

    /// Writes what is pending and lets the file or the database go.
    pub async fn close(&self) {
        let _alone = self.deciding.lock().await;
        self.log.snapshot_written().await;
        self.log.storage.close().await;
    }
}
