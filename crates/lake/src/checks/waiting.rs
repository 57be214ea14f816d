//! How many rows that were set aside stand how, under which check: counted once for each version of their table.

use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use datafusion::functions_aggregate::expr_fn::{count, min};
use datafusion::prelude::{col, lit};
use jiff::Timestamp;

use crate::catalog::SET_ASIDE;
use crate::engine::question;
use crate::quarantine::{at, texts};
use crate::{Lake, LakeError, QuarantineQuestion, Standing};

/// Rows of a feed that failed one check and stand alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub feed: String,
    pub check: String,
    pub standing: Standing,
    pub rows: u64,
    /// When the first of them came.
    pub oldest: Option<Timestamp>,
}

impl Lake {
    /// All rows that were set aside, in groups.
    pub(crate) async fn set_aside_groups(&self) -> Result<Arc<Vec<Group>>, LakeError> {
        let state = self.inner.state();
        let Some((_, version)) = state.table_now(SET_ASIDE)? else {
            return Ok(Arc::default());
        };
        let held = &self.inner.checks.groups;
        // Whoever comes while it is being counted waits for the count.
        let mut held = held.lock().await;
        if let Some((of, groups)) = held.as_ref()
            && *of == version
        {
            return Ok(groups.clone());
        }
        let groups = Arc::new(self.count_groups().await?);
        *held = Some((version, groups.clone()));
        Ok(groups)
    }

    async fn count_groups(&self) -> Result<Vec<Group>, LakeError> {
        let Some(frame) = self.set_aside(&QuarantineQuestion::default()).await? else {
            return Ok(Vec::new());
        };
        let by = ["feed", "check", "standing"];
        let frame = frame
            .aggregate(
                by.iter().map(|name| col(*name)).collect(),
                vec![count(lit(1)).alias("rows"), min(col("at")).alias("oldest")],
            )
            .map_err(|error| question(&error))?;
        let mut groups = Vec::new();
        for batch in self.collect(frame).await? {
            let rows = batch
                .column_by_name("rows")
                .and_then(|rows| rows.as_primitive_opt::<Int64Type>());
            let oldest = batch
                .column_by_name("oldest")
                .and_then(|oldest| oldest.as_primitive_opt::<TimestampMicrosecondType>());
            let [feeds, checks, standings] = by.map(|name| texts(&batch, name));
            for row in 0..batch.num_rows() {
                let standing = at(&standings, row).and_then(|word| Standing::of(&word));
                let Some(standing) = standing else {
                    continue;
                };
                groups.push(Group {
                    feed: at(&feeds, row).unwrap_or_default(),
                    check: at(&checks, row).unwrap_or_default(),
                    standing,
                    rows: rows.map_or(0, |rows| rows.value(row).unsigned_abs()),
                    oldest: oldest
                        .and_then(|oldest| Timestamp::from_microsecond(oldest.value(row)).ok()),
                });
            }
        }
        Ok(groups)
    }
}
