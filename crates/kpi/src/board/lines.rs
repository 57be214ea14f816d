//! The rows of a board: KPIs, and what they may not be read without.

use std::collections::BTreeSet;

use charter::kpi::{Kpi, Nature};

use crate::catalog::Catalog;
use crate::error::KpiError;

/// A KPI on the board, with the one it accompanies.
pub(super) struct Line<'a> {
    pub kpi: &'a Kpi,
    pub companion_of: Option<&'a str>,
    pub nature: Nature,
}

/// The board's KPIs that the viewer may know; an efficiency KPI is followed by what it may not be read without, and is
/// left out when nothing of that may be shown.
pub(super) fn lines<'a>(catalog: Catalog<'a>, names: &'a [String]) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for kpi in names.iter().filter_map(|name| catalog.kpi(name).ok()) {
        let companions: Vec<&Kpi> = if kpi.aspect.is_efficiency() {
            kpi.beside
                .iter()
                .filter_map(|name| catalog.kpi(name).ok())
                .collect()
        } else {
            Vec::new()
        };
        if kpi.aspect.is_efficiency() && companions.is_empty() {
            continue;
        }
        // It stands there already, under what may not be read without it.
        if lines.iter().any(|line: &Line<'_>| line.kpi.kpi == kpi.kpi) {
            continue;
        }
        lines.push(Line {
            kpi,
            companion_of: None,
            nature: kpi.nature,
        });
        lines.extend(companions.into_iter().map(|companion| Line {
            kpi: companion,
            companion_of: Some(kpi.kpi.as_str()),
            nature: kpi.nature,
        }));
    }
    lines
}

/// Why a KPI cannot be shown by party under a filter, if it cannot.
pub(super) fn missing_column(
    catalog: Catalog<'_>,
    kpi: &Kpi,
    used: &BTreeSet<String>,
) -> Result<Option<String>, KpiError> {
    for base in catalog.bases(kpi)? {
        let Some(rows) = base.formula.rows() else {
            continue;
        };
        let columns = catalog.columns(&rows.table)?;
        if let Some(column) = used
            .iter()
            .map(String::as_str)
            .chain(["party"])
            .find(|column| !columns.contains(*column))
        {
            return Ok(Some(format!(
                "{} is not recorded by {}",
                kpi.title,
                column.replace('_', " ")
            )));
        }
    }
    Ok(None)
}
