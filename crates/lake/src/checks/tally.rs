//! What became of the rows of each feed, hour by hour: kept up with as receipts come, so that nothing is counted twice.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use crate::{Filled, Receipt};

const HOUR_SECONDS: i64 = 3_600;

/// What came in one hour.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hour {
    /// Rows that are facts, or might have been.
    pub rows: u64,
    /// Check or reason → rows that failed.
    pub failed: BTreeMap<String, u64>,
    /// Check of completeness → rows with a value.
    pub filled: BTreeMap<String, Filled>,
}

/// Hours in which something came, by when they began, in seconds since 1970.
pub(super) type Hours = BTreeMap<i64, Hour>;

/// All feeds.
#[derive(Default)]
pub(super) struct Tally {
    /// Version of the lake up to which receipts are counted.
    seen: u64,
    feeds: HashMap<String, Hours>,
}

impl Tally {
    /// The version of the lake up to which receipts are counted.
    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    /// Counts receipts of later versions; others have been counted.
    pub(super) fn add<'r>(&mut self, receipts: impl Iterator<Item = &'r Receipt>, version: u64) {
        for receipt in receipts.filter(|receipt| receipt.batch > self.seen) {
            let begins = receipt.at.as_second().div_euclid(HOUR_SECONDS) * HOUR_SECONDS;
            let hours = self.feeds.entry(receipt.feed.clone()).or_default();
            let hour = hours.entry(begins).or_default();
            for (check, found) in &receipt.filled {
                let filled = hour.filled.entry(check.clone()).or_default();
                filled.rows += found.rows;
                filled.filled += found.filled;
            }
            // Rows tried again were counted when they first came.
            if receipt.replay {
                continue;
            }
            hour.rows += receipt.counts.received - receipt.counts.passed_over;
            for (check, rows) in &receipt.by_check {
                *hour.failed.entry(check.clone()).or_default() += rows;
            }
        }
        self.seen = version;
    }

    /// The hours of a feed.
    pub(super) fn hours(&self, feed: &str) -> Option<&Hours> {
        self.feeds.get(feed)
    }
}

/// Days that checks of rows look back.
pub(super) const WINDOW_DAYS: i64 = 7;
const WINDOW_SECONDS: i64 = WINDOW_DAYS * 86_400;

/// The rows of the last seven days that a check judged, how many failed it, and since when it has stood so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Window {
    pub sum: Filled,
    /// Since when it has held or not held, where that is known.
    pub since: Option<Timestamp>,
}

/// Judges a window of seven days that moves from the first hour until now: `of` says what an hour adds, `holds` whether a
/// sum holds. `since` is when the verdict last changed.
pub(super) fn window(
    hours: &Hours,
    now: Timestamp,
    of: impl Fn(&Hour) -> Filled,
    holds: impl Fn(Filled) -> Option<bool>,
) -> Window {
    let now = now.as_second();
    let mut come = hours.iter().peekable();
    let mut leave = hours.iter().peekable();
    let mut found = Window::default();
    let mut verdict = None;
    loop {
        let next_in = come.peek().map(|(begins, _)| **begins);
        let next_out = leave.peek().map(|(begins, _)| **begins + WINDOW_SECONDS);
        let at = match (next_in, next_out) {
            (Some(next_in), Some(next_out)) => next_in.min(next_out),
            (None, Some(next_out)) => next_out,
            (_, None) => break,
        };
        if at > now {
            break;
        }
        if next_out == Some(at) {
            if let Some((_, hour)) = leave.next() {
                let gone = of(hour);
                found.sum.rows -= gone.rows;
                found.sum.filled -= gone.filled;
            }
        } else if let Some((_, hour)) = come.next() {
            let new = of(hour);
            found.sum.rows += new.rows;
            found.sum.filled += new.filled;
        }
        let now_holds = holds(found.sum);
        if now_holds != verdict {
            verdict = now_holds;
            found.since = Timestamp::from_second(at).ok();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn hours(of: &[(i64, u64, u64)]) -> Hours {
        of.iter()
            .map(|(day, rows, failed)| {
                let hour = Hour {
                    rows: *rows,
                    failed: BTreeMap::from([("x".to_owned(), *failed)]),
                    filled: BTreeMap::new(),
                };
                (day * DAY, hour)
            })
            .collect()
    }

    fn judged(of: &[(i64, u64, u64)], today: i64) -> (u64, u64, Option<i64>) {
        let window = window(
            &hours(of),
            Timestamp::from_second(today * DAY).unwrap_or_default(),
            |hour| Filled {
                rows: hour.rows,
                filled: hour.rows - hour.failed["x"],
            },
            |sum| (sum.rows > 0).then_some(sum.filled == sum.rows),
        );
        let days = window.since.map(|since| since.as_second() / DAY);
        (window.sum.rows, window.sum.rows - window.sum.filled, days)
    }

    #[test]
    fn a_window_moves_with_time_and_tells_when_its_verdict_changed() {
        // Never failed: since the beginning.
        assert_eq!(judged(&[(1, 5, 0), (2, 5, 0)], 3), (10, 0, Some(1)));
        // Failed on the second day, and on the eighth, before the window let the first go.
        let of = [(1, 5, 0), (2, 5, 1), (8, 5, 2), (16, 5, 0)];
        assert_eq!(judged(&of, 8), (10, 3, Some(2)));
        // The last failure left on day 15; nothing was there to judge until day 16.
        assert_eq!(judged(&of, 14), (5, 2, Some(2)));
        assert_eq!(judged(&of, 15), (0, 0, Some(15)));
        assert_eq!(judged(&of, 16), (5, 0, Some(16)));
    }
}
