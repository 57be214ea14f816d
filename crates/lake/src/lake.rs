//! The lake itself: opening it, taking files in, answering scans.

use std::sync::Arc;

use arrow::array::RecordBatch;
use charter::Charter;
use datafusion::dataframe::DataFrame;
use datafusion::execution::context::SessionContext;
use jiff::Timestamp;

use crate::{FeedStatus, LakeError, Progress, Receipt, Scan, Settings, Source};

/// The partnership's facts. Cheap to clone.
#[derive(Clone)]
pub struct Lake {
    inner: Arc<SessionContext>,
}

impl Lake {
    /// Opens the lake in `settings.folder` for reading and writing, and makes it when it is missing.
    ///
    /// # Errors
    /// When another process holds it, a newer Tandem wrote it, or the disk fails.
    pub async fn open(_settings: Settings, _charter: &Charter) -> Result<Self, LakeError> {
        Err(LakeError::ReadOnly)
    }

    /// Opens the lake beside a process that writes; sees what was committed by now.
    ///
    /// # Errors
    /// As [`Lake::open`], except that the folder may be held.
    pub async fn open_read_only(
        _settings: Settings,
        _charter: &Charter,
    ) -> Result<Self, LakeError> {
        Err(LakeError::ReadOnly)
    }

    /// The newest version: how many files have been taken in.
    #[must_use]
    pub fn version(&self) -> u64 {
        0
    }

    /// Takes one file in, as a whole or not at all. `at` is now.
    ///
    /// # Errors
    /// When the file, the feed or the disk is bad; nothing of the file is kept then.
    pub async fn ingest(
        &self,
        _charter: &Charter,
        _feed: &str,
        _source: Source,
        _at: Timestamp,
        _progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Receipt, LakeError> {
        Err(LakeError::ReadOnly)
    }

    /// The rows and columns of a table that the viewer may see.
    ///
    /// # Errors
    /// When the table, a column or the version does not exist, or the viewer may not read a column asked for.
    pub async fn scan(
        &self,
        _viewer: &access::Viewer,
        _scan: &Scan,
    ) -> Result<DataFrame, LakeError> {
        Err(LakeError::ReadOnly)
    }

    /// Runs a frame made from [`Lake::scan`], within the lake's time, memory and number of questions at once.
    ///
    /// # Errors
    /// When it takes too long or too much, or cannot be computed.
    pub async fn collect(&self, _frame: DataFrame) -> Result<Vec<RecordBatch>, LakeError> {
        Err(LakeError::ReadOnly)
    }

    /// A session with the lake's functions and no tables and no files, for planning expressions.
    #[must_use]
    pub fn session(&self) -> &SessionContext {
        &self.inner
    }

    /// The newest instant in a table at a version, whoever looks: what "now" means for provisional values.
    ///
    /// # Errors
    /// When the table or the version does not exist.
    pub async fn facts_to(
        &self,
        _table: &str,
        _version: Option<u64>,
    ) -> Result<Option<Timestamp>, LakeError> {
        Err(LakeError::ReadOnly)
    }

    /// How each feed stands.
    #[must_use]
    pub fn feeds(&self) -> Vec<FeedStatus> {
        Vec::new()
    }
}
