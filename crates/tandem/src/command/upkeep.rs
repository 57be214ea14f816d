//! What keeps the tables well while they are served: small files become large ones as they gather, old versions are let go
//! of every hour, rows that the charter no longer keeps leave once a day, and rows that seemed to be of the future are tried
//! again once they no longer are.

use std::sync::Arc;
use std::time::Duration;

use charter::Charter;
use lake::{Keep, Lake, LakeError};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::clock;

/// How often it is looked whether small files have gathered.
const COMPACT_EVERY: Duration = Duration::from_secs(2);
/// How often old versions are let go of.
const VACUUM_EVERY: Duration = Duration::from_hours(1);
/// How often rows leave that the charter no longer keeps.
const RETAIN_EVERY: Duration = Duration::from_hours(24);
/// How often rows are looked at that seemed to be of the future.
const AHEAD_EVERY: Duration = Duration::from_mins(5);

/// Something done once in a while, whatever the clock on the wall is set to.
struct Every {
    period: Duration,
    last: Option<Instant>,
}

impl Every {
    fn of(period: Duration) -> Self {
        Self { period, last: None }
    }

    /// Whether it is time, which it is at first.
    fn is_due(&mut self, now: Instant) -> bool {
        let due = self
            .last
            .is_none_or(|last| now.duration_since(last) >= self.period);
        if due {
            self.last = Some(now);
        }
        due
    }
}

/// The upkeep that runs beside the server.
pub struct UpkeepTask {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl UpkeepTask {
    /// Starts it.
    pub fn start(lake: Lake, charter: Arc<Charter>, keep: Keep) -> Self {
        let stop = CancellationToken::new();
        let task = tokio::spawn(run(lake, charter, keep, stop.clone()));
        Self { stop, task }
    }

    /// Ends it after the step it is at.
    pub async fn close(self) {
        self.stop.cancel();
        if self.task.await.is_err() {
            tracing::warn!("the upkeep of the tables ended early");
        }
    }
}

async fn run(lake: Lake, charter: Arc<Charter>, keep: Keep, stop: CancellationToken) {
    let mut vacuum = Every::of(VACUUM_EVERY);
    let mut retain = Every::of(RETAIN_EVERY);
    let mut ahead = Every::of(AHEAD_EVERY);
    while stop
        .run_until_cancelled(tokio::time::sleep(COMPACT_EVERY))
        .await
        .is_some()
    {
        let (now, passed) = (clock::now(), Instant::now());
        // What a full disk, say, kept from being done of a request about a customer.
        if let Err(error) = lake.finish_customers(&charter, now).await {
            failed("doing what was asked about customers", &error);
        }
        // Rows leave first, so that the vacuum an hour later finds what they were in.
        if retain.is_due(passed) {
            match lake.retain(&charter, now, false).await {
                Ok(gone) => {
                    for gone in gone {
                        tracing::info!(table = gone.table, rows = gone.rows, before = %gone.before, rule = gone.retain, "what the charter no longer keeps has left");
                    }
                }
                Err(error) => failed("taking out old rows", &error),
            }
        }
        if ahead.is_due(passed) {
            match lake.mend_ahead(&charter, now).await {
                Ok(0) => {}
                Ok(rows) => tracing::info!(
                    rows,
                    "rows are no longer in the future and were tried again"
                ),
                Err(error) => failed("trying rows again that were in the future", &error),
            }
        }
        match lake.compact_due(now).await {
            Ok(done) => {
                for done in done {
                    tracing::info!(
                        table = done.table,
                        feed = done.feed,
                        before = done.files_before,
                        after = done.files_after,
                        "small files became large ones"
                    );
                }
            }
            Err(error) => failed("compacting", &error),
        }
        if vacuum.is_due(passed) {
            match lake.vacuum(&keep, now, false).await {
                Ok(done) => {
                    for done in done {
                        tracing::info!(
                            table = done.table,
                            files = done.files,
                            log_files = done.log_files,
                            oldest = done.oldest,
                            "old versions were let go of"
                        );
                    }
                }
                Err(error) => failed("letting go of old versions", &error),
            }
        }
    }
}

/// The tables are as they were, and it is tried again.
fn failed(doing: &str, error: &LakeError) {
    tracing::warn!(%error, "{doing} failed");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_every_hour_is_done_at_first_and_every_hour() {
        let start = Instant::now();
        let mut every = Every::of(Duration::from_hours(1));
        let due = [0, 1, 59, 60, 61, 119, 120]
            .map(|minutes| every.is_due(start + Duration::from_mins(minutes)));
        assert_eq!(due, [true, false, false, true, false, false, true]);
    }
}
