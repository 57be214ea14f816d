//! The time that facts tell about.

use calendar::{end_of_day, start_of_day};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::range::just_before;

/// The time that facts tell about: of a party or of all, in one table or in several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    /// The oldest fact.
    pub oldest: Option<Timestamp>,
    /// The newest fact, which may be a plan for the time to come.
    pub newest: Option<Timestamp>,
    /// The newest fact of the party that reaches least far, of those that still deliver.
    pub complete_to: Option<Timestamp>,
    /// When facts were last taken in.
    pub taken_in: Option<Timestamp>,
}

impl Extent {
    /// What both tell about: what is made of two numbers is known where both are.
    pub(crate) fn both(self, other: Self) -> Self {
        let merged = |pick: fn(Timestamp, Timestamp) -> Timestamp, one, other| {
            let pair: Option<(Timestamp, Timestamp)> = Option::zip(one, other);
            pair.map(|(one, other)| pick(one, other))
        };
        Self {
            oldest: merged(Ord::max, self.oldest, other.oldest),
            newest: merged(Ord::min, self.newest, other.newest),
            complete_to: merged(Ord::min, self.complete_to, other.complete_to),
            taken_in: merged(Ord::min, self.taken_in, other.taken_in),
        }
    }

    /// What either tells about.
    pub(crate) fn either(self, other: Self) -> Self {
        let least = |one: Option<Timestamp>, other: Option<Timestamp>| match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self {
            oldest: least(self.oldest, other.oldest),
            newest: self.newest.max(other.newest),
            complete_to: self.complete_to.max(other.complete_to),
            taken_in: self.taken_in.max(other.taken_in),
        }
    }

    /// Whether facts lie ahead of when they were taken in.
    pub(crate) fn is_a_plan(self) -> bool {
        self.newest > self.taken_in
    }

    /// The newest fact that has happened: none is later than when it was taken in.
    pub(crate) fn facts_to(self) -> Option<Timestamp> {
        Some(self.newest?.min(self.taken_in?))
    }

    /// Whether a half-open time has anything in common with the time that facts tell about. Before the first fact and
    /// after the newest nothing is known, not even that there was nothing.
    pub(crate) fn touches(self, start: Timestamp, end: Timestamp) -> bool {
        self.oldest.is_some_and(|oldest| oldest < end)
            && self.newest.is_some_and(|newest| start <= newest)
    }

    /// Whether all of a half-open time's facts are in: later ones are, or some of its last day are and were taken in
    /// after its end. (Few operations record something in the very last second of a day.)
    pub(crate) fn reaches_the_end_of(
        self,
        start: Timestamp,
        end: Timestamp,
        zone: &TimeZone,
    ) -> bool {
        let (Some(newest), Some(taken_in)) = (self.complete_to, self.taken_in) else {
            return false;
        };
        let last_day = start_of_day(day(just_before(end), zone), zone).unwrap_or(start);
        newest.min(taken_in) >= end || (newest >= last_day.max(start) && taken_in >= end)
    }

    /// Whether facts begin no later than a half-open time: on its first day, or before.
    pub(crate) fn begins_by(self, start: Timestamp, end: Timestamp, zone: &TimeZone) -> bool {
        let first_day = end_of_day(day(start, zone), zone).unwrap_or(end);
        self.oldest
            .is_some_and(|oldest| oldest < first_day.min(end))
    }

    /// The newest day of which all facts are in; the day of the newest fact when there is none such.
    pub(crate) fn newest_whole_day(self, zone: &TimeZone) -> Option<Date> {
        let newest = day(self.facts_to()?, zone);
        let over = end_of_day(newest, zone)
            .is_ok_and(|end| self.taken_in.is_some_and(|taken_in| taken_in >= end));
        let before = newest.yesterday().ok();
        let first = day(self.oldest?, zone);
        Some(match before {
            Some(before) if !over && before >= first => before,
            _ => newest,
        })
    }
}

fn day(instant: Timestamp, zone: &TimeZone) -> Date {
    instant.to_zoned(zone.clone()).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn extent(oldest: &str, newest: &str, taken_in: &str) -> Extent {
        Extent {
            oldest: Some(at(oldest)),
            newest: Some(at(newest)),
            complete_to: Some(at(newest)),
            taken_in: Some(at(taken_in)),
        }
    }

    #[test]
    fn half_a_week_is_not_a_week() {
        let week = (at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z"));
        for (newest, taken_in, whole) in [
            // Wednesday's file comes the week after: the rest of the week has not.
            ("2026-03-04T12:00:00Z", "2026-03-10T06:00:00Z", false),
            ("2026-03-08T12:00:00Z", "2026-03-08T13:00:00Z", false),
            ("2026-03-08T12:00:00Z", "2026-03-09T06:00:00Z", true),
            ("2026-03-09T12:00:00Z", "2026-03-09T13:00:00Z", true),
            // A plan for the week after tells nothing of this one before it is over.
            ("2026-03-20T12:00:00Z", "2026-03-04T06:00:00Z", false),
        ] {
            let extent = extent("2026-01-01T00:00:00Z", newest, taken_in);
            assert_eq!(
                extent.reaches_the_end_of(week.0, week.1, &TimeZone::UTC),
                whole,
                "{newest}, taken in {taken_in}"
            );
        }
    }

    #[test]
    fn a_window_ends_with_a_whole_day() {
        for (newest, taken_in, day) in [
            ("2026-03-04T12:00:00Z", "2026-03-05T06:00:00Z", "2026-03-04"),
            ("2026-03-04T12:00:00Z", "2026-03-04T14:00:00Z", "2026-03-03"),
            ("2026-03-20T12:00:00Z", "2026-03-04T14:00:00Z", "2026-03-03"),
            // The first day ever.
            ("2026-03-02T12:00:00Z", "2026-03-02T14:00:00Z", "2026-03-02"),
        ] {
            let extent = extent("2026-03-02T08:00:00Z", newest, taken_in);
            assert_eq!(
                extent.newest_whole_day(&TimeZone::UTC),
                Some(day.parse().unwrap()),
                "{newest}, taken in {taken_in}"
            );
        }
    }

    #[test]
    fn the_first_period_counts_from_its_first_day() {
        let extent = extent(
            "2026-03-02T08:00:00Z",
            "2026-04-01T08:00:00Z",
            "2026-04-02T08:00:00Z",
        );
        let begins = |start, end| extent.begins_by(at(start), at(end), &TimeZone::UTC);
        assert!(begins("2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"));
        assert!(!begins("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"));
        assert!(begins("2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z"));
        assert!(!begins("2026-03-02T07:00:00Z", "2026-03-02T08:00:00Z"));
    }
}
