//! A target on efficiency that nothing balances.

use crate::check::Report;

pub(super) fn lint(report: &mut Report<'_>) {
    let charter = report.charter();
    for (target, (file, index)) in charter.targets.iter().zip(report.target_places()) {
        let Some(kpi) = charter.kpi(&target.kpi) else {
            continue;
        };
        if kpi.aspect.is_efficiency() && kpi.beside.is_empty() {
            report
                .warning(
                    file,
                    &format!("targets/{index}/kpi"),
                    "target-alone",
                    format!("a target on the efficiency of `{}`, with nothing beside it", target.kpi),
                )
                .hint("people will reach it, and something else will pay; name in its `beside` what must not suffer");
        }
    }
}
