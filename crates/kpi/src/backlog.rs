//! Running a backlog's pass: what stood open at the end of each period.

use std::sync::Arc;
use std::time::Duration;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::dataframe::DataFrame;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, lit};
use datafusion::prelude::coalesce;
use lake::Lake;
use stats::QuantileSketch;

use crate::error::{ErrorKind, KpiError};
use crate::expression::Expressions;
use crate::measure::period_index;
use crate::pass::{
    GROUPS_MAX, Key, Keys, Slice, States, column, int_column, named, too_many_groups,
};
use crate::plan::BacklogPass;
use crate::state::{Measured, State};

/// Most items, or groups of items that stood open from and to the same periods, that are looked at one by one.
const ITEMS_MAX: usize = 5_000_000;
/// Most periods that all of them together may have stood open at the end of.
const STANDING_MAX: u64 = 50_000_000;

/// An item counts from the first cut at which it is open for longer than asked, until the first at which it is closed.
/// Items that open and close between two cuts never count and are dropped by the engine, so only the standing ones
/// are looked at here.
pub(crate) async fn run(
    lake: &Lake,
    backlog: &BacklogPass,
    frame: DataFrame,
    slice: &Slice<'_>,
    kpis: usize,
) -> Result<Vec<States>, KpiError> {
    let standing = standing(lake, backlog, frame, slice)?;
    let counted = if backlog.ages {
        standing.limit(0, Some(ITEMS_MAX + 1))?
    } else {
        let groups = slice
            .by
            .iter()
            .map(|name| column(name))
            .chain([column("starts"), column("stops")])
            .collect();
        standing.aggregate(groups, vec![count(lit(1_i64)).alias("items")])?
    };
    let batches = lake.collect(counted).await?;
    if batches.iter().map(RecordBatch::num_rows).sum::<usize>() > ITEMS_MAX {
        return Err(too_many(&format!(
            "more than {ITEMS_MAX} items, or groups of them, stand open in this time"
        )));
    }
    let expansion = Expansion {
        batches,
        dimensions: slice.by.len(),
        ends: slice.cut.ends.clone(),
        ages: backlog.ages,
    };
    // Long enough to hold others up who share the thread.
    let states = tokio::task::spawn_blocking(move || expansion.states())
        .await
        .map_err(|error| {
            KpiError::new(
                ErrorKind::Internal,
                format!("a backlog was not counted to its end: {error}"),
            )
        })??;
    // KPIs of one backlog pass ask the very same thing.
    Ok(vec![states; kpis])
}

/// The items that stand open at the end of any period: their dimensions, the first such period, the first that they
/// no longer do at the end of, and when they were opened.
fn standing(
    lake: &Lake,
    backlog: &BacklogPass,
    frame: DataFrame,
    slice: &Slice<'_>,
) -> Result<DataFrame, KpiError> {
    let ends = slice.cut.ends.clone();
    let older_micros = backlog.older_than_seconds.saturating_mul(1_000_000);
    let shifted = ends
        .iter()
        .map(|end| end.saturating_sub(older_micros))
        .collect();
    let names: Vec<String> = frame
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    let expressions = Expressions::over(
        (lake.session(), slice.zone),
        names.iter().map(String::as_str),
    );
    let frame = match &backlog.population {
        Some(text) => {
            let population = expressions.predicate(text, frame.schema())?;
            frame.filter(population)?
        }
        None => frame,
    };
    let last = i32::try_from(ends.len()).unwrap_or(i32::MAX);
    let mut select: Vec<Expr> = slice.by.iter().map(|name| column(name)).collect();
    select.push(period_index(shifted, column(&backlog.opened)).alias("starts"));
    select.push(
        coalesce(vec![period_index(ends, column(&backlog.closed)), lit(last)]).alias("stops"),
    );
    select.push(column(&backlog.opened).alias("opened"));
    Ok(frame
        .filter(column(&backlog.opened).is_not_null())?
        .select(select)?
        .filter(column("starts").lt(column("stops")))?)
}

/// Items, to be counted at the end of each period that they stand open at.
struct Expansion {
    batches: Vec<RecordBatch>,
    dimensions: usize,
    ends: Arc<[i64]>,
    ages: bool,
}

