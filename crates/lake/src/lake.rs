//! The lake itself: opening it, taking files in, answering scans.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use access::Viewer;
use arrow::array::RecordBatch;
use charter::Charter;
use datafusion::dataframe::DataFrame;
use datafusion::execution::context::SessionContext;
use jiff::Timestamp;
use tokio::sync::{Mutex, watch};

use crate::catalog::Catalog;
use crate::customers::Customers;
use crate::delivery::Deliveries;
use crate::engine::{Engine, question};
use crate::folder::Folder;
use crate::functions::Calendars;
use crate::quarantine::Counted;
use crate::scan::cache::Cache;
use crate::scan::frame::Version;
use crate::state::State;
use crate::table::KeyIndex;
use crate::under::Under;
use crate::{FactsSpan, FeedStatus, LakeError, Progress, Receipt, Scan, Sender, Settings, Source};

/// Rows as text, null where there is nothing.
pub type TextRows = Vec<Vec<Option<String>>>;

/// The partnership's facts. Cheap to clone.
#[derive(Clone)]
pub struct Lake {
    pub(crate) inner: Arc<Inner>,
    /// Where facts are seen under another charter than the one that the lake was opened with.
    pub(crate) under: Option<Arc<Under>>,
}

pub(crate) struct Inner {
    pub settings: Settings,
    pub folder: Folder,
    pub engine: Engine,
    /// Whoever follows it is told of each new version.
    state: watch::Sender<Arc<State>>,
    /// What was asked about customers. Changes only while the intake is held.
    customers: RwLock<Arc<Customers>>,
    /// Files are taken in one at a time.
    pub intake: Arc<Mutex<()>>,
    /// Attempts so far, so that each stages its rows in a folder of its own.
    pub attempts: AtomicU64,
    /// Whether an intake that failed may have left something behind.
    pub untidy: AtomicBool,
    /// Which records lie in which file.
    pub keys: Arc<KeyIndex>,
    /// Tables are kept up by one at a time.
    pub upkeep: Mutex<()>,
    pub deliveries: Deliveries,
    /// How many rows that were set aside stand how.
    pub counted: Counted,
    /// What was refused as a whole.
    pub refusals: crate::refusals::Kept,
    cache: Cache,
    /// How checks stand, as far as it is known.
    pub checks: crate::checks::Kept,
}

impl Lake {
    /// Opens the lake in `settings.folder` for reading and writing, and makes it when it is missing.
    ///
    /// # Errors
    /// When another process holds it, a newer Tandem wrote it, or the disk fails.
    pub async fn open(settings: Settings, charter: &Charter) -> Result<Self, LakeError> {
        let folder = Folder::hold(&settings.folder, &settings.customer_key)?;
        Self::new(settings, folder, charter).await
    }

    /// Opens the lake beside a process that writes; sees what was committed by now, and nothing later.
    ///
    /// # Errors
    /// As [`Lake::open`], except that the folder may be held.
    pub async fn open_read_only(settings: Settings, charter: &Charter) -> Result<Self, LakeError> {
        let folder = Folder::look(&settings.folder)?;
        Self::new(settings, folder, charter).await
    }

    async fn new(settings: Settings, folder: Folder, charter: &Charter) -> Result<Self, LakeError> {
        let customers = Customers::new(folder.customers()?, &settings.customer_key);
        let mut state = State::load(&folder, Catalog::of(charter)).await?;
        if folder.may_write() {
            state.tidy().await?;
        }
        let engine = Engine::start(&settings, Calendars::of(charter)?, folder.spill())?;
        let deliveries = Deliveries::default();
        deliveries.remember_all(&state);
        let lake = Self {
            inner: Arc::new(Inner {
                settings,
                folder,
                engine,
                state: watch::Sender::new(Arc::new(state)),
                customers: RwLock::new(Arc::new(customers)),
                intake: Arc::default(),
                attempts: AtomicU64::default(),
                untidy: AtomicBool::default(),
                keys: Arc::default(),
                upkeep: Mutex::default(),
                deliveries,
                counted: Counted::default(),
                refusals: crate::refusals::Kept::default(),
                cache: Cache::default(),
                checks: crate::checks::Kept::default(),
            }),
            under: None,
        };
        lake.resume(charter).await?;
        Ok(lake)
    }

    /// Does what a crash left undone of requests about customers. What cannot be done now is done with the next one.
    async fn resume(&self, charter: &Charter) -> Result<(), LakeError> {
        let customers = self.inner.customers();
        if customers.is_empty() || !self.inner.folder.may_write() {
            return Ok(());
        }
        // The crash may have come between the requests and the marker.
        self.inner.folder.mark_customers()?;
        let state = self.inner.state();
        let made = state.tables.values().flat_map(|log| log.commits());
        let newest = made.filter_map(|(_, commit)| commit.made_at()).max();
        let asked = customers.asked().iter().map(|asked| asked.at).max();
        // No earlier than what stands: as of then, the answer is the one from after the request.
        let at = newest.max(asked).unwrap_or_default();
        if let Err(error) = self.finish_customers(charter, at).await {
            tracing::warn!(%error, "requests about customers are not done yet");
        }
        Ok(())
    }

