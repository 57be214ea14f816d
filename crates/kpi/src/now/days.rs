//! Days like today: the same weekday of the weeks before, without holidays.

use std::collections::BTreeMap;

use calendar::{first_instant_at, start_of_day};
use charter::Charter;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::Compared;

/// How many days like today are looked at.
const DAYS: usize = 8;
/// How many weeks back they are looked for.
const WEEKS_MAX: i64 = 16;

impl Compared {
    /// The days that a day is held against; nothing where no day is known.
    pub(super) fn of(charter: &Charter, day: Option<Date>) -> Self {
        let mut compared = Self {
            day,
            days: Vec::new(),
            holidays: 0,
            holiday: None,
        };
        let Some(day) = day else {
            return compared;
        };
        let holidays = holidays(charter);
        compared.holiday = holidays.get(&day).map(|title| (*title).to_owned());
        if compared.holiday.is_some() {
            return compared;
        }
        for weeks in 1..=WEEKS_MAX {
            let Ok(earlier) = day.checked_sub((7 * weeks).days()) else {
                break;
            };
            if holidays.contains_key(&earlier) {
                compared.holidays += 1;
            } else {
                compared.days.push(earlier);
            }
            if compared.days.len() == DAYS {
                break;
            }
        }
        compared
    }
}

/// Days on which the hours of any queue differ from the week's.
fn holidays(charter: &Charter) -> BTreeMap<Date, &str> {
    let used = |name: &str| {
        let mut queues = charter.taxonomy.queues.iter();
        queues.any(|queue| queue.calendar.as_deref() == Some(name))
    };
    let calendars = charter.calendars.calendars.iter();
    calendars
        .filter(|calendar| used(&calendar.calendar))
        .flat_map(|calendar| &calendar.holidays)
        .map(|holiday| (holiday.date, holiday.title.as_str()))
        .collect()
}

/// On another day, the instant at which clocks show what they show at `at`.
pub(super) fn same_time(at: Timestamp, day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let shown = at.to_zoned(zone.clone()).time();
    first_instant_at(day.to_datetime(shown), zone).ok()
}

/// The first instant of a day and of the next.
pub(super) fn whole_day(day: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    Some((
        start_of_day(day, zone).ok()?,
        calendar::end_of_day(day, zone).ok()?,
    ))
}
