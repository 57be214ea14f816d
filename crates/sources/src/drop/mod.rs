//! A watched folder: whoever may copy a file, as over SFTP, can hand facts in.
//!
//! A file is taken in, then moved. When the process ends between the two, the next one finds the digest among the
//! lake's receipts and moves the file: it is taken in once, and never forgotten.

mod folder;
mod look;
mod shelf;
mod whole;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lake::{LakeError, Receipt, Sender, Source, Way};
use tokio::time::Instant;

use crate::door::is_the_senders;
use crate::{Door, Report, WayIn};
use look::Found;
use shelf::Shelves;
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
    /// It changed, or another took its place: it is not whole after all.
    Changed,
}

impl DropFolder {
    /// Says in the log which folders are named after no feed of the charter in force.
    pub fn strays(door: &Door, settings: &DropSettings) {
        match look::strays(&settings.folder, &door.charter()) {
            Ok(strays) => {
                for stray in strays {
                    tracing::warn!(folder = %stray.display(), "no feed has this name; nothing in it is looked at");
                }
            }
            Err(error) => tracing::warn!(cause = %error, "the drop folder cannot be looked into"),
        }
    }

    /// The folder of one feed, made where it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn of(door: &Door, settings: &DropSettings, feed: &str) -> Result<Self, LakeError> {
        let folder = settings.folder.join(feed);
        std::fs::create_dir_all(&folder)
            .map_err(LakeError::io(format!("making {}", folder.display())))?;
        let place = folder.display().to_string();
        let clock = door.clock.clone();
        let report = door.statuses.report(feed, WayIn::Drop, place, clock);
        // A sender may have spoilt them: that must keep no other way in from running.
        if let Err(error) = Shelves::open(&folder) {
            report.ill(&error, error.hint());
        }
        Ok(Self {
            report,
            door: door.clone(),
            feed: feed.to_owned(),
            folder,
            settings: settings.clone(),
            watch: Watch::new(settings.settle),
        })
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
        let looked = move || Ok((Arc::new(Shelves::open(&folder)?), look::files(&folder)?));
        let (shelves, found) = blocking(looked).await?;
        let waiting = found.len() as u64;
        let whole = self.watch.look(found, Instant::now());
        if whole.is_empty() {
            self.report.well(|status| status.lag = Some(waiting));
        }
        for found in whole {
            if self.door.stop.is_cancelled() {
                break;
            }
            let found = Arc::new(found);
            let outcome = self.take_in(&shelves, &found).await?;
            self.put_away(&shelves, &found, outcome).await?;
        }
        Ok(())
    }

    async fn take_in(
        &self,
        shelves: &Arc<Shelves>,
        found: &Arc<Found>,
    ) -> Result<Outcome, LakeError> {
        let whole = {
            let (shelves, found) = (Arc::clone(shelves), Arc::clone(found));
            blocking(move || shelves.whole(&found)).await?
        };
        let Some(whole) = whole else {
            return Ok(Outcome::Changed);
        };
        let charter = self.door.charter();
        let revision = charter
            .feeds
            .get(&self.feed)
            .map_or(0, |feed| feed.revision);
        // A receipt of the same bytes: they are in, whatever they were called then.
        let mut known = false;
        self.door
            .lake
            .each_receipt(|one| known |= one.is_of(&self.feed, &whole.digest, revision));
        if known {
            return Ok(Outcome::Repeated);
        }
        let now = (self.door.clock)();
        let source = Source::File {
            name: found.name.to_string_lossy().into_owned(),
            file: whole.file,
        };
        let taken = self
            .door
            .lake
            .ingest(
                &charter,
                &self.feed,
                (source, Sender::itself(Way::Drop)),
                now,
                &|_| {},
            )
            .await;
        match taken {
            Ok(receipt) if receipt.digest == whole.digest => Ok(Outcome::Taken(Box::new(receipt))),
            Ok(_) | Err(LakeError::Changed { .. }) => Ok(Outcome::Changed),
            Err(error) if is_the_senders(&error) => Ok(Outcome::Refused(error)),
            Err(error) => Err(error),
        }
    }

    async fn put_away(
        &mut self,
        shelves: &Arc<Shelves>,
        found: &Arc<Found>,
        outcome: Outcome,
    ) -> Result<(), LakeError> {
        let shown = found.name.to_string_lossy();
        let why = match &outcome {
            Outcome::Changed => {
                self.is_not_whole(found);
                return Ok(());
            }
            Outcome::Refused(error) => Some(format!("{error}\n{}\n", error.hint())),
            Outcome::Taken(_) | Outcome::Repeated => None,
        };
        let moved = {
            let (shelves, found) = (Arc::clone(shelves), Arc::clone(found));
            blocking(move || shelves.put(&found, why.as_deref())).await?
        };
        match outcome {
            Outcome::Changed => {}
            Outcome::Taken(receipt) => {
                tracing::info!(
                    source = self.report.source(),
                    file = %shown,
                    batch = receipt.batch,
                    rows = receipt.counts.received,
                    "taken in"
                );
                self.said(&found.name, |status| status.taken += 1);
            }
            Outcome::Repeated => {
                tracing::info!(
                    source = self.report.source(),
                    file = %shown,
                    "taken in before"
                );
                self.said(&found.name, |status| status.repeated += 1);
            }
            Outcome::Refused(error) => {
                self.report.ill(&error, error.hint());
                self.watch.forget(&found.name);
                self.report.change(|status| status.refused += 1);
            }
        }
        if !moved {
            self.is_not_whole(found);
        }
        Ok(())
    }

    /// What has the name now is another file, or the same one being written to.
    fn is_not_whole(&mut self, found: &Found) {
        tracing::info!(
            source = self.report.source(),
            file = %found.name.to_string_lossy(),
            "the file changed while it was read"
        );
        self.watch.forget(&found.name);
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
}

/// What waits for the disk, beside what waits for others.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LakeError> + Send + 'static,
) -> Result<T, LakeError> {
    let worked = tokio::task::spawn_blocking(work).await;
    worked.unwrap_or_else(|broken| {
        let doing = "looking after a drop folder".to_owned();
        Err(LakeError::io(doing)(std::io::Error::other(broken)))
    })
}
