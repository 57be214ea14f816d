//! From a definition to the aggregates that measure it.

use std::collections::BTreeSet;

use arrow::datatypes::{DECIMAL128_MAX_PRECISION, DataType};
use charter::kpi::{BacklogShows, FollowUp, Formula, Kpi, Rows};
use datafusion::common::DFSchema;
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::logical_expr::{Expr, ExprFunctionExt, cast, lit};

use crate::counted::whatever_follows;
use crate::error::KpiError;
use crate::expression::Expressions;
use crate::measure::{distinct_sketch, quantile_sketch};
use crate::state::MONEY_SCALE;

/// KPIs with the same pass are answered by one reading of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Pass {
    /// The table.
    pub table: String,
    /// The column that places a row in time.
    pub at: String,
    /// Whether it is the table's own, whose extent the lake knows.
    pub at_is_own: bool,
    /// The window in which something may follow.
    pub follow_up: Option<(Vec<String>, String)>,
    /// For a backlog: what is open when.
    pub backlog: Option<BacklogPass>,
}

/// What is open when.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct BacklogPass {
    /// Which rows.
    pub population: Option<String>,
    /// Column with the instant of opening.
    pub opened: String,
    /// Column with the instant of closing.
    pub closed: String,
    /// Only items open for longer than this.
    pub older_than_seconds: i64,
    /// Whether ages are asked for, and not only how many.
    pub ages: bool,
}

impl Pass {
    /// The pass of a KPI; `None` when it is derived.
    pub(crate) fn of(kpi: &Kpi, default_at: &str) -> Result<Option<Self>, KpiError> {
        let Some(rows) = kpi.formula.rows() else {
            return Ok(None);
        };
        let backlog = match &kpi.formula {
            Formula::Backlog {
                opened,
                closed,
                shows,
                older_than,
                ..
            } => Some(BacklogPass {
                population: rows.population.clone(),
                opened: opened.clone(),
                closed: closed.clone(),
                older_than_seconds: older_than
                    .as_deref()
                    .map_or(Ok(0), crate::expression::seconds)?,
                ages: *shows == BacklogShows::MedianAge,
            }),
            _ => None,
        };
        let at = rows.at.as_deref().unwrap_or(default_at);
        Ok(Some(Self {
            table: rows.table.clone(),
            at: at.to_owned(),
            at_is_own: at == default_at,
            follow_up: rows
                .follow_up
                .as_ref()
                .map(|follow_up| (follow_up.same.clone(), follow_up.within.clone())),
            backlog,
        }))
    }

    /// The follow-up window, as the lake takes it.
    pub(crate) fn follow_up(&self) -> Option<FollowUp> {
        self.follow_up.as_ref().map(|(same, within)| FollowUp {
            same: same.clone(),
            within: within.clone(),
        })
    }
}

/// The aggregates of a pass: equal ones are computed once.
#[derive(Debug, Default)]
pub(crate) struct Aggregates {
    exprs: Vec<Expr>,
}

impl Aggregates {
    /// Adds an aggregate and tells the column of its result among the aggregates.
    fn add(&mut self, expr: Expr) -> usize {
        if let Some(found) = self.exprs.iter().position(|known| *known == expr) {
            return found;
        }
        self.exprs.push(expr);
        self.exprs.len() - 1
    }

    /// The aggregates, named by their position.
    pub(crate) fn named(self) -> Vec<Expr> {
        self.exprs
            .into_iter()
            .enumerate()
            .map(|(index, expr)| expr.alias(format!("measure_{index}")))
            .collect()
    }
}

/// Where the parts of a KPI's state are among the results of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts {
    pub rows: usize,
    pub n: usize,
    pub open: Option<usize>,
    pub kind: PartsKind,
}

/// Where the parts are that depend on the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartsKind {
    Count,
    Sum {
        sum: usize,
        squares: usize,
        exact: Option<usize>,
    },
    Ratio {
        hits: usize,
    },
    Mean {
        sum: usize,
        squares: usize,
    },
    Quantile(usize),
    Distinct(usize),
}

