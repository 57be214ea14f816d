//! What keeps the tables well while they are served: small files become large ones as they gather, old versions are let go
//! of every hour, and rows that the charter no longer keeps leave once a day.

use std::sync::Arc;
use std::time::Duration;

use charter::Charter;
use jiff::{SignedDuration, Timestamp};
use lake::{Keep, Lake, LakeError};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::clock;

/// How often it is looked whether small files have gathered.
const COMPACT_EVERY: Duration = Duration::from_secs(2);
/// How often old versions are let go of.
const VACUUM_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How often rows leave that the charter no longer keeps.
const RETAIN_EVERY: SignedDuration = SignedDuration::from_hours(24);

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
    let (mut vacuumed, mut retained) = (Timestamp::MIN, Timestamp::MIN);
    while stop
        .run_until_cancelled(tokio::time::sleep(COMPACT_EVERY))
        .await
        .is_some()
    {
        let now = clock::now();
        // What a full disk, say, kept from being done of a request about a customer.
        if let Err(error) = lake.finish_customers(&charter, now).await {
            failed("doing what was asked about customers", &error);
        }
        // Rows leave first, so that the vacuum an hour later finds what they were in.
        if now.duration_since(retained) >= RETAIN_EVERY {
            retained = now;
            match lake.retain(&charter, now, false).await {
                Ok(gone) => {
                    for gone in gone {
                        tracing::info!(table = gone.table, rows = gone.rows, before = %gone.before, rule = gone.retain, "rows left that the charter no longer keeps");
                    }
                }
                Err(error) => failed("taking out old rows", &error),
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
        if now.duration_since(vacuumed) >= VACUUM_EVERY {
            vacuumed = now;
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
