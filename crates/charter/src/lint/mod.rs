//! Discipline: what a charter may do and should not, each with the reason in words and what to do.

mod board_companion;
mod board_lagging;
mod board_limit;
mod companions;
mod feed_party;
mod feed_version;
mod free_text;
mod one_formula;
mod ownership;
mod pull_secret;
mod target_alone;

use crate::check::Report;
use crate::diagnostic::Diagnostics;
use crate::parse::Draft;

/// All warnings for a charter without errors.
pub(crate) fn warnings(draft: &Draft) -> Diagnostics {
    let mut report = Report::new(draft);
    ownership::lint(&mut report);
    one_formula::lint(&mut report);
    companions::lint(&mut report);
    target_alone::lint(&mut report);
    board_companion::lint(&mut report);
    board_limit::lint(&mut report);
    board_lagging::lint(&mut report);
    feed_version::lint(&mut report);
    feed_party::lint(&mut report);
    free_text::lint(&mut report);
    pull_secret::lint(&mut report);
    report.finish()
}
