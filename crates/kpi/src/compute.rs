//! From KPIs to values: passes over the lake, states, and the arithmetic of derived KPIs.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use charter::kpi::{Formula, Kpi};
use futures::future::try_join_all;
use lake::Lake;
use stats::interval::delta_independent;

use crate::answer::{Figure, Sample};
use crate::catalog::{Catalog, parse_formula};
use crate::error::{ErrorKind, KpiError};
use crate::pass::{Key, Slice, States, run};
use crate::plan::Pass;
use crate::state::{LEVEL, State, sample};

/// Half the width of a 95 % interval, in standard errors.
const Z95: f64 = 1.959_963_984_540_054;

/// The states of KPIs for all combinations there are facts for.
#[derive(Debug, Default)]
pub(crate) struct Computed {
    states: BTreeMap<String, States>,
}

/// Computes the states of KPIs, and of those that derived ones are made of, reading each table as few times as can be.
///
/// # Errors
/// When a KPI's table lacks a column asked for, or the lake cannot answer.
pub(crate) async fn compute(
    lake: &Lake,
    catalog: Catalog<'_>,
    kpis: &[&Kpi],
    slice: &Slice<'_>,
) -> Result<Computed, KpiError> {
    let mut passes: BTreeMap<Pass, Vec<&Kpi>> = BTreeMap::new();
    for kpi in kpis {
        for base in catalog.bases(kpi)? {
            let Some(rows) = base.formula.rows() else {
                continue;
            };
            let at = catalog
                .charter
                .table(&rows.table)
                .map(|table| table.at.clone())
                .unwrap_or_default();
            if let Some(pass) = Pass::of(base, &at)? {
                let members = passes.entry(pass).or_default();
                if !members.iter().any(|member| member.kpi == base.kpi) {
                    members.push(base);
                }
            }
        }
    }
    let runs = passes.iter().map(|(pass, members)| async move {
        let visible = catalog.columns(&pass.table)?;
        for name in slice.by {
            if !visible.contains(name) {
                return Err(lacks(members, name, &visible));
            }
        }
        let states = run(lake, pass, members, slice, &visible).await?;
        Ok::<_, KpiError>(
            members
                .iter()
                .map(|kpi| kpi.kpi.clone())
                .zip(states)
                .collect::<Vec<_>>(),
        )
    });
    let states = try_join_all(runs).await?.into_iter().flatten().collect();
    Ok(Computed { states })
}

fn lacks(kpis: &[&Kpi], column: &str, visible: &BTreeSet<String>) -> KpiError {
    let names: Vec<&str> = kpis.iter().map(|kpi| kpi.kpi.as_str()).collect();
    let table = kpis
        .first()
        .and_then(|kpi| kpi.formula.rows())
        .map_or("", |rows| rows.table.as_str());
    let error = KpiError::new(
        ErrorKind::Unknown,
        format!(
            "{} cannot be broken down by `{column}`: the table `{table}` has no such column to break down by",
            names.join(", ")
        ),
    );
    match charter::names::meant(column, visible.iter().map(String::as_str)) {
        Some(nearest) => error.hint(format!("the nearest is `{nearest}`")),
        None => error.hint(format!(
            "the columns are {}",
            visible.iter().cloned().collect::<Vec<_>>().join(", ")
        )),
    }
}

impl Computed {
    /// All combinations of dimensions and piece that any KPI has facts for, in order.
    pub(crate) fn keys(&self) -> BTreeSet<Key> {
        self.states
            .values()
            .flat_map(|states| states.keys().cloned())
            .collect()
    }

    /// The value of a KPI for a combination of dimensions, over pieces of the cut. What stands at an instant (a
    /// backlog) is taken at the end of the last piece; everything else adds up.
    ///
    /// # Errors
    /// When states do not fit each other, which only a mistake in this crate can bring about.
    pub(crate) fn value(
        &self,
        catalog: Catalog<'_>,
        kpi: &Kpi,
        dimensions: &[Option<String>],
        pieces: Range<usize>,
    ) -> Result<Figure, KpiError> {
        if let Formula::Derived { formula } = &kpi.formula {
            return self.derived(catalog, kpi, formula, dimensions, pieces);
        }
        let pieces = if kpi.formula.kind() == "backlog" {
            pieces.end.saturating_sub(1)..pieces.end
        } else {
            pieces
        };
        let mut whole: Option<State> = None;
        if let Some(states) = self.states.get(&kpi.kpi) {
            for piece in pieces {
                let Some(part) = states.get(&Key {
                    dimensions: dimensions.to_vec(),
                    piece,
                }) else {
                    continue;
                };
                match &mut whole {
                    Some(whole) => whole.merge(part)?,
                    None => whole = Some(part.clone()),
                }
            }
        }
        Ok(whole.unwrap_or_else(|| State::empty(kpi)).value(kpi))
    }

    fn derived(
        &self,
        catalog: Catalog<'_>,
        kpi: &Kpi,
        formula: &str,
        dimensions: &[Option<String>],
        pieces: Range<usize>,
    ) -> Result<Figure, KpiError> {
        let formula = parse_formula(formula)?;
        let names: Vec<&str> = formula.names().into_iter().collect();
        let parts = names
            .iter()
            .map(|name| self.value(catalog, catalog.kpi(name)?, dimensions, pieces.clone()))
            .collect::<Result<Vec<_>, _>>()?;
        let n = parts.iter().map(|part| part.n).min().unwrap_or(0);
        let known: Option<Vec<f64>> = parts.iter().map(|part| part.value).collect();
        // A part without an interval is not known exactly: how far it may lie off cannot be told, so neither can the whole.
        let errors: Option<Vec<f64>> = parts
            .iter()
            .map(|part| Some((part.high? - part.low?) / (2.0 * Z95)))
            .collect();
        let evaluate = |values: &[f64]| {
            formula.evaluate(&|name: &str| {
                names
                    .iter()
                    .position(|known| *known == name)
                    .and_then(|index| values.get(index).copied())
                    .unwrap_or(f64::NAN)
            })
        };
        let value = known
            .as_deref()
            .map(&evaluate)
            .filter(|value| value.is_finite());
        let interval = known
            .zip(errors)
            .filter(|_| value.is_some())
            .and_then(|(known, errors)| {
                let parts: Vec<(f64, f64)> = known.into_iter().zip(errors).collect();
                delta_independent(&parts, LEVEL, evaluate)
            });
        let interval = interval
            .map(|estimate| estimate.interval)
            .filter(|interval| interval.low.is_finite() && interval.high.is_finite());
        Ok(Figure {
            value,
            exact: None,
            n,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            sample: if value.is_none() {
                Sample::Nothing
            } else {
                sample(n, kpi)
            },
            open_share: parts.iter().map(|part| part.open_share).fold(0.0, f64::max),
        })
    }
}
