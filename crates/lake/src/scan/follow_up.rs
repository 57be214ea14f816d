//! Whether something followed: the columns `followed_up` and `window_closed`.
//!
//! A row is followed up when a later row (strictly later, not the same instant) has equal values in all the `same`
//! columns and lies within the window. A null in one of them is equal to nothing. All rows of the table count, whoever
//! looks, so that both parties see the same number. Whether a window has ended is told by the facts of the row's own party:
//! how far another's reach is nothing that its maturity may tell.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::compute::concat;
use arrow::datatypes::TimestampMicrosecondType;
use arrow::error::ArrowError;
use arrow::row::{Row, RowConverter, SortField};
use charter::kpi::FollowUp;
use datafusion::common::DataFusionError;
use datafusion::dataframe::DataFrame;

use super::reached::{Reached, closed};
use crate::LakeError;

/// Whether a later row followed within the window.
pub const FOLLOWED_UP: &str = "followed_up";
/// Whether the window had ended when the newest fact of the row's party was recorded.
pub const WINDOW_CLOSED: &str = "window_closed";

/// The length of the window in microseconds.
pub(crate) fn window_micros(follow_up: &FollowUp) -> Result<i64, LakeError> {
    charter::duration::seconds(&follow_up.within)
        .map(|seconds| seconds * 1_000_000)
        .map_err(|error| LakeError::BadQuestion {
            cause: format!("follow_up: {error}"),
        })
}

/// Computes both columns in memory. Every column comes in the same chunks; so do the results.
pub(super) fn in_memory(
    same: &[Arc<Vec<ArrayRef>>],
    party: Option<&Vec<ArrayRef>>,
    at: &[ArrayRef],
    window: i64,
) -> Result<(Vec<ArrayRef>, Vec<ArrayRef>), ArrowError> {
    let lengths: Vec<usize> = at.iter().map(|chunk| chunk.len()).collect();
    let instants = whole(at)?;
    let instants = instants.as_primitive::<TimestampMicrosecondType>();
    let same = same
        .iter()
        .map(|column| whole(column))
        .collect::<Result<Vec<_>, _>>()?;
    let mut places = grouped(&same, instants.values())?;
    places.sort_unstable();
    let mut followed = vec![false; instants.len()];
    // From the end: the next later instant within the same group, ties skipped.
    let mut next: Option<(u32, i64)> = None;
    let mut current: Option<(u32, i64)> = None;
    for (group, instant, row) in places.into_iter().rev() {
        if current != Some((group, instant)) {
            next = current;
            current = Some((group, instant));
        }
        if let Some((next_group, later)) = next
            && next_group == group
            && later - instant <= window
            && let Some(flag) = followed.get_mut(row as usize)
        {
            *flag = true;
        }
    }
    let party = party.map(|party| whole(party)).transpose()?;
    let closed = closed(party.as_ref(), instants.values(), window)?;
    Ok((chunked(&followed, &lengths), chunked(&closed, &lengths)))
}

/// Rows that can be followed up: the group they are in, their instant, their place.
fn grouped(same: &[ArrayRef], instants: &[i64]) -> Result<Vec<(u32, i64, u32)>, ArrowError> {
    let fields = same
        .iter()
        .map(|column| SortField::new(column.data_type().clone()))
        .collect();
    let rows = RowConverter::new(fields)?.convert_columns(same)?;
    let mut groups: HashMap<Row<'_>, u32> = HashMap::new();
    let mut places = Vec::with_capacity(instants.len());
    for ((place, instant), row) in (0_u32..).zip(instants).zip(rows.iter()) {
        if same.iter().any(|column| column.is_null(place as usize)) {
            continue;
        }
        let next = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        let group = *groups.entry(row).or_insert(next);
        places.push((group, *instant, place));
    }
    Ok(places)
}

fn whole(chunks: &[ArrayRef]) -> Result<ArrayRef, ArrowError> {
    let chunks: Vec<&dyn Array> = chunks.iter().map(AsRef::as_ref).collect();
    concat(&chunks)
}

fn chunked(flags: &[bool], lengths: &[usize]) -> Vec<ArrayRef> {
    let mut rest = flags;
    lengths
        .iter()
        .map(|length| {
            let (chunk, after) = rest.split_at_checked(*length).unwrap_or((rest, &[]));
            rest = after;
            Arc::new(BooleanArray::from(chunk.to_vec())) as ArrayRef
        })
        .collect()
}

