//! Which rows of a population count: those of which it is known what the formula asks.

use charter::kpi::Formula;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::logical_expr::{Expr, lit, when};
use lake::FOLLOWED_UP;

use crate::error::KpiError;

/// What must be known of a row for it to count, beside its time; `None` where the whole population counts.
pub(crate) fn asked_of_each(formula: &Formula) -> Option<&str> {
    match formula {
        Formula::Ratio { numerator, .. } => Some(numerator),
        Formula::Sum { value, .. }
        | Formula::Mean { value, .. }
        | Formula::Quantile { value, .. }
        | Formula::Distinct { value, .. } => Some(value),
        Formula::Count { .. } | Formula::Backlog { .. } | Formula::Derived { .. } => None,
    }
}

/// A ratio's numerator, unknown where what follows would make it known or unknown. `resolved and not followed_up` is false of
/// a row that came back even where nobody said whether it was resolved: such rows would count only once they came back, which
/// lowers the share, and whoever sees n would see them come back.
pub(crate) fn whatever_follows(numerator: Expr) -> Result<Expr, KpiError> {
    if !numerator
        .column_refs()
        .iter()
        .any(|column| column.name == FOLLOWED_UP)
    {
        return Ok(numerator);
    }
    let known = assuming(&numerator, true)?.and(assuming(&numerator, false)?);
    Ok(when(known, numerator).end()?)
}

/// Whether it is known, had something followed or not.
fn assuming(numerator: &Expr, followed: bool) -> Result<Expr, KpiError> {
    let assumed = numerator.clone().transform(|part| {
        Ok(match &part {
            Expr::Column(column) if column.name == FOLLOWED_UP => Transformed::yes(lit(followed)),
            _ => Transformed::no(part),
        })
    })?;
    Ok(assumed.data.is_not_null())
}
