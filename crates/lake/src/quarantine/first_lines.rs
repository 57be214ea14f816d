//! Where in a file the first row stands that each check set aside.

use std::collections::BTreeMap;

use access::Viewer;
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use datafusion::functions_aggregate::expr_fn::min;
use datafusion::prelude::{col, lit};

use super::{at, may_see, texts};
use crate::engine::question;
use crate::{Lake, LakeError, QuarantineQuestion, Receipt};

impl Lake {
    /// Check → the first line of the file that it set aside. A row that waits already from an earlier file is not among them.
    ///
    /// # Errors
    /// When the viewer may not see rows that were set aside, or they cannot be read.
    pub async fn first_set_aside(
        &self,
        viewer: &Viewer,
        receipt: &Receipt,
    ) -> Result<BTreeMap<String, u64>, LakeError> {
        may_see(viewer)?;
        let asked = QuarantineQuestion {
            feed: Some(receipt.feed.clone()),
            ..QuarantineQuestion::default()
        };
        let Some(frame) = self.set_aside(&asked).await? else {
            return Ok(BTreeMap::new());
        };
        let batch = i64::try_from(receipt.batch).unwrap_or(i64::MAX);
        let frame = frame
            .filter(col("batch").eq(lit(batch)))
            .and_then(|frame| {
                frame.aggregate(vec![col("check")], vec![min(col("line")).alias("line")])
            })
            .map_err(|error| question(&error))?;
        let mut first = BTreeMap::new();
        for batch in self.collect(frame).await? {
            let checks = texts(&batch, "check");
            let Some(lines) = batch
                .column_by_name("line")
                .and_then(|lines| lines.as_primitive_opt::<Int64Type>())
            else {
                continue;
            };
            for row in 0..batch.num_rows() {
                if let Some(check) = at(&checks, row).filter(|_| lines.is_valid(row)) {
                    first.insert(check, lines.value(row).unsigned_abs());
                }
            }
        }
        Ok(first)
    }
}
