//! A cell of a board: level, trend and marks of a KPI of a party.

use charter::kpi::Kpi;

use super::axis::Axis;
use super::finding::{Seen, finding};
use super::{BoardColumn, Cell, Finding};
use crate::answer::{Figure, Gap};
use crate::attainment::attainment;
use crate::catalog::Catalog;
use crate::compute::{Computed, Part};
use crate::engine::Engine;
use crate::error::KpiError;
use crate::marks::Judge;
use crate::reach::Reach;
use crate::scope::Scope;

/// What all cells of a board share.
pub(super) struct Board<'a> {
    pub catalog: Catalog<'a>,
    pub computed: &'a Computed,
    pub reach: &'a Reach,
    pub axis: &'a Axis,
    pub scope: &'a Scope,
    /// Whether a filter is asked for.
    pub filtered: bool,
}

impl Engine {
    /// A cell, with what in it needs someone; `missing` says why the KPI cannot be asked at all.
    pub(super) fn cell(
        &self,
        board: &Board<'_>,
        kpi: &Kpi,
        column: &BoardColumn,
        missing: Option<&str>,
    ) -> Result<(Cell, Option<Finding>), KpiError> {
        let Board { catalog, axis, .. } = *board;
        let scope = board.scope.within_party(&column.party);
        let extent = board.reach.of([kpi.kpi.as_str()], Some(&column.party));
        let dimensions = [Some(column.party.clone())];
        let value = |start, end, window| match missing {
            Some(_) => Ok(Figure::default()),
            None => board.computed.value(
                catalog,
                kpi,
                &Part {
                    dimensions: &dimensions,
                    pieces: axis.cut.pieces(start, end),
                    known: extent.touches(start, end),
                    party: Some(&column.party),
                    all_rows: !board.filtered && scope.is_whole_party(),
                    window,
                },
            ),
        };
        let level = value(axis.start, axis.end, true)?;
        let trend = axis
            .heads
            .iter()
            .map(|head| value(head.start, head.end.min(axis.end), false))
            .collect::<Result<Vec<_>, _>>()?;
        let currency = self.charter.partnership.currency.as_str();
        let target = scope.target(&self.charter, kpi, axis.window.to);
        let judge = Judge {
            kpi,
            grain: axis.grain,
            zone: &self.zone,
            currency,
            target: target.as_ref(),
        };
        let judgement = judge.judge(&axis.heads, &trend, extent);
        let attainment = attainment(kpi, currency, target.as_ref(), &level);
        let nothing = level.value.is_none() && trend.iter().all(|value| value.value.is_none());
        let missing = match missing {
            Some(missing) => Some(missing.to_owned()),
            None if nothing => Some(self.gap_words(board, kpi, column, level.why)?),
            None => None,
        };
        let finding = finding(&Seen {
            kpi,
            currency,
            column,
            level: &level,
            judgement: &judgement,
            attainment: &attainment,
            target: target.as_ref(),
        });
        let cell = Cell {
            level,
            trend,
            variation: judgement.variation,
            assurance: judgement.assurance,
            attainment,
            target,
            judged: judgement.judged,
            facts_to: extent.facts_to(),
            missing,
        };
        let finding = finding.filter(|_| cell.missing.is_none());
        Ok((cell, finding))
    }

    /// Why there is no number at all, in words.
    fn gap_words(
        &self,
        board: &Board<'_>,
        kpi: &Kpi,
        column: &BoardColumn,
        why: Option<Gap>,
    ) -> Result<String, KpiError> {
        Ok(match why {
            Some(Gap::NotSupplied) => crate::words::not_supplied(
                board
                    .catalog
                    .unsupplied(kpi, Some(&column.party))?
                    .as_deref(),
            ),
            Some(Gap::NothingMatches) if board.filtered => {
                format!("Nothing of {} matches the filter", column.title)
            }
            Some(Gap::NothingMatches) => format!(
                "Facts have arrived from {}, but none that this is made of",
                column.title
            ),
            Some(Gap::KeptBack) => crate::words::kept_back().to_owned(),
            Some(Gap::NoFacts) | None => {
                format!("Nothing has arrived from {} for this time", column.title)
            }
        })
    }
}
