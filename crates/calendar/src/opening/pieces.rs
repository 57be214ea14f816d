//! The walk over openings that every question about opening hours is answered with.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::OpeningHours;
use crate::first_instant_at;

const DAY_SECONDS: i64 = 86_400;

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
pub(super) fn day_number(date: Date) -> i64 {
    wall_second(date.to_datetime(jiff::civil::Time::midnight())) / DAY_SECONDS
}

/// A wall clock as seconds since 1970-01-01T00:00 on that same wall clock.
fn wall_second(local: DateTime) -> i64 {
    // Read as if in UTC; every civil date and time of jiff fits a timestamp at offset zero but for the last hours of
    // the year 9999, which saturate.
    jiff::tz::Offset::UTC
        .to_timestamp(local)
        .unwrap_or(Timestamp::MAX)
        .as_second()
}

/// Open stretches `[start, end)` in seconds since the epoch: in order, never overlapping, never empty.
///
/// The first one ends after the second it was started at; adjoining spans come as separate pieces. It ends with the
/// calendar's last year, or where no day to come opens.
pub(super) struct Pieces<'h> {
    hours: &'h OpeningHours,
    clock: Clock<'h>,
    day: i64,
    /// The last day that may open; `i64::MAX` while the week has openings.
    last_day: i64,
    /// Which span of `day` is next.
    index: usize,
    /// What is already covered: later pieces begin no earlier.
    covered_until: i64,
}

impl<'h> Pieces<'h> {
    pub(super) fn new(hours: &'h OpeningHours, from_second: i64) -> Self {
        // A span reaches two dates forward at most, and a zone is at most a day and two hours off UTC.
        let day = from_second.div_euclid(DAY_SECONDS) - 3;
        let weekly_never = hours.weekly.iter().all(Vec::is_empty);
        let last_special = hours
            .special
            .last_key_value()
            .map_or(i64::MIN, |(&day, _)| day);
        let last_day = if weekly_never { last_special } else { i64::MAX };
        let mut pieces = Self {
            hours,
            clock: Clock::new(&hours.zone, from_second),
            day,
            last_day,
            index: 0,
            covered_until: i64::MIN,
        };
        pieces.skip_until(from_second);
        pieces
    }

    /// Drops the pieces that end at or before `second`.
    fn skip_until(&mut self, second: i64) {
        loop {
            let before = (self.day, self.index, self.covered_until);
            match self.next() {
                Some((_, end)) if end <= second => {}
                Some(_) => {
                    (self.day, self.index, self.covered_until) = before;
                    return;
                }
                None => return,
            }
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = (i64, i64);

    fn next(&mut self) -> Option<(i64, i64)> {
        while self.day <= self.last_day {
            let spans = match self.hours.special.get(&self.day) {
                Some(spans) => spans,
                // 1970-01-01 was a Thursday, the fourth day from Monday.
                None => self
                    .hours
                    .weekly
                    .get(usize::try_from((self.day + 3).rem_euclid(7)).ok()?)?,
            };
            let Some(span) = spans.get(self.index) else {
                self.day += 1;
                self.index = 0;
                continue;
            };
            self.index += 1;
            let midnight = self.day * DAY_SECONDS;
            let start = self
                .clock
                .instant(midnight + i64::from(span.opens_second()))?
                .max(self.covered_until);
            let end = self
                .clock
                .instant(midnight + i64::from(span.closes_second()))?;
            if start < end {
                self.covered_until = end;
                return Some((start, end));
            }
        }
        None
    }
}

/// A zone's wall clock turned into instants, asking the zone itself only near a change of offset.
struct Clock<'z> {
    zone: &'z TimeZone,
    offset_seconds: i64,
    /// The wall-clock seconds in which `offset_seconds` holds beyond doubt.
    certain: std::ops::Range<i64>,
    /// The instants between the two changes of offset around.
    known: std::ops::Range<i64>,
}

impl<'z> Clock<'z> {
    fn new(zone: &'z TimeZone, near_second: i64) -> Self {
        let mut clock = Self {
            zone,
            offset_seconds: 0,
            certain: 0..0,
            known: 0..0,
        };
        clock.look_up(near_second);
        clock
    }

    fn look_up(&mut self, second: i64) {
        let clamped = |second: i64| {
            Timestamp::from_second(second).unwrap_or(if second < 0 {
                Timestamp::MIN
            } else {
                Timestamp::MAX
            })
        };
        let at = clamped(second);
        self.offset_seconds = i64::from(self.zone.to_offset(at).seconds());
        // A change at this very second has happened, and `preceding` means strictly before.
        let since = self
            .zone
            .preceding(clamped(second.saturating_add(1)))
            .next()
            .map_or(i64::MIN / 2, |t| t.timestamp().as_second());
        let until = self
            .zone
            .following(at)
            .next()
            .map_or(i64::MAX / 2, |t| t.timestamp().as_second());
        self.known = since..until;
        // No change of clocks moves the wall by more than a day; two on either side are beyond doubt.
        self.certain = since.saturating_add(2 * DAY_SECONDS)..until.saturating_sub(2 * DAY_SECONDS);
    }

    /// The first instant at which the wall clock has reached `wall_second`; `None` beyond the calendar's years.
    fn instant(&mut self, wall_second: i64) -> Option<i64> {
        if !self.certain.contains(&wall_second) {
            // Offsets are at most a day and two hours, so a wall clock two days past the known stretch has left it.
            let left = wall_second < self.known.start.saturating_sub(2 * DAY_SECONDS)
                || wall_second >= self.known.end.saturating_add(2 * DAY_SECONDS);
            if left {
                self.look_up(wall_second);
            }
        }
        if self.certain.contains(&wall_second) && in_calendar(wall_second) {
            return Some(wall_second - self.offset_seconds);
        }
        let local = jiff::tz::Offset::UTC.to_datetime(Timestamp::from_second(wall_second).ok()?);
        first_instant_at(local, self.zone)
            .ok()
            .map(super::second_of)
    }
}

/// Whether a wall-clock second lies in the years that a [`Timestamp`] can hold.
fn in_calendar(wall_second: i64) -> bool {
    (Timestamp::MIN.as_second()..=Timestamp::MAX.as_second()).contains(&wall_second)
}
