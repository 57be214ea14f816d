//! Derived KPIs that are made of themselves.

use std::collections::BTreeSet;

use crate::arithmetic::Arithmetic;
use crate::check::Report;
use crate::kpi::Formula;

pub(super) fn check(report: &mut Report<'_>) {
    let kpis = &report.charter().kpis;
    let made_of = |name: &str| -> Vec<String> {
        match kpis.get(name).map(|kpi| &kpi.formula) {
            Some(Formula::Derived { formula }) => Arithmetic::parse(formula)
                .map(|read| read.names().into_iter().map(str::to_owned).collect())
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    };
    let mut clear = BTreeSet::new();
    let mut told: BTreeSet<Vec<String>> = BTreeSet::new();
    for start in kpis.keys() {
        if let Some(cycle) = cycle_from(start, &made_of, &mut clear) {
            let mut members = cycle.clone();
            members.sort();
            if !told.insert(members) {
                continue;
            }
            let first = cycle.first().cloned().unwrap_or_default();
            report.circular.extend(cycle.iter().cloned());
            let round = cycle.iter().chain([&first]);
            let round: Vec<String> = round.map(|name| format!("`{name}`")).collect();
            report
                .error(
                    &format!("kpis/{first}.yaml"),
                    "formula",
                    "cycle",
                    format!("a KPI made of itself: {}", round.join(" → ")),
                )
                .hint("break the circle: at least one of them is computed from a table");
        }
    }
}

/// A cycle that can be reached from a KPI, from its first member on. Walks with a stack of its own: charters are
/// input, and input may be deep.
fn cycle_from(
    start: &str,
    made_of: &impl Fn(&str) -> Vec<String>,
    clear: &mut BTreeSet<String>,
) -> Option<Vec<String>> {
    let mut path: Vec<(String, Vec<String>)> = vec![(start.to_owned(), made_of(start))];
    while let Some((name, open)) = path.last_mut() {
        let Some(next) = open.pop() else {
            clear.insert(name.clone());
            path.pop();
            continue;
        };
        if let Some(from) = path.iter().position(|(name, _)| *name == next) {
            return Some(path.drain(from..).map(|(name, _)| name).collect());
        }
        if !clear.contains(&next) {
            let open = made_of(&next);
            path.push((next, open));
        }
    }
    None
}
