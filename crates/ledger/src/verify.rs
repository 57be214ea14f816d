//! The whole chain, entry by entry, and the snapshot beside it.

use crate::entry::Hash;
use crate::error::LedgerError;
use crate::folded::Folded;
use crate::ledger::Ledger;
use crate::snapshot;
use crate::storage::{Place, Storage};

/// What a ledger was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many entries it has, each as it was written and after the one before it.
    pub entries: u64,
    /// Hash of the last.
    pub hash: Hash,
    /// Short name of the partnership that it is of.
    pub partnership: Option<String>,
    /// Position of the snapshot, which says what the entries say; nothing where there is none.
    pub snapshot: Option<u64>,
}

impl Ledger {
    /// Reads the whole log and checks that every entry is as it was written and follows the one before, and that the snapshot
    /// says the same.
    ///
    /// # Errors
    /// The first entry that is not.
    pub async fn verify(&self) -> Result<Verified, LedgerError> {
        self.log.snapshot_written().await;
        verified(&self.log.storage, self.log.snapshot().map(|path| &**path)).await
    }
}

/// The same of a ledger that need not be one that can be opened: nothing where there is none.
///
/// # Errors
/// The first entry that is not as it was written.
pub async fn verify(place: &Place) -> Result<Option<Verified>, LedgerError> {
    let Some(storage) = Storage::open_there(&place.entries).await? else {
        return Ok(None);
    };
    let found = verified(&storage, place.snapshot.as_deref()).await;
    storage.close().await;
    found.map(Some)
}

async fn verified(
    storage: &Storage,
    path: Option<&std::path::Path>,
) -> Result<Verified, LedgerError> {
    let kept = match path.map(ToOwned::to_owned) {
        Some(path) => tokio::task::spawn_blocking(move || snapshot::read(&path)).await?,
        None => Ok(None),
    };
    let mut folded = Folded::default();
    // What is wrong with the snapshot is told after what is wrong with the entries, which count.
    let mut snapshot = Ok(None);
    match kept {
        Ok(None) => {}
        Ok(Some(kept)) => {
            let position = kept.position();
            folded = folded.read_on(storage, Some(position)).await?;
            snapshot = if folded.position() < position {
                Err(format!(
                    "it is of entry {position}, and the last one is {}: entries are missing, or it is another ledger's",
                    folded.position()
                ))
            } else if folded.last_hash == kept.last_hash && folded.state == kept.state {
                Ok(Some(position))
            } else {
                Err(format!(
                    "at entry {position} it holds something else than follows from the entries"
                ))
            };
        }
        Err(unusable) => snapshot = Err(unusable),
    }
    let folded = folded.read_on(storage, None).await?;
    Ok(Verified {
        entries: folded.position(),
        hash: folded.last_hash,
        partnership: folded
            .state
            .charter
            .as_ref()
            .map(|(_, charter)| charter.partnership.clone()),
        snapshot: snapshot.map_err(LedgerError::Snapshot)?,
    })
}
