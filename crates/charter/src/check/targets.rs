//! Targets: for which KPI, in which scope, and whether the value can be reached.

use std::collections::BTreeSet;

use crate::Charter;
use crate::canonical::ColumnUse;
use crate::check::Report;
use crate::kpi::{Direction, Unit};
use crate::target::Target;
use crate::taxonomy::Vocabulary;

pub(super) fn check(report: &mut Report<'_>) {
    let charter = report.charter();
    let mut seen = BTreeSet::new();
    for (target, (file, index)) in charter.targets.iter().zip(report.target_places()) {
        let path = format!("targets/{index}");
        let kpis = charter.kpis.keys().map(String::as_str);
        if report.known(
            file,
            &format!("{path}/kpi"),
            ("unknown-kpi", "KPI"),
            &target.kpi,
            kpis,
        ) {
            scope(report, file, &path, target);
        }
        if !seen.insert((&target.kpi, &target.scope, target.from)) {
            report
                .error(
                    file,
                    &path,
                    "duplicate-name",
                    format!(
                        "a second target for `{}` in the same scope from the same day",
                        target.kpi
                    ),
                )
                .hint("keep one of them, or give the later one its own `from`");
        }
        bounds(report, file, &path, target);
    }
}

fn scope(report: &mut Report<'_>, file: &str, path: &str, target: &Target) {
    let charter = report.charter();
    let made_of = charter.ingredients(&target.kpi);
    if made_of.iter().any(|kpi| report.circular.contains(*kpi)) {
        return;
    }
    let dimensions = dimensions(charter, &target.kpi);
    for (dimension, value) in &target.scope {
        let here = format!("{path}/scope/{dimension}");
        if !dimensions.contains(dimension) {
            report
                .error_at_key(
                    file,
                    &here,
                    "unknown-dimension",
                    format!("`{}` cannot be broken down by `{dimension}`", target.kpi),
                )
                .among(dimension, dimensions.iter().map(String::as_str));
            continue;
        }
        let Some(vocabulary) = Vocabulary::of_dimension(dimension) else {
            continue;
        };
        let valid = charter.vocabulary(vocabulary);
        // An export may know more than the taxonomy: where that names nothing, nothing can be misspelt.
        if !valid.is_empty() {
            let what = dimension.replace('_', " ");
            report.known(file, &here, ("unknown-value", &what), value, valid);
        }
    }
}

/// The dimensions that every table behind a KPI has.
fn dimensions(charter: &Charter, kpi: &str) -> BTreeSet<String> {
    let tables = charter
        .ingredients(kpi)
        .into_iter()
        .filter_map(|name| charter.kpi(name)?.formula.rows())
        .filter_map(|rows| charter.table(&rows.table));
    let mut shared: Option<BTreeSet<String>> = None;
    for table in tables {
        let here: BTreeSet<String> = table
            .columns
            .iter()
            .filter(|column| matches!(column.use_, ColumnUse::Dimension | ColumnUse::Agent))
            .map(|column| column.name.clone())
            .collect();
        shared = Some(match shared {
            None => here,
            Some(before) => before.intersection(&here).cloned().collect(),
        });
    }
    shared.unwrap_or_default()
}

fn bounds(report: &mut Report<'_>, file: &str, path: &str, target: &Target) {
    let kpi = report.charter().kpi(&target.kpi);
    let written = [("at_least", target.at_least), ("at_most", target.at_most)];
    if target.at_least.is_none() && target.at_most.is_none() {
        report
            .error(file, path, "missing-field", "the target names no value")
            .expected("`at_least`, `at_most` or both");
    }
    for (field, value) in written {
        let Some(value) = value else { continue };
        let here = format!("{path}/{field}");
        if !value.is_finite() {
            report.error(
                file,
                &here,
                "target-value",
                format!("{value} is not a value"),
            );
        } else if kpi.is_some_and(|kpi| kpi.unit == Unit::Percent)
            && !(0.0..=100.0).contains(&value)
        {
            report
                .error(file, &here, "target-value", format!("{value} percent"))
                .expected("between 0 and 100");
        } else if kpi.is_some_and(|kpi| {
            matches!(
                kpi.unit,
                Unit::Count | Unit::Seconds | Unit::Hours | Unit::Days
            )
        }) && value < 0.0
        {
            report
                .error(
                    file,
                    &here,
                    "target-value",
                    format!("the target is {value}"),
                )
                .expected("0 or more");
        }
    }
    if let (Some(least), Some(most)) = (target.at_least, target.at_most)
        && least > most
    {
        report.error(
            file,
            &format!("{path}/at_least"),
            "target-value",
            format!("at least {least} and at most {most} cannot both be"),
        );
    }
    let against = match kpi.map(|kpi| kpi.direction) {
        Some(Direction::Higher) if target.at_least.is_none() && target.at_most.is_some() => {
            Some(("at_most", "higher"))
        }
        Some(Direction::Lower) if target.at_most.is_none() && target.at_least.is_some() => {
            Some(("at_least", "lower"))
        }
        _ => None,
    };
    if let Some((field, better)) = against {
        report
            .error(
                file,
                &format!("{path}/{field}"),
                "target-direction",
                format!(
                    "`{}` is better when {better}, and the target holds it back",
                    target.kpi
                ),
            )
            .hint("use the other bound, or both");
    }
}
