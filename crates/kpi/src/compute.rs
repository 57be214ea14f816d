//! From KPIs to values: passes over the lake, states, and the arithmetic of derived KPIs.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use charter::kpi::{Formula, Kpi};
use futures::future::try_join_all;
use lake::Lake;
use stats::Method;
use stats::interval::delta_independent;

use crate::answer::{Figure, Gap};
use crate::catalog::{Catalog, parse_formula};
use crate::error::{ErrorKind, KpiError};
use crate::pass::{Key, Slice, States, run};
use crate::plan::Pass;
use crate::singling_out::Used;
use crate::state::{LEVEL, State, is_total, method, possible, sample};

/// The part of the rows that a value is asked of.
#[derive(Debug, Clone)]
pub(crate) struct Part<'a> {
    /// Values of the dimensions.
    pub dimensions: &'a [Option<String>],
    /// Pieces of the cut.
    pub pieces: Range<usize>,
    /// Whether facts tell about this time at all.
    pub known: bool,
    /// The party, when it is one's.
    pub party: Option<&'a str>,
    /// Whether these are all rows of the party, so that none means that none has arrived.
    pub all_rows: bool,
    /// Whether the time is the whole window, and not a period of it.
    pub window: bool,
}

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
    let filtered = slice.filter.map(crate::expression::columns).transpose()?;
    let filtered = filtered.unwrap_or_default();
    let mut passes: BTreeMap<Pass, Vec<&Kpi>> = BTreeMap::new();
    for kpi in kpis {
        for base in catalog.bases(kpi)? {
            let Some(rows) = base.formula.rows() else {
                continue;
            };
            for name in slice.by {
                catalog.may_ask_by(base, name, Used::By)?;
            }
            for name in &filtered {
                catalog.may_ask_by(base, name, Used::Filter)?;
            }
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

    /// The value of a KPI for a part of the rows. What stands at an instant (a backlog) is taken at the end of the
    /// last piece; everything else adds up.
    ///
    /// # Errors
    /// When states do not fit each other, which only a mistake in this crate can bring about.
    pub(crate) fn value(
        &self,
        catalog: Catalog<'_>,
        kpi: &Kpi,
        part: &Part<'_>,
    ) -> Result<Figure, KpiError> {
        let figure = possible(kpi, self.whole(catalog, kpi, part)?);
        catalog.kept_back(kpi, figure)
    }

    /// The value with its interval as the method gives it, from which errors of derived KPIs are computed.
    fn whole(&self, catalog: Catalog<'_>, kpi: &Kpi, part: &Part<'_>) -> Result<Figure, KpiError> {
        if !part.known {
            return Ok(Figure::nothing(Gap::NoFacts));
        }
        if let Formula::Derived { formula } = &kpi.formula {
            return self.derived(catalog, kpi, formula, part);
        }
        let pieces = if kpi.formula.kind() == "backlog" {
            part.pieces.end.saturating_sub(1)..part.pieces.end
        } else {
            part.pieces.clone()
        };
        let mut whole: Option<State> = None;
        if let Some(states) = self.states.get(&kpi.kpi) {
            for piece in pieces {
                let Some(part) = states.get(&Key {
                    dimensions: part.dimensions.to_vec(),
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
        let state = whole.unwrap_or_else(|| State::empty(kpi));
        let why = if state.n == 0 {
            gap(catalog, kpi, part, state.rows)?
        } else {
            None
        };
        Ok(why.map_or_else(|| state.value(kpi), Figure::nothing))
    }

    fn derived(
        &self,
        catalog: Catalog<'_>,
        kpi: &Kpi,
        formula: &str,
        part: &Part<'_>,
    ) -> Result<Figure, KpiError> {
        let formula = parse_formula(formula)?;
        let names: Vec<&str> = formula.names().into_iter().collect();
        let kpis = names
            .iter()
            .map(|name| catalog.kpi(name))
            .collect::<Result<Vec<_>, _>>()?;
        let parts = kpis
            .iter()
            .map(|kpi| self.whole(catalog, kpi, part))
            .collect::<Result<Vec<_>, _>>()?;
        // A total of nothing is a number like any other, and does not make the whole one of nothing. Nor does a census
        // limit what can be said: it is no sample.
        let is_sample = |(part, kpi): &(&Figure, &&Kpi)| {
            (part.n > 0 && method(kpi) != Method::Census)
                || !(is_total(kpi) && part.value.is_some())
        };
        let pairs = || parts.iter().zip(&kpis);
        let n = pairs()
            .filter(is_sample)
            .map(|(part, _)| part.n)
            .min()
            .or_else(|| pairs().map(|(part, _)| part.n).max())
            .unwrap_or(0);
        let known: Option<Vec<f64>> = parts.iter().map(|part| part.value).collect();
        // A part without an interval is not known exactly, unless it is a census: how far it may lie off cannot be
        // told, so neither can the whole.
        let errors: Option<Vec<f64>> = parts
            .iter()
            .zip(&kpis)
            .map(|(part, kpi)| match method(kpi) {
                Method::Census => Some(0.0),
                _ => Some((part.high? - part.low?) / (2.0 * LEVEL.z())),
            })
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
        let Some(value) = value else {
            let why = parts.iter().find_map(|part| part.why);
            return Ok(Figure {
                n,
                ..Figure::nothing(why.unwrap_or(Gap::NothingMatches))
            });
        };
        Ok(Figure {
            value: Some(value),
            exact: None,
            n,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            sample: sample(n, kpi),
            why: None,
            open_share: parts.iter().map(|part| part.open_share).fold(0.0, f64::max),
        })
    }
}

/// Why there is nothing where no row counts; `None` where that is a total of zero.
fn gap(
    catalog: Catalog<'_>,
    kpi: &Kpi,
    part: &Part<'_>,
    rows: u64,
) -> Result<Option<Gap>, KpiError> {
    if catalog.unsupplied(kpi, part.party)?.is_some() {
        return Ok(Some(Gap::NotSupplied));
    }
    let is_total = is_total(kpi);
    // A backlog is made of what was opened before.
    let none_arrived = rows == 0 && part.all_rows && kpi.formula.kind() != "backlog";
    Ok(match (none_arrived, is_total) {
        // Within the time that facts tell about, a day without any is a day of none.
        (true, true) => part.window.then_some(Gap::NoFacts),
        (true, false) => Some(Gap::NoFacts),
        (false, true) => None,
        (false, false) => Some(Gap::NothingMatches),
    })
}
