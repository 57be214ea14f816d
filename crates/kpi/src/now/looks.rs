//! Looks at lines and teams, as they lie in the lake.

use std::collections::BTreeMap;

use access::Viewer;
use arrow::array::{Array, RecordBatch};
use datafusion::dataframe::DataFrame;
use datafusion::functions_aggregate::expr_fn::max;
use datafusion::logical_expr::{Expr, lit};
use jiff::{SignedDuration, Timestamp};
use lake::{PARTY, Scan};

use super::read::{text, texts, wholes};
use crate::engine::Engine;
use crate::error::KpiError;
use crate::pass::{column, instant};
use crate::range::just_after;

/// Whose newest look is longer ago than this has none.
const LOST: SignedDuration = SignedDuration::from_hours(28 * 24);
/// A party's lines, or teams, are looked at within this time of one another.
const TOGETHER: SignedDuration = SignedDuration::from_mins(5);
/// Looks come every minute or every quarter of an hour; an older one no longer says how it stands.
const STALE: SignedDuration = SignedDuration::from_mins(20);
pub(super) const QUEUES: &str = "queue_snapshot";
pub(super) const TEAMS: &str = "team_snapshot";
/// When a look was taken.
pub(super) const AT: &str = "taken_at";

/// When each party was last looked at, in one table.
#[derive(Debug, Default)]
pub(super) struct Newest(pub BTreeMap<String, Timestamp>);

impl Newest {
    /// From when on there may be looks that are taken together with the newest of any party.
    pub(super) fn since(&self) -> Option<Timestamp> {
        let oldest = self.0.values().min()?;
        Some(oldest.checked_sub(TOGETHER).unwrap_or(*oldest))
    }

    /// Whether a look, in microseconds, was taken together with the party's newest.
    pub(super) fn is_of(&self, party: &str, at: i64) -> bool {
        let together = i64::try_from(TOGETHER.as_micros()).unwrap_or(i64::MAX);
        let newest = self.0.get(party);
        newest.is_some_and(|newest| at >= newest.as_microsecond().saturating_sub(together))
    }
}

/// Whether what was seen then no longer says how it stands.
pub(super) fn is_stale(seen: Timestamp, at: Timestamp) -> bool {
    at.duration_since(seen) > STALE
}

/// Whose facts, as of when.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub viewer: &'a Viewer,
    pub version: u64,
    pub at: Timestamp,
}

impl Engine {
    /// When the lines and when the teams were last looked at, whoever's they are.
    pub(super) async fn newest_looks(&self, seen: Seen<'_>) -> Result<(Newest, Newest), KpiError> {
        Ok((
            self.newest(seen, QUEUES).await?,
            self.newest(seen, TEAMS).await?,
        ))
    }

    async fn newest(&self, seen: Seen<'_>, table: &str) -> Result<Newest, KpiError> {
        let since = seen.at.checked_sub(LOST).unwrap_or(Timestamp::MIN);
        let times = [(since, just_after(seen.at))];
        let looks = self.frame(seen, table, &[PARTY, AT], &times).await?;
        let of_each = looks.aggregate(vec![column(PARTY)], vec![max(column(AT)).alias(AT)])?;
        let batches = self.lake.collect(of_each).await?;
        let mut newest = Newest::default();
        for batch in &batches {
            let (parties, ats) = (texts(batch, PARTY)?, wholes(batch, AT)?);
            for row in (0..batch.num_rows()).filter(|row| ats.is_valid(*row)) {
                if let (Some(party), Ok(at)) = (
                    text(&parties, row),
                    Timestamp::from_microsecond(ats.value(row)),
                ) {
                    newest.0.insert(party, at);
                }
            }
        }
        Ok(newest)
    }

    /// Rows of a table of looks within any of these half-open times.
    pub(super) async fn looked(
        &self,
        seen: Seen<'_>,
        table: &str,
        columns: &[&str],
        times: &[(Timestamp, Timestamp)],
    ) -> Result<Vec<RecordBatch>, KpiError> {
        let looks = self.frame(seen, table, columns, times).await?;
        Ok(self.lake.collect(looks).await?)
    }

    async fn frame(
        &self,
        seen: Seen<'_>,
        table: &str,
        columns: &[&str],
        times: &[(Timestamp, Timestamp)],
    ) -> Result<DataFrame, KpiError> {
        let within = times
            .iter()
            .copied()
            .reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
        let any = times
            .iter()
            .map(|(from, to)| {
                column(AT)
                    .gt_eq(instant(*from))
                    .and(column(AT).lt(instant(*to)))
            })
            .reduce(Expr::or);
        let scan = Scan {
            version: Some(seen.version),
            columns: Some(columns.iter().map(|name| (*name).to_owned()).collect()),
            within,
            ..Scan::of(table)
        };
        let looks = self.lake.scan(seen.viewer, &scan).await?;
        Ok(looks.filter(any.unwrap_or_else(|| lit(false)))?)
    }
}
