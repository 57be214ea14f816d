//! What is newest, told to every screen that follows. It is told at a pace, and to all at once, so that the screens ask
//! about the same basis however many records come between.

use std::sync::Arc;
use std::time::Duration;

use kpi::Basis;
use lake::Lake;
use ledger::Ledger;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;

/// Shortest time between two tellings.
const PACE: Duration = Duration::from_millis(500);
/// Most screens that follow at once: the rest of the server's connections stay for questions.
const FOLLOWING_MAX: usize = 512;

/// The newest basis, and who follows it.
#[derive(Clone)]
pub(crate) struct Live {
    /// Nothing once the server is about to end.
    newest: watch::Sender<Option<Basis>>,
    /// A place for each screen that follows.
    places: Arc<Semaphore>,
}

impl Live {
    /// Begins to tell, until [`Live::end`].
    pub(crate) fn begin(lake: Lake, ledger: Arc<Ledger>) -> (Self, JoinHandle<()>) {
        let now = Basis {
            lake: lake.version(),
            ledger: ledger.position(),
        };
        let live = Self {
            newest: watch::Sender::new(Some(now)),
            places: Arc::new(Semaphore::new(FOLLOWING_MAX)),
        };
        let task = tokio::spawn(tell(live.newest.clone(), now, lake, ledger));
        (live, task)
    }

    /// A place for one more screen, held as long as it follows.
    pub(crate) fn place(&self) -> Option<OwnedSemaphorePermit> {
        self.places.clone().try_acquire_owned().ok()
    }

    /// Follows what is newest: nothing once no more will be told.
    pub(crate) fn follow(&self) -> watch::Receiver<Option<Basis>> {
        self.newest.subscribe()
    }

    /// Tells what was told again: something that stands beside it has changed.
    pub(crate) fn tell_again(&self) {
        self.newest.send_modify(|_| ());
    }

    /// Lets everybody who follows go.
    pub(crate) fn end(&self) {
        self.newest.send_replace(None);
    }
}

async fn tell(
    newest: watch::Sender<Option<Basis>>,
    mut told: Basis,
    lake: Lake,
    ledger: Arc<Ledger>,
) {
    loop {
        tokio::select! {
            _ = lake.later_than(told.lake) => {}
            _ = ledger.later_than(told.ledger) => {}
        }
        told = Basis {
            lake: lake.version(),
            ledger: ledger.position(),
        };
        newest.send_if_modified(|newest| {
            let goes_on = newest.is_some();
            if goes_on {
                *newest = Some(told);
            }
            goes_on
        });
        tokio::time::sleep(PACE).await;
    }
}
