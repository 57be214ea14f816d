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
        true => instant(&expr, zone).unwrap_or(expr),
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
                Transformed::yes(Expr::Between(between))
            }
            Expr::InList(mut among) => {
                let list = among.list.into_iter();
                among.list = list.map(|one| told(one, &among.expr)).collect();
                Transformed::yes(Expr::InList(among))
            }
            Expr::ScalarFunction(mut call) if matches!(call.name(), "date_part" | "date_trunc") => {
                let parts = call.args.into_iter();
                call.args = parts.map(|part| on_clocks(part, schema, zone)).collect();
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
