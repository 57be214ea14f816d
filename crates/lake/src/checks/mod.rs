//! How each check of each feed stands: the one place that says it, to screens, to the command line and to whatever wears the
//! quality of data as a badge.
//!
//! What costs is kept and kept up with: receipts are counted once, data files are counted once, rows that wait are counted
//! once for each version of their table.

mod arrivals;
mod judge;
mod shared;
mod tally;
mod volume;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use charter::Charter;
use charter::feed::{Feed, Rule, Severity, Volume};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::arrivals::{Arrivals, Quarters};
use self::tally::Tally;
pub use self::volume::{HourOfFacts, NotJudged};
use crate::blocking::blocking;
use crate::{FeedStatus, Lake, LakeError};

/// How a check of a feed stands.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckStanding {
    /// The feed.
    pub feed: String,
    /// The check: its name in the feed, or `freshness`, `type`, `identity`, `unreadable`, `in_the_future`, which every
    /// feed has.
    pub check: String,
    /// What kind it is: `holds`, `range`, `one_of`, `matches`, `known_in`, `unique`, `completeness`, `volume`, `freshness`,
    /// `type`, `identity`, `unreadable` or `in_the_future`.
    pub kind: &'static str,
    /// What happens where it fails.
    pub severity: Severity,
    /// How it stands.
    pub verdict: Verdict,
    /// Rows, records or hours that were judged.
    pub n: u64,
    /// Those of them that failed.
    pub failed: u64,
    /// Since when it has stood so, where that is known.
    pub since: Option<Timestamp>,
    /// The same in a sentence.
    pub says: String,
    /// What the person who mends it should know; nothing of what every feed has.
    pub hint: Option<String>,
}

/// Whether a check holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// There is not enough to judge it by.
    NotJudged,
}

impl Verdict {
    /// As it is sent.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotJudged => "not_judged",
        }
    }
}

/// What is kept between two questions.
#[derive(Default)]
pub(crate) struct Kept {
    tally: Mutex<Tally>,
    arrivals: Arrivals,
    /// Feed → the version of its table, and its facts by quarter of an hour.
    quarters: Mutex<HashMap<String, (u64, Arc<Quarters>)>>,
    shared: shared::Kept,
}

impl Lake {
    /// How every check of every feed stands, in the order of feeds by name and of checks as written; those that every feed has
    /// come last. `now` is now.
    ///
    /// # Errors
    /// When the lake cannot be read, or the charter's zone does not exist.
    pub async fn checks(
        &self,
        charter: &Charter,
        now: Timestamp,
    ) -> Result<Vec<CheckStanding>, LakeError> {
        let brought = self.feeds();
        let mut standings = Vec::new();
        for feed in charter.feeds.values() {
            let of_feed = self.judged(charter, feed, &brought, now).await?;
            standings.extend(of_feed);
        }
        Ok(standings)
    }

    /// How the checks of one feed stand; see [`Lake::checks`].
    ///
    /// # Errors
    /// As [`Lake::checks`].
    pub async fn checks_of(
        &self,
        charter: &Charter,
        feed: &Feed,
        now: Timestamp,
    ) -> Result<Vec<CheckStanding>, LakeError> {
        self.judged(charter, feed, &self.feeds(), now).await
    }

