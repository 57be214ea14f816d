//! Checks of how values are read: of columns that the feed fills, and with a severity that leaves a row its place.

use crate::check::Report;
use crate::check::feed_checks::{mapped, tell};
use crate::condition::{Misfit, column};
use crate::feed::{Check, Feed, OfType, Rule, Severity};
use crate::view::TableView;

/// The column that says whose a row is.
const PARTY: &str = "party";

pub(super) fn check(
    report: &mut Report<'_>,
    (file, at): (&str, &str),
    (feed, table): (&Feed, &TableView),
    check: &Check,
    said: &OfType,
) {
    if said.columns.is_empty() {
        let misfit = Misfit::new("type/columns", "empty-list", "the list is empty")
            .hint("name the columns whose values must be read");
        tell(report, file, at, &misfit);
    }
    for (nth, name) in said.columns.iter().enumerate() {
        let place = format!("type/columns/{nth}");
        match column(table, &place, name) {
            Ok(_) => mapped(report, file, &format!("{at}/{place}"), feed, name),
            Err(misfit) => tell(report, file, at, &misfit),
        }
        if check.severity() == Severity::Warn && (*name == table.at || name == PARTY) {
            let misfit = Misfit::new(
                place.as_str(),
                "severity",
                format!("without `{name}`, a row cannot be kept"),
            )
            .hint("say `set_aside` or `stop` of it, in a check of its own");
            tell(report, file, at, &misfit);
        }
        if twice(feed, check, (name, nth)) {
            let misfit = Misfit::new(
                place.as_str(),
                "duplicate-name",
                format!("how `{name}` is read is checked twice"),
            )
            .hint("leave it out here, so that one check says what becomes of the row");
            tell(report, file, at, &misfit);
        }
    }
}

/// Whether an earlier check, or the same one before, names the column already.
fn twice(feed: &Feed, check: &Check, (name, nth): (&str, usize)) -> bool {
    let earlier = feed
        .checks
        .iter()
        .take_while(|one| one.check != check.check);
    let mut earlier = earlier.filter_map(|one| match one.rule() {
        Some(Rule::Type(said)) => Some(&said.columns),
        _ => None,
    });
    let within = check.of_type.iter().flat_map(|said| &said.columns);
    earlier.any(|columns| columns.iter().any(|one| one == name))
        || within.take(nth).any(|one| one == name)
}
