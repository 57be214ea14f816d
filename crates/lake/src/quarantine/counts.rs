//! How many rows that were set aside stand how: counted once for each version of their table.

use std::sync::Arc;

use access::Viewer;

use super::{QuarantineQuestion, Standing, may_see};
use crate::catalog::SET_ASIDE;
use crate::{Lake, LakeError};

/// Rows of one feed that came in one batch, failed one check and stand so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAsideCount {
    /// The feed.
    pub feed: String,
    /// The check, or what could not be done.
    pub check: String,
    /// How they stand.
    pub standing: Standing,
    /// Version of the lake in which they first came.
    pub batch: u64,
    /// How many.
    pub rows: u64,
}

/// The counts of one version of the table.
type Held = Option<(u64, Arc<[SetAsideCount]>)>;

/// What was counted last. Counting is done by one at a time: who comes second finds it done.
#[derive(Default)]
pub(crate) struct Counted {
    held: tokio::sync::Mutex<Held>,
}

impl Lake {
    /// What tells one state of the facts and of the rows set aside from another: the lake's version, and the version of
    /// the table of rows set aside, which also changes when somebody waives some.
    #[must_use]
    pub fn standing_version(&self) -> (u64, u64) {
        let state = self.inner.state();
        let log = state.tables.get(SET_ASIDE);
        let table = log.and_then(|log| log.version_at(state.version));
        // Versions of a table begin at 0, which is not the same as no table.
        (state.version, table.map_or(0, |version| version + 1))
    }

    /// The rows that were set aside, counted.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn set_aside_counts(&self) -> Result<Arc<[SetAsideCount]>, LakeError> {
        let (_, version) = self.standing_version();
        let mut held = self.inner.counted.held.lock().await;
        if let Some((of, counts)) = held.as_ref()
            && *of == version
        {
            return Ok(Arc::clone(counts));
        }
        let by = ["feed", "check", "standing", "batch"];
        let counted = self.counted(&QuarantineQuestion::default(), &by).await?;
        let counts: Arc<[SetAsideCount]> = counted
            .into_iter()
            .filter_map(|(words, rows)| {
                let [feed, check, standing, batch] = <[String; 4]>::try_from(words).ok()?;
                Some(SetAsideCount {
                    feed,
                    check,
                    standing: Standing::of(&standing)?,
                    batch: batch.parse().ok()?,
                    rows,
                })
            })
            .collect();
        // Somebody may have changed them meanwhile; what was read is then of neither version for sure.
        if self.standing_version().1 == version {
            *held = Some((version, Arc::clone(&counts)));
        }
        Ok(counts)
    }

    /// The checks under which rows wait, with how many: feed, check, rows; most rows first.
    ///
    /// # Errors
    /// When the viewer may not see them, or they cannot be read.
    pub async fn waiting_checks(
        &self,
        viewer: &Viewer,
        feed: Option<&str>,
    ) -> Result<Vec<(String, String, u64)>, LakeError> {
        may_see(viewer)?;
        let mut checks: Vec<(String, String, u64)> = Vec::new();
        for count in self.set_aside_counts().await?.iter() {
            let wanted = feed.is_none_or(|feed| feed == count.feed);
            if !wanted || count.standing != Standing::Waiting {
                continue;
            }
            let known = (checks.iter_mut())
                .find(|(feed, check, _)| *feed == count.feed && *check == count.check);
            match known {
                Some((_, _, rows)) => *rows += count.rows,
                None => checks.push((count.feed.clone(), count.check.clone(), count.rows)),
            }
        }
        checks
            .sort_by(|left, right| (right.2, &left.0, &left.1).cmp(&(left.2, &right.0, &right.1)));
        Ok(checks)
    }
}
