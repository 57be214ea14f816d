//! From what is known of a feed to how its checks stand, in words. Pure.

use charter::duration;
use charter::feed::{Check, Completeness, Feed, Rule, Severity, Unique};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::shared::Shared;
use super::tally::{Hours, WINDOW_DAYS, window};
use super::volume::{HourOfFacts, JUDGED_HOURS, NotJudged, WEEKS_LEAST};
use super::{CheckStanding, Verdict};
use crate::refusals::Entry;
use crate::{Filled, SetAsideCount, Standing, words};

fn standing(feed: &Feed, check: &Check, kind: &'static str) -> CheckStanding {
    CheckStanding {
        feed: feed.feed.clone(),
        check: check.check.clone(),
        kind,
        severity: check.severity(),
        verdict: Verdict::NotJudged,
        n: 0,
        failed: 0,
        since: None,
        says: String::new(),
        hint: Some(check.hint.clone()),
    }
}

/// A check of rows: by the rows of the last days, and by those that wait.
pub(super) fn rows(
    feed: &Feed,
    check: &Check,
    rule: Rule<'_>,
    hours: &Hours,
    groups: &[SetAsideCount],
    now: Timestamp,
) -> CheckStanding {
    let found = standing(feed, check, rule.word());
    let is_it = |name: &str| name == check.check;
    of_rows(found, &is_it, hours, groups, now)
}

