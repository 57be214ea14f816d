//! How many rows that were set aside stand how: counted once for each version of their table.

use std::sync::Arc;

use access::Viewer;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use datafusion::functions_aggregate::expr_fn::{count, min};
use datafusion::prelude::{col, lit};
use jiff::Timestamp;

use super::{QuarantineQuestion, Standing, at, may_see, texts};
use crate::catalog::SET_ASIDE;
use crate::engine::question;
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
    /// When the first of them came.
    pub oldest: Option<Timestamp>,
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
        let table = log.and_then(|log| log.version_at(state.version).ok().flatten());
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
        let counts: Arc<[SetAsideCount]> = self.count_set_aside().await?.into();
        // Somebody may have changed them meanwhile; what was read is then of neither version for sure.
        if self.standing_version().1 == version {
            *held = Some((version, Arc::clone(&counts)));
        }
        Ok(counts)
    }

    async fn count_set_aside(&self) -> Result<Vec<SetAsideCount>, LakeError> {
        let Some(frame) = self.set_aside(&QuarantineQuestion::default()).await? else {
            return Ok(Vec::new());
        };
        let by = ["feed", "check", "standing", "batch"];
        let frame = frame
            .aggregate(
                by.iter().map(|name| col(*name)).collect(),
                vec![count(lit(1)).alias("rows"), min(col("at")).alias("oldest")],
            )
            .map_err(|error| question(&error))?;
        let mut counts = Vec::new();
        for answer in self.collect(frame).await? {
            let rows = answer.column_by_name("rows");
            let rows = rows.and_then(|rows| rows.as_primitive_opt::<Int64Type>());
            let oldest = answer.column_by_name("oldest");
            let oldest = oldest
                .and_then(|oldest| oldest.as_primitive_opt::<TimestampMicrosecondType>())
                .map(|oldest| {
                    move |row: usize| {
                        let known = oldest.is_valid(row).then(|| oldest.value(row));
                        known.and_then(|micros| Timestamp::from_microsecond(micros).ok())
                    }
                });
            let [feeds, checks, standings, batches] = by.map(|name| texts(&answer, name));
            for row in 0..answer.num_rows() {
                let standing = at(&standings, row).and_then(|word| Standing::of(&word));
                let batch = at(&batches, row).and_then(|batch| batch.parse().ok());
                let (Some(standing), Some(batch)) = (standing, batch) else {
                    continue;
                };
                counts.push(SetAsideCount {
                    feed: at(&feeds, row).unwrap_or_default(),
                    check: at(&checks, row).unwrap_or_default(),
                    standing,
                    batch,
                    rows: rows.map_or(0, |rows| rows.value(row).unsigned_abs()),
                    oldest: oldest.as_ref().and_then(|oldest| oldest(row)),
                });
            }
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