    async fn judged(
        &self,
        charter: &Charter,
        feed: &Feed,
        brought: &[FeedStatus],
        now: Timestamp,
    ) -> Result<Vec<CheckStanding>, LakeError> {
        let groups = self.set_aside_counts().await?;
        let newest = brought
            .iter()
            .find(|status| status.feed == feed.feed)
            .and_then(|status| status.newest_fact);
        let mut standings = Vec::new();
        let stops = |check: &charter::feed::Check| check.severity() == Severity::Stop;
        let refused = match feed.checks.iter().any(stops) {
            true => self.stopped(&feed.feed, judge::refusals_from(now)).await,
            false => Vec::new(),
        };
        for check in &feed.checks {
            let Some(rule) = check.rule() else {
                continue;
            };
            let mut judged = match rule {
                Rule::Unique(unique) => {
                    let shared = self.shared(feed, &unique.columns, now).await?;
                    judge::unique(feed, check, unique, shared)
                }
                Rule::Volume(volume) => {
                    let hours = self.hours_of_facts(charter, feed, volume, now).await?;
                    judge::volume(feed, check, &hours, &charter.partnership.zone)
                }
                Rule::Completeness(asked) => self.with_hours(&feed.feed, |hours| {
                    judge::completeness(feed, check, asked, hours, now)
                }),
                _ => self.with_hours(&feed.feed, |hours| {
                    judge::rows(feed, check, rule, hours, &groups, now)
                }),
            };
            judge::refused(&mut judged, &refused);
            standings.push(judged);
        }
        standings.extend(judge::freshness(feed, newest, now));
        let planned = charter
            .table(&feed.table)
            .is_some_and(|table| table.planned);
        self.with_hours(&feed.feed, |hours| {
            standings.extend(judge::built_in(feed, planned, hours, &groups, now));
        });
        Ok(standings)
    }

    /// The facts of a feed in each hour of the last seven days against what is usual; none while it has brought none. Where
    /// the feed has a check of volume, that says how many weeks are compared with and which days are holidays.
    ///
    /// # Errors
    /// When the lake cannot be read, or the charter's zone does not exist.
    pub async fn volume(
        &self,
        charter: &Charter,
        feed: &Feed,
        now: Timestamp,
    ) -> Result<Vec<HourOfFacts>, LakeError> {
        let asked = feed.checks.iter().find_map(|check| match check.rule() {
            Some(Rule::Volume(volume)) => Some(volume.clone()),
            _ => None,
        });
        let asked = asked.unwrap_or_default();
        self.hours_of_facts(charter, feed, &asked, now).await
    }

    async fn hours_of_facts(
        &self,
        charter: &Charter,
        feed: &Feed,
        asked: &Volume,
        now: Timestamp,
    ) -> Result<Vec<HourOfFacts>, LakeError> {
        let zone =
            TimeZone::get(&charter.partnership.zone).map_err(LakeError::table("judging volume"))?;
        let quarters = self.quarters(feed).await?;
        let holidays = volume::holidays(charter, asked);
        Ok(volume::hours(&quarters, asked.weeks, &holidays, &zone, now))
    }

    /// A feed's facts by quarter of an hour, as its table stands.
    async fn quarters(&self, feed: &Feed) -> Result<Arc<Quarters>, LakeError> {
        let state = self.inner.state();
        let Some((log, version)) = state.table_now(&feed.table)? else {
            return Ok(Arc::default());
        };
        let log = log.clone();
        let kept = &self.inner.checks.quarters;
        if let Some((of, quarters)) = lock(kept).get(&feed.feed)
            && *of == version
        {
            return Ok(quarters.clone());
        }
        let files = log.files(version).await?;
        let inner = self.inner.clone();
        let (table, name) = (feed.table.clone(), feed.feed.clone());
        let quarters = blocking("counting arrivals", move || {
            let threads = inner.engine.threads();
            let arrivals = &inner.checks.arrivals;
            arrivals.of(&table, &name, &log, &files, threads)
        })
        .await?;
        let quarters = Arc::new(quarters);
        lock(kept).insert(feed.feed.clone(), (version, quarters.clone()));
        Ok(quarters)
    }

    /// The hours in which a feed brought something.
    fn with_hours<T>(&self, feed: &str, read: impl FnOnce(&tally::Hours) -> T) -> T {
        let state = self.inner.state();
        let mut tally = lock(&self.inner.checks.tally);
        if tally.seen() < state.version {
            let seen = tally.seen();
            tally.add(state.receipts_after(seen), state.version);
        }
        match tally.hours(feed) {
            Some(hours) => read(hours),
            None => read(&tally::Hours::new()),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
