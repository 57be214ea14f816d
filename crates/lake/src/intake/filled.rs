//! How many rows have a value, for the feed's checks of completeness.

use std::collections::BTreeMap;

use arrow::array::{Array, RecordBatch};
use charter::feed::{Completeness, Feed, Rule, Severity};

use crate::{Filled, LakeError};

/// The feed's checks of completeness: name, severity, hint and what is asked.
fn checks(feed: &Feed) -> impl Iterator<Item = (&charter::feed::Check, &Completeness)> {
    feed.checks.iter().filter_map(|check| match check.rule() {
        Some(Rule::Completeness(asked)) => Some((check, asked)),
        _ => None,
    })
}

/// A counter for each check.
pub(super) fn counters(feed: &Feed) -> BTreeMap<String, Filled> {
    checks(feed)
        .map(|(check, _)| (check.check.clone(), Filled::default()))
        .collect()
}

/// Counts rows that were handed on.
pub(super) fn count(feed: &Feed, rows: &RecordBatch, counters: &mut BTreeMap<String, Filled>) {
    for (check, asked) in checks(feed) {
        if let Some(column) = rows.column_by_name(&asked.column)
            && let Some(counter) = counters.get_mut(&check.check)
        {
            counter.rows += rows.num_rows() as u64;
            counter.filled += (rows.num_rows() - column.null_count()) as u64;
        }
    }
}

/// An error for a delivery in which too few rows have a value, where that stops it.
pub(super) fn refuse(
    feed: &Feed,
    source: &str,
    counters: &BTreeMap<String, Filled>,
) -> Result<(), LakeError> {
    for (check, asked) in checks(feed) {
        let Some(found) = counters.get(&check.check) else {
            continue;
        };
        if check.severity() == Severity::Stop && found.holds(asked.least) == Some(false) {
            return Err(LakeError::Incomplete {
                source_name: source.to_owned(),
                check: check.check.clone(),
                column: asked.column.clone(),
                filled: found.filled,
                rows: found.rows,
                least_percent: (asked.least * 1e4).round() / 1e2,
                hint: check.hint.clone(),
            });
        }
    }
    Ok(())
}
