//! How far the facts of each party reach, which says whether a window has ended.

use std::collections::HashMap;

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimestampMicrosecondType};
use arrow::error::ArrowError;
use datafusion::common::{Column, DataFusionError, ScalarValue};
use datafusion::dataframe::DataFrame;
use datafusion::functions_aggregate::expr_fn::max;
use datafusion::logical_expr::{Expr, lit, when};

use crate::catalog::PARTY;

/// Most parties that are told apart where a table is too large for memory. Operations have a handful; more are a mapping gone
/// wrong, and are taken together.
const PARTIES_MAX: usize = 256;

/// How far facts reach, microseconds: of each party and of all.
#[derive(Debug, Clone, Default)]
pub(super) struct Reached {
    by_party: HashMap<Option<String>, i64>,
    all: Option<i64>,
}

impl Reached {
    /// The same for every row.
    pub(super) fn all(newest: i64) -> Self {
        Self {
            by_party: HashMap::new(),
            all: Some(newest),
        }
    }

    /// What [`newest_by_party`] found.
    pub(super) fn of(batches: &[RecordBatch]) -> Result<Self, ArrowError> {
        let mut reached = Self::default();
        for batch in batches {
            let [party, newest] = batch.columns() else {
                continue;
            };
            let party = cast(party, &DataType::Utf8)?;
            let party = party.as_string::<i32>();
            let newest = newest.as_primitive::<TimestampMicrosecondType>();
            for (party, newest) in party.iter().zip(newest) {
                reached.all = reached.all.max(newest);
                if let Some(newest) = newest {
                    reached.by_party.insert(party.map(str::to_owned), newest);
                }
            }
        }
        if reached.by_party.len() > PARTIES_MAX {
            reached.by_party.clear();
        }
        Ok(reached)
    }

    /// How far facts reach for the row's party, as an expression.
    pub(super) fn expression(&self) -> Result<Expr, DataFusionError> {
        let instant = |micros| {
            lit(ScalarValue::TimestampMicrosecond(
                micros,
                Some("UTC".into()),
            ))
        };
        let mut cases = self.by_party.iter().map(|(party, newest)| {
            let is = match party {
                Some(party) => named(PARTY).eq(lit(party.as_str())),
                None => named(PARTY).is_null(),
            };
            (is, instant(Some(*newest)))
        });
        let Some((is, newest)) = cases.next() else {
            return Ok(instant(self.all));
        };
        let mut each = when(is, newest);
        for (is, newest) in cases {
            each = each.when(is, newest);
        }
        each.otherwise(instant(self.all))
    }
}

/// The newest instant of each party.
pub(super) fn newest_by_party(frame: DataFrame, at: &str) -> Result<DataFrame, DataFusionError> {
    frame.aggregate(vec![named(PARTY)], vec![max(named(at)).alias("newest")])
}

/// A column by exactly this name, whatever its letters.
fn named(column: &str) -> Expr {
    Expr::Column(Column::from_name(column))
}

/// Whether each row's window had ended when the newest fact of its party was recorded.
pub(super) fn closed(
    party: Option<&ArrayRef>,
    instants: &[i64],
    window: i64,
) -> Result<Vec<bool>, ArrowError> {
    let party = party
        .map(|party| cast(party, &DataType::Utf8View))
        .transpose()?;
    let parties: Vec<Option<&str>> = match &party {
        Some(party) => party.as_string_view().iter().collect(),
        None => vec![None; instants.len()],
    };
    let mut newest: HashMap<Option<&str>, i64> = HashMap::new();
    for (party, instant) in parties.iter().zip(instants) {
        let newest = newest.entry(*party).or_insert(*instant);
        *newest = (*newest).max(*instant);
    }
    Ok(parties
        .iter()
        .zip(instants)
        .map(|(party, instant)| {
            let newest = newest.get(party).copied().unwrap_or(i64::MIN);
            instant.saturating_add(window) <= newest
        })
        .collect())
}
