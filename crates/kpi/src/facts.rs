//! The facts behind a number, row by row, for those who may see them.

use access::Viewer;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type, TimestampMicrosecondType};
use charter::kpi::Formula;
use charter::names::word;
use charter::partnership::Right;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::lit;
use jiff::{SignedDuration, Timestamp};
use lake::{FOLLOWED_UP, Purpose, Scan};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::counted::{asked_of_each, whatever_follows};
use crate::engine::Engine;
use crate::error::{ErrorKind, KpiError};
use crate::expression::Expressions;
use crate::pass::{column, instant};
use crate::question::{Basis, Moment};
use crate::singling_out::{Used, lacks_the_right, may_use};

/// Most rows handed out at once.
const LIMIT_MAX: usize = 1_000;
/// Most values of a dimension handed out.
const VALUES_MAX: usize = 500;

/// Which facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FactsQuestion {
    /// The KPI whose population they are of.
    pub kpi: String,
    /// First moment; the oldest fact when absent.
    pub from: Option<Moment>,
    /// Last moment; the newest fact when absent.
    pub to: Option<Moment>,
    /// SQL predicate over the table's columns.
    pub filter: Option<String>,
    /// Versions to read from; the newest when absent.
    pub basis: Option<Basis>,
    /// Most rows to hand out.
    pub limit: usize,
    /// Rows to pass over.
    pub offset: usize,
}

/// Facts behind a number.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Facts {
    /// What they were read from.
    #[schema(value_type = String, example = "1842·331")]
    pub basis: Basis,
    /// The columns that the viewer may see.
    pub columns: Vec<FactColumn>,
    /// The newest first, of a backlog the oldest; instants are UTC texts, money is exact text.
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    pub rows: Vec<Vec<Json>>,
    /// How many there are in all.
    pub total: u64,
}

/// A column of facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FactColumn {
    /// Its name.
    pub column: String,
    /// Its type.
    pub column_type: String,
    /// What it holds.
    pub means: String,
}

/// A value that a dimension takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DimensionValue {
    /// As in facts; null where the source says nothing.
    pub value: Option<String>,
    /// Title for people, when the charter has one.
    pub title: Option<String>,
    /// Rows that have it, as the viewer sees.
    pub n: u64,
}

impl Engine {
    /// The facts that a KPI counts, the newest first; of a backlog the oldest.
    ///
    /// # Errors
    /// When the viewer may not open facts, or the question cannot be read.
    pub async fn facts(
        &self,
        viewer: &Viewer,
        question: &FactsQuestion,
        ledger: u64,
    ) -> Result<Facts, KpiError> {
        let catalog = self.catalog(viewer);
        let kpi = catalog.kpi(&question.kpi)?;
        if !viewer.may(Right::DrillToContacts) {
            return Err(KpiError::new(
                ErrorKind::Forbidden,
                "opening the contacts behind a number needs the right `drill_to_contacts`",
            )
            .hint("ask whoever manages roles in your party"));
        }
        let Some(rows) = kpi.formula.rows() else {
            return Err(KpiError::new(
                ErrorKind::Invalid,
                format!(
                    "`{}` is derived from other KPIs and has no facts of its own",
                    kpi.kpi
                ),
            )
            .hint("open one of the KPIs it is made of"));
        };
        let table = self.charter.table(&rows.table).ok_or_else(|| {
            KpiError::new(
                ErrorKind::Unknown,
                format!("there is no table named `{}`", rows.table),
            )
        })?;
        let basis = self.basis(question.basis, ledger)?;
        let extent = self.reach(catalog, &[kpi], basis.lake).await?.any();
        let (start, end) = self.range(question.from, question.to, extent)?;
        let scan = Scan {
            table: table.name.clone(),
            version: Some(basis.lake),
            columns: None,
            follow_up: rows.follow_up.clone(),
            within: None,
            came_with: false,
            // Who a customer is may decide whether a row counts; it is not among the columns handed out below.
            purpose: Purpose::Aggregate,
        };
        let mut frame = self.lake.scan(viewer, &scan).await?;
        let names: Vec<String> = frame
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        let visible = catalog.columns(&table.name)?;
        let session = self.lake.session();
        let defined = Expressions::over((session, &self.zone), names.iter().map(String::as_str));
        let asked = Expressions::over((session, &self.zone), visible.iter().map(String::as_str));
        // Which rows are shown must not tell what followed them, where that is not the viewer's to know.
        let hides = catalog.follows_elsewhere(kpi);
        let tells = |text: &str| -> Result<bool, KpiError> {
            Ok(hides && crate::expression::columns(text)?.contains(FOLLOWED_UP))
        };
        let mut predicates = Vec::new();
        if let Some(text) = &rows.population
            && !tells(text)?
        {
            predicates.push(defined.predicate(text, frame.schema())?);
        }
        if let Some(text) = &question.filter {
            predicates.push(asked.filter(text, frame.schema())?);
        }
        if let Some(text) = asked_of_each(&kpi.formula) {
            let asked = defined.plan(text, frame.schema())?;
            // Of a ratio the same rows count whatever followed, so that they tell nothing of it.
            if matches!(kpi.formula, Formula::Ratio { .. }) {
                predicates.push(whatever_follows(asked)?.is_not_null());
            } else if !tells(text)? {
                predicates.push(asked.is_not_null());
            }
        }
        for predicate in predicates {
            frame = frame.filter(predicate)?;
        }
        let at = rows.at.clone().unwrap_or_else(|| table.at.clone());
        let shown: Vec<_> = table
            .columns
            .iter()
            .filter(|column| names.contains(&column.name) && visible.contains(&column.name))
            .collect();
        let first = match &kpi.formula {
            // What stands at the end of the time asked about, the oldest first.
            Formula::Backlog {
                opened,
                closed,
                older_than,
                ..
            } => {
                let older = older_than
                    .as_deref()
                    .map_or(Ok(0), crate::expression::seconds)?;
                let opened_before = end
                    .checked_sub(SignedDuration::from_secs(older))
                    .unwrap_or(Timestamp::MIN);
                frame = frame.filter(
                    column(opened).lt(instant(opened_before)).and(
                        column(closed)
                            .is_null()
                            .or(column(closed).gt_eq(instant(end))),
                    ),
                )?;
                column(opened).sort(true, false)
            }
            _ => {
                frame = frame.filter(
                    column(&at)
                        .gt_eq(instant(start))
                        .and(column(&at).lt(instant(end))),
                )?;
                column(&at).sort(false, false)
            }
        };
        let counted = frame
            .clone()
            .aggregate(Vec::new(), vec![count(lit(1_i64)).alias("rows")])?;
        let total = self
            .lake
            .collect(counted)
            .await?
            .iter()
            .map(first_count)
            .sum();
        // Rows of the same instant stand in the order of what they hold, so that pages neither repeat nor lose any.
        let order = std::iter::once(first)
            .chain(shown.iter().map(|one| column(&one.name).sort(true, false)))
            .collect();
        let page = frame
            .sort(order)?
            .limit(question.offset, Some(question.limit.clamp(1, LIMIT_MAX)))?;
        let batches = self.lake.collect(page).await?;
        let mut found = Vec::new();
        for batch in &batches {
            let arrays = shown
                .iter()
                .map(|column| batch.column_by_name(&column.name).map(readable).transpose())
                .collect::<Result<Vec<_>, _>>()?;
            found.extend((0..batch.num_rows()).map(|row| {
                arrays
                    .iter()
                    .map(|array| json(array.as_ref(), row))
                    .collect::<Vec<_>>()
            }));
        }
        Ok(Facts {
            basis,
            columns: shown
                .iter()
                .map(|column| FactColumn {
                    column: column.name.clone(),
                    column_type: word(&column.column_type),
                    means: column.means.clone(),
                })
                .collect(),
            rows: found,
            total,
        })
    }

