//! Whose rows a question is about, as far as its filter and its viewer fix it.

use std::collections::BTreeMap;

use access::{RowScope, Viewer};
use charter::Charter;
use charter::kpi::{BacklogShows, Formula, Kpi};
use datafusion::execution::context::SessionContext;
use jiff::civil::Date;

use crate::board::{TargetHead, target_head};
use crate::error::KpiError;

/// The columns that are fixed to one value, which is what targets are set for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    fixed: BTreeMap<String, String>,
    /// Whether the filter says more than that, so that the rows are fewer.
    narrower: bool,
}

impl Scope {
    /// The scope of a filter, for a viewer.
    pub(crate) fn of(
        session: &SessionContext,
        viewer: &Viewer,
        filter: Option<&str>,
    ) -> Result<Self, KpiError> {
        let mut scope = match filter {
            Some(text) => {
                let (fixed, narrower) = crate::expression::fixed(session, text)?;
                Self { fixed, narrower }
            }
            None => Self::default(),
        };
        if let RowScope::Where(own) = viewer.rows() {
            scope.fixed.extend(own.iter().cloned());
        }
        Ok(scope)
    }

    /// The same within a party.
    pub(crate) fn within_party(&self, party: &str) -> Self {
        let mut scope = self.clone();
        scope.fixed.insert("party".to_owned(), party.to_owned());
        scope
    }

    /// The party, when it is fixed.
    pub(crate) fn party(&self) -> Option<&str> {
        self.fixed.get("party").map(String::as_str)
    }

    /// Whether these are all rows of a party, or of all parties.
    pub(crate) fn is_whole_party(&self) -> bool {
        !self.narrower && self.fixed.keys().all(|column| column == "party")
    }

    /// The target in force on a day. One for an amount of work holds for all of the rows it was agreed for: a part of
    /// them is not held against it.
    pub(crate) fn target(&self, charter: &Charter, kpi: &Kpi, day: Date) -> Option<TargetHead> {
        let target = charter.target_for(&kpi.kpi, &self.fixed, day)?;
        let alone = charter.operating_parties().count() == 1;
        let whole = !self.narrower
            && self
                .fixed
                .keys()
                .all(|column| target.scope.contains_key(column) || (alone && column == "party"));
        (whole || !is_volume(kpi)).then(|| target_head(target))
    }
}

/// Whether a KPI grows with the rows it is asked about.
fn is_volume(kpi: &Kpi) -> bool {
    match &kpi.formula {
        Formula::Backlog { shows, .. } => *shows == BacklogShows::Count,
        formula => matches!(formula.kind(), "count" | "sum" | "distinct"),
    }
}

/// How much of a party's rows a viewer sees, in the charter's words.
pub(crate) fn breadth(viewer: &Viewer) -> &'static str {
    let RowScope::Where(own) = viewer.rows() else {
        return "party";
    };
    let fixes = |name: &str| own.iter().any(|(column, _)| column == name);
    [("agent", "own"), ("team", "team"), ("site", "site")]
        .into_iter()
        .find_map(|(column, word)| fixes(column).then_some(word))
        .unwrap_or("party")
}
