//! What is open, by how long it has been.

use std::collections::BTreeMap;

use charter::kpi::{BacklogShows, Formula, Kpi};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::lit;
use jiff::{SignedDuration, Timestamp};
use lake::{PARTY, Scan};

use super::looks::Seen;
use super::read::{text, texts, whole, wholes};
use super::{BacklogAge, NowBacklog, PartyBacklog};
use crate::catalog::Catalog;
use crate::engine::Engine;
use crate::error::KpiError;
use crate::expression::Expressions;
use crate::head::head;
use crate::measure::period_index;
use crate::pass::{column, instant};
use crate::plan;

const HOUR: u64 = 3_600;
/// Where one age ends and the next begins, in seconds.
const EDGES: [u64; 4] = [4 * HOUR, 24 * HOUR, 3 * 24 * HOUR, 7 * 24 * HOUR];

/// The backlog that a charter defines: one that counts what is open, before one that says something else of it.
pub(super) fn defined<'a>(catalog: Catalog<'a>) -> Option<&'a Kpi> {
    let counts = |kpi: &&Kpi| {
        matches!(
            &kpi.formula,
            Formula::Backlog {
                shows: BacklogShows::Count,
                ..
            }
        )
    };
    let backlogs = || {
        catalog
            .kpis()
            .filter(|kpi| matches!(kpi.formula, Formula::Backlog { .. }))
    };
    backlogs().find(counts).or_else(|| backlogs().next())
}

impl Engine {
    /// What is open at an instant under the definition of a KPI, by age. How old it must be to count for the KPI is no part
    /// of it: all ages are told.
    pub(super) async fn open_by_age(
        &self,
        catalog: Catalog<'_>,
        kpi: &Kpi,
        seen: Seen<'_>,
    ) -> Result<Option<NowBacklog>, KpiError> {
        let Formula::Backlog {
            rows,
            opened,
            closed,
            ..
        } = &kpi.formula
        else {
            return Ok(None);
        };
        if !catalog.columns(&rows.table)?.contains(PARTY) {
            return Ok(None);
        }
        let mut wanted = plan::columns(kpi)?;
        wanted.insert(PARTY.to_owned());
        let scan = Scan {
            version: Some(seen.version),
            columns: Some(wanted),
            ..Scan::of(&rows.table)
        };
        let mut frame = self.lake.scan(seen.viewer, &scan).await?;
        let names: Vec<String> = (frame.schema().fields().iter())
            .map(|field| field.name().clone())
            .collect();
        if let Some(population) = &rows.population {
            let expressions = Expressions::over(
                (self.lake.session(), &self.zone),
                names.iter().map(String::as_str),
            );
            let population = expressions.predicate(population, frame.schema())?;
            frame = frame.filter(population)?;
        }
        let open = column(opened).lt_eq(instant(seen.at)).and(
            column(closed)
                .is_null()
                .or(column(closed).gt(instant(seen.at))),
        );
        // The oldest first: an age's place counts from the end.
        let edges: Vec<i64> = EDGES
            .iter()
            .rev()
            .map(|age| before(seen.at, *age))
            .collect();
        let frame = frame
            .filter(open)?
            .select(vec![
                column(PARTY),
                period_index(edges.into(), column(opened)).alias("place"),
            ])?
            .aggregate(
                vec![column(PARTY), column("place")],
                vec![count(lit(1_i64)).alias("open")],
            )?;
        let mut parties: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for batch in self.lake.collect(frame).await? {
            let (names, places) = (texts(&batch, PARTY)?, wholes(&batch, "place")?);
            let counts = wholes(&batch, "open")?;
            for row in 0..batch.num_rows() {
                let (Some(party), Some(place)) = (text(&names, row), whole(&places, row)) else {
                    continue;
                };
                let open = parties
                    .entry(party)
                    .or_insert_with(|| vec![0; EDGES.len() + 1]);
                let age = EDGES
                    .len()
                    .saturating_sub(usize::try_from(place).unwrap_or(usize::MAX));
                if let Some(open) = open.get_mut(age) {
                    *open += whole(&counts, row).unwrap_or(0);
                }
            }
        }
        let from = std::iter::once(0).chain(EDGES);
        let to = EDGES.into_iter().map(Some).chain([None]);
        Ok(Some(NowBacklog {
            kpi: head(&self.charter, kpi),
            ages: from
                .zip(to)
                .map(|(from_seconds, to_seconds)| BacklogAge {
                    from_seconds,
                    to_seconds,
                })
                .collect(),
            parties: parties
                .into_iter()
                .map(|(party, open)| PartyBacklog { party, open })
                .collect(),
        }))
    }
}

/// So many seconds before an instant, and just after: what was opened exactly then has that age, and so the greater one.
fn before(at: Timestamp, seconds: u64) -> i64 {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let earlier = at.checked_sub(SignedDuration::from_secs(seconds));
    earlier
        .unwrap_or(Timestamp::MIN)
        .as_microsecond()
        .saturating_add(1)
}
