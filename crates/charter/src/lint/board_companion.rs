//! Efficiency on a board without its companion.

use crate::check::Report;

pub(super) fn lint(report: &mut Report<'_>) {
    let charter = report.charter();
    for (name, board) in &charter.boards {
        for (index, shown) in board.kpis.iter().enumerate() {
            let Some(kpi) = charter.kpi(shown) else {
                continue;
            };
            let accompanied = kpi.beside.iter().any(|beside| board.kpis.contains(beside));
            if !kpi.aspect.is_efficiency() || kpi.beside.is_empty() || accompanied {
                continue;
            }
            let beside: Vec<&str> = kpi.beside.iter().map(String::as_str).collect();
            report
                .warning(
                    &format!("boards/{name}.yaml"),
                    &format!("kpis/{index}"),
                    "board-without-companion",
                    format!("the board shows `{shown}` without its companion"),
                )
                .hint(format!(
                    "whoever looks here sees the gain and not the price; add {}",
                    crate::names::quoted(&beside)
                ));
        }
    }
}
