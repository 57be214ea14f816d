//! A feed that cannot tell which of two writings of a record is the later one.

use crate::check::Report;

pub(super) fn lint(report: &mut Report<'_>) {
    for (name, feed) in &report.charter().feeds {
        if feed.version.is_empty() {
            report
                .warning(
                    &format!("feeds/{name}.yaml"),
                    "feed",
                    "feed-without-version",
                    format!("`{name}` has no version"),
                )
                .hint("if the source ever corrects a record, a digest of the content decides which one counts, and not which is later; name a counter or a time of change in `version`");
        }
    }
}
