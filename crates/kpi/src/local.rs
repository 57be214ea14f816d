//! Expressions say days and hours as the partnership has them: `opened_at < '2026-03-29'` begins that day in its zone, and
//! `extract(hour from opened_at)` is the hour on its clocks. Facts hold instants in UTC.

use arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, DataFusionError, ScalarValue};
use datafusion::logical_expr::{Cast, Expr, ExprSchemable, lit};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The expression with every time that it says read in a zone.
pub(crate) fn in_zone(
    expr: Expr,
    schema: &DFSchema,
    zone: &TimeZone,
) -> Result<Expr, DataFusionError> {
    let told = |expr: Expr, beside: &Expr| match is_instant(beside, schema) {
        true => instant(&expr, zone).unwrap_or_else(|| of_clocks(expr, schema, zone)),
        false => expr,
    };
    expr.transform_up(|node| {
        Ok(match node {
            Expr::BinaryExpr(mut pair) if pair.op.supports_propagation() => {
                let (left, right) = (*pair.left, *pair.right);
                pair.left = Box::new(told(left.clone(), &right));
                pair.right = Box::new(told(right, &left));
                Transformed::yes(Expr::BinaryExpr(pair))
            }
            Expr::Between(mut between) => {
                between.low = Box::new(told(*between.low, &between.expr));
                between.high = Box::new(told(*between.high, &between.expr));
                between.expr = Box::new(told(*between.expr, &between.low));
                Transformed::yes(Expr::Between(between))
            }
            Expr::InList(mut among) => {
                let list = among.list.into_iter();
                among.list = list.map(|one| told(one, &among.expr)).collect();
                if let Some(first) = among.list.first() {
                    among.expr = Box::new(told(*among.expr, first));
                }
                Transformed::yes(Expr::InList(among))
            }
            Expr::ScalarFunction(mut call) if matches!(call.name(), "date_part" | "date_trunc") => {
                let parts = call.args.into_iter();
                call.args = parts.map(|part| on_clocks(part, schema, zone)).collect();
                Transformed::yes(Expr::ScalarFunction(call))
            }
            // They give one of what they are given, so all of it is of one kind.
            Expr::ScalarFunction(mut call)
                if matches!(call.name(), "coalesce" | "nullif" | "greatest" | "least") =>
            {
                if let Some(beside) = call
                    .args
                    .iter()
                    .find(|one| is_instant(one, schema))
                    .cloned()
                {
                    call.args = call
                        .args
                        .into_iter()
                        .map(|one| told(one, &beside))
                        .collect();
                }
                Transformed::yes(Expr::ScalarFunction(call))
            }
            Expr::Cast(mut to) if *to.field.data_type() == DataType::Date32 => {
                to.expr = Box::new(on_clocks(*to.expr, schema, zone));
                Transformed::yes(Expr::Cast(to))
            }
            Expr::TryCast(mut to) if *to.field.data_type() == DataType::Date32 => {
                to.expr = Box::new(on_clocks(*to.expr, schema, zone));
                Transformed::yes(Expr::TryCast(to))
            }
            other => Transformed::no(other),
        })
    })
    .map(|transformed| transformed.data)
}

fn is_instant(expr: &Expr, schema: &DFSchema) -> bool {
    matches!(expr.get_type(schema), Ok(DataType::Timestamp(_, Some(_))))
}

/// An instant as the zone's clocks show it.
fn on_clocks(expr: Expr, schema: &DFSchema, zone: &TimeZone) -> Expr {
    match zone.iana_name() {
        Some(name) if is_instant(&expr, schema) => {
            let clocks = DataType::Timestamp(TimeUnit::Microsecond, Some(name.into()));
            Expr::Cast(Cast::new(Box::new(expr), clocks))
        }
        _ => expr,
    }
}

/// What clocks show, a day or a time without a zone, as the instant at which the zone's show it: what is computed from
/// constants, such as a day and an interval, and the day of another instant.
fn of_clocks(expr: Expr, schema: &DFSchema, zone: &TimeZone) -> Expr {
    let (Some(name), Ok(given)) = (zone.iana_name(), expr.get_type(schema)) else {
        return expr;
    };
    let is_day = given == DataType::Date32;
    let is_constant = is_local(&given) && expr.column_refs().is_empty();
    if !is_day && !is_constant {
        return expr;
    }
    let to = |zone: Option<&str>| DataType::Timestamp(TimeUnit::Microsecond, zone.map(Into::into));
    let shown = Expr::Cast(Cast::new(Box::new(expr), to(None)));
    Expr::Cast(Cast::new(Box::new(shown), to(Some(name))))
}

/// The instant that a text says, as itself or as `date '…'` or `timestamp '…'`; nothing where it says none.
fn instant(expr: &Expr, zone: &TimeZone) -> Option<Expr> {
    let text = match expr {
        Expr::Cast(to) if is_local(to.field.data_type()) => text(&to.expr)?,
        written => text(written)?,
    };
    let micros = moment(text.trim(), zone)?.as_microsecond();
    let utc = Some("UTC".into());
    Some(lit(ScalarValue::TimestampMicrosecond(Some(micros), utc)))
}

fn is_local(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Date32 | DataType::Timestamp(_, None))
}

fn text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Literal(value, _) => value.try_as_str().flatten(),
        _ => None,
    }
}

/// A day begins at its first instant. A time that clocks leave out is the one after it, one that they show twice the first.
fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let local = match text.parse::<Date>() {
        Ok(day) if text.len() == "2026-03-29".len() => {
            return calendar::start_of_day(day, zone).ok();
        }
        _ => text.parse::<DateTime>().ok()?,
    };
    let told = zone.to_ambiguous_timestamp(local);
    told.compatible().ok()
}
