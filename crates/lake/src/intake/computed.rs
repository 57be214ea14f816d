//! One expression of a feed, planned, and its evaluation row by row where a row is bad.
//!
//! Expressions are evaluated strictly: a text that is no number fails. The engine then fails the whole batch without
//! saying which row it was, so the rows are found by halving. Rows for which a lenient reading gives null are looked
//! at first, because nearly every failure is one of those.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::{take, take_record_batch};
use arrow::datatypes::DataType;
use calendar::ClockFormat;
use charter::canonical::ColumnType;
use charter::expression::{Allowed, Expression};
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, DataFusionError};
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{Cast, Expr, ExprSchemable, ScalarUDF, TryCast, lit};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::PhysicalExpr;
use formats::json::place::Place;

use super::engine_words::plain;
use crate::LakeError;
use crate::catalog::{arrow_type, instant};
use crate::functions::with_quick_casts;

/// Which part of a feed an expression is, for messages.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub feed: String,
    pub part: String,
}

impl Part {
    pub(super) fn bad(&self, cause: impl Into<String>, hint: impl Into<String>) -> LakeError {
        LakeError::BadFeed {
            feed: self.feed.clone(),
            part: self.part.clone(),
            cause: cause.into(),
            hint: hint.into(),
        }
    }

    /// Reads an expression; the charter's own rules say what it may have.
    pub(super) fn parse(&self, text: &str, allowed: &Allowed) -> Result<Expression, LakeError> {
        Expression::parse(text, allowed).map_err(|error| {
            self.bad(
                error.to_string(),
                "Correct the expression; `tandem check` shows where it is.",
            )
        })
    }
}

/// What an expression's value is turned into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A column's value.
    Column(ColumnType),
    /// A predicate.
    Truth,
    /// Text, of whatever it is.
    Text,
    /// Something that orders versions: an integer, an instant or a number.
    Order,
}

/// Where expressions are planned.
pub(super) struct Planner<'a> {
    pub session: &'a SessionContext,
    pub schema: DFSchema,
    /// `local_time` that gives null for what it cannot read.
    pub lenient_time: Option<Arc<ScalarUDF>>,
}

/// An expression, planned.
#[derive(Debug)]
pub(super) struct Computed {
    strict: Arc<dyn PhysicalExpr>,
    lenient: Option<Arc<dyn PhysicalExpr>>,
    pub data_type: DataType,
}

/// A row for which an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadRow {
    pub row: usize,
    pub reason: String,
}

