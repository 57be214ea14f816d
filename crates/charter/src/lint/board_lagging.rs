//! A board on which everything has already happened.

use crate::check::Report;
use crate::kpi::Nature;

pub(super) fn lint(report: &mut Report<'_>) {
    let charter = report.charter();
    for (name, board) in &charter.boards {
        let foretells = board
            .kpis
            .iter()
            .filter_map(|name| charter.kpi(name))
            .any(|kpi| kpi.nature == Nature::Leading);
        if !foretells && !board.kpis.is_empty() {
            report
                .warning(
                    &format!("boards/{name}.yaml"),
                    "kpis",
                    "board-all-lagging",
                    "every KPI on the board records what has been",
                )
                .hint("by the time one of them moves it is too late to act; add one that foretells (`nature: leading`)");
        }
    }
}
