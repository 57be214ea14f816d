//! The facts of an hour against what is usual for that hour and weekday.

use std::collections::BTreeSet;

use charter::Charter;
use charter::feed::Volume;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use stats::Level;
use stats::usual::{Expected, Usual};

use super::arrivals::{QUARTER_SECONDS, Quarters};

const HOUR_SECONDS: i64 = 3_600;
/// Hours that are shown.
const SHOWN_HOURS: i64 = 7 * 24;
/// Hours that count for how the check stands.
pub(super) const JUDGED_HOURS: usize = 24;
/// Weeks without which nothing can be called usual.
pub(super) const WEEKS_LEAST: u32 = 4;
/// One hour in a thousand is called unusual where nothing is wrong.
const LEVEL: f64 = 0.999;

/// An hour's facts, and how many are usual.
#[derive(Debug, Clone, PartialEq)]
pub struct HourOfFacts {
    /// When it begins.
    pub hour: Timestamp,
    /// Facts that say they happened in it.
    pub facts: u64,
    /// Where their number is expected; nothing where it cannot be said.
    pub expected: Option<Expected>,
    /// Why it is not judged; judged when absent.
    pub not_judged: Option<NotJudged>,
}

impl HourOfFacts {
    /// Whether it was judged and has fewer or more facts than usual.
    #[must_use]
    pub fn is_unusual(&self) -> bool {
        self.not_judged.is_none()
            && self
                .expected
                .is_some_and(|expected| !expected.contains(self.facts))
    }
}

/// Why an hour is not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotJudged {
    /// It is not over, or no later fact has come.
    NotOver,
    /// It is of a holiday, which is not like other days.
    Holiday,
    /// Too few weeks are known of it.
    TooYoung,
}

impl NotJudged {
    /// As it is sent.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotOver => "not_over",
            Self::Holiday => "holiday",
            Self::TooYoung => "too_young",
        }
    }
}

/// Days that are not like others, as the calendar that the check names says.
pub(super) fn holidays(charter: &Charter, volume: &Volume) -> BTreeSet<Date> {
    let calendars = charter.calendars.calendars.iter();
    calendars
        .filter(|one| volume.calendar.as_deref() == Some(one.calendar.as_str()))
        .flat_map(|one| one.holidays.iter().map(|holiday| holiday.date))
        .collect()
}

/// The seven days up to the newest fact, hour by hour, each against the same hour and weekday of the weeks before, by the clock of the zone.
/// An hour is judged once it is over and a fact of a later hour has come: until then facts of it may be on their way.
pub(super) fn hours(
    facts: &Quarters,
    weeks: u32,
    holidays: &BTreeSet<Date>,
    zone: &TimeZone,
    now: Timestamp,
) -> Vec<HourOfFacts> {
    let begin_of = |instant: i64| local_hour(instant, zone);
    let Some(this_hour) = begin_of(now.as_second()) else {
        return Vec::new();
    };
    let Some((first, newest)) = facts
        .range(..this_hour + HOUR_SECONDS)
        .next()
        .zip(facts.range(..this_hour + HOUR_SECONDS).next_back())
    else {
        return Vec::new();
    };
    let first_day = day_of(*first.0, zone);
    let newest = begin_of(*newest.0).unwrap_or(this_hour);
    let shown: Vec<i64> = (0..SHOWN_HOURS)
        .rev()
        .map(|back| newest - back * HOUR_SECONDS)
        .collect();
    let history: Vec<Vec<u64>> = shown
        .iter()
        .map(|hour| earlier(*hour, facts, weeks, first_day, holidays, zone))
        .collect();
    let usual = Usual::of(&history);
    let level = Level::new(LEVEL).unwrap_or(Level::P99);
    shown
        .iter()
        .zip(&history)
        .enumerate()
        .filter_map(|(slot, (hour, history))| {
            let known = history.len() >= WEEKS_LEAST as usize;
            let is_holiday = day_of(*hour, zone).is_some_and(|day| holidays.contains(&day));
            let not_judged = if is_holiday {
                Some(NotJudged::Holiday)
            } else if !known {
                Some(NotJudged::TooYoung)
            } else if *hour >= newest {
                Some(NotJudged::NotOver)
            } else {
                None
            };
            Some(HourOfFacts {
                hour: Timestamp::from_second(*hour).ok()?,
                facts: facts_of(*hour, facts),
                expected: usual.expected(slot, level).filter(|_| known && !is_holiday),
                not_judged,
            })
        })
        .collect()
}

/// The counts of the same hour and weekday in the weeks before, as far back as the feed reaches.
fn earlier(
    hour: i64,
    facts: &Quarters,
    weeks: u32,
    first_day: Option<Date>,
    holidays: &BTreeSet<Date>,
    zone: &TimeZone,
) -> Vec<u64> {
    let Ok(instant) = Timestamp::from_second(hour) else {
        return Vec::new();
    };
    let here = instant.to_zoned(zone.clone()).datetime();
    (1..=i64::from(weeks))
        .filter_map(|back| {
            let then = here.checked_sub((back * 7).days()).ok()?;
            // The first day may have begun before the first fact.
            if first_day.is_none_or(|first| then.date() <= first) || holidays.contains(&then.date())
            {
                return None;
            }
            let begins = then.to_zoned(zone.clone()).ok()?.timestamp().as_second();
            Some(facts_of(begins, facts))
        })
        .collect()
}

fn facts_of(hour: i64, facts: &Quarters) -> u64 {
    let begins = hour.div_euclid(QUARTER_SECONDS) * QUARTER_SECONDS;
    facts
        .range(begins..begins + HOUR_SECONDS)
        .map(|(_, facts)| facts)
        .sum()
}

/// When the hour began in which an instant lies, by the clock of the zone; zones may be off by parts of an hour.
fn local_hour(instant: i64, zone: &TimeZone) -> Option<i64> {
    let offset = Timestamp::from_second(instant)
        .ok()?
        .to_zoned(zone.clone())
        .offset()
        .seconds();
    let local = instant + i64::from(offset);
    Some(instant - local.rem_euclid(HOUR_SECONDS))
}

fn day_of(instant: i64, zone: &TimeZone) -> Option<Date> {
    let instant = Timestamp::from_second(instant).ok()?;
    Some(instant.to_zoned(zone.clone()).date())
}
