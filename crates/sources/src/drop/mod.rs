//! A watched folder: whoever may copy a file, as over SFTP, can hand facts in.
//!
//! A file is taken in, then moved. When the process ends between the two, the next one finds the digest among the
//! lake's receipts and moves the file: it is taken in once, and never forgotten.

mod look;
mod shelf;
mod whole;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Duration;

use lake::{LakeError, Receipt, Source};
use tokio::time::Instant;

use crate::door::is_the_senders;
use crate::{Door, Report, WayIn};
use look::Found;
use whole::Watch;

/// Where files are watched for, and how patiently.
#[derive(Debug, Clone)]
pub struct DropSettings {
    /// Holds a folder for each feed, `FOLDER/<feed>/`.
    pub folder: PathBuf,
    /// For how long a file must not have changed to count as whole.
    pub settle: Duration,
    /// How often to look.
    pub every: Duration,
}

impl DropSettings {
    /// A folder, with the usual times: looked into each second, whole after five.
    #[must_use]
    pub fn of(folder: PathBuf) -> Self {
        Self {
            folder,
            settle: Duration::from_secs(5),
            every: Duration::from_secs(1),
        }
    }
}

/// The watched folder of one feed.
pub struct DropFolder {
    door: Door,
    report: Report,
    feed: String,
    folder: PathBuf,
    settings: DropSettings,
    watch: Watch,
}

/// What became of a whole file.
enum Outcome {
    Taken(Box<Receipt>),
    Repeated,
    Refused(LakeError),
    /// It changed while it was read: it is not whole after all.
    Changed,
}

impl DropFolder {
    /// The folders of all feeds of the charter, made where they are missing.
    ///
    /// # Errors
    /// When they cannot be made.
    pub fn all(door: &Door, settings: &DropSettings) -> std::io::Result<Vec<Self>> {
        for stray in look::strays(&settings.folder, &door.charter)? {
            tracing::warn!(folder = %stray.display(), "no feed has this name; nothing in it is looked at");
        }
        let feeds = door.charter.feeds.keys();
        feeds
            .map(|feed| {
                let folder = settings.folder.join(feed);
                shelf::make(&folder)?;
                Ok(Self {
                    report: door.statuses.report(
                        feed,
                        WayIn::Drop,
                        folder.display().to_string(),
                        door.clock.clone(),
                    ),
                    door: door.clone(),
                    feed: feed.clone(),
                    folder,
                    settings: settings.clone(),
                    watch: Watch::new(settings.settle),
                })
            })
            .collect()
    }

    /// Takes files in until told to stop. A file under way is carried through.
    pub async fn run(mut self) {
        let mut failures = 0;
        loop {
            let wait = match self.round().await {
                Ok(()) => {
                    failures = 0;
                    self.settings.every
                }
                Err(error) => {
                    failures += 1;
                    self.report.ill(&error, error.hint());
                    self.door.backoff.after(failures).max(self.settings.every)
                }
            };
            if !self.door.waits(wait).await {
                return;
            }
        }
    }

    /// Looks once, and takes in what is whole.
    async fn round(&mut self) -> Result<(), LakeError> {
        let folder = self.folder.clone();
        let found = blocking(move || look::files(&folder)).await?;
        let waiting = found.len() as u64;
        let whole = self.watch.look(found, Instant::now());
        if whole.is_empty() {
            self.report.well(|status| status.lag = Some(waiting));
        }
        for found in whole {
            if self.door.stop.is_cancelled() {
                break;
            }
            let outcome = self.take_in(&found).await?;
            self.put_away(found, outcome).await?;
        }
        Ok(())
    }

    async fn take_in(&self, found: &Found) -> Result<Outcome, LakeError> {
        let path = self.folder.join(&found.name);
        let digest = {
            let path = path.clone();
            blocking(move || shelf::digest(&path)).await?
        };
        // A receipt of the same bytes: they are in, whatever they were called then.
        let known = self
            .door
            .lake
            .receipts()
            .iter()
            .any(|one| one.feed == self.feed && one.digest == digest && !one.replay);
        if known {
            return Ok(Outcome::Repeated);
        }
        let now = (self.door.clock)();
        let charter = &self.door.charter;
        let taken = self
            .door
            .lake
            .ingest(charter, &self.feed, Source::Path(path), now, &|_| {})
            .await;
        match taken {
            Ok(receipt) if receipt.digest == digest => Ok(Outcome::Taken(Box::new(receipt))),
            Ok(_) | Err(LakeError::Changed { .. }) => Ok(Outcome::Changed),
            Err(error) if is_the_senders(&error) => Ok(Outcome::Refused(error)),
            Err(error) => Err(error),
        }
    }

    async fn put_away(&mut self, found: Found, outcome: Outcome) -> Result<(), LakeError> {
        let name = found.name.clone();
        let shown = name.to_string_lossy().into_owned();
        match outcome {
            Outcome::Changed => {
                tracing::info!(
                    source = self.report.source(),
                    file = shown,
                    "the file changed while it was read"
                );
                self.watch.forget(&name);
                return Ok(());
            }
            Outcome::Taken(receipt) => {
                self.shelve(found, "taken", None).await?;
                tracing::info!(
                    source = self.report.source(),
                    file = shown,
                    batch = receipt.batch,
                    rows = receipt.counts.received,
                    "taken in"
                );
                self.said(&name, |status| status.taken += 1);
            }
            Outcome::Repeated => {
                self.shelve(found, "taken", None).await?;
                tracing::info!(
                    source = self.report.source(),
                    file = shown,
                    "taken in before"
                );
                self.said(&name, |status| status.repeated += 1);
            }
            Outcome::Refused(error) => {
                let why = format!("{error}\n{}\n", error.hint());
                self.shelve(found, "refused", Some(why)).await?;
                self.report.ill(&error, error.hint());
                self.watch.forget(&name);
                self.report.change(|status| status.refused += 1);
            }
        }
        Ok(())
    }

    fn said(&mut self, name: &OsStr, count: impl FnOnce(&mut crate::SourceStatus)) {
        self.watch.forget(name);
        let position = name.to_string_lossy().into_owned();
        self.report.well(|status| {
            status.position = Some(position);
            status.lag = status.lag.map(|lag| lag.saturating_sub(1));
            count(status);
        });
    }

    async fn shelve(
        &self,
        found: Found,
        shelf: &'static str,
        why: Option<String>,
    ) -> Result<(), LakeError> {
        let folder = self.folder.clone();
        blocking(move || {
            // The marker goes first: it must not vouch for the next file of the same name.
            for marker in &found.markers {
                std::fs::remove_file(folder.join::<&OsString>(marker))?;
            }
            shelf::put(&folder, &found.name, shelf, why.as_deref())
        })
        .await
    }
}

/// What waits for the disk, beside what waits for others.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, LakeError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|broken| Err(std::io::Error::other(broken)))
        .map_err(LakeError::io("looking after a drop folder"))
}
