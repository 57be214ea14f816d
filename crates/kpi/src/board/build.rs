//! Building a board.

use std::collections::BTreeSet;

use access::{RowScope, Viewer};
use charter::kpi::{Kpi, Nature};
use charter::names::word;

use super::cell::Board;
use super::headline::headline;
use super::lines::{lines, missing_column};
use super::{BoardAnswer, BoardColumn, BoardRow, Finding};
use crate::catalog::Catalog;
use crate::compute::compute;
use crate::engine::Engine;
use crate::error::KpiError;
use crate::head::head;
use crate::pass::Slice;
use crate::question::{Basis, WindowQuestion};
use crate::scope::{Scope, breadth};

impl Engine {
    /// The boards that a viewer may open; those whose audience the viewer's roles belong to come first.
    #[must_use]
    pub fn boards(&self, viewer: &Viewer) -> Vec<&charter::board::Board> {
        let people = &self.charter.partnership.people;
        let roles = people
            .iter()
            .find(|person| person.person == viewer.person())
            .map_or(&[] as &[String], |person| &person.roles);
        let mut boards: Vec<_> = self
            .charter
            .boards
            .values()
            .filter(|board| self.catalog(viewer).may_open(board))
            .collect();
        boards.sort_by_key(|board| !roles.iter().any(|role| board.audience.contains(role)));
        boards
    }

    /// The parties whose rows a viewer may see, in the charter's order.
    pub(crate) fn columns_of(&self, viewer: &Viewer) -> Vec<BoardColumn> {
        self.charter
            .operating_parties()
            .filter(|party| {
                viewer.knows_party(&party.party) && !matches!(viewer.rows(), RowScope::Nothing)
            })
            .map(|party| BoardColumn {
                party: party.party.clone(),
                title: party.title.clone(),
                kind: word(&party.kind),
                scope: breadth(viewer).to_owned(),
            })
            .collect()
    }

    /// A board for a viewer; `ledger` is the position at which the charter was in force.
    ///
    /// # Errors
    /// When there is no such board, or the question cannot be read.
    pub async fn board(
        &self,
        viewer: &Viewer,
        question: &WindowQuestion,
        ledger: u64,
    ) -> Result<BoardAnswer, KpiError> {
        let boards = self.boards(viewer);
        let board = (boards.iter().find(|board| board.board == question.of)).ok_or_else(|| {
            let mut names: Vec<&str> = boards.iter().map(|board| board.board.as_str()).collect();
            names.sort_unstable();
            KpiError::unknown("board", &question.of, names.into_iter())
        })?;
        let basis = self.basis(question.basis, ledger)?;
        let make = self.board_made(viewer, board, question, basis);
        self.boards.answer(viewer, question.on(basis), make).await
    }

    async fn board_made(
        &self,
        viewer: &Viewer,
        board: &charter::board::Board,
        question: &WindowQuestion,
        basis: Basis,
    ) -> Result<BoardAnswer, KpiError> {
        let catalog = self.catalog(viewer);
        let lines = lines(catalog, &board.kpis);
        let kpis: Vec<&Kpi> = lines.iter().map(|line| line.kpi).collect();
        catalog.may_ask_within(&kpis, [question.from, question.to], question.grain)?;
        let reach = self.reach(catalog, &kpis, basis.lake).await?;
        let facts = reach.any();
        let axis = self.axis(question, facts)?;

        let by = ["party".to_owned()];
        let filter = question.filter.as_deref();
        let used = filter
            .map(crate::expression::columns)
            .transpose()?
            .unwrap_or_default();
        self.known_somewhere(catalog, &kpis, &used)?;
        let mut askable: Vec<&Kpi> = Vec::new();
        for kpi in &kpis {
            if missing_column(catalog, kpi, &used)?.is_none()
                && !askable.iter().any(|known| known.kpi == kpi.kpi)
            {
                askable.push(kpi);
            }
        }
        let slice = Slice {
            viewer,
            version: basis.lake,
            by: &by,
            filter,
            cut: &axis.cut,
            zone: &self.zone,
        };
        let computed = compute(&self.lake, catalog, &askable, &slice).await?;

        let columns = self.columns_of(viewer);
        let scope = Scope::of(self.lake.session(), viewer, filter)?;
        let shared = Board {
            catalog,
            computed: &computed,
            reach: &reach,
            axis: &axis,
            scope: &scope,
            filtered: filter.is_some(),
        };
        let mut findings: Vec<Finding> = Vec::new();
        let (mut leading, mut lagging) = (Vec::new(), Vec::new());
        for line in &lines {
            let missing = missing_column(catalog, line.kpi, &used)?;
            let mut cells = Vec::with_capacity(columns.len());
            for column in &columns {
                let (cell, finding) = self.cell(&shared, line.kpi, column, missing.as_deref())?;
                findings.extend(finding.filter(|finding| !known(&findings, finding)));
                cells.push(cell);
            }
            let row = BoardRow {
                kpi: head(&self.charter, line.kpi),
                asks: line.kpi.asks.clone(),
                companion_of: line.companion_of.map(str::to_owned),
                cells,
            };
            match line.nature {
                Nature::Leading => leading.push(row),
                Nature::Lagging => lagging.push(row),
            }
        }
        findings.sort_by_key(|finding| finding.kind);
        let has_facts = columns.iter().any(|column| {
            let names = askable.iter().map(|kpi| kpi.kpi.as_str());
            names
                .map(|name| reach.of([name], Some(&column.party)))
                .any(|extent| extent.touches(axis.start, axis.end))
        });
        let asked = (leading.iter().chain(&lagging))
            .filter(|row| askable.iter().any(|kpi| kpi.kpi == row.kpi.kpi));
        Ok(BoardAnswer {
            board: board.board.clone(),
            title: board.title.clone(),
            headline: headline(&findings, asked, facts, has_facts, &axis.window),
            findings,
            basis,
            facts_to: facts.facts_to(),
            zone: self.charter.partnership.zone.clone(),
            window: axis.window,
            periods: axis.heads,
            columns,
            leading,
            lagging,
        })
    }

    /// A column that no table of the board has is a mistake in the question, not a gap in the facts.
    fn known_somewhere(
        &self,
        catalog: Catalog<'_>,
        kpis: &[&Kpi],
        used: &BTreeSet<String>,
    ) -> Result<(), KpiError> {
        let mut known = BTreeSet::new();
        for table in self.tables(catalog, kpis)? {
            known.extend(catalog.columns(&table)?);
        }
        match used.difference(&known).next() {
            Some(column) => Err(KpiError::unknown(
                "column",
                column,
                known.iter().map(String::as_str),
            )),
            None => Ok(()),
        }
    }
}

fn known(findings: &[Finding], finding: &Finding) -> bool {
    findings
        .iter()
        .any(|known| known.kpi == finding.kpi && known.party == finding.party)
}
