//! Boards: their KPIs and their audience.

use crate::check::Report;

pub(super) fn check(report: &mut Report<'_>) {
    let charter = report.charter();
    for (name, board) in &charter.boards {
        let file = format!("boards/{name}.yaml");
        for (index, kpi) in board.kpis.iter().enumerate() {
            let kpis = charter.kpis.keys().map(String::as_str);
            report.known(
                &file,
                &format!("kpis/{index}"),
                ("unknown-kpi", "KPI"),
                kpi,
                kpis,
            );
        }
        report.unique(
            &file,
            "KPI",
            board
                .kpis
                .iter()
                .enumerate()
                .map(|(index, kpi)| (format!("kpis/{index}"), kpi.as_str())),
        );
        if board.kpis.is_empty() {
            report
                .error(&file, "kpis", "empty-board", "the board shows nothing")
                .hint("name its KPIs, most important first");
        }
        let open_to = board.open_to.iter().flatten().enumerate();
        let audience = board.audience.iter().enumerate();
        for (list, (index, role)) in
            (audience.map(|role| ("audience", role))).chain(open_to.map(|role| ("open_to", role)))
        {
            let roles = charter.partnership.roles.iter();
            report.known(
                &file,
                &format!("{list}/{index}"),
                ("unknown-role", "role"),
                role,
                roles.map(|role| role.role.as_str()),
            );
        }
    }
}
