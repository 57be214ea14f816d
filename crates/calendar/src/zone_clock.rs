//! From a wall clock to an instant, fast: the zone is asked once for every hour that occurs.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::Clock;

const SECOND: i64 = 1_000_000;

/// A zone's wall clock, with what it said of the hours asked before.
#[derive(Debug)]
pub struct ZoneClock {
    zone: TimeZone,
    /// Civil hour → its offset from UTC in seconds, where one offset holds throughout the hour.
    hours: HashMap<(i16, i8, i8, i8), Option<i64>>,
}

impl ZoneClock {
    /// The clock of that zone.
    #[must_use]
    pub fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            hours: HashMap::new(),
        }
    }

    /// Microseconds after 1970 began, UTC; nothing for a day or time that no calendar or clock has, and for what is so far
    /// from now that it is no instant ([`Timestamp::MIN`], [`Timestamp::MAX`]).
    pub fn micros(&mut self, clock: &Clock) -> Option<i64> {
        let instants = Timestamp::MIN.as_microsecond()..=Timestamp::MAX.as_microsecond();
        self.any_micros(clock)
            .filter(|micros| instants.contains(micros))
    }

    fn any_micros(&mut self, clock: &Clock) -> Option<i64> {
        let (civil, hour) = match *clock {
            Clock::Epoch { seconds, micros } => {
                return seconds.checked_mul(SECOND)?.checked_add(i64::from(micros));
            }
            Clock::Civil {
                year,
                month,
                day,
                hour,
                minute,
                second,
                micros,
            } => (
                DateTime::new(year, month, day, hour, minute, second, micros * 1000).ok()?,
                (year, month, day, hour),
            ),
        };
        let zone = &self.zone;
        let offset = *self
            .hours
            .entry(hour)
            .or_insert_with(|| steady_offset(zone, civil));
        match offset {
            Some(offset) => Some(civil_micros(civil) - offset * SECOND),
            None => {
                let instant = zone.to_ambiguous_timestamp(civil).compatible().ok()?;
                Some(instant.as_microsecond())
            }
        }
    }
}

/// The offset that holds throughout the civil hour of `time`; nothing where the clocks change near it.
fn steady_offset(zone: &TimeZone, time: DateTime) -> Option<i64> {
    let start = time.date().at(time.hour(), 0, 0, 0);
    let end = time.date().at(time.hour(), 59, 59, 999_999_999);
    match (
        zone.to_ambiguous_timestamp(start).offset(),
        zone.to_ambiguous_timestamp(end).offset(),
    ) {
        (
            AmbiguousOffset::Unambiguous { offset: first },
            AmbiguousOffset::Unambiguous { offset: last },
        ) if first == last => Some(i64::from(first.seconds())),
        _ => None,
    }
}

/// Microseconds that the civil time is after 1970 began by the same clock.
fn civil_micros(time: DateTime) -> i64 {
    let days = days_from_civil(
        i64::from(time.year()),
        i64::from(time.month()),
        i64::from(time.day()),
    );
    let seconds =
        i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    (days * 86_400 + seconds) * SECOND + i64::from(time.subsec_nanosecond()) / 1000
}

/// Days after 1970-01-01 in the Gregorian calendar, counting years from March so that leap days come last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ClockFormat;

    fn check(zone: &str, text: &str, expect: Option<&str>) {
        let clock = ClockFormat::parse("%Y-%m-%d %H:%M:%S")
            .unwrap()
            .read(text)
            .unwrap();
        let mut zone = ZoneClock::new(TimeZone::get(zone).unwrap());
        let found = zone
            .micros(&clock)
            .map(|micros| Timestamp::from_microsecond(micros).unwrap().to_string());
        assert_eq!(found.as_deref(), expect, "{text}");
    }

    #[test]
    fn wall_clocks_that_jump() {
        check(
            "Europe/Amsterdam",
            "2026-03-29 01:59:59",
            Some("2026-03-29T00:59:59Z"),
        );
        check(
            "Europe/Amsterdam",
            "2026-03-29 02:30:00",
            Some("2026-03-29T01:30:00Z"),
        );
        check(
            "Europe/Amsterdam",
            "2026-03-29 03:00:00",
            Some("2026-03-29T01:00:00Z"),
        );
        check(
            "Europe/Amsterdam",
            "2026-10-25 02:30:00",
            Some("2026-10-25T00:30:00Z"),
        );
        check(
            "Europe/Amsterdam",
            "2026-10-25 03:00:00",
            Some("2026-10-25T02:00:00Z"),
        );
        check(
            "Australia/Lord_Howe",
            "2026-04-05 01:45:00",
            Some("2026-04-04T14:45:00Z"),
        );
        check(
            "Asia/Jerusalem",
            "1999-02-01 07:02:47",
            Some("1999-02-01T05:02:47Z"),
        );
        check("UTC", "2000-02-29 23:59:59", Some("2000-02-29T23:59:59Z"));
        check("UTC", "1900-02-28 00:00:00", Some("1900-02-28T00:00:00Z"));
        check("UTC", "2026-01-01 24:00:00", Some("2026-01-02T00:00:00Z"));
    }

    #[test]
    fn days_that_do_not_exist() {
        check("UTC", "2026-02-29 00:00:00", None);
        check("UTC", "2026-01-01 24:00:01", None);
        check("UTC", "2026-01-01 25:00:00", None);
        check("UTC", "2026-13-01 00:00:00", None);
    }

    #[test]
    fn instants_that_do_not_exist() {
        let mut zone = ZoneClock::new(TimeZone::get("America/Sao_Paulo").unwrap());
        let mut micros = |form: &str, text: &str| {
            zone.micros(&ClockFormat::parse(form).unwrap().read(text).unwrap())
        };
        assert_eq!(micros("%s", "1774000000"), Some(1_774_000_000_000_000));
        // Milliseconds taken for seconds.
        assert_eq!(micros("%s", "1774000000123"), None);
        assert_eq!(micros("%s", "-1774000000123"), None);
        assert_eq!(micros("%Y-%m-%d", "9999-12-31"), None);
        assert!(micros("%Y-%m-%d", "9999-12-29").is_some());
    }

    #[test]
    fn the_fast_way_agrees_with_the_zone_throughout_a_year() {
        for name in [
            "Europe/Amsterdam",
            "Asia/Kolkata",
            "America/St_Johns",
            "Australia/Lord_Howe",
        ] {
            let zone = TimeZone::get(name).unwrap();
            let mut clock = ZoneClock::new(zone.clone());
            let mut time = jiff::civil::date(2026, 1, 1).at(0, 13, 0, 0);
            while time.year() == 2026 {
                let shown = Clock::Civil {
                    year: time.year(),
                    month: time.month(),
                    day: time.day(),
                    hour: time.hour(),
                    minute: time.minute(),
                    second: 0,
                    micros: 0,
                };
                let slow = zone.to_ambiguous_timestamp(time).compatible().unwrap();
                assert_eq!(
                    clock.micros(&shown),
                    Some(slow.as_microsecond()),
                    "{name} {time}"
                );
                time = time
                    .checked_add(jiff::SignedDuration::from_mins(29))
                    .unwrap();
            }
        }
    }
}
