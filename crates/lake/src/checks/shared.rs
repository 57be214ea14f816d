//! How many records of a feed share values that no two should.
//!
//! Which of two records is wrong cannot be told from when they came: their order is chance, and a later version of either
//! may part them again. So records are counted as they stand, and none is set aside.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use charter::feed::Feed;
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::logical_expr::Expr;
use datafusion::prelude::{col, ident, lit};
use jiff::Timestamp;

use super::lock;
use crate::catalog::Table;
use crate::engine::question;
use crate::scan::frame;
use crate::table::DataFile;
use crate::{Lake, LakeError};

/// A table that grows all the time is not read again for every question: at most as often as this.
const EVERY_SECONDS: i64 = 600;

/// Records that have values in all columns, and those of them that share them with another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shared {
    pub records: u64,
    pub shared: u64,
    /// When they were counted.
    pub at: Option<Timestamp>,
}

/// Feed and columns → the version of the table they were counted at, and what came of it.
pub(super) type Kept = Mutex<HashMap<(String, Vec<String>), (u64, Shared)>>;

impl Lake {
    /// The records of a feed that share values in these columns with another.
    pub(super) async fn shared(
        &self,
        feed: &Feed,
        columns: &[String],
        now: Timestamp,
    ) -> Result<Shared, LakeError> {
        let state = self.inner.state();
        let Some((log, version)) = state.table_now(&feed.table)? else {
            return Ok(Shared::default());
        };
        let key = (feed.feed.clone(), columns.to_vec());
        let kept = &self.inner.checks.shared;
        if let Some((of, shared)) = lock(kept).get(&key)
            && (*of == version
                || shared
                    .at
                    .is_some_and(|at| now.duration_since(at).as_secs() < EVERY_SECONDS))
        {
            return Ok(*shared);
        }
        let files = log.files(version).await?;
        let ours: Vec<DataFile> = files
            .iter()
            .filter(|file| file.feed() == Some(&feed.feed))
            .cloned()
            .collect();
        let mut shared = Shared::default();
        if !ours.is_empty() {
            let table = state.catalog.table(&feed.table)?;
            shared = self.count_shared(table, log, ours, columns).await?;
        }
        shared.at = Some(now);
        lock(kept).insert(key, (version, shared));
        Ok(shared)
    }

    async fn count_shared(
        &self,
        table: &Table,
        log: &crate::table::TableLog,
        files: Vec<DataFile>,
        columns: &[String],
    ) -> Result<Shared, LakeError> {
        let engine = &self.inner.engine;
        let files = Arc::new(files);
        let listing = frame::listing(engine, log, &files, table.schema()).await?;
        let all = columns
            .iter()
            .map(|name| ident(name).is_not_null())
            .reduce(Expr::and)
            .unwrap_or_else(|| lit(true));
        let groups: Vec<Expr> = columns.iter().map(ident).collect();
        let frame = engine
            .session()
            .read_table(Arc::new(listing))
            .and_then(|frame| frame.filter(all))
            .and_then(|frame| frame.aggregate(groups, vec![count(lit(1)).alias("n")]))
            .and_then(|frame| {
                let several = datafusion::prelude::when(col("n").gt(lit(1_i64)), col("n"))
                    .otherwise(lit(0_i64))?;
                frame.aggregate(
                    Vec::new(),
                    vec![sum(col("n")).alias("all"), sum(several).alias("several")],
                )
            })
            .map_err(|error| question(&error))?;
        let batches = self.collect(frame).await?;
        let number = |name: &str| {
            let column = batches.first()?.column_by_name(name)?;
            let column = column.as_primitive_opt::<Int64Type>()?;
            column.is_valid(0).then(|| column.value(0).unsigned_abs())
        };
        Ok(Shared {
            records: number("all").unwrap_or_default(),
            shared: number("several").unwrap_or_default(),
            at: None,
        })
    }
}
