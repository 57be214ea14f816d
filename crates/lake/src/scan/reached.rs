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

/// Most parties that are told apart. Operations have a handful; more are a mapping gone wrong, and are taken together.
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
    let all = newest.values().max().copied().unwrap_or(i64::MIN);
    if newest.len() > PARTIES_MAX {
        newest.clear();
    }
    Ok(parties
        .iter()
        .zip(instants)
        .map(|(party, instant)| {
            let newest = newest.get(party).copied().unwrap_or(all);
            instant.saturating_add(window) <= newest
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array, StringArray};
    use arrow::compute::cast;
    use arrow::datatypes::{DataType, TimeUnit};
    use arrow::record_batch::RecordBatch;

    use super::{Reached, closed};

    /// As many parties as asked for, each with one fact, a microsecond after the one before.
    fn parties(count: i64) -> (ArrayRef, Vec<i64>) {
        let names: Vec<String> = (0..count).map(|nth| format!("party {nth}")).collect();
        (Arc::new(StringArray::from(names)), (0..count).collect())
    }

    #[test]
    fn more_parties_than_an_operation_has_are_taken_together_in_both_ways() {
        for (count, told_apart) in [(256, true), (257, false)] {
            let (names, instants) = parties(count);
            let ended = closed(Some(&names), &instants, 1).unwrap();
            // Each party's own newest fact is the fact itself; taken together, all but the newest lie behind.
            let ends = ended.iter().filter(|ended| **ended).count();
            assert_eq!(ends, if told_apart { 0 } else { 256 }, "{count}");

            let instant = DataType::Timestamp(TimeUnit::Microsecond, None);
            let newest = cast(&Int64Array::from(instants), &instant).unwrap();
            let batch = RecordBatch::try_from_iter([("party", names), ("newest", newest)]).unwrap();
            let reached = Reached::of(&[batch]).unwrap();
            assert_eq!(!reached.by_party.is_empty(), told_apart, "{count}");
        }
    }
}