    /// The values that a dimension takes in the rows a viewer sees, the most frequent first.
    ///
    /// # Errors
    /// When there is no such table or column for the viewer.
    pub async fn dimension_values(
        &self,
        viewer: &Viewer,
        table: &str,
        dimension: &str,
        basis: Option<Basis>,
        ledger: u64,
    ) -> Result<Vec<DimensionValue>, KpiError> {
        let columns = self.catalog(viewer).columns(table)?;
        if !columns.contains(dimension) {
            return Err(KpiError::unknown(
                "column",
                dimension,
                columns.iter().map(String::as_str),
            ));
        }
        let view = self.charter.table(table);
        let column_view = view.as_ref().and_then(|table| table.column(dimension));
        if column_view.is_some_and(|column| !may_use(viewer, column, Used::By)) {
            return Err(lacks_the_right(dimension, Used::By));
        }
        let basis = self.basis(basis, ledger)?;
        let scan = Scan {
            version: Some(basis.lake),
            columns: Some([dimension.to_owned()].into()),
            ..Scan::of(table)
        };
        let frame = self
            .lake
            .scan(viewer, &scan)
            .await?
            .aggregate(
                vec![column(dimension)],
                vec![count(lit(1_i64)).alias("rows")],
            )?
            .sort(vec![
                column("rows").sort(false, false),
                column(dimension).sort(true, false),
            ])?
            .limit(0, Some(VALUES_MAX))?;
        let mut values = Vec::new();
        for batch in self.lake.collect(frame).await? {
            let names = batch
                .column_by_name(dimension)
                .map(|array| cast(array, &DataType::Utf8))
                .transpose()?;
            let counts = batch
                .column_by_name("rows")
                .map(|array| array.as_primitive::<Int64Type>().clone());
            let (Some(names), Some(counts)) = (names, counts) else {
                continue;
            };
            let names = names.as_string::<i32>();
            values.extend((0..batch.num_rows()).map(|row| {
                let value = names.is_valid(row).then(|| names.value(row));
                let title = value.and_then(|value| self.charter.value_title(dimension, value));
                DimensionValue {
                    value: value.map(str::to_owned),
                    title: title.map(str::to_owned),
                    n: counts.value(row).unsigned_abs(),
                }
            }));
        }
        Ok(values)
    }
}

fn first_count(batch: &RecordBatch) -> u64 {
    batch.columns().first().map_or(0, |counts| {
        counts
            .as_primitive::<Int64Type>()
            .iter()
            .flatten()
            .map(i64::unsigned_abs)
            .sum()
    })
}

/// Text types become one; the rest stays as it is.
fn readable(array: &ArrayRef) -> Result<ArrayRef, KpiError> {
    Ok(match array.data_type() {
        DataType::Boolean | DataType::Int64 | DataType::Float64 | DataType::Timestamp(..) => {
            array.clone()
        }
        _ => cast(array, &DataType::Utf8)?,
    })
}

fn json(array: Option<&ArrayRef>, row: usize) -> Json {
    let Some(array) = array.filter(|array| array.is_valid(row)) else {
        return Json::Null;
    };
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into(),
        DataType::Timestamp(..) => {
            Timestamp::from_microsecond(array.as_primitive::<TimestampMicrosecondType>().value(row))
                .map_or(Json::Null, |instant| instant.to_string().into())
        }
        _ => array.as_string::<i32>().value(row).into(),
    }
}
