//! What was agreed, as data: types, parsing, checking. Pure: text in, charter or diagnostics out.

pub mod board;
pub mod calendars;
pub mod canonical;
pub mod feed;
pub mod kpi;
pub mod partnership;
pub mod tables;
pub mod target;
pub mod taxonomy;

use std::collections::BTreeMap;

use serde::Serialize;

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
    /// Boards by name.
    pub boards: BTreeMap<String, board::Board>,
}