    /// The newest version: how many files have been taken in.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.inner.state().version
    }

    /// Waits until there is a version later than that, and gives the newest.
    pub async fn later_than(&self, version: u64) -> u64 {
        let mut newest = self.inner.state.subscribe();
        // It ends with the lake only, which whoever waits holds.
        let later = newest.wait_for(|newest| newest.version > version).await;
        later.map_or(version, |newest| newest.version)
    }

    /// Takes one file in, as a whole or not at all. `at` is now. Once begun it is carried through, also when nobody
    /// waits for it any more.
    ///
    /// # Errors
    /// When the file, the feed or the disk is bad; nothing of the file is kept then, but why: see [`Lake::refusals`].
    pub async fn ingest(
        &self,
        charter: &Charter,
        feed: &str,
        (source, sender): (Source, Sender),
        at: Timestamp,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Receipt, LakeError> {
        crate::ingest::ingest(&self.inner, charter, feed, (source, sender), at, progress).await
    }

    /// The rows and columns of a table that the viewer may see.
    ///
    /// # Errors
    /// When the table, a column or the version does not exist, or the viewer may not read a column asked for.
    pub async fn scan(&self, viewer: &Viewer, scan: &Scan) -> Result<DataFrame, LakeError> {
        let state = self.inner.state();
        let version = state.version(scan.version)?;
        let table = self.catalog(&state).table(&scan.table)?;
        let log = match state.tables.get(&scan.table) {
            Some(log) => match log.version_at(version)? {
                Some(version) => Some((log, version, log.files(version).await?)),
                None => None,
            },
            None => None,
        };
        let version = Version { table, log };
        version
            .frame(self.engine(), &self.inner.cache, viewer, scan)
            .await
    }

    /// The first rows of a scan, as text: the names of their columns, then the rows.
    ///
    /// # Errors
    /// As [`Lake::scan`] and [`Lake::collect`].
    pub async fn first_rows(
        &self,
        viewer: &Viewer,
        scan: &Scan,
        rows: usize,
    ) -> Result<(Vec<String>, TextRows), LakeError> {
        let frame = self
            .scan(viewer, scan)
            .await?
            .limit(0, Some(rows))
            .map_err(|error| question(&error))?;
        let columns = frame
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        let mut found = Vec::new();
        for batch in self.collect(frame).await? {
            found.extend(formats::texts(&batch).map_err(LakeError::table("showing rows"))?);
        }
        Ok((columns, found))
    }

    /// Runs a frame made from [`Lake::scan`], within the lake's time, memory and number of questions at once.
    ///
    /// # Errors
    /// When it takes too long or too much, or cannot be computed.
    pub async fn collect(&self, frame: DataFrame) -> Result<Vec<RecordBatch>, LakeError> {
        self.engine().collect(frame).await
    }

    /// A session with the lake's functions and no tables and no files, for planning expressions.
    #[must_use]
    pub fn session(&self) -> &SessionContext {
        self.engine().session()
    }

    /// How far the facts of a table reach at a version, whoever looks; `None` while it has none.
    ///
    /// # Errors
    /// When the table or the version does not exist.
    pub async fn facts_span(
        &self,
        table: &str,
        version: Option<u64>,
    ) -> Result<Option<FactsSpan>, LakeError> {
        let state = self.inner.state();
        let lake_version = state.version(version)?;
        self.catalog(&state).table(table)?;
        let Some(log) = state.tables.get(table) else {
            return Ok(None);
        };
        let Some(version) = log.version_at(lake_version)? else {
            return Ok(None);
        };
        let files = log.files(version).await?;
        let instant = |micros: Option<i64>| Timestamp::from_microsecond(micros?).ok();
        let spans = || files.iter().filter_map(|file| file.at);
        Ok((|| {
            Some(FactsSpan {
                oldest: instant(spans().map(|(oldest, _)| oldest).min())?,
                newest: instant(spans().map(|(_, newest)| newest).max())?,
            })
        })())
    }

    /// How each feed that ever brought a file stands.
    #[must_use]
    pub fn feeds(&self) -> Vec<FeedStatus> {
        self.inner.state().feeds()
    }

    /// Shows what every file taken in came to, table by table, without copying it.
    pub fn each_receipt(&self, mut look: impl FnMut(&Receipt)) {
        self.inner.state().receipts().for_each(&mut look);
    }

    /// What every file taken in came to, oldest first.
    #[must_use]
    pub fn receipts(&self) -> Vec<Receipt> {
        let state = self.inner.state();
        state.receipts_as_they_came().into_iter().cloned().collect()
    }
}

impl Inner {
    pub(crate) fn state(&self) -> Arc<State> {
        self.state.borrow().clone()
    }

    pub(crate) fn set_state(&self, state: State) {
        self.state.send_replace(Arc::new(state));
    }

    pub(crate) fn customers(&self) -> Arc<Customers> {
        self.customers
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Keeps requests about customers, durably; the door knows them from now on. Whoever calls holds the intake.
    pub(crate) fn keep_customers(&self, customers: Customers) -> Result<(), LakeError> {
        self.folder.keep_customers(customers.asked())?;
        *self
            .customers
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(customers);
        Ok(())
    }

    pub(crate) fn next_attempt(&self) -> u64 {
        self.attempts.fetch_add(1, Ordering::Relaxed)
    }
}
