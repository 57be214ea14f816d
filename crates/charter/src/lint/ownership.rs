//! A definition that nobody answers for.

use crate::check::Report;

pub(super) fn lint(report: &mut Report<'_>) {
    for (name, kpi) in &report.charter().kpis {
        let file = format!("kpis/{name}.yaml");
        if kpi.owner.is_none() {
            report
                .warning(&file, "kpi", "no-owner", format!("`{name}` has no owner"))
                .hint("when the parties differ over it, nobody can decide; name a role in `owner`");
        }
        if kpi.stewards.is_empty() {
            report
                .warning(&file, "kpi", "no-steward", format!("`{name}` has no steward"))
                .hint("when its source changes, nobody notices; name the roles that keep it right in `stewards`");
        }
    }
}
