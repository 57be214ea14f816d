//! Free text from which national ids are not taken, because nobody said whose.

use crate::canonical::ColumnUse;
use crate::check::Report;

pub(super) fn lint(report: &mut Report<'_>) {
    let charter = report.charter();
    if !charter.partnership.countries.is_empty() {
        return;
    }
    for (name, feed) in &charter.feeds {
        let Some(table) = charter.table(&feed.table) else {
            continue;
        };
        let free_text = feed.columns.keys().find(|column| {
            table
                .column(column)
                .is_some_and(|column| column.use_ == ColumnUse::FreeText)
        });
        if let Some(column) = free_text {
            report
                .warning(
                    &format!("feeds/{name}.yaml"),
                    &format!("columns/{column}"),
                    "free-text-without-countries",
                    format!("national ids stay in `{column}`: no countries are set"),
                )
                .hint("name the countries in which customers live in partnership.yaml, `countries: [nl, de]`; their national ids, and telephone numbers as written at home, are then taken out of free text");
        }
    }
}