/// Adds both columns in the query engine, for tables too large for memory.
pub(super) fn in_engine(
    frame: DataFrame,
    follow_up: &FollowUp,
    at: &str,
    window: i64,
    reached: &Reached,
) -> Result<DataFrame, DataFusionError> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let at = quoted(at);
    let same: Vec<String> = follow_up.same.iter().map(|name| quoted(name)).collect();
    let any_null = same
        .iter()
        .map(|name| format!("{name} is null"))
        .collect::<Vec<_>>()
        .join(" or ");
    let window = format!("interval '{} seconds'", window / 1_000_000);
    // The next group of peers by instant holds the next strictly later row.
    let next = format!(
        "first_value({at}) over (partition by {} order by {at} groups between 1 following and 1 following)",
        same.join(", ")
    );
    let followed = format!(
        "case when {any_null} then false else coalesce({next} <= {at} + {window}, false) end"
    );
    let ends = frame.parse_sql_expr(&format!("{at} + {window}"))?;
    let closed = ends.lt_eq(reached.expression()?);
    let followed = frame.parse_sql_expr(&followed)?;
    frame
        .with_column(FOLLOWED_UP, followed)?
        .with_column(WINDOW_CLOSED, closed)
}

#[cfg(test)]
mod tests {
    use arrow::array::{Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
    use datafusion::prelude::SessionContext;
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::PARTY;
    use crate::scan::reached::newest_by_party;

    const WINDOW: i64 = 3_000_000;

    /// Who asked, whom, and when.
    type Asked = (Option<u8>, Option<u8>, i64);

    /// The definition, row against row.
    fn as_defined(rows: &[Asked]) -> Vec<(bool, bool)> {
        rows.iter()
            .map(|(same, party, at)| {
                let followed = rows.iter().any(|(other, _, later)| {
                    same.is_some() && other == same && later > at && later - at <= WINDOW
                });
                let own = rows.iter().filter(|(_, other, _)| other == party);
                let facts_to = own.map(|(_, _, at)| *at).max().unwrap();
                (followed, at + WINDOW <= facts_to)
            })
            .collect()
    }

    fn columns(rows: &[Asked]) -> [ArrayRef; 3] {
        let text = |value: &Option<u8>| value.map(|value| value.to_string());
        let same: StringArray = rows.iter().map(|(same, _, _)| text(same)).collect();
        let party: StringArray = rows.iter().map(|(_, party, _)| text(party)).collect();
        let at: TimestampMicrosecondArray = rows.iter().map(|(_, _, at)| Some(*at)).collect();
        [
            Arc::new(same),
            Arc::new(party),
            Arc::new(at.with_timezone("UTC")),
        ]
    }

    fn read(followed: &ArrayRef, closed: &ArrayRef) -> Vec<(bool, bool)> {
        (0..followed.len())
            .map(|row| {
                (
                    followed.as_boolean().value(row),
                    closed.as_boolean().value(row),
                )
            })
            .collect()
    }

    async fn by_engine(rows: &[Asked]) -> Vec<(bool, bool)> {
        let [same, party, at] = columns(rows);
        let place: ArrayRef = Arc::new(Int64Array::from_iter_values((0_i64..).take(rows.len())));
        let named = [("place", place), ("who", same), (PARTY, party), ("at", at)];
        let batch = RecordBatch::try_from_iter(named).unwrap();
        let follow_up = FollowUp {
            same: vec!["who".to_owned()],
            within: "3 seconds".to_owned(),
        };
        let frame = SessionContext::new().read_batch(batch).unwrap();
        let newest = newest_by_party(frame.clone(), "at").unwrap();
        let reached = Reached::of(&newest.collect().await.unwrap()).unwrap();
        let batches = in_engine(frame, &follow_up, "at", WINDOW, &reached)
            .unwrap()
            .sort_by(vec![datafusion::prelude::col("place")])
            .unwrap()
            .collect()
            .await
            .unwrap();
        batches
            .iter()
            .flat_map(|batch| read(batch.column(4), batch.column(5)))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn both_ways_agree_with_the_definition(
            rows in prop::collection::vec(
                (prop::option::of(0..3_u8), prop::option::of(0..2_u8), (0..12_i64).prop_map(|second| second * 1_000_000)),
                1..40,
            ),
            cut in any::<prop::sample::Index>(),
        ) {
            let expect = as_defined(&rows);
            let (left, right) = rows.split_at(cut.index(rows.len()));
            let ([left_same, left_party, left_at], [right_same, right_party, right_at]) = (columns(left), columns(right));
            let same = vec![Arc::new(vec![left_same, right_same])];
            let party = vec![left_party, right_party];
            let (followed, closed) = in_memory(&same, Some(&party), &[left_at, right_at], WINDOW).unwrap();
            let found: Vec<_> = followed.iter().zip(&closed).flat_map(|(followed, closed)| read(followed, closed)).collect();
            prop_assert_eq!(&found, &expect);
            let runtime = tokio::runtime::Runtime::new().unwrap();
            prop_assert_eq!(&runtime.block_on(by_engine(&rows)), &expect);
        }
    }

    #[test]
    fn a_window_is_a_duration() {
        let within = |within: &str| {
            window_micros(&FollowUp {
                same: Vec::new(),
                within: within.to_owned(),
            })
        };
        assert_eq!(within("7 days").unwrap(), 604_800_000_000);
        assert_eq!(within("soon").unwrap_err().kind(), "bad_question");
    }
}
