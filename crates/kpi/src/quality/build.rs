//! The state of the data behind the KPIs that a viewer may know.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use access::Viewer;
use charter::feed::Feed;
use charter::kpi::Kpi;
use jiff::Timestamp;

use super::{FeedStanding, KpiQuality, Quality, QualityReason, ReasonKind, reasons};
use crate::engine::Engine;
use crate::error::KpiError;
use crate::known::Known;

/// How feeds stand, by feed.
pub(crate) type Feeds = Arc<BTreeMap<String, FeedStanding>>;

impl Engine {
    /// The state of the data behind each KPI, as of now.
    ///
    /// # Errors
    /// When what was set aside cannot be read.
    pub async fn quality(&self, viewer: &Viewer, now: Timestamp) -> Result<Quality, KpiError> {
        let feeds = self.standing().await?;
        let known = Known::of(&self.charter, viewer);
        let kpis = known.catalog.kpis();
        let kpis = kpis
            .map(|kpi| {
                let reasons = self.reasons(&known, kpi, &feeds, now);
                let state = if reasons.is_empty() {
                    "sound"
                } else {
                    "doubtful"
                };
                KpiQuality {
                    kpi: kpi.kpi.clone(),
                    state: state.to_owned(),
                    reasons,
                }
            })
            .collect();
        Ok(Quality { at: now, kpis })
    }

    fn reasons(
        &self,
        known: &Known<'_>,
        kpi: &Kpi,
        standing: &BTreeMap<String, FeedStanding>,
        now: Timestamp,
    ) -> Vec<QualityReason> {
        let behind = self.charter_lineage().behind(&kpi.kpi);
        let tables = behind.readings.iter().map(|one| one.table.as_str());
        let tables: BTreeSet<&str> = tables.collect();
        let feeds = || {
            let feeds = self.charter.feeds.values();
            feeds.filter(|feed| tables.contains(feed.table.as_str()))
        };
        let none = FeedStanding::default();
        let viewer = known.catalog.viewer;
        let mut found = Vec::new();
        for feed in feeds() {
            // What another party's feed lacks is missing from that party's numbers only, and is nobody else's business.
            let is_theirs = feed.party().is_none_or(|party| viewer.knows_party(party));
            // A table into which nothing ever came has no number to be doubtful.
            let has_facts = feeds()
                .filter(|other| other.table == feed.table)
                .any(|other| standing.contains_key(&other.feed));
            if !is_theirs || !has_facts {
                continue;
            }
            let stands = standing.get(&feed.feed).unwrap_or(&none);
            let told = reasons(feed, stands, &behind, now).into_iter();
            if viewer.sees_everything() {
                found.extend(told);
            } else if known.knows_feed(feed) {
                found.extend(told.map(|reason| known.without_counts(reason, feed)));
            }
        }
        found.sort_by_key(|reason| reason.kind);
        // Of two checks whose names are not told, one reason is left.
        found.dedup();
        found
    }

    /// How the feeds stand; looked at anew when something came or was decided.
    async fn standing(&self) -> Result<Feeds, KpiError> {
        let version = self.lake.standing_version();
        let held = || self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, feeds)) = held().as_ref()
            && *of == version
        {
            return Ok(Arc::clone(feeds));
        }
        let feeds = Arc::new(FeedStanding::of(&self.lake).await?);
        *held() = Some((version, Arc::clone(&feeds)));
        Ok(feeds)
    }
}

impl Known<'_> {
    /// The same reason without counts: those of a feed are of all parties' rows together.
    fn without_counts(&self, reason: QualityReason, feed: &Feed) -> QualityReason {
        let title = &feed.title;
        // A check may be called after somebody; that rows fail one is said all the same.
        let check = reason
            .check
            .filter(|name| !self.discretion.holds_hidden(name));
        let words = match reason.kind {
            ReasonKind::Late => format!("{title} is late: its newest fact is older than agreed"),
            ReasonKind::Waiting => {
                format!("Rows of {title} wait to be put right; whose they are is not known yet")
            }
            ReasonKind::Warned => {
                let named = check.as_ref().map_or_else(
                    || "a check".to_owned(),
                    |name| format!("the check `{name}`"),
                );
                format!("Rows of {title} fail {named} and are counted all the same")
            }
        };
        QualityReason {
            check,
            rows: None,
            of: None,
            share: None,
            words,
            ..reason
        }
    }
}
