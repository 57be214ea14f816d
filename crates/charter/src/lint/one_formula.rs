//! Two KPIs that are one.

use std::collections::BTreeMap;

use crate::check::Report;
use crate::expression::{Allowed, Expression};
use crate::kpi::{Formula, Kpi};

pub(super) fn lint(report: &mut Report<'_>) {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    for (name, kpi) in &report.charter().kpis {
        let formula = normal_form(kpi);
        match first.get(&formula) {
            None => {
                first.insert(formula, name);
            }
            Some(other) => {
                report
                    .warning(
                        &format!("kpis/{name}.yaml"),
                        "kpi",
                        "one-formula",
                        format!("`{name}` is computed exactly as `{other}`"),
                    )
                    .hint("one number under two names will be read as two; keep one, or say where they differ");
            }
        }
    }
}

/// The formula as text that does not depend on spacing, capitals of keywords or the order of fields. The unit is no part of
/// it: a number in percent and the same as a share are one.
fn normal_form(kpi: &Kpi) -> String {
    let mut formula = kpi.formula.clone();
    let normal = |text: &mut String| {
        if let Ok(expression) = Expression::parse(text, &Allowed::source()) {
            *text = expression.sql().to_owned();
        }
    };
    match &mut formula {
        Formula::Derived { formula } => formula.retain(|c| !c.is_whitespace()),
        Formula::Ratio { numerator, .. } => normal(numerator),
        Formula::Sum { value, .. }
        | Formula::Mean { value, .. }
        | Formula::Quantile { value, .. }
        | Formula::Distinct { value, .. } => normal(value),
        Formula::Count { .. } | Formula::Backlog { .. } => {}
    }
    if let Formula::Count { rows }
    | Formula::Sum { rows, .. }
    | Formula::Ratio { rows, .. }
    | Formula::Mean { rows, .. }
    | Formula::Quantile { rows, .. }
    | Formula::Distinct { rows, .. }
    | Formula::Backlog { rows, .. } = &mut formula
        && let Some(population) = &mut rows.population
    {
        normal(population);
    }
    format!("{formula:?}")
}
