//! The ways in that run beside the server: watched folders, streams, APIs that are asked.

use std::sync::Arc;
use std::time::Duration;

use kpi::Engine;
use sources::{
    Backoff, Door, DropFolder, DropSettings, PullFeed, PullSettings, Statuses, Stream,
    StreamSettings,
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::cli;
use crate::failure::Failure;
use crate::{chance, clock};

/// What is under way when all ends gets this long.
const FINISH_WITHIN: Duration = Duration::from_secs(30);
/// Waits between tries: from a second to five minutes.
const BACKOFF: Backoff = Backoff {
    first: Duration::from_secs(1),
    longest: Duration::from_secs(300),
    chance: chance::fraction,
};

/// The ways in that run.
pub struct WaysIn {
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl WaysIn {
    /// Starts those that were asked for; how they stand is told in `statuses`.
    ///
    /// # Errors
    /// When a folder cannot be watched. A server that is not there is waited for.
    pub fn open(
        asked: &cli::WaysIn,
        engine: &Engine,
        statuses: &Statuses,
    ) -> Result<Self, Failure> {
        let stop = CancellationToken::new();
        let door = Door {
            lake: engine.lake().clone(),
            charter: Arc::new(engine.charter().clone()),
            clock: Arc::new(clock::now),
            backoff: BACKOFF,
            statuses: statuses.clone(),
            stop: stop.clone(),
        };
        let mut tasks = JoinSet::new();
        if let Some(folder) = &asked.drop {
            let settings = DropSettings::of(folder.clone());
            let folders = DropFolder::all(&door, &settings).map_err(|error| {
                Failure::refused(
                    format!("{} cannot be watched: {error}", folder.display()),
                    "name a folder that Tandem may write to with --drop FOLDER",
                )
            })?;
            for folder in folders {
                tasks.spawn(folder.run());
            }
        }
        if let Some(url) = &asked.stream {
            for stream in Stream::all(&door, &StreamSettings::of(url.clone())) {
                tasks.spawn(stream.run());
            }
        }
        if !asked.no_pull {
            let settings = PullSettings::of(Arc::new(variable));
            for feed in PullFeed::all(&door, &settings) {
                tasks.spawn(feed.run());
            }
        }
        Ok(Self { stop, tasks })
    }

    /// Ends them all, and waits for what is under way.
    pub async fn close(mut self) {
        self.stop.cancel();
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(FINISH_WITHIN, ended).await.is_err() {
            tracing::warn!("what was being taken in was cut off; it is taken in the next time");
        }
    }
}

/// A variable of the environment: the charter of a pull feed names those that hold its secrets.
#[expect(
    clippy::disallowed_methods,
    reason = "the binary is where the environment is read"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