impl Expansion {
    fn states(&self) -> Result<States, KpiError> {
        self.bounded()?;
        let mut states = States::new();
        for batch in &self.batches {
            let rows = Keys::of(batch, self.dimensions, false)?;
            let (starts, stops) = (
                int_column(batch, rows.width)?,
                int_column(batch, rows.width + 1)?,
            );
            // When it was opened, or how many there are.
            let number = cast(named(batch, rows.width + 2)?, &DataType::Int64)?;
            let number = number.as_primitive::<Int64Type>();
            for row in 0..batch.num_rows() {
                let dimensions = rows.dimensions(row);
                for piece in span(starts.value(row), stops.value(row)) {
                    let Some(end) = self.ends.get(piece) else {
                        break;
                    };
                    let key = Key {
                        dimensions: dimensions.clone(),
                        piece,
                    };
                    let state = states.entry(key).or_insert_with(|| self.none());
                    match &mut state.measured {
                        Measured::Quantile(ages) => {
                            let age = Duration::from_micros(end.abs_diff(number.value(row)));
                            ages.add(age.as_secs_f64());
                            state.n += 1;
                        }
                        _ => state.n += number.value(row).unsigned_abs(),
                    }
                    if states.len() > GROUPS_MAX {
                        return Err(too_many_groups());
                    }
                }
            }
        }
        Ok(states)
    }

    /// Counts the periods before any is gone through.
    fn bounded(&self) -> Result<(), KpiError> {
        let mut standing = 0_u64;
        for batch in &self.batches {
            let (starts, stops) = (
                int_column(batch, self.dimensions)?,
                int_column(batch, self.dimensions + 1)?,
            );
            for row in 0..batch.num_rows() {
                standing += span(starts.value(row), stops.value(row)).len() as u64;
            }
        }
        if standing > STANDING_MAX {
            return Err(too_many(&format!(
                "what stands open would have to be counted {standing} times, once a period; {STANDING_MAX} is the most"
            )));
        }
        Ok(())
    }

    fn none(&self) -> State {
        State {
            rows: 0,
            n: 0,
            open: 0,
            measured: if self.ages {
                Measured::Quantile(QuantileSketch::default())
            } else {
                Measured::Count
            },
        }
    }
}

fn span(starts: i32, stops: i32) -> std::ops::Range<usize> {
    let index = |value: i32| usize::try_from(value).unwrap_or(0);
    index(starts)..index(stops)
}

fn too_many(message: &str) -> KpiError {
    KpiError::new(ErrorKind::TooMuch, message).hint("ask for a shorter time or longer periods")
}

#[cfg(test)]
mod tests {
    use arrow::array::{ArrayRef, Int32Array, Int64Array};

    use super::*;

    fn expansion(periods: i32, items: usize) -> Expansion {
        let columns: [(&str, ArrayRef); 3] = [
            ("starts", Arc::new(Int32Array::from(vec![0; items]))),
            ("stops", Arc::new(Int32Array::from(vec![periods; items]))),
            ("items", Arc::new(Int64Array::from(vec![2; items]))),
        ];
        Expansion {
            batches: vec![RecordBatch::try_from_iter(columns).unwrap()],
            dimensions: 0,
            ends: (0..i64::from(periods)).collect(),
            ages: false,
        }
    }

    #[test]
    fn what_stands_is_counted_in_each_period() {
        let states = expansion(3, 2).states().unwrap();
        let mut counted: Vec<_> = states
            .iter()
            .map(|(key, state)| (key.piece, state.n))
            .collect();
        counted.sort_unstable();
        assert_eq!(counted, [(0, 4), (1, 4), (2, 4)]);
    }

    #[test]
    fn what_would_take_too_long_is_refused_before_it_is_begun() {
        let error = expansion(100_000, 1_000).states().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooMuch);
        assert!(error.to_string().contains("100000000 times"), "{error}");
        let error = expansion(200_001, 1).states().unwrap_err();
        assert!(error.to_string().contains("200000 combinations"), "{error}");
    }
}
