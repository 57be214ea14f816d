//! What every handler works with.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use access::throttle::Throttle;
use access::webhook::WebhookKey;
use charter::Charter;
use jiff::Timestamp;
use kpi::{Basis, Engine};
use ledger::Ledger;
use sources::Statuses;

use crate::accounts::Accounts;
use crate::error::ApiError;
use crate::in_force::InForce;
use crate::live::Live;
use crate::origin::Origin;
use crate::platform::Platform;
use crate::ports::{Clock, Laboratory, Simulation};
use crate::receiving::Turns;
use crate::uploads::Uploads;
use crate::what_if::{Runs, SavedWhatIfs};

/// What every handler works with, under one charter. Cheap to clone; all but the engine goes over to the next charter.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) engine: Engine,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) accounts: Arc<Accounts>,
    /// What facts and decisions go by.
    pub(crate) clock: Arc<dyn Clock>,
    /// What sessions and tokens go by.
    pub(crate) wall_clock: Arc<dyn Clock>,
    /// What simulates the operation, if it is simulated.
    pub(crate) simulation: Option<Arc<dyn Simulation>>,
    /// What calls of platforms go to, and the key that they are signed with.
    pub(crate) platform: Option<Arc<dyn Platform>>,
    pub(crate) platform_key: Option<WebhookKey>,
    /// A double of the operation to try things on, if there is one.
    pub(crate) laboratory: Option<Arc<dyn Laboratory>>,
    /// What is tried on it.
    pub(crate) runs: Arc<Runs>,
    /// What people keep of that.
    pub(crate) saved: SavedWhatIfs,
    pub(crate) origin: Origin,
    /// What brings facts by itself.
    pub(crate) ways_in: Statuses,
    /// What is newest, for screens that follow.
    pub(crate) live: Live,
    /// Deliveries whose bodies are read: with what may wait in the lake, this bounds their memory.
    pub(crate) bodies: Turns,
    /// Files that are being sent.
    pub(crate) uploads: Uploads,
    /// What puts another charter in force; gone when the server ends.
    pub(crate) in_force: Weak<InForce>,
    pub(crate) kept: Arc<Kept>,
}

/// What a server keeps for itself while it runs.
#[derive(Default)]
pub(crate) struct Kept {
    throttle: Mutex<Throttle>,
    /// The ledger's entries that put charters in force while this server runs, in order.
    charters: Mutex<Vec<u64>>,
}

/// As handlers take it.
pub(crate) type Shared = Arc<App>;

impl App {
    /// The same, replaced when another charter is put in force there.
    pub(crate) fn within(self, in_force: Weak<InForce>) -> Self {
        Self { in_force, ..self }
    }

    /// The same under another charter, which an entry of the ledger put in force.
    pub(crate) fn under(&self, engine: Engine, entry: u64) -> Self {
        let engine = engine.in_force_since(entry);
        self.charters().push(entry);
        Self {
            engine,
            ..self.clone()
        }
    }

    /// What answers on a basis, and the position that it is asked at: the engine of the charter in force, or of the one that was
    /// in force then.
    pub(crate) async fn asked_on(&self, basis: Option<Basis>) -> Result<(Engine, u64), ApiError> {
        let position = self.position();
        let Some(basis) = basis else {
            return Ok((self.engine.clone(), position));
        };
        let engine = self.in_force_at(basis.ledger).await?;
        engine.basis(Some(basis), position)?;
        Ok((engine, position))
    }

    /// The engine of the charter that was in force at a position of the ledger, or of the one in force where none was.
    async fn in_force_at(&self, ledger: u64) -> Result<Engine, ApiError> {
        if ledger >= self.engine.entry() {
            return Ok(self.engine.clone());
        }
        let Some(since) = self.ledger.charter_since(ledger) else {
            return Ok(self.engine.clone());
        };
        if let Some(kept) = self.engine.kept(since) {
            return Ok(kept);
        }
        let Some((since, charter)) = self.ledger.charter_at(since).await? else {
            return Ok(self.engine.clone());
        };
        let engine = self.engine.clone();
        // A whole charter is read, which other questions need not wait for.
        let read = tokio::task::spawn_blocking(move || engine.earlier(since, &charter.files));
        Ok(read.await.map_err(|died| ApiError::internal(&died))??)
    }

    pub(crate) fn charter(&self) -> &Charter {
        self.engine.charter()
    }

    /// The time that facts and decisions go by.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The time that sessions and tokens go by.
    pub(crate) fn wall_now(&self) -> Timestamp {
        self.wall_clock.now()
    }

    /// Works with the failed attempts to sign in. Never held across an await.
    pub(crate) fn throttle<T>(&self, work: impl FnOnce(&mut Throttle) -> T) -> T {
        // Counts stay right even if someone panicked while counting.
        let throttle = &self.kept.throttle;
        work(&mut throttle.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The position that answers are computed at: the ledger's last, as long as it is one under the charter that this
    /// answers under. A call that another charter overtook ends at the last entry before it.
    pub(crate) fn position(&self) -> u64 {
        let state = self.ledger.state();
        let newest = state.charter.as_ref().map(|(entry, _)| *entry);
        // Only after the ledger: it learns of a charter first.
        let charters = self.charters();
        let later = charters.iter().copied().chain(newest);
        position(self.engine.entry(), later, state.position)
    }

    fn charters(&self) -> MutexGuard<'_, Vec<u64>> {
        // Positions stay right even if someone panicked while adding one.
        let charters = &self.kept.charters;
        charters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The last position under the charter that an entry put in force, of those put in force in this order.
fn position(own: u64, mut charters: impl Iterator<Item = u64>, last: u64) -> u64 {
    let next = charters.find(|entry| *entry > own);
    next.map_or(last, |entry| entry - 1)
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn what_answers_under_an_older_charter_never_names_a_newer_one() {
        let of = |own, charters: &[u64], last| position(own, charters.iter().copied(), last);
        // Nobody put another in force: notes were pinned since.
        assert_eq!(of(3, &[3], 7), 7);
        assert_eq!(of(3, &[], 7), 7);
        // Another is in the ledger, and not yet in what answers; or in both, and another after it.
        assert_eq!(of(3, &[8], 8), 7);
        assert_eq!(of(3, &[8, 8], 9), 7);
        assert_eq!(of(3, &[8, 12, 12], 14), 7);
        assert_eq!(of(8, &[8, 12, 12], 14), 11);
        assert_eq!(of(12, &[8, 12, 12], 14), 14);
    }
}
