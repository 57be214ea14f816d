//! What every way in brings its facts through.

use std::sync::Arc;
use std::time::Duration;

use charter::Charter;
use jiff::Timestamp;
use lake::{Delivered, Delivery, Lake, LakeError};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{Backoff, Report, Statuses};

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The lake, the charter in force, and what every way in needs beside them. Cheap to clone.
#[derive(Clone)]
pub struct Door {
    /// Where the facts go.
    pub lake: Lake,
    /// The charter in force, which another may take the place of at any moment.
    pub charters: watch::Receiver<Arc<Charter>>,
    /// Tells the time.
    pub clock: Clock,
    /// How long to wait before what failed is tried again.
    pub backoff: Backoff,
    /// Where each way in says how it stands.
    pub statuses: Statuses,
    /// Told when all is to end.
    pub stop: CancellationToken,
}

impl Door {
    /// The charter in force now.
    #[must_use]
    pub fn charter(&self) -> Arc<Charter> {
        self.charters.borrow().clone()
    }

    /// Hands a delivery to the lake, again and again while too much waits there.
    async fn deliver(&self, delivery: &Delivery) -> Result<Result<Delivered, LakeError>, Stopped> {
        loop {
            let (charter, now) = (self.charter(), (self.clock)());
            match self.lake.deliver(&charter, delivery.clone(), now).await {
                Err(LakeError::Full { retry_seconds }) => {
                    if !self.waits(Duration::from_secs(retry_seconds)).await {
                        return Err(Stopped);
                    }
                }
                other => return Ok(other),
            }
        }
    }

    /// Hands a delivery to the lake until it is in; gives the lake's reason when it is the records that are bad. All else,
    /// such as a full disk, is tried again: what comes later must not be taken in before it.
    pub(crate) async fn deliver_surely(
        &self,
        delivery: &Delivery,
        report: &Report,
    ) -> Result<Result<Delivered, LakeError>, Stopped> {
        let mut failures = 0;
        loop {
            match self.deliver(delivery).await? {
                Err(error) if !is_the_senders(&error) => {
                    failures += 1;
                    report.ill(&error, error.hint());
                    if !self.waits(self.backoff.after(failures)).await {
                        return Err(Stopped);
                    }
                }
                answer => return Ok(answer),
            }
        }
    }

    /// Waits, and says whether to go on.
    pub(crate) async fn waits(&self, time: Duration) -> bool {
        tokio::select! {
            () = self.stop.cancelled() => false,
            () = tokio::time::sleep(time) => true,
        }
    }
}

/// Told to end before it was done.
#[derive(Debug)]
pub(crate) struct Stopped;

/// Whether what came is to blame, and not the feed, the machine or the moment: coming again will not make it better.
pub(crate) fn is_the_senders(error: &LakeError) -> bool {
    matches!(
        error,
        LakeError::BadFile { .. }
            | LakeError::Stopped { .. }
            | LakeError::Incomplete { .. }
            | LakeError::KeyTaken { .. }
    )
}
