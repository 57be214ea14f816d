//! The entries with what follows from them, and how one becomes the other: written, then folded, with nothing in between.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::entry::Entry;
use crate::error::LedgerError;
use crate::folded::Folded;
use crate::snapshot;
use crate::storage::{Place, Storage, Writing};

/// A snapshot is written when so many entries came since the last one, or a sixteenth of all, whichever is more: a start
/// folds few, and what is written stays in proportion to what was decided.
const SNAPSHOT_EVERY: u64 = 20_000;
/// How long to wait, time after time, for a connection that was lost while entries were written.
const PAUSES: [Duration; 5] = [
    Duration::from_millis(50),
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];

/// The entries, and the state up to the last of them as far as it was read.
#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) storage: Storage,
    pub(crate) folded: watch::Sender<Folded>,
    snapshot: Option<PathBuf>,
    /// What the newest snapshot holds: states of later are folded from here. Nearly all of it is shared with the state.
    base: Mutex<Folded>,
    /// A snapshot that is being written.
    writing_snapshot: Mutex<Option<JoinHandle<()>>>,
}

impl Log {
    /// Reads what is there, from its snapshot where it has one.
    pub(crate) async fn open(storage: Storage, place: &Place) -> Result<Arc<Self>, LedgerError> {
        let log = Arc::new(Self {
            storage,
            folded: watch::Sender::default(),
            snapshot: place.snapshot.clone(),
            base: Mutex::default(),
            writing_snapshot: Mutex::default(),
        });
        if let Some(folded) = log.snapshot_state().await? {
            log.set_base(&folded);
            log.folded.send_replace(folded);
        }
        log.read_on().await?;
        log.snapshot_when_due();
        log.snapshot_written().await;
        Ok(log)
    }

    /// The state of the snapshot, if it is one of these entries.
    async fn snapshot_state(&self) -> Result<Option<Folded>, LedgerError> {
        let Some(path) = self.snapshot.clone() else {
            return Ok(None);
        };
        let read = tokio::task::spawn_blocking(move || snapshot::read(&path)).await?;
        let unusable = match read {
            Ok(None) => return Ok(None),
            Ok(Some(folded)) => match self.storage.entry(folded.position()).await {
                Ok(Some(entry)) if entry.hash == folded.last_hash => return Ok(Some(folded)),
                Err(error) if error.is_lost() => return Err(error),
                // An entry that cannot be read is found when it is folded.
                _ => "it is of other entries".to_owned(),
            },
            Err(unusable) => unusable,
        };
        tracing::warn!(%unusable, "the ledger's snapshot is left, and all entries are folded");
        Ok(None)
    }

    /// The state after the newest snapshot that is not after a position.
    pub(crate) fn nearest(&self, position: u64) -> Folded {
        let base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        if base.position() <= position {
            base.clone()
        } else {
            Folded::default()
        }
    }

    fn set_base(&self, folded: &Folded) {
        *self.base.lock().unwrap_or_else(PoisonError::into_inner) = folded.clone();
    }

    /// Only while the right to decide is held, or before anyone else has the ledger.
    pub(crate) async fn read_on(&self) -> Result<(), LedgerError> {
        let known = self.folded.borrow().clone();
        let before = known.position();
        let folded = known.read_on(&self.storage, None).await?;
        self.now_is(before, folded);
        Ok(())
    }

    /// The same with the right to write in hand.
    pub(crate) async fn read_on_in(&self, writing: &mut Writing) -> Result<Folded, LedgerError> {
        let known = self.folded.borrow().clone();
        let before = known.position();
        let folded = known.read_on_in(writing).await?;
        self.now_is(before, folded.clone());
        Ok(folded)
    }

    fn now_is(&self, before: u64, folded: Folded) {
        if folded.position() > before {
            self.folded.send_replace(folded);
        }
    }

