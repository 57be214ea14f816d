//! What was agreed, as data: types, parsing, checking. Pure: text in, charter or diagnostics out.

pub mod arithmetic;
mod beside;
pub mod board;
pub mod calendars;
pub mod canonical;
mod check;
pub mod condition;
mod day;
pub mod decisions;
pub mod diagnostic;
pub mod difference;
pub mod duration;
pub mod expression;
pub mod feed;
mod feed_check;
mod format;
pub mod kpi;
pub mod lineage;
mod lint;
pub mod moment;
pub mod names;
mod open_list;
mod parse;
pub mod partnership;
mod pattern;
pub mod pull;
pub mod schema;
mod source;
pub mod tables;
pub mod target;
pub mod taxonomy;
mod text;
pub mod view;
pub mod written;

use std::collections::BTreeMap;

use serde::Serialize;

pub use beside::Beside;
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use parse::is_charter_file;
pub use text::text;

/// Everything that a partnership agreed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Charter {
    /// Who and what for.
    pub partnership: partnership::Partnership,
    /// The shared vocabulary.
    pub taxonomy: taxonomy::Taxonomy,
    /// Opening hours.
    pub calendars: calendars::Calendars,
    /// Columns and tables beyond the canonical ones.
    pub tables: tables::Tables,
    /// Feeds by name.
    pub feeds: BTreeMap<String, feed::Feed>,
    /// KPIs by name.
    pub kpis: BTreeMap<String, kpi::Kpi>,
    /// Targets, in the order written.
    pub targets: Vec<target::Target>,
    /// Who decides what.
    pub decisions: decisions::Decisions,
    /// Boards by name.
    pub boards: BTreeMap<String, board::Board>,
}

impl Charter {
    /// Reads a charter from its files: path within the charter, with forward slashes → text.
    ///
    /// Files whose names do not end in `.yaml` are passed over.
    ///
    /// # Errors
    /// All problems found, not only the first. What is merely not as it should be is told by [`check`].
    pub fn read(files: &BTreeMap<String, String>) -> Result<Self, Diagnostics> {
        let draft = parse::draft(files)?;
        let errors = check::errors(&draft);
        if errors.is_empty() {
            Ok(draft.charter)
        } else {
            Err(errors)
        }
    }
}

/// Everything there is to say of a charter's files: errors, or, where there are none, warnings.
#[must_use]
pub fn check(files: &BTreeMap<String, String>) -> Diagnostics {
    match parse::draft(files) {
        Err(errors) => errors,
        Ok(draft) => {
            let errors = check::errors(&draft);
            if errors.is_empty() {
                lint::warnings(&draft)
            } else {
                errors
            }
        }
    }
}