/// Adds what a KPI needs to the aggregates of its pass.
pub(crate) fn measure(
    kpi: &Kpi,
    expressions: &Expressions<'_>,
    schema: &DFSchema,
    aggregates: &mut Aggregates,
) -> Result<Option<Parts>, KpiError> {
    let Some(rows) = kpi.formula.rows() else {
        return Ok(None);
    };
    let population = rows
        .population
        .as_deref()
        .map(|text| expressions.plan(text, schema))
        .transpose()?;
    let mut add = |aggregate: Expr, condition: Option<Expr>| -> Result<usize, KpiError> {
        let expr = match condition {
            Some(condition) => aggregate.filter(condition).build()?,
            None => aggregate,
        };
        Ok(aggregates.add(expr))
    };
    let open = |known: Option<Expr>| {
        both(
            both(population.clone(), known),
            Some(datafusion::logical_expr::not(datafusion::prelude::col(
                "window_closed",
            ))),
        )
    };
    let has_window = rows.follow_up.is_some();
    let (n, known, kind) = match &kpi.formula {
        Formula::Count { .. } => (
            add(count(lit(1_i64)), population.clone())?,
            None,
            PartsKind::Count,
        ),
        Formula::Ratio { numerator, .. } => {
            let numerator = whatever_follows(expressions.plan(numerator, schema)?)?;
            let n = add(count(numerator.clone()), population.clone())?;
            let hits = add(
                count(lit(1_i64)),
                both(population.clone(), Some(numerator.clone())),
            )?;
            (n, Some(numerator.is_not_null()), PartsKind::Ratio { hits })
        }
        Formula::Sum { value, .. } => {
            let planned = expressions.plan(value, schema)?;
            let is_money = matches!(
                expressions.data_type(&planned, schema)?,
                DataType::Decimal128(..)
            );
            let number = cast(planned.clone(), DataType::Float64);
            let n = add(count(planned.clone()), population.clone())?;
            // `amount / 2` has more places than money: what is added up has those that the state is read with.
            let booked = cast(
                planned.clone(),
                DataType::Decimal128(DECIMAL128_MAX_PRECISION, MONEY_SCALE),
            );
            let exact = is_money
                .then(|| add(sum(booked), population.clone()))
                .transpose()?;
            let kind = PartsKind::Sum {
                sum: add(sum(number.clone()), population.clone())?,
                squares: add(sum(number.clone() * number), population.clone())?,
                exact,
            };
            (n, Some(planned.is_not_null()), kind)
        }
        Formula::Mean { value, .. } => {
            let number = cast(expressions.plan(value, schema)?, DataType::Float64);
            let n = add(count(number.clone()), population.clone())?;
            let kind = PartsKind::Mean {
                sum: add(sum(number.clone()), population.clone())?,
                squares: add(sum(number.clone() * number.clone()), population.clone())?,
            };
            (n, Some(number.is_not_null()), kind)
        }
        Formula::Quantile { value, .. } => {
            let number = cast(expressions.plan(value, schema)?, DataType::Float64);
            let n = add(count(number.clone()), population.clone())?;
            let sketch = add(quantile_sketch(number.clone()), population.clone())?;
            (n, Some(number.is_not_null()), PartsKind::Quantile(sketch))
        }
        Formula::Distinct { value, .. } => {
            let value = expressions.plan(value, schema)?;
            let n = add(count(value.clone()), population.clone())?;
            let sketch = add(distinct_sketch(value.clone()), population.clone())?;
            (n, Some(value.is_not_null()), PartsKind::Distinct(sketch))
        }
        Formula::Backlog { .. } | Formula::Derived { .. } => return Ok(None),
    };
    let open = if has_window {
        Some(add(count(lit(1_i64)), open(known))?)
    } else {
        None
    };
    let rows = add(count(lit(1_i64)), None)?;
    Ok(Some(Parts {
        rows,
        n,
        open,
        kind,
    }))
}

/// Both conditions, as far as there are any.
pub(crate) fn both(one: Option<Expr>, other: Option<Expr>) -> Option<Expr> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.and(other)),
        (one, other) => one.or(other),
    }
}

/// The columns that a KPI's own expressions use.
pub(crate) fn columns(kpi: &Kpi) -> Result<BTreeSet<String>, KpiError> {
    let mut used = BTreeSet::new();
    let Some(Rows { at, follow_up, .. }) = kpi.formula.rows() else {
        return Ok(used);
    };
    if let Formula::Backlog { opened, closed, .. } = &kpi.formula {
        used.extend([opened.clone(), closed.clone()]);
    }
    for (_, text) in kpi.formula.expressions() {
        used.extend(crate::expression::columns(text)?);
    }
    used.extend(at.clone());
    if follow_up.is_some() {
        // Given by the lake together with the window, not stored.
        used.remove("followed_up");
    }
    Ok(used)
}
