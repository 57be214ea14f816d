//! What a viewer may know of the charter: KPIs, columns, parties.

use std::collections::BTreeSet;

use access::Viewer;
use charter::Charter;
use charter::arithmetic::Arithmetic;
use charter::board::Board;
use charter::canonical::ColumnUse;
use charter::kpi::{Formula, Kpi};
use charter::partnership::Right;

use crate::error::{ErrorKind, KpiError};
use crate::plan;

/// The charter as one viewer may know it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Catalog<'a> {
    pub charter: &'a Charter,
    pub viewer: &'a Viewer,
}

impl<'a> Catalog<'a> {
    /// A KPI by name.
    ///
    /// # Errors
    /// When there is none that the viewer may know; the two cases look the same.
    pub(crate) fn kpi(self, name: &str) -> Result<&'a Kpi, KpiError> {
        self.charter
            .kpis
            .get(name)
            .filter(|kpi| self.may_know(kpi))
            .ok_or_else(|| KpiError::unknown("KPI", name, self.kpis().map(|kpi| kpi.kpi.as_str())))
    }

    /// The KPIs that the viewer may know, by name.
    pub(crate) fn kpis(self) -> impl Iterator<Item = &'a Kpi> {
        self.charter
            .kpis
            .values()
            .filter(move |kpi| self.may_know(kpi))
    }

    /// Whether the viewer may open a board.
    pub(crate) fn may_open(self, board: &Board) -> bool {
        let people = &self.charter.partnership.people;
        let person = people
            .iter()
            .find(|person| person.person == self.viewer.person());
        let roles = person.map_or(&[] as &[String], |person| &person.roles);
        self.viewer.may(Right::Administer) || board.is_open_to(roles)
    }

    /// The KPIs whose states a KPI is computed from: itself, or what a derived one is made of.
    pub(crate) fn bases(self, kpi: &'a Kpi) -> Result<Vec<&'a Kpi>, KpiError> {
        let mut bases = Vec::new();
        self.collect_bases(kpi, &mut bases, 0)?;
        Ok(bases)
    }

    fn collect_bases(
        self,
        kpi: &'a Kpi,
        bases: &mut Vec<&'a Kpi>,
        depth: usize,
    ) -> Result<(), KpiError> {
        // The charter refuses cycles; this bounds the work should one ever slip through.
        if depth > self.charter.kpis.len() {
            return Err(KpiError::new(
                ErrorKind::Invalid,
                format!("`{}` is derived from itself", kpi.kpi),
            ));
        }
        let Formula::Derived { formula } = &kpi.formula else {
            if !bases.iter().any(|base| base.kpi == kpi.kpi) {
                bases.push(kpi);
            }
            return Ok(());
        };
        for name in parse_formula(formula)?.names() {
            self.collect_bases(self.kpi(name)?, bases, depth + 1)?;
        }
        Ok(())
    }

    /// The columns of a table that the viewer may filter and break down by.
    ///
    /// # Errors
    /// When the charter has no such table.
    pub(crate) fn columns(self, table: &str) -> Result<BTreeSet<String>, KpiError> {
        let view = self.charter.table(table).ok_or_else(|| {
            KpiError::new(
                ErrorKind::Unknown,
                format!("there is no table named `{table}`"),
            )
        })?;
        Ok(view
            .columns
            .iter()
            .filter(|column| {
                column.use_ != ColumnUse::Customer && self.viewer.may_read(column.use_)
            })
            .map(|column| column.name.clone())
            .collect())
    }

    /// A column that a KPI needs and that no feed of a party fills, if there is one.
    pub(crate) fn unsupplied(
        self,
        kpi: &Kpi,
        party: Option<&str>,
    ) -> Result<Option<String>, KpiError> {
        for base in self.bases_of(kpi)? {
            let Some(rows) = base.formula.rows() else {
                continue;
            };
            let feeds: Vec<_> = self
                .charter
                .feeds
                .values()
                .filter(|feed| feed.table == rows.table)
                .filter(|feed| match (feed.party(), party) {
                    (Some(own), Some(party)) => own == party,
                    _ => true,
                })
                .collect();
            if feeds.is_empty() {
                continue;
            }
            let missing = plan::columns(base)?
                .into_iter()
                .find(|column| !feeds.iter().any(|feed| feed.columns.contains_key(column)));
            if missing.is_some() {
                return Ok(missing);
            }
        }
        Ok(None)
    }

    fn bases_of<'k>(self, kpi: &'k Kpi) -> Result<Vec<&'k Kpi>, KpiError>
    where
        'a: 'k,
    {
        match &kpi.formula {
            Formula::Derived { formula } => {
                let mut bases = Vec::new();
                for name in parse_formula(formula)?.names() {
                    self.collect_bases(self.kpi(name)?, &mut bases, 1)?;
                }
                Ok(bases)
            }
            _ => Ok(vec![kpi]),
        }
    }

    fn may_know(self, kpi: &Kpi) -> bool {
        if let Formula::Derived { formula } = &kpi.formula {
            return parse_formula(formula).is_ok_and(|formula| {
                formula.names().iter().all(|name| {
                    self.charter
                        .kpis
                        .get(*name)
                        .is_some_and(|part| part.kpi != kpi.kpi && self.may_know(part))
                })
            });
        }
        let Some(table) = kpi
            .formula
            .rows()
            .and_then(|rows| self.charter.table(&rows.table))
        else {
            return false;
        };
        plan::columns(kpi).is_ok_and(|used| {
            used.iter().all(|name| {
                table
                    .columns
                    .iter()
                    .find(|column| column.name == *name)
                    // Customers may be counted by everybody; no one sees who they are.
                    .is_none_or(|column| {
                        column.use_ == ColumnUse::Customer || self.viewer.may_read(column.use_)
                    })
            })
        })
    }
}

/// The arithmetic of a derived KPI.
pub(crate) fn parse_formula(formula: &str) -> Result<Arithmetic, KpiError> {
    Arithmetic::parse(formula).map_err(|error| KpiError::new(ErrorKind::Invalid, error.to_string()))
}
