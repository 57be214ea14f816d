//! Running a pass: one reading of a table for all KPIs that can share it.

use std::collections::{BTreeSet, HashMap};

use access::Viewer;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int32Type, Int64Type};
use charter::kpi::Kpi;
use datafusion::common::{Column, ScalarValue};
use datafusion::dataframe::DataFrame;
use datafusion::logical_expr::Expr;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lake::{Lake, LakeError, Purpose, Scan};
use stats::QuantileSketch;

use crate::error::{ErrorKind, KpiError};
use crate::expression::Expressions;
use crate::measure::{DistinctSketch, period_index};
use crate::plan::{Aggregates, Parts, PartsKind, Pass, columns, measure};
use crate::range::Cut;
use crate::state::{Measured, State};

/// Most combinations of dimensions and periods in an answer.
pub(crate) const GROUPS_MAX: usize = 200_000;

/// Values of the dimensions, and the piece of the cut.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub dimensions: Vec<Option<String>>,
    pub piece: usize,
}

/// The state of one KPI for every combination there are facts for.
pub(crate) type States = HashMap<Key, State>;

/// What all passes of a question share.
#[derive(Debug, Clone)]
pub(crate) struct Slice<'a> {
    pub viewer: &'a Viewer,
    pub version: u64,
    pub by: &'a [String],
    pub filter: Option<&'a str>,
    pub cut: &'a Cut,
    /// The partnership's.
    pub zone: &'a TimeZone,
}

/// Runs a pass and tells the states of its KPIs, in their order.
pub(crate) async fn run(
    lake: &Lake,
    pass: &Pass,
    kpis: &[&Kpi],
    slice: &Slice<'_>,
    visible: &BTreeSet<String>,
) -> Result<Vec<States>, KpiError> {
    let mut wanted: BTreeSet<String> = slice.by.iter().cloned().collect();
    for kpi in kpis {
        wanted.extend(columns(kpi)?);
    }
    if let Some(filter) = slice.filter {
        wanted.extend(crate::expression::columns(filter)?);
    }
    wanted.insert(pass.at.clone());
    let scan = Scan {
        table: pass.table.clone(),
        version: Some(slice.version),
        columns: Some(wanted),
        follow_up: pass.follow_up(),
        // A backlog holds what was opened long before.
        within: (pass.at_is_own && pass.backlog.is_none())
            .then_some((slice.cut.start, slice.cut.end)),
        came_with: false,
        purpose: Purpose::Aggregate,
    };
    let mut frame = lake
        .scan(slice.viewer, &scan)
        .await
        .map_err(|error| in_filter(slice.filter, error))?;
    if let Some(filter) = slice.filter {
        let filters = Expressions::over(
            (lake.session(), slice.zone),
            visible.iter().map(String::as_str),
        );
        let predicate = filters.filter(filter, frame.schema())?;
        frame = frame.filter(predicate)?;
    }
    match &pass.backlog {
        Some(backlog) => crate::backlog::run(lake, backlog, frame, slice, kpis.len()).await,
        None => run_measures(lake, pass, kpis, frame, slice).await,
    }
}

/// What the lake says of a column, at its place where it is the filter that names it.
fn in_filter(filter: Option<&str>, error: LakeError) -> KpiError {
    let place = match (&error, filter) {
        (
            LakeError::Unknown {
                what: "column",
                name,
                ..
            },
            Some(filter),
        ) => crate::expression::place_of(filter, name),
        _ => None,
    };
    let error = KpiError::from(error);
    match place {
        Some((line, column)) => error.in_filter(line, column),
        None => error,
    }
}

async fn run_measures(
    lake: &Lake,
    pass: &Pass,
    kpis: &[&Kpi],
    frame: DataFrame,
    slice: &Slice<'_>,
) -> Result<Vec<States>, KpiError> {
    let at = column(&pass.at);
    let frame = within_time(lake, pass, frame, slice).await?;
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
    let mut aggregates = Aggregates::default();
    let parts = kpis
        .iter()
        .map(|kpi| measure(kpi, &expressions, frame.schema(), &mut aggregates))
        .collect::<Result<Vec<_>, _>>()?;
    let mut groups: Vec<Expr> = slice.by.iter().map(|name| column(name)).collect();
    let cuts = slice.cut.ends.len() > 1;
    if cuts {
        groups.push(period_index(slice.cut.ends.clone(), at).alias("period"));
    }
    let batches = collect(lake, frame.aggregate(groups, aggregates.named())?).await?;

    let mut states: Vec<States> = vec![States::new(); kpis.len()];
    for batch in &batches {
        let rows = Keys::of(batch, slice.by.len(), cuts)?;
        let measures = batch.columns().get(rows.width..).unwrap_or_default();
        for row in 0..batch.num_rows() {
            let key = rows.key(row);
            for (states, parts) in states.iter_mut().zip(&parts) {
                if let Some(parts) = parts {
                    states.insert(key.clone(), read_state(measures, parts, row)?);
                }
            }
        }
    }
    Ok(states)
}