/// What every feed is checked for.
pub(super) fn built_in(
    feed: &Feed,
    planned: bool,
    hours: &Hours,
    groups: &[SetAsideCount],
    now: Timestamp,
) -> Vec<CheckStanding> {
    type IsIt = fn(&str) -> bool;
    let all: [(&'static str, IsIt); 4] = [
        ("type", |name| name.starts_with("cannot_read.")),
        ("identity", |name| name.starts_with("missing.")),
        ("unreadable", |name| name == "unreadable"),
        ("in_the_future", |name| name == "in_the_future"),
    ];
    all.into_iter()
        .filter(|(kind, _)| !(planned && *kind == "in_the_future"))
        .map(|(kind, is_it)| {
            let found = CheckStanding {
                feed: feed.feed.clone(),
                check: kind.to_owned(),
                kind,
                severity: Severity::SetAside,
                verdict: Verdict::NotJudged,
                n: 0,
                failed: 0,
                since: None,
                says: String::new(),
                hint: None,
            };
            of_rows(found, &is_it, hours, groups, now)
        })
        .collect()
}

fn of_rows(
    mut found: CheckStanding,
    is_it: &dyn Fn(&str) -> bool,
    hours: &Hours,
    groups: &[SetAsideCount],
    now: Timestamp,
) -> CheckStanding {
    let judged = window(
        hours,
        now,
        |hour| {
            let failed: u64 = hour
                .failed
                .iter()
                .filter(|(check, _)| is_it(check))
                .map(|(_, rows)| rows)
                .sum();
            Filled {
                rows: hour.rows,
                filled: hour.rows.saturating_sub(failed),
            }
        },
        |sum| (sum.rows > 0).then_some(sum.filled == sum.rows),
    );
    found.n = judged.sum.rows;
    found.failed = judged.sum.rows - judged.sum.filled;
    found.since = judged.since;
    let waiting = || {
        groups.iter().filter(|group| {
            group.feed == found.feed && group.standing == Standing::Waiting && is_it(&group.check)
        })
    };
    let wait: u64 = waiting().map(|group| group.rows).sum();
    let oldest = waiting().filter_map(|group| group.oldest).min();
    let of = format!(
        "of {} in the last {WINDOW_DAYS} days",
        words::things(found.n, "row")
    );
    (found.verdict, found.says) = match found.severity {
        // Rows that were mended or waived are done with.
        Severity::SetAside if wait > 0 => {
            found.since = oldest;
            let waits = if wait == 1 { "waits" } else { "wait" };
            (
                Verdict::Failed,
                format!(
                    "{} {waits} for somebody; {} {of} failed.",
                    words::things(wait, "row"),
                    words::count(found.failed)
                ),
            )
        }
        _ if found.n == 0 => (
            Verdict::NotJudged,
            format!("No row came in the last {WINDOW_DAYS} days."),
        ),
        Severity::Warn if found.failed > 0 => (
            Verdict::Failed,
            format!("{} {of} failed and were kept.", words::count(found.failed)),
        ),
        Severity::SetAside if found.failed > 0 => (
            Verdict::Passed,
            format!(
                "{} {of} failed; all of them were mended or waived.",
                words::count(found.failed)
            ),
        ),
        Severity::Stop => (
            Verdict::Passed,
            format!("None {of} failed: a delivery with one that does is refused."),
        ),
        _ => (Verdict::Passed, format!("None {of} failed.")),
    };
    found
}

/// From when on what a check refused makes it fail.
pub(super) fn refusals_from(now: Timestamp) -> Timestamp {
    let window = SignedDuration::from_hours(24 * WINDOW_DAYS);
    now.checked_sub(window).unwrap_or(Timestamp::MIN)
}

/// A check of severity `stop` fails while something that it refused in the last days did not come in well after all.
pub(super) fn refused(found: &mut CheckStanding, refusals: &[Entry]) {
    let by_it = || {
        let of = |entry: &&Entry| entry.check.as_ref() == Some(&found.check);
        refusals.iter().filter(of)
    };
    let Some(newest) = by_it().max_by_key(|entry| entry.at) else {
        return;
    };
    let others = by_it().count() as u64 - 1;
    let more = match others {
        0 => String::new(),
        others => format!(
            " So {} before it.",
            match others {
                1 => "was 1 other delivery".to_owned(),
                others => format!("were {} other deliveries", words::count(others)),
            }
        ),
    };
    let since = by_it().map(|entry| entry.first_at).min();
    // Without the name of what came: it may say more than whoever reads this is to know.
    let says = format!("It refused a delivery: {}.{more}", newest.says);
    (found.verdict, found.since, found.says) = (Verdict::Failed, since, says);
}

pub(super) fn completeness(
    feed: &Feed,
    check: &Check,
    asked: &Completeness,
    hours: &Hours,
    now: Timestamp,
) -> CheckStanding {
    let mut found = standing(feed, check, "completeness");
    let judged = window(
        hours,
        now,
        |hour| hour.filled.get(&check.check).copied().unwrap_or_default(),
        |sum| sum.holds(asked.least),
    );
    let Filled { rows, filled } = judged.sum;
    found.n = rows;
    found.failed = rows - filled;
    found.since = judged.since;
    let least = words::share(asked.least);
    let share = judged.sum.share().map(words::share).unwrap_or_default();
    let is = format!(
        "{share} of {} in the last {WINDOW_DAYS} days have `{}`; at least {least} must.",
        words::things(rows, "row"),
        asked.column
    );
    (found.verdict, found.says) = match judged.sum.holds(asked.least) {
        Some(true) => (Verdict::Passed, is),
        Some(false) => (Verdict::Failed, is),
        None if rows == 0 => (
            Verdict::NotJudged,
            format!("No row that was counted came in the last {WINDOW_DAYS} days."),
        ),
        None => (
            Verdict::NotJudged,
            format!(
                "Too few rows came in the last {WINDOW_DAYS} days to judge {least} by: {}.",
                words::count(rows)
            ),
        ),
    };
    found
}

pub(super) fn unique(feed: &Feed, check: &Check, asked: &Unique, shared: Shared) -> CheckStanding {
    let mut found = standing(feed, check, "unique");
    found.n = shared.records;
    found.failed = shared.shared;
    let columns: Vec<String> = asked
        .columns
        .iter()
        .map(|column| format!("`{column}`"))
        .collect();
    let columns = columns.join(" and ");
    (found.verdict, found.says) = match (shared.records, shared.shared) {
        (0, _) => (Verdict::NotJudged, format!("No record has {columns} yet.")),
        (records, 0) => (
            Verdict::Passed,
            format!(
                "No two of {} share {columns}.",
                words::things(records, "record")
            ),
        ),
        (records, shared) => (
            Verdict::Failed,
            format!(
                "{} of {} share {columns} with another.",
                words::count(shared),
                words::things(records, "record")
            ),
        ),
    };
    found
}

pub(super) fn freshness(
    feed: &Feed,
    newest: Option<Timestamp>,
    now: Timestamp,
) -> Option<CheckStanding> {
    let agreed = duration::seconds(feed.freshness.as_deref()?).ok()?;
    let at_most = feed.freshness.clone().unwrap_or_default();
    let mut found = CheckStanding {
        feed: feed.feed.clone(),
        check: "freshness".to_owned(),
        kind: "freshness",
        severity: Severity::Warn,
        verdict: Verdict::NotJudged,
        n: 0,
        failed: 0,
        since: None,
        says: "Nothing has come yet.".to_owned(),
        hint: None,
    };
    let Some(newest) = newest else {
        return Some(found);
    };
    let age = now.duration_since(newest).as_secs();
    found.n = 1;
    found.says = format!(
        "The newest fact is {} old; at most {at_most} is agreed.",
        words::span(age)
    );
    if age <= agreed {
        found.verdict = Verdict::Passed;
    } else {
        found.verdict = Verdict::Failed;
        found.failed = 1;
        found.since = Timestamp::from_second(newest.as_second() + agreed).ok();
    }
    Some(found)
}

pub(super) fn volume(
    feed: &Feed,
    check: &Check,
    hours: &[HourOfFacts],
    zone: &str,
) -> CheckStanding {
    let mut found = standing(feed, check, "volume");
    let judged: Vec<&HourOfFacts> = hours
        .iter()
        .rev()
        .filter(|hour| hour.not_judged.is_none())
        .take(JUDGED_HOURS)
        .collect();
    found.n = judged.len() as u64;
    let unusual: Vec<&HourOfFacts> = judged
        .iter()
        .filter(|hour| hour.is_unusual())
        .copied()
        .collect();
    found.failed = unusual.len() as u64;
    let too_young = hours
        .iter()
        .any(|hour| hour.not_judged == Some(NotJudged::TooYoung));
    let until = judged
        .first()
        .map(|hour| clock(hour.hour + SignedDuration::from_hours(1), zone))
        .unwrap_or_default();
    (found.verdict, found.says) = match (judged.len(), unusual.as_slice()) {
        (0, _) if hours.is_empty() => (Verdict::NotJudged, "Nothing has come yet.".to_owned()),
        (0, _) if too_young => (
            Verdict::NotJudged,
            format!(
                "Not enough history yet: {WEEKS_LEAST} weeks of the same hour and weekday say what is usual."
            ),
        ),
        (0, _) => (
            Verdict::NotJudged,
            "No hour of the last seven days can be judged: all are holidays.".to_owned(),
        ),
        (many, []) => (
            Verdict::Passed,
            format!(
                "Each of the {} until {until} has as many facts as is usual.",
                words::things(many as u64, "hour")
            ),
        ),
        (many, [newest, ..]) => (
            Verdict::Failed,
            format!(
                "{} of the {} until {until} {} unusual; the latest {}.",
                words::count(unusual.len() as u64),
                words::things(many as u64, "hour"),
                if unusual.len() == 1 { "is" } else { "are" },
                hour_words(newest, zone),
            ),
        ),
    };
    found.since = unusual.last().map(|hour| hour.hour);
    found
}

/// `had 12 facts in the hour from 10:00 on Mon 5 Jan, usually 40 to 66`.
fn hour_words(hour: &HourOfFacts, zone: &str) -> String {
    let usually = hour.expected.map_or_else(String::new, |expected| {
        format!(
            ", usually {} to {}",
            words::count(expected.low),
            words::count(expected.high)
        )
    });
    format!(
        "had {} in the hour from {}{usually}",
        words::things(hour.facts, "fact"),
        clock(hour.hour, zone)
    )
}

/// `10:00 on Mon 5 Jan`, by the clock of the zone.
fn clock(instant: Timestamp, zone: &str) -> String {
    let local = instant.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC));
    local.strftime("%H:%M on %a %-d %b").to_string()
}
