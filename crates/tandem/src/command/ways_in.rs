//! The ways in that run beside the server: watched folders, streams, APIs that are asked.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lake::LakeError;
use server::ServeSettings;
use sources::{
    Backoff, Door, DropFolder, DropSettings, PullFeed, PullSettings, Stream, StreamSettings,
};
use tokio::task::{JoinHandle, JoinSet};
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
    running: JoinHandle<()>,
}

impl WaysIn {
    /// Starts those that were asked for, beside what is served; those of a feed that is accepted later start then.
    ///
    /// # Errors
    /// When a folder cannot be watched. A server that is not there is waited for.
    pub fn open(asked: cli::WaysIn, served: &ServeSettings) -> Result<Self, Failure> {
        let stop = CancellationToken::new();
        let mut begun = Begun {
            drop: asked.drop.map(DropSettings::of),
            stream: asked.stream.map(StreamSettings::of),
            pull: (!asked.no_pull).then(|| PullSettings::of(Arc::new(variable))),
            door: Door {
                lake: served.engine.lake().clone(),
                charters: served.charters.subscribe(),
                clock: Arc::new(clock::now),
                backoff: BACKOFF,
                statuses: served.ways_in.clone(),
                stop: stop.clone(),
            },
            feeds: BTreeSet::new(),
            tasks: JoinSet::new(),
        };
        if let Some(settings) = &begun.drop {
            DropFolder::strays(&begun.door, settings);
        }
        begun.begin().map_err(|Unwatched { folder, error }| {
            Failure::refused(
                format!("{} cannot be watched: {error}", folder.display()),
                "name a folder that Tandem may write to with --drop FOLDER",
            )
        })?;
        Ok(Self {
            stop,
            running: tokio::spawn(begun.run()),
        })
    }

    /// Ends them all, and waits for what is under way.
    pub async fn close(self) {
        self.stop.cancel();
        let stopped = self.running.abort_handle();
        if tokio::time::timeout(FINISH_WITHIN, self.running)
            .await
            .is_err()
        {
            tracing::warn!("what was being taken in was cut off; it is taken in the next time");
            stopped.abort();
        }
    }
}

/// What was asked for, and the feeds for which it runs.
struct Begun {
    drop: Option<DropSettings>,
    stream: Option<StreamSettings>,
    pull: Option<PullSettings>,
    door: Door,
    feeds: BTreeSet<String>,
    tasks: JoinSet<()>,
}

/// A folder that cannot be watched, and why.
struct Unwatched {
    folder: PathBuf,
    error: Box<LakeError>,
}

impl Begun {
    /// Begins for the feeds of the charter in force that are new; gives the folder that cannot be watched, after all else
    /// has begun.
    fn begin(&mut self) -> Result<(), Unwatched> {
        let charter = self.door.charter();
        let mut failed = Ok(());
        for feed in charter.feeds.keys() {
            if !self.feeds.insert(feed.clone()) {
                continue;
            }
            let (door, tasks) = (&self.door, &mut self.tasks);
            if let Some(settings) = &self.drop {
                match DropFolder::of(door, settings, feed) {
                    Ok(folder) => drop(tasks.spawn(folder.run())),
                    Err(error) => {
                        failed = Err(Unwatched {
                            folder: settings.folder.clone(),
                            error: Box::new(error),
                        });
                    }
                }
            }
            if let Some(settings) = &self.stream {
                tasks.spawn(Stream::of(door, settings, feed).run());
            }
            let pull = self.pull.as_ref();
            if let Some(asked) = pull.and_then(|settings| PullFeed::of(door, settings, feed)) {
                tasks.spawn(asked.run());
            }
        }
        failed
    }

    /// Begins for the feeds that come, until told to stop; done when all have ended.
    async fn run(mut self) {
        let mut charters = self.door.charters.clone();
        loop {
            tokio::select! {
                () = self.door.stop.cancelled() => break,
                changed = charters.changed() => {
                    // Nothing is served any more: no other charter comes.
                    if changed.is_err() {
                        break;
                    }
                }
            }
            if let Err(Unwatched { error, .. }) = self.begin() {
                tracing::warn!(cause = %error, hint = error.hint(), "a drop folder cannot be watched");
            }
        }
        while self.tasks.join_next().await.is_some() {}
    }
}

/// A variable of the environment: the charter of a pull feed names those that hold its secrets. Tandem's own, such as the key
/// to the customers, are sent nowhere: a feed may be accepted in the browser, by who may not see them.
#[expect(
    clippy::disallowed_methods,
    reason = "the binary is where the environment is read"
)]
fn variable(name: &str) -> Option<String> {
    let own = name.to_ascii_uppercase().starts_with("TANDEM_");
    (!own).then(|| std::env::var(name).ok()).flatten()
}
