//! How feeds stand: what they brought, day by day, and what of it was doubtful.

use std::collections::BTreeMap;

use jiff::Timestamp;
use lake::{Lake, LakeError, Standing};

/// How a feed stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedStanding {
    /// The newest fact it ever brought.
    pub newest_fact: Option<Timestamp>,
    /// What it brought, by number of the UTC day since 1970 on which it was taken in.
    pub days: BTreeMap<i64, FeedDay>,
}

/// What a feed brought on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedDay {
    /// Rows that became facts.
    pub accepted: u64,
    /// Rows that checks judged: those that are facts or might have been, each as often as it came.
    pub judged: u64,
    /// Rows that were set aside on that day and still wait.
    pub waiting: u64,
    /// Check → rows that failed it, of those judged.
    pub failed: BTreeMap<String, u64>,
}

impl FeedStanding {
    /// How many days of 24 hours an instant is after 1970 began.
    #[must_use]
    pub fn day_of(at: Timestamp) -> i64 {
        at.as_second().div_euclid(86_400)
    }

    /// How every feed that ever brought something stands, by feed.
    pub(crate) async fn of(lake: &Lake) -> Result<BTreeMap<String, Self>, LakeError> {
        let counts = lake.set_aside_counts().await?;
        let mut feeds: BTreeMap<String, Self> = BTreeMap::new();
        lake.each_receipt(|receipt| {
            let feed = feeds.entry(receipt.feed.clone()).or_default();
            feed.newest_fact = feed.newest_fact.max(receipt.newest_fact);
            let day = feed.days.entry(Self::day_of(receipt.at)).or_default();
            day.accepted += receipt.counts.accepted();
            // Rows tried again were judged when they first came.
            if receipt.replay {
                return;
            }
            day.judged += receipt.counts.received - receipt.counts.passed_over;
            for (check, rows) in &receipt.by_check {
                *day.failed.entry(check.clone()).or_default() += rows;
            }
        });
        for count in counts.iter() {
            if count.standing != Standing::Waiting {
                continue;
            }
            let feed = feeds.entry(count.feed.clone()).or_default();
            // Not by their batch: receipts are summed up one day, and rows wait on.
            let came = count.oldest.map_or(0, Self::day_of);
            feed.days.entry(came).or_default().waiting += count.rows;
        }
        Ok(feeds)
    }
}
