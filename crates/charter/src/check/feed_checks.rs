//! Checks of feeds: one rule each, over columns that the feed fills, of values that fit.

use std::collections::BTreeSet;

use crate::check::{Report, feed_types};
use crate::condition::{Misfit, column, condition};
use crate::feed::{Check, Feed, RULES, Rule, Severity};
use crate::names;
use crate::view::TableView;

/// Names under which the lake tells what it checks by itself.
const RESERVED: &[&str] = &[
    "freshness",
    "type",
    "identity",
    "unreadable",
    "in_the_future",
];
/// Weeks that can say what is usual.
const WEEKS: std::ops::RangeInclusive<u32> = 4..=26;

pub(super) fn check(report: &mut Report<'_>, file: &str, feed: &Feed, table: &TableView) {
    let mut seen = BTreeSet::new();
    for (index, check) in feed.checks.iter().enumerate() {
        let at = format!("checks/{index}");
        let name = format!("{at}/check");
        report.snake_case(file, &name, &check.check);
        if !seen.insert(check.check.as_str()) {
            report.error(
                file,
                &name,
                "duplicate-name",
                format!("the check `{}` is written twice", check.check),
            );
        }
        if RESERVED.contains(&check.check.as_str()) {
            report
                .error(
                    file,
                    &name,
                    "reserved-name",
                    format!("`{}` is checked of every feed", check.check),
                )
                .hint("give the check another name");
        }
        one_rule(report, file, &at, check);
        match check.rule() {
            Some(Rule::Type(said)) => {
                feed_types::check(report, (file, &at), (feed, table), check, said)
            }
            Some(rule) if rule.is_of_rows() => of_rows(report, file, &at, feed, table, check),
            Some(rule) => of_feed(report, file, &at, feed, table, check, rule),
            None => {}
        }
    }
}

fn one_rule(report: &mut Report<'_>, file: &str, at: &str, check: &Check) {
    let said: Vec<&str> = check.rules().map(|rule| rule.word()).collect();
    match said.as_slice() {
        [_] => {}
        [] => {
            report
                .error(
                    file,
                    &format!("{at}/check"),
                    "missing-field",
                    format!("the check `{}` does not say what must hold", check.check),
                )
                .expected(format!("one of {}", names::quoted(RULES)));
        }
        [first, second, ..] => {
            report
                .error_at_key(
                    file,
                    &format!("{at}/{second}"),
                    "two-rules",
                    format!(
                        "the check `{}` says both `{first}` and `{second}`",
                        check.check
                    ),
                )
                .hint("write two checks, so that each is told by its name");
        }
    }
}

fn of_rows(
    report: &mut Report<'_>,
    file: &str,
    at: &str,
    feed: &Feed,
    table: &TableView,
    check: &Check,
) {
    match condition(report.charter(), table, check) {
        Ok(None) => {}
        Ok(Some(condition)) => {
            let place = match check.rule() {
                None | Some(Rule::Holds(_)) => format!("{at}/holds"),
                Some(rule) => format!("{at}/{}/column", rule.word()),
            };
            report.calendars(file, &place, &condition.holds);
            for column in condition.holds.columns() {
                mapped(report, file, &place, feed, column);
            }
        }
        Err(misfit) => tell(report, file, at, &misfit),
    }
}

/// A check of a column that the feed leaves empty never fails, or always.
pub(super) fn mapped(report: &mut Report<'_>, file: &str, place: &str, feed: &Feed, column: &str) {
    if feed.columns.contains_key(column) {
        return;
    }
    report
        .error(
            file,
            place,
            "unmapped-column",
            format!("the check looks at `{column}`, which this feed leaves empty"),
        )
        .hint("map the column, or remove the check: it would tell nothing");
}

fn of_feed(
    report: &mut Report<'_>,
    file: &str,
    at: &str,
    feed: &Feed,
    table: &TableView,
    check: &Check,
    rule: Rule<'_>,
) {
    let refused: &[Severity] = match rule {
        Rule::Unique(_) | Rule::Volume(_) => &[Severity::SetAside, Severity::Stop],
        _ => &[Severity::SetAside],
    };
    if refused.contains(&check.severity()) {
        let fit = if refused.len() == 1 {
            "`warn` or `stop`"
        } else {
            "`warn`"
        };
        report
            .error(
                file,
                &format!("{at}/severity"),
                "severity",
                format!(
                    "`{}` is judged of the feed as a whole, not of a row or a delivery",
                    rule.word()
                ),
            )
            .expected(fit);
    }
    let columns: Vec<(String, &str)> = match rule {
        Rule::Unique(unique) => unique
            .columns
            .iter()
            .enumerate()
            .map(|(nth, column)| (format!("unique/columns/{nth}"), column.as_str()))
            .collect(),
        Rule::Completeness(said) => vec![("completeness/column".to_owned(), said.column.as_str())],
        _ => Vec::new(),
    };
    for (place, name) in columns {
        match column(table, &place, name) {
            Ok(_) => mapped(report, file, &format!("{at}/{place}"), feed, name),
            Err(misfit) => tell(report, file, at, &misfit),
        }
    }
    for misfit in values(rule) {
        tell(report, file, at, &misfit);
    }
    if let Rule::Volume(volume) = rule
        && let Some(calendar) = &volume.calendar
    {
        let calendars = report.charter().calendars.calendars.iter();
        report.known(
            file,
            &format!("{at}/volume/calendar"),
            ("unknown-calendar", "calendar"),
            calendar,
            calendars.map(|one| one.calendar.as_str()),
        );
    }
}

/// Values of a check of the feed as a whole that cannot be.
fn values(rule: Rule<'_>) -> Vec<Misfit> {
    match rule {
        Rule::Unique(unique) if unique.columns.is_empty() => vec![
            Misfit::new("unique/columns", "empty-list", "the list is empty")
                .hint("name the columns that no two records share"),
        ],
        Rule::Completeness(said) if !(said.least > 0.0 && said.least <= 1.0) => vec![
            Misfit::new(
                "completeness/least",
                "share",
                format!("{} is no share of rows", said.least),
            )
            .expected("a number above 0 and at most 1, such as 0.98"),
        ],
        Rule::Volume(volume) if !WEEKS.contains(&volume.weeks) => vec![
            Misfit::new(
                "volume/weeks",
                "weeks",
                format!("{} weeks cannot say what is usual", volume.weeks),
            )
            .expected(format!("from {} to {}", WEEKS.start(), WEEKS.end())),
        ],
        _ => Vec::new(),
    }
}

pub(super) fn tell(report: &mut Report<'_>, file: &str, at: &str, misfit: &Misfit) {
    let place = format!("{at}/{}", misfit.place);
    if let Some(error) = &misfit.expression {
        report.expression_error(file, &place, error);
        return;
    }
    let problem = report.error(file, &place, misfit.code, misfit.message.clone());
    if let Some((name, valid)) = &misfit.unknown {
        problem.among(name, valid.iter().map(String::as_str));
    }
    if let Some(expected) = &misfit.expected {
        problem.expected(expected.clone());
    }
    if let Some(hint) = &misfit.hint {
        problem.hint(hint.clone());
    }
}