    /// Writes entries and folds them. Where the connection is lost on the way, it is looked whether they are there.
    pub(crate) async fn append(
        self: Arc<Self>,
        writing: Writing,
        entries: Vec<Entry>,
        after: Folded,
    ) -> Result<Vec<Entry>, LedgerError> {
        let (Some(first), Some(expected)) = (
            entries.first(),
            entries
                .first()
                .and_then(|first| first.position.checked_sub(1)),
        ) else {
            return Ok(entries);
        };
        // Whether a commit was sent that was never answered.
        let mut unsure = false;
        let mut lost = match write(writing, expected, &entries, &mut unsure).await {
            Ok(()) => None,
            Err(error) if error.is_lost() => Some(error),
            Err(error) => return Err(error),
        };
        for pause in PAUSES {
            if lost.is_none() {
                break;
            }
            tokio::time::sleep(pause).await;
            lost = match self
                .write_again(first, expected, &entries, &mut unsure)
                .await
            {
                Ok(()) => None,
                Err(error) if error.is_lost() => Some(error),
                Err(error @ LedgerError::Conflict { .. }) => return Err(error),
                // Whatever kept it from looking: it was not looked.
                Err(_) if unsure => break,
                Err(error) => return Err(error),
            };
        }
        match lost {
            None => {}
            Some(_) if unsure => {
                return Err(LedgerError::Unsure {
                    position: first.position,
                });
            }
            Some(error) => return Err(error),
        }
        self.folded.send_replace(after);
        self.snapshot_when_due();
        Ok(entries)
    }

    /// After a connection was lost: with the right to write in hand, whatever was under way is over, so that what is there now
    /// is what became of it.
    async fn write_again(
        &self,
        first: &Entry,
        expected: u64,
        entries: &[Entry],
        unsure: &mut bool,
    ) -> Result<(), LedgerError> {
        let mut writing = self.storage.write().await?;
        let there = writing.page(expected, 1).await?.into_iter().next();
        match there.transpose()? {
            Some(entry) if entry.hash == first.hash => {
                writing.leave().await;
                Ok(())
            }
            Some(_) => {
                writing.leave().await;
                Err(LedgerError::Conflict { expected })
            }
            None => {
                *unsure = false;
                write(writing, expected, entries, unsure).await
            }
        }
    }

    /// Begins to write a snapshot where enough has come since the last one.
    fn snapshot_when_due(self: &Arc<Self>) {
        let Some(path) = self.snapshot.clone() else {
            return;
        };
        let folded = self.folded.borrow().clone();
        let since = folded.position() - self.nearest(folded.position()).position();
        if since < SNAPSHOT_EVERY.max(folded.position() / 16) {
            return;
        }
        let mut writing = self
            .writing_snapshot
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if writing.as_ref().is_some_and(|task| !task.is_finished()) {
            return;
        }
        let log = Arc::clone(self);
        *writing = Some(tokio::task::spawn_blocking(move || {
            match snapshot::write(&path, &folded) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => {
                    let path = path.display();
                    tracing::warn!(%path, %error, "the ledger's snapshot could not be written");
                }
            }
            // Also when it was not written: states of later are folded from here, and the next try is as far away.
            log.set_base(&folded);
        }));
    }

    /// Waits for a snapshot that is being written.
    pub(crate) async fn snapshot_written(&self) {
        let task = {
            let mut writing = self
                .writing_snapshot
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            writing.take()
        };
        if let Some(task) = task {
            // It said itself what went wrong.
            let _ = task.await;
        }
    }

    /// The file of the snapshot, if one is kept.
    pub(crate) fn snapshot(&self) -> Option<&PathBuf> {
        self.snapshot.as_ref()
    }
}

/// Writes with the right in hand, and notes when the answer to a commit is all that is missing.
async fn write(
    mut writing: Writing,
    expected: u64,
    entries: &[Entry],
    unsure: &mut bool,
) -> Result<(), LedgerError> {
    if let Err(error) = writing.append(expected, entries).await {
        writing.leave().await;
        return Err(error);
    }
    let done = writing.commit().await;
    *unsure = matches!(&done, Err(error) if error.is_lost());
    done
}
