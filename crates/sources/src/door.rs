//! What every way in brings its facts through.

use std::sync::Arc;
use std::time::Duration;

use charter::Charter;
use charter::feed::Feed;
use jiff::Timestamp;
use lake::{Delivered, Delivery, Lake, LakeError};
use tokio_util::sync::CancellationToken;

use crate::{Backoff, Report, Statuses};

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The lake, the charter in force, and what every way in needs beside them. Cheap to clone.
#[derive(Clone)]
pub struct Door {
    /// Where the facts go.
    pub lake: Lake,
    /// What the feeds are.
    pub charter: Arc<Charter>,
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
    /// The feed of this name.
    #[must_use]
    pub fn feed(&self, name: &str) -> Option<&Feed> {
        self.charter.feeds.get(name)
    }

    /// Hands a delivery to the lake, again and again while too much waits there.
    async fn deliver(&self, delivery: &Delivery) -> Result<Delivered, LakeError> {
        loop {
            let now = (self.clock)();
            match self
                .lake
                .deliver(&self.charter, delivery.clone(), now)
                .await
            {
                Err(LakeError::Full { retry_seconds }) => {
                    tokio::time::sleep(Duration::from_secs(retry_seconds)).await;
                }
                other => return other,
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
            match self.deliver(delivery).await {
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
