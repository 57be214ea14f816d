//! A feed whose rows belong to nobody.

use crate::check::Report;

pub(super) fn lint(report: &mut Report<'_>) {
    let charter = report.charter();
    for (name, feed) in &charter.feeds {
        let has_party = charter
            .table(&feed.table)
            .is_some_and(|table| table.column("party").is_some());
        if has_party && !feed.columns.contains_key("party") {
            report
                .warning(
                    &format!("feeds/{name}.yaml"),
                    "columns",
                    "feed-without-party",
                    format!("the rows of `{name}` are no party's"),
                )
                .hint("only the client will see them; map `party`, as a constant such as `\"'alder'\"` when the export is one party's");
        }
    }
}