impl Planner<'_> {
    pub(super) fn plan(
        &self,
        part: &Part,
        expression: &Expression,
        target: Target,
    ) -> Result<Computed, LakeError> {
        self.plan_to(part, expression, |given| {
            target_type(given, target).ok_or_else(|| {
                part.bad(
                    format!(
                        "it gives {}, which does not fit {}",
                        people_type(given),
                        target_name(target)
                    ),
                    "Convert it in the expression, e.g. cast(round(x) as bigint).",
                )
            })
        })
    }

    /// The same, of the type that is wanted for the one that the expression gives.
    pub(super) fn plan_to(
        &self,
        part: &Part,
        expression: &Expression,
        wanted: impl FnOnce(&DataType) -> Result<DataType, LakeError>,
    ) -> Result<Computed, LakeError> {
        let bad = |error: DataFusionError| {
            part.bad(
                plain(&error),
                "The charter's book lists the functions and types that expressions may use.",
            )
        };
        let state = self.session.state();
        let expr = state
            .create_logical_expr(expression.sql(), &self.schema)
            .map_err(bad)?;
        check_texts(part, &expr)?;
        let given = expr.get_type(&self.schema).map_err(bad)?;
        let wanted = wanted(&given)?;
        let expr = if given == wanted {
            expr
        } else {
            Expr::Cast(Cast::new(Box::new(expr), wanted.clone()))
        };
        let lenient = self.lenient(expr.clone()).map_err(bad)?;
        let expr = with_quick_casts(expr, &self.schema).map_err(bad)?;
        Ok(Computed {
            strict: self.physical(expr).map_err(bad)?,
            lenient: self.physical(lenient).ok(),
            data_type: wanted,
        })
    }

    /// Some functions (`coalesce` is one) exist only until they are simplified to what is computed.
    fn physical(&self, expr: Expr) -> Result<Arc<dyn PhysicalExpr>, DataFusionError> {
        let state = self.session.state();
        let context = SimplifyContext::builder()
            .with_schema(Arc::new(self.schema.clone()))
            .with_config_options(Arc::clone(state.config_options()))
            .build();
        let simplifier = ExprSimplifier::new(context);
        let coerced = simplifier.coerce(self.whole_cases(expr)?, &self.schema)?;
        state.create_physical_expr(simplifier.simplify(coerced)?, &self.schema)
    }

    /// A `case` of yes and no stays one. The simplifier would make it of `and` and `or`, which compute every part for every
    /// row: a conversion in a branch that is not taken could fail.
    fn whole_cases(&self, expr: Expr) -> Result<Expr, DataFusionError> {
        expr.transform_up(|node| match node {
            Expr::Case(mut case) if case.expr.is_none() => {
                let then = case.when_then_expr.first().map(|(_, then)| then);
                if let Some(then) = then
                    && then.get_type(&self.schema)? == DataType::Boolean
                {
                    case.expr = Some(Box::new(lit(true)));
                    return Ok(Transformed::yes(Expr::Case(case)));
                }
                Ok(Transformed::no(Expr::Case(case)))
            }
            other => Ok(Transformed::no(other)),
        })
        .map(|transformed| transformed.data)
    }

    /// The same expression with conversions that give null for what they cannot read.
    fn lenient(&self, expr: Expr) -> Result<Expr, DataFusionError> {
        expr.transform_up(|node| match node {
            Expr::Cast(cast) => Ok(Transformed::yes(Expr::TryCast(TryCast::new_from_field(
                cast.expr, cast.field,
            )))),
            Expr::ScalarFunction(call) if call.name() == "local_time" => match &self.lenient_time {
                Some(function) => Ok(Transformed::yes(Expr::ScalarFunction(
                    ScalarFunction::new_udf(function.clone(), call.args),
                ))),
                None => Ok(Transformed::no(Expr::ScalarFunction(call))),
            },
            other => Ok(Transformed::no(other)),
        })
        .map(|transformed| transformed.data)
    }
}

