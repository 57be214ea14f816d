//! More on a board than its audience can hold in mind.

use crate::check::Report;

pub(super) fn lint(report: &mut Report<'_>) {
    for (name, board) in &report.charter().boards {
        let (shown, limit) = (board.kpis.len(), board.limit);
        if shown > limit {
            report
                .warning(
                    &format!("boards/{name}.yaml"),
                    &format!("kpis/{limit}"),
                    "board-too-long",
                    format!("the board shows {shown} KPIs to an audience that can hold {limit}"),
                )
                .hint("what is looked at last is not looked at; move the least important to a board of their own");
        }
    }
}
