//! What is newest, told to every screen that follows. It is told at a pace, and to all at once, so that the screens ask
//! about the same basis however many records come between.

use std::sync::Arc;
use std::time::Duration;

use kpi::Basis;
use lake::Lake;
use ledger::Ledger;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;

/// Shortest time between two tellings. A busy board takes some tenths of a second for each group of people who see the same; told
/// more often, a small machine does not keep up, and every screen shows a record later.
const PACE: Duration = Duration::from_secs(1);
/// Most screens that follow at once: the rest of the server's connections stay for questions.
const FOLLOWING_MAX: usize = 512;

/// The newest basis, and who follows it. It is told until the task that tells it is aborted.
#[derive(Clone)]
pub(crate) struct Live {
    newest: watch::Receiver<Basis>,
    /// Something that stands beside what was told has changed.
    changed: Arc<Notify>,
    /// A place for each screen that follows.
    places: Arc<Semaphore>,
}

impl Live {
    /// Begins to tell.
    pub(crate) fn begin(lake: Lake, ledger: Arc<Ledger>) -> (Self, JoinHandle<()>) {
        let now = Basis {
            lake: lake.version(),
            ledger: ledger.position(),
        };
        let (sender, newest) = watch::channel(now);
        let live = Self {
            newest,
            changed: Arc::default(),
            places: Arc::new(Semaphore::new(FOLLOWING_MAX)),
        };
        let changed = Arc::clone(&live.changed);
        let task = tokio::spawn(tell(sender, changed, lake, ledger));
        (live, task)
    }

    /// A place for one more screen, held as long as it follows.
    pub(crate) fn place(&self) -> Option<OwnedSemaphorePermit> {
        self.places.clone().try_acquire_owned().ok()
    }

    /// Follows what is newest, until no more will be told.
    pub(crate) fn follow(&self) -> watch::Receiver<Basis> {
        self.newest.clone()
    }

    /// Tells what was told again: something that stands beside it has changed.
    pub(crate) fn tell_again(&self) {
        self.changed.notify_one();
    }
}

async fn tell(newest: watch::Sender<Basis>, changed: Arc<Notify>, lake: Lake, ledger: Arc<Ledger>) {
    loop {
        let told = *newest.borrow();
        tokio::select! {
            _ = lake.later_than(told.lake) => {}
            _ = ledger.later_than(told.ledger) => {}
            () = changed.notified() => {}
        }
        newest.send_replace(Basis {
            lake: lake.version(),
            ledger: ledger.position(),
        });
        tokio::time::sleep(PACE).await;
    }
}
