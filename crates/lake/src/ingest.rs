//! Taking a file in, from the front door to the commit.
//!
//! Order matters: data files are written and flushed first, then the rows set aside are committed, then the facts. The
//! facts' commit is what makes a batch: until it stands, the lake is as it was, and what was left is tidied away.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use charter::Charter;
use charter::names::nearest;
use jiff::Timestamp;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::catalog::{Catalog, SET_ASIDE, set_aside_schema};
use crate::intake::{Job, Read};
use crate::lake::Inner;
use crate::state::State;
use crate::table::TableLog;
use crate::table::log::{COMMIT_FORMAT, Commit};
use crate::{LakeError, Progress, Receipt, Source};

pub(crate) async fn ingest(
    inner: &Arc<Inner>,
    charter: &Charter,
    feed: &str,
    source: Source,
    at: Timestamp,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Receipt, LakeError> {
    if !inner.folder.may_write() {
        return Err(LakeError::ReadOnly);
    }
    let catalog = Catalog::of(charter);
    let known = charter.feeds.get(feed).ok_or_else(|| LakeError::Unknown {
        what: "feed",
        name: feed.to_owned(),
        nearest: nearest(feed, charter.feeds.keys().map(String::as_str)).map(str::to_owned),
    })?;
    let intake = Intake {
        inner: inner.clone(),
        table: catalog.table(&known.table)?.clone(),
        catalog,
        feed: known.clone(),
        zone: charter.partnership.zone.clone(),
        at,
    };
    let (sender, mut receiver) = unbounded_channel();
    // A task of its own: an intake that nobody waits for any more must not stop half way through its commits.
    let running = tokio::spawn(intake.run(source, sender));
    while let Some(step) = receiver.recv().await {
        progress(step);
    }
    running
        .await
        .map_err(LakeError::table("taking a file in"))?
}

struct Intake {
    inner: Arc<Inner>,
    catalog: Catalog,
    table: crate::catalog::Table,
    feed: charter::feed::Feed,
    zone: String,
    at: Timestamp,
}

impl Intake {
    async fn run(
        self,
        source: Source,
        progress: UnboundedSender<Progress>,
    ) -> Result<Receipt, LakeError> {
        let inner = self.inner.clone();
        let _turn = inner.intake.lock().await;
        let mut state = State::clone(&inner.state());
        state.tidy().await?;
        let batch = state.version + 1;
        let staging = Staging::make(&inner, batch)?;
        let name = source.name();
        let job = Job {
            feed: self.feed.clone(),
            table: self.table.clone(),
            zone: self.zone.clone(),
            source,
            session: inner.engine.new_session(),
            customer_key: inner.settings.customer_key.clone(),
            staging: staging.0.clone(),
            batch,
            at: self.at,
            threads: inner.engine.threads(),
        };
        let tell = progress.clone();
        let read = blocking(move || job.read(&|step| report(&tell, step))).await?;

        let schema = self.table.stored_schema();
        let folder = inner.folder.table(&self.table.name);
        let log = match state.tables.get(&self.table.name) {
            Some(log) => log.clone().with_at(&self.table.at),
            None => TableLog::create(&folder, &self.table.at, &schema).await?,
        };
        let widen = log.widen(&schema)?;
        let files = log.newest_files().await?;
        let (mut read, change) = blocking(move || {
            let mut read: Read = read;
            let change = read.settle(&folder, schema, &files, &|step| report(&progress, step))?;
            Ok((read, change))
        })
        .await?;

        let receipt = self.receipt(&read, name, batch, change.newest_fact);
        tracing::debug!(?receipt, "settled");
        if read.counts.set_aside > 0 {
            let (log, back) = self.commit_set_aside(&state, read, batch).await?;
            read = back;
            state.tables.insert(SET_ASIDE.to_owned(), log);
            // Known from now on, so that they are taken back should the facts not follow.
            inner.set_state(state.clone());
        }
        drop(read);
        let commit = Commit {
            format: COMMIT_FORMAT,
            lake_version: batch,
            receipt: Some(receipt.clone()),
        };
        let remove = log.removals(&change.remove)?;
        let log = log.commit(change.add, remove, widen, commit).await?;
        state.tables.insert(self.table.name.clone(), log);
        state.version = batch;
        state.catalog = Arc::new(self.catalog);
        inner.set_state(state);
        Ok(receipt)
    }

    async fn commit_set_aside(
        &self,
        state: &State,
        read: Read,
        batch: u64,
    ) -> Result<(TableLog, Read), LakeError> {
        let folder = self.inner.folder.table(SET_ASIDE);
        let log = match state.tables.get(SET_ASIDE) {
            Some(log) => log.clone(),
            None => TableLog::create(&folder, "at", &set_aside_schema()).await?,
        };
        let (read, add) = blocking(move || {
            let add = read.write_set_aside(&folder)?;
            Ok((read, add))
        })
        .await?;
        let commit = Commit {
            format: COMMIT_FORMAT,
            lake_version: batch,
            receipt: None,
        };
        let log = log.commit(add, Vec::new(), None, commit).await?;
        Ok((log, read))
    }

    fn receipt(
        &self,
        read: &Read,
        source: String,
        batch: u64,
        newest_fact: Option<i64>,
    ) -> Receipt {
        Receipt {
            batch,
            feed: self.feed.feed.clone(),
            table: self.table.name.clone(),
            source,
            digest: read.digest.clone(),
            at: self.at,
            counts: read.counts.clone(),
            by_check: read.by_check.clone(),
            warned: read.warned,
            newest_fact: newest_fact.and_then(|micros| Timestamp::from_microsecond(micros).ok()),
        }
    }
}

/// Tells how far it has come; whoever asked may have stopped listening.
fn report(progress: &UnboundedSender<Progress>, step: Progress) {
    if progress.send(step).is_err() {
        tracing::trace!("nobody listens to the progress");
    }
}

/// A folder for rows that wait, gone when the intake is over.
struct Staging(PathBuf);

impl Staging {
    fn make(inner: &Inner, batch: u64) -> Result<Self, LakeError> {
        let path = inner
            .folder
            .staging()
            .join(format!("{batch}-{}", inner.next_attempt()));
        fs::create_dir_all(&path).map_err(LakeError::io(format!("making {}", path.display())))?;
        Ok(Self(path))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(folder = %self.0.display(), %error, "rows that waited are still there");
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LakeError> + Send + 'static,
) -> Result<T, LakeError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(LakeError::table("taking a file in"))?
}
