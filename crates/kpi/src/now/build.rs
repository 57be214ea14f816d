//! Answering how it stands.

use super::backlog::defined;
use super::course::telling;
use super::headline::{Said, findings, headline};
use super::looks::{Seen, is_stale};
use super::{Compared, NowAnswer, NowQuestion};
use crate::engine::Engine;
use crate::error::KpiError;
use crate::question::Basis;
use access::Viewer;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

/// The end of the minute that is running: whoever asks within one minute on one basis has the same answer.
fn by_the_minute(at: Timestamp) -> Timestamp {
    let up = TimestampRound::new()
        .smallest(Unit::Minute)
        .mode(RoundMode::Ceil);
    at.round(up).unwrap_or(at)
}

impl Engine {
    /// How it stands, as far as a viewer sees; `ledger` is the position at which the charter was in force.
    ///
    /// # Errors
    /// When there is no such basis, or the lake cannot answer.
    pub async fn now(
        &self,
        viewer: &Viewer,
        question: &NowQuestion,
        ledger: u64,
    ) -> Result<NowAnswer, KpiError> {
        let basis = self.basis(question.basis, ledger)?;
        let question = NowQuestion {
            at: by_the_minute(question.at),
            basis: Some(basis),
        };
        let make = self.now_made(viewer, question.at, basis);
        self.nows.answer(viewer, question, make).await
    }

    async fn now_made(
        &self,
        viewer: &Viewer,
        at: Timestamp,
        basis: Basis,
    ) -> Result<NowAnswer, KpiError> {
        let catalog = self.catalog(viewer);
        let seen = Seen {
            viewer,
            version: basis.lake,
            at,
        };
        let kpis = telling(catalog, &self.boards(viewer));
        let (of_lines, of_teams) = self.newest_looks(seen).await?;
        let looked = of_lines
            .0
            .values()
            .chain(of_teams.0.values())
            .max()
            .copied();
        let as_of = match looked {
            Some(looked) => Some(looked),
            None => (self.reach(catalog, &kpis, basis.lake).await?.any())
                .facts_to()
                .map(|facts_to| facts_to.min(at)),
        };
        let parties = self.columns_of(viewer);
        let day = as_of.map(|as_of| as_of.to_zoned(self.zone.clone()).date());
        let compared = Compared::of(&self.charter, day);
        let lines = self.lines(seen, &of_lines, &compared).await?;
        let agents = self.agents(seen, &of_teams).await?;
        let (mut backlog, mut today) = (None, Vec::new());
        if let Some(as_of) = as_of {
            let then = Seen { at: as_of, ..seen };
            if let Some(kpi) = defined(catalog) {
                backlog = self.open_by_age(catalog, kpi, then).await?;
            }
            today = self
                .today(catalog, &kpis, then, (&compared, &parties))
                .await?;
        }
        let stale = as_of.is_some_and(|as_of| is_stale(as_of, at));
        let said = Said {
            charter: &self.charter,
            zone: &self.zone,
            as_of,
            stale,
            parties: &parties,
            compared: &compared,
            lines: &lines,
        };
        let findings = findings(&said);
        Ok(NowAnswer {
            headline: headline(&said, &findings),
            findings,
            basis,
            as_of,
            stale,
            zone: self.charter.partnership.zone.clone(),
            parties,
            compared,
            lines,
            agents,
            backlog,
            today,
        })
    }
}
