//! When the data behind a KPI are doubtful: one rule, over what is known of its feeds.

use std::collections::BTreeSet;

use charter::feed::{Feed, Severity};
use charter::lineage::Lineage;
use jiff::Timestamp;

use super::{FeedDay, FeedStanding, QualityReason, ReasonKind};
use crate::words;

/// Rows that wait are worth a word when they are at least this share of what there would be: one in a thousand moves a
/// share by a tenth of a percent at most, which is the last digit that is shown.
pub const WAITING_MIN: f64 = 0.001;
/// Rows that a check warns about are counted all the same; they are worth a word from one in a hundred on.
pub const WARNED_MIN: f64 = 0.01;
/// Days that count as lately: as many as a board's levels look back.
pub const RECENT_DAYS: i64 = 28;

/// Why the data that a KPI has from a feed are doubtful. `lineage` is what is behind the KPI, and `now` says what is late.
#[must_use]
pub fn reasons(
    feed: &Feed,
    standing: &FeedStanding,
    lineage: &Lineage,
    now: Timestamp,
) -> Vec<QualityReason> {
    let mut found = Vec::new();
    found.extend(late(feed, standing, now));
    found.extend(waiting(feed, standing, now));
    found.extend(warned(feed, standing, lineage, now));
    found
}

fn reason(kind: ReasonKind, feed: &Feed, words: String) -> QualityReason {
    QualityReason {
        kind,
        feed: feed.feed.clone(),
        check: None,
        rows: None,
        of: None,
        share: None,
        words,
    }
}

fn late(feed: &Feed, standing: &FeedStanding, now: Timestamp) -> Option<QualityReason> {
    if feed.is_fresh(standing.newest_fact, now) != Some(false) {
        return None;
    }
    let agreed = feed.freshness.as_deref()?;
    let said = match standing.newest_fact {
        Some(newest) => {
            let age = words::span(now.duration_since(newest).as_secs());
            format!(
                "{} is late: its newest fact is {age} old, at most {agreed} agreed",
                feed.title
            )
        }
        None => format!("{} has brought no fact yet", feed.title),
    };
    Some(reason(ReasonKind::Late, feed, said))
}

/// Lately or since the beginning, whichever is the greater share: a bad day must not hide behind a good year.
fn waiting(feed: &Feed, standing: &FeedStanding, now: Timestamp) -> Option<QualityReason> {
    let whole = waiting_of(standing.days.values());
    let lately = waiting_of(recent(standing, now));
    let (share, (rows, of), when) = [(lately, "lately"), (whole, "ever")]
        .into_iter()
        .filter_map(|(counts, when)| Some((share(counts)?, counts, when)))
        .max_by(|one, other| one.0.total_cmp(&other.0))?;
    if share < WAITING_MIN {
        return None;
    }
    let lately = if when == "lately" && whole.0 > rows {
        format!(" of the last {RECENT_DAYS} days")
    } else {
        String::new()
    };
    let (wait, are) = if rows == 1 {
        ("waits", "is")
    } else {
        ("wait", "are")
    };
    let said = format!(
        "{} of {} rows of {}{lately} {wait} to be put right and {are} missing ({})",
        words::count(rows),
        words::count(of),
        feed.title,
        words::share(share)
    );
    Some(QualityReason {
        rows: Some(rows),
        of: Some(of),
        share: Some(share),
        ..reason(ReasonKind::Waiting, feed, said)
    })
}

/// Rows that wait, out of how many there would be.
fn waiting_of<'a>(days: impl Iterator<Item = &'a FeedDay>) -> (u64, u64) {
    days.fold((0, 0), |(rows, of), day| {
        (rows + day.waiting, of + day.waiting + day.accepted)
    })
}

/// Of the checks that warn, those that look at a column that the KPI reads.
fn warned<'a>(
    feed: &'a Feed,
    standing: &'a FeedStanding,
    lineage: &'a Lineage,
    now: Timestamp,
) -> impl Iterator<Item = QualityReason> + 'a {
    let read: BTreeSet<&str> = (lineage.readings.iter())
        .filter(|reading| reading.table == feed.table)
        .map(|reading| reading.column.as_str())
        .collect();
    let checks = feed.checks.iter();
    let warning = checks.filter(|check| check.severity() == Severity::Warn);
    warning.filter_map(move |check| {
        let rule = (lineage.rules.iter())
            .find(|rule| rule.feed == feed.feed && rule.check.as_ref() == Some(&check.check))?;
        rule.columns.iter().find(|column| read.contains(column.as_str()))?;
        let (rows, of) = recent(standing, now).fold((0, 0), |(rows, of), day| {
            let failed = day.failed.get(&check.check).copied().unwrap_or_default();
            (rows + failed, of + day.judged)
        });
        let share = share((rows, of)).filter(|share| *share >= WARNED_MIN)?;
        let said = format!(
            "{} of {} rows of {} of the last {RECENT_DAYS} days fail the check `{}` and are counted all the same ({})",
            words::count(rows),
            words::count(of),
            feed.title,
            check.check,
            words::share(share)
        );
        Some(QualityReason {
            check: Some(check.check.clone()),
            rows: Some(rows),
            of: Some(of),
            share: Some(share),
            ..reason(ReasonKind::Warned, feed, said)
        })
    })
}

/// The days that count as lately.
fn recent(standing: &FeedStanding, now: Timestamp) -> impl Iterator<Item = &FeedDay> {
    let today = FeedStanding::day_of(now);
    let days = standing.days.range(today - RECENT_DAYS + 1..);
    days.map(|(_, day)| day)
}

#[expect(clippy::cast_precision_loss, reason = "shares of rows need no more")]
fn share((rows, of): (u64, u64)) -> Option<f64> {
    (of > 0).then(|| rows as f64 / of as f64)
}
