//! More on a board than its audience can hold in mind.

use std::collections::BTreeSet;

use crate::Charter;
use crate::board::Board;
use crate::check::Report;

pub(super) fn lint(report: &mut Report<'_>) {
    for (name, board) in &report.charter().boards {
        let (shown, limit) = (shown(report.charter(), board), board.limit);
        if shown > limit {
            let place = if board.kpis.len() > limit {
                format!("kpis/{limit}")
            } else {
                "kpis".to_owned()
            };
            report
                .warning(
                    &format!("boards/{name}.yaml"),
                    &place,
                    "board-too-long",
                    format!("the board shows {shown} KPIs to an audience that can hold {limit}"),
                )
                .hint("what is looked at last is not looked at; move the least important to a board of their own");
        }
    }
}

/// How many KPIs stand on a board: those that it names, and those that an efficiency is never shown without.
fn shown(charter: &Charter, board: &Board) -> usize {
    let named = board.kpis.iter().filter_map(|name| charter.kpi(name));
    let beside = named
        .filter(|kpi| kpi.aspect.is_efficiency())
        .flat_map(|kpi| &kpi.beside);
    board
        .kpis
        .iter()
        .chain(beside)
        .collect::<BTreeSet<_>>()
        .len()
}
