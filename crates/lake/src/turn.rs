//! A turn at changing the tables: one at a time, and only after what a failed turn left behind was taken away.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::OwnedMutexGuard;

use crate::LakeError;
use crate::lake::Inner;
use crate::state::State;

/// Whoever has it may commit. A turn that [`begins`](Self::begins) to write and is not [`done`](Self::done) leaves the tables
/// to be looked at anew by the next one.
pub(crate) struct Turn {
    inner: Arc<Inner>,
    /// What the lake holds, and what it will hold.
    pub state: State,
    _held: OwnedMutexGuard<()>,
}

impl Turn {
    /// Waits for the turns before. After one that failed, what the disk has counts, not what was known before: a commit
    /// may stand whose maker was told that it failed.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) async fn take(inner: &Arc<Inner>) -> Result<Self, LakeError> {
        let held = inner.intake.clone().lock_owned().await;
        if inner.untidy.load(Ordering::Relaxed) {
            let catalog = inner.state().catalog.as_ref().clone();
            let mut state = State::load(&inner.folder, catalog).await?;
            state.tidy().await?;
            inner.deliveries.remember_all(&state);
            inner.set_state(state);
            inner.untidy.store(false, Ordering::Relaxed);
        }
        Ok(Self {
            state: State::clone(&inner.state()),
            inner: inner.clone(),
            _held: held,
        })
    }

    /// From now on something may be left behind.
    pub(crate) fn begins(&self) {
        self.inner.untidy.store(true, Ordering::Relaxed);
    }

    /// What was committed so far is known to readers from now on; the turn goes on.
    pub(crate) fn show(&self) {
        self.inner.set_state(self.state.clone());
    }

    /// The lake holds what the turn made of it so far, and nothing is left behind.
    pub(crate) fn done(&self) {
        self.show();
        self.inner.untidy.store(false, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jiff::Timestamp;

    use super::*;
    use crate::table::TableLog;
    use crate::table::commit::Commit;
    use crate::{Lake, Secret, Settings};

    async fn lake(folder: &std::path::Path) -> Result<Lake, LakeError> {
        let partnership = "partnership: p\ntitle: P\npurpose: To test.\nzone: UTC\ncurrency: EUR\nparties:\n  - { party: c, title: C, kind: client }\n  - { party: h, title: H, kind: in_house }\nroles: []\npeople: []\n";
        let files = [("partnership.yaml".to_owned(), partnership.to_owned())].into();
        let charter = charter::Charter::read(&files).map_err(LakeError::table("a test"))?;
        let settings = Settings {
            folder: folder.to_owned(),
            customer_key: Secret::new("a key for tests"),
            memory_bytes: 64 << 20,
            threads: 1,
            query_seconds_max: 60,
        };
        Lake::open(settings, &charter).await
    }

    /// A commit may stand whose maker was told that it failed: what it made must not be taken for what a crash left.
    #[tokio::test]
    async fn what_the_disk_has_counts_after_a_turn_that_failed() -> Result<(), LakeError> {
        let folder = tempfile::tempdir().map_err(LakeError::io("a test"))?;
        let lake = lake(folder.path()).await?;
        let turn = Turn::take(&lake.inner).await?;
        turn.begins();
        let table = turn.state.catalog.table("contact")?.clone();
        let at = lake.inner.folder.table("contact");
        let log = TableLog::create(&at, &table.at, &table.stored_schema()).await?;
        let facts = at.join("calls-0000000001-0000.parquet");
        fs::write(&facts, "facts").map_err(LakeError::io("a test"))?;
        log.commit(
            Vec::new(),
            Vec::new(),
            None,
            Commit::new(1, Timestamp::UNIX_EPOCH),
        )
        .await?;
        drop(turn);
        assert_eq!(lake.version(), 0);
        let turn = Turn::take(&lake.inner).await?;
        assert_eq!(turn.state.version, 1);
        assert!(facts.exists());
        // What no commit names goes.
        let left = at.join("calls-0000000002-0000.parquet");
        fs::write(&left, "left").map_err(LakeError::io("a test"))?;
        turn.begins();
        drop(turn);
        Turn::take(&lake.inner).await?;
        assert!(!left.exists() && facts.exists());
        Ok(())
    }
}