/// The rows of the time asked about. Where all of the table's lie within, ten million comparisons are spared.
async fn within_time(
    lake: &Lake,
    pass: &Pass,
    mut frame: DataFrame,
    slice: &Slice<'_>,
) -> Result<DataFrame, KpiError> {
    let span = lake.facts_span(&pass.table, Some(slice.version)).await?;
    let span = span.filter(|_| pass.at_is_own);
    let (start, end) = (slice.cut.start, slice.cut.end);
    if span.is_none_or(|span| span.oldest < start) {
        frame = frame.filter(column(&pass.at).gt_eq(instant(start)))?;
    }
    if span.is_none_or(|span| span.newest >= end) {
        frame = frame.filter(column(&pass.at).lt(instant(end)))?;
    }
    Ok(frame)
}

/// The groups of an aggregate, unless they are too many.
async fn collect(lake: &Lake, frame: DataFrame) -> Result<Vec<RecordBatch>, KpiError> {
    let batches = lake.collect(frame).await?;
    let groups: usize = batches.iter().map(RecordBatch::num_rows).sum();
    if groups > GROUPS_MAX {
        return Err(too_many_groups());
    }
    Ok(batches)
}

/// An answer of more values than anyone reads.
pub(crate) fn too_many_groups() -> KpiError {
    KpiError::new(
        ErrorKind::TooMuch,
        format!("the answer has more than {GROUPS_MAX} combinations of dimensions and periods"),
    )
    .hint("break down by fewer columns, take longer periods or a shorter time")
}

fn read_state(measures: &[ArrayRef], parts: &Parts, row: usize) -> Result<State, KpiError> {
    let array = |index: usize| {
        measures
            .get(index)
            .ok_or_else(|| KpiError::new(ErrorKind::Internal, "a measure is missing"))
    };
    let whole = |index: usize| {
        array(index).map(|array| array.as_primitive::<Int64Type>().value(row).unsigned_abs())
    };
    // The sum of no values is null.
    let number = |index: usize| {
        array(index).map(|array| {
            if array.is_valid(row) {
                array.as_primitive::<Float64Type>().value(row)
            } else {
                0.0
            }
        })
    };
    let bytes = |index: usize| array(index).map(|array| array.as_binary::<i32>().value(row));
    let measured = match parts.kind {
        PartsKind::Count => Measured::Count,
        PartsKind::Sum {
            sum,
            squares,
            exact,
        } => Measured::Sum {
            sum: number(sum)?,
            squares: number(squares)?,
            exact: exact
                .map(|index| {
                    array(index).map(|array| {
                        if array.is_valid(row) {
                            array.as_primitive::<Decimal128Type>().value(row)
                        } else {
                            0
                        }
                    })
                })
                .transpose()?,
        },
        PartsKind::Ratio { hits } => Measured::Ratio { hits: whole(hits)? },
        PartsKind::Mean { sum, squares } => Measured::Mean {
            sum: number(sum)?,
            squares: number(squares)?,
        },
        PartsKind::Quantile(index) => Measured::Quantile(
            QuantileSketch::from_bytes(bytes(index)?)
                .map_err(|error| KpiError::new(ErrorKind::Internal, error.to_string()))?,
        ),
        PartsKind::Distinct(index) => {
            Measured::Distinct(DistinctSketch::from_bytes(bytes(index)?)?)
        }
    };
    Ok(State {
        rows: whole(parts.rows)?,
        n: whole(parts.n)?,
        open: parts.open.map(whole).transpose()?.unwrap_or(0),
        measured,
    })
}

/// The leading columns of a result, as keys.
pub(crate) struct Keys {
    dimensions: Vec<ArrayRef>,
    periods: Option<ArrayRef>,
    pub width: usize,
}

impl Keys {
    pub(crate) fn of(batch: &RecordBatch, dimensions: usize, cuts: bool) -> Result<Self, KpiError> {
        Ok(Self {
            dimensions: batch
                .columns()
                .iter()
                .take(dimensions)
                .map(|column| cast(column, &DataType::Utf8))
                .collect::<Result<_, _>>()?,
            periods: if cuts {
                Some(named(batch, dimensions)?.clone())
            } else {
                None
            },
            width: dimensions + usize::from(cuts),
        })
    }

    pub(crate) fn dimensions(&self, row: usize) -> Vec<Option<String>> {
        self.dimensions
            .iter()
            .map(|column| {
                column
                    .is_valid(row)
                    .then(|| column.as_string::<i32>().value(row).to_owned())
            })
            .collect()
    }

    fn key(&self, row: usize) -> Key {
        let piece = self
            .periods
            .as_ref()
            .map_or(0, |periods| periods.as_primitive::<Int32Type>().value(row));
        Key {
            dimensions: self.dimensions(row),
            piece: usize::try_from(piece).unwrap_or(0),
        }
    }
}

pub(crate) fn named(batch: &RecordBatch, index: usize) -> Result<&ArrayRef, KpiError> {
    batch
        .columns()
        .get(index)
        .ok_or_else(|| KpiError::new(ErrorKind::Internal, "a column is missing"))
}

pub(crate) fn int_column(
    batch: &RecordBatch,
    index: usize,
) -> Result<&arrow::array::Int32Array, KpiError> {
    Ok(named(batch, index)?.as_primitive::<Int32Type>())
}

/// A column by its exact name, whatever letters it has.
pub(crate) fn column(name: &str) -> Expr {
    Expr::Column(Column::new_unqualified(name))
}

/// An instant as a literal.
pub(crate) fn instant(at: Timestamp) -> Expr {
    Expr::Literal(
        ScalarValue::TimestampMicrosecond(Some(at.as_microsecond()), Some("UTC".into())),
        None,
    )
}
