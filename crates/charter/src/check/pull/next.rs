//! The next page: one way to it, which leads on.

use super::body;
use crate::check::Report;
use crate::pull::{Next, Pull};

pub(super) fn check(report: &mut Report<'_>, file: &str, next: &Next, pull: &Pull) {
    let ways = [
        next.url.is_some(),
        next.link,
        next.cursor.is_some(),
        next.page.is_some(),
        next.full.is_some(),
    ];
    if ways.iter().filter(|is_said| **is_said).count() != 1 {
        report
            .error(
                file,
                "pull/next",
                "next",
                "exactly one of `url`, `link`, `cursor`, `page` and `full` says where the next page is",
            )
            .expected("`{ url: PATH }`, `{ link: true }`, `{ cursor: PATH, parameter: NAME }`, `{ page: NAME }` or `{ full: NUMBER }`");
        return;
    }
    if next.cursor.is_some() != next.parameter.is_some() {
        report
            .error(
                file,
                "pull/next",
                "next",
                "a `cursor` and the `parameter` that takes it belong together",
            )
            .expected("`{ cursor: meta.next_cursor, parameter: cursor }`");
    }
    if next.page.is_none() && (next.from.is_some() || next.step.is_some()) {
        report.error(
            file,
            "pull/next",
            "next",
            "`from` and `step` belong to `page`",
        );
    }
    if next.step == Some(0) {
        report.error(
            file,
            "pull/next/step",
            "next",
            "with a step of 0 the first page would be read for ever",
        );
    }
    if let Some(body) = &pull.body {
        for (place, path) in [("parameter", &next.parameter), ("page", &next.page)] {
            if let Some(path) = path {
                body::takes(report, file, &format!("pull/next/{place}"), path, body);
            }
        }
    }
    if let Some(full) = next.full {
        self::full(report, file, full, pull);
    }
}

/// The next page begins at the newest record of the one before.
fn full(report: &mut Report<'_>, file: &str, full: u32, pull: &Pull) {
    if full < 2 {
        report
            .error(
                file,
                "pull/next/full",
                "next",
                "a page of one record begins where it ends, and none would follow",
            )
            .expected("how many records the API gives at most, e.g. `full: 1000`");
    }
    let newest = pull.since.as_ref().and_then(|since| since.newest.as_ref());
    if newest.is_none() {
        report
            .error(
                file,
                "pull/next/full",
                "next",
                "after a full page the next one is asked for from its newest record on, and nothing says what that is",
            )
            .hint("say `since: { newest: PATH, start: VALUE }`, and ask the API for records from `{since}` on, oldest first");
    }
}
