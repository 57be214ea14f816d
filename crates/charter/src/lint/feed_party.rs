//! A feed whose rows belong to nobody, or to a name that the charter does not know.

use crate::check::Report;
use crate::expression::{Allowed, Expression};
use crate::feed::{Feed, Rule};

/// The column that says whose a row is.
const PARTY: &str = "party";

pub(super) fn lint(report: &mut Report<'_>) {
    let charter = report.charter();
    for (name, feed) in &charter.feeds {
        let has_party = charter
            .table(&feed.table)
            .is_some_and(|table| table.column(PARTY).is_some());
        if !has_party {
            continue;
        }
        let file = format!("feeds/{name}.yaml");
        match feed.columns.get(PARTY) {
            None => {
                report
                    .warning(
                        &file,
                        "columns",
                        "feed-without-party",
                        format!("the rows of `{name}` are no party's"),
                    )
                    .hint("only the client will see them; map `party`, as a constant such as `\"'alder'\"` when the export is one party's");
            }
            Some(text) if reads_a_column(text) && !is_checked(feed) => {
                report
                    .warning(
                        &file,
                        "columns/party",
                        "party-unchecked",
                        format!("nothing says that the parties of `{name}` are parties of the charter"),
                    )
                    .hint("a name of the source that the charter does not know would stand as a party of its own, or as nobody; add the check `known_in: { column: party, vocabulary: parties }`, or `holds: party is not null` where every other name gives null");
            }
            Some(_) => {}
        }
    }
}

/// Whether the party is what a row says, and not the same for all.
fn reads_a_column(text: &str) -> bool {
    Expression::parse(text, &Allowed::source()).is_ok_and(|read| !read.columns().is_empty())
}

/// Whether some check of rows looks at the party.
fn is_checked(feed: &Feed) -> bool {
    feed.checks.iter().any(|check| match check.rule() {
        Some(Rule::KnownIn(rule)) => rule.column == PARTY,
        Some(Rule::OneOf(rule)) => rule.column == PARTY,
        Some(Rule::Matches(rule)) => rule.column == PARTY,
        Some(Rule::Holds(text)) => Expression::parse(text, &Allowed::source())
            .is_ok_and(|read| read.columns().contains(PARTY)),
        _ => false,
    })
}