/// A format of `local_time` or a place of `json_text` that cannot be is the feed's mistake, to be told before any row
/// is read.
fn check_texts(part: &Part, expr: &Expr) -> Result<(), LakeError> {
    let mut problem = None;
    let walked = expr.apply(|node| {
        if let Expr::ScalarFunction(call) = node {
            let written = call.args.get(1).and_then(|text| match text {
                Expr::Literal(text, _) => text.try_as_str().flatten(),
                _ => None,
            });
            problem = match (call.name(), written) {
                ("local_time", Some(format)) => ClockFormat::parse(format).err().map(|cause| {
                    (
                        cause.to_string(),
                        "For example local_time(opened, '%Y-%m-%d %H:%M:%S').",
                    )
                }),
                ("json_text", Some(place)) => Place::parse(place)
                    .err()
                    .map(|cause| (cause, "For example json_text(ticket, 'requester.tags[0]').")),
                _ => None,
            };
            if problem.is_some() {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    });
    walked.map_err(LakeError::table("planning the feed"))?;
    match problem {
        Some((cause, hint)) => Err(part.bad(cause, hint)),
        None => Ok(()),
    }
}

impl Computed {
    /// The values, null for rows that have none, and those rows with the reason.
    pub(super) fn values(
        &self,
        rows: &RecordBatch,
    ) -> Result<(ArrayRef, Vec<BadRow>), DataFusionError> {
        match strict(&self.strict, rows) {
            Ok(values) => Ok((values, Vec::new())),
            Err(_) => self.values_one_by_one(rows),
        }
    }

    fn values_one_by_one(
        &self,
        rows: &RecordBatch,
    ) -> Result<(ArrayRef, Vec<BadRow>), DataFusionError> {
        let lenient = self
            .lenient
            .as_ref()
            .and_then(|lenient| strict(lenient, rows).ok());
        let count = u32::try_from(rows.num_rows()).unwrap_or(u32::MAX);
        let (suspects, others): (Vec<u32>, Vec<u32>) = (0..count).partition(|row| {
            lenient
                .as_ref()
                .is_none_or(|values| values.is_null(*row as usize))
        });
        let mut bad = Vec::new();
        for group in [others, suspects] {
            self.find_bad(rows, &group, &mut bad)?;
        }
        bad.sort_by_key(|row| row.row);
        let mut is_bad = vec![false; rows.num_rows()];
        for row in &bad {
            if let Some(flag) = is_bad.get_mut(row.row) {
                *flag = true;
            }
        }
        let good: UInt32Array = (0..count)
            .filter(|row| !is_bad.get(*row as usize).copied().unwrap_or(false))
            .collect();
        let values = strict(&self.strict, &take_record_batch(rows, &good)?)?;
        let mut next = 0;
        let places: UInt32Array = is_bad
            .iter()
            .map(|bad| {
                (!bad).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        Ok((take(&values, &places, None)?, bad))
    }

    fn find_bad(
        &self,
        rows: &RecordBatch,
        group: &[u32],
        bad: &mut Vec<BadRow>,
    ) -> Result<(), DataFusionError> {
        if group.is_empty() {
            return Ok(());
        }
        let some = take_record_batch(rows, &UInt32Array::from(group.to_vec()))?;
        let Err(error) = strict(&self.strict, &some) else {
            return Ok(());
        };
        if let [row] = group {
            bad.push(BadRow {
                row: *row as usize,
                reason: plain(&error),
            });
            return Ok(());
        }
        let (left, right) = group.split_at(group.len() / 2);
        self.find_bad(rows, left, bad)?;
        self.find_bad(rows, right, bad)
    }
}

fn strict(expr: &Arc<dyn PhysicalExpr>, rows: &RecordBatch) -> Result<ArrayRef, DataFusionError> {
    expr.evaluate(rows)?.into_array(rows.num_rows())
}

/// The type a value takes; nothing where the conversion would lose or invent something.
fn target_type(given: &DataType, target: Target) -> Option<DataType> {
    use DataType::{Boolean, Date32, Date64, Float64, Int64, Null, Utf8};
    let text = matches!(given, Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    let free = text || matches!(given, Null);
    let time = matches!(given, DataType::Timestamp(..) | Date32 | Date64);
    let integer = given.is_integer();
    let number = given.is_numeric();
    let fits = match target {
        Target::Column(ColumnType::Text) | Target::Text => return Some(Utf8),
        Target::Truth => matches!(given, Boolean | Null),
        Target::Column(ColumnType::Boolean) => free || *given == Boolean,
        Target::Column(ColumnType::Integer) => free || integer,
        Target::Column(ColumnType::Number | ColumnType::Money) => free || number,
        Target::Column(ColumnType::Instant) => free || time,
        Target::Order => {
            return if time {
                Some(instant())
            } else if free || integer || *given == Boolean {
                Some(Int64)
            } else {
                number.then_some(Float64)
            };
        }
    };
    fits.then(|| match target {
        Target::Column(column) => arrow_type(column),
        _ => Boolean,
    })
}

fn people_type(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Boolean => "true or false",
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 => "an instant",
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "text",
        other if other.is_integer() => "an integer",
        other if other.is_numeric() => "a number",
        _ => "something else",
    }
}

fn target_name(target: Target) -> &'static str {
    match target {
        Target::Column(ColumnType::Text) | Target::Text => "text",
        Target::Column(ColumnType::Integer) => "an integer",
        Target::Column(ColumnType::Number) => "a number",
        Target::Column(ColumnType::Boolean) => "true or false",
        Target::Column(ColumnType::Instant) => "an instant",
        Target::Column(ColumnType::Money) => "money",
        Target::Truth => "a condition",
        Target::Order => "an integer or an instant",
    }
}
