use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::pauses::merged;
use super::pieces::{Pieces, day_number};
use super::{Span, Timeline, second_of};
use crate::Error;

/// Enough days to see every weekday twice, even in a zone that skips a date.
const LOOK_AHEAD_DAYS: i64 = 21;

/// Weekly opening hours in a zone, with days that differ.
///
/// A span belongs to the day on which it begins: a night shift of Christmas Eve runs on into a Christmas Day that is
/// closed. Wall-clock times that daylight saving skips or repeats are read by [`crate::first_instant_at`]. Business
/// time is real elapsed time: a night shift over the change to summer time is an hour shorter.
#[derive(Clone, Debug)]
pub struct OpeningHours {
    pub(super) zone: TimeZone,
    /// Spans by weekday from Monday, each list in order of opening.
    pub(super) weekly: [Vec<Span>; 7],
    /// Days that replace the weekly hours, by days since 1970-01-01.
    pub(super) special: BTreeMap<i64, Vec<Span>>,
}

impl OpeningHours {
    /// Hours in `zone` that are never open, to add to.
    pub fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            weekly: Default::default(),
            special: BTreeMap::new(),
        }
    }

    /// Always open.
    pub fn around_the_clock(zone: TimeZone) -> Self {
        Self {
            weekly: std::array::from_fn(|_| vec![Span::WHOLE_DAY]),
            ..Self::new(zone)
        }
    }

    /// Opens on every `weekday` for these spans, in any order; replaces what was set for it.
    #[must_use]
    pub fn weekly(mut self, weekday: Weekday, spans: impl IntoIterator<Item = Span>) -> Self {
        let index = usize::try_from(weekday.to_monday_zero_offset()).unwrap_or_default();
        if let Some(day) = self.weekly.get_mut(index) {
            *day = in_order(spans);
        }
        self
    }

    /// Opens on `date` for these spans instead of its weekly hours: a holiday with its own hours.
    #[must_use]
    pub fn special(mut self, date: Date, spans: impl IntoIterator<Item = Span>) -> Self {
        self.special.insert(day_number(date), in_order(spans));
        self
    }

    /// Does not open on `date`.
    #[must_use]
    pub fn closed_on(self, date: Date) -> Self {
        self.special(date, [])
    }

    /// The zone whose wall clock the hours follow.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether `instant` lies in an opening. The opening instant does, the closing instant does not.
    pub fn is_open(&self, instant: Timestamp) -> bool {
        let second = second_of(instant);
        self.pieces(second)
            .next()
            .is_some_and(|(start, _)| start <= second)
    }

    /// `instant` itself when open, else the next opening; `None` when there is none to come.
    pub fn next_open(&self, instant: Timestamp) -> Option<Timestamp> {
        let second = second_of(instant);
        let (start, _) = self
            .pieces(second)
            .take_while(|piece| piece.0 <= self.horizon(second))
            .next()?;
        if start <= second {
            Some(instant)
        } else {
            Timestamp::from_second(start).ok()
        }
    }

    /// The end of the opening that `instant` lies in, or of the next one; adjoining spans are one opening.
    ///
    /// `None` when there is no opening to come, or when it never ends.
    pub fn next_close(&self, instant: Timestamp) -> Option<Timestamp> {
        let second = second_of(instant);
        let horizon = self.horizon(second);
        let mut pieces = self.pieces(second).take_while(|piece| piece.0 <= horizon);
        let (_, mut end) = pieces.next()?;
        for (start, next_end) in pieces {
            if start > end {
                return Timestamp::from_second(end).ok();
            }
            end = next_end;
        }
        (end <= horizon)
            .then(|| Timestamp::from_second(end).ok())
            .flatten()
    }

    /// Real seconds inside the openings between two instants, each read to the whole second it falls in.
    ///
    /// Negative when `to` lies before `from`, so that `(a, b) + (b, c) = (a, c)` holds for any three instants.
    pub fn business_seconds(&self, from: Timestamp, to: Timestamp) -> i64 {
        self.signed(from, to, |from, to| self.seconds_between(from, to))
    }

    /// [`Self::business_seconds`] less those that fall in a pause (a customer being waited for, an outage agreed).
    ///
    /// Pauses are half-open, in any order, and may overlap each other or reach beyond the range.
    pub fn business_seconds_excluding(
        &self,
        from: Timestamp,
        to: Timestamp,
        pauses: &[(Timestamp, Timestamp)],
    ) -> i64 {
        self.signed(from, to, |from, to| {
            let paused: i64 = merged(pauses, from, to)
                .into_iter()
                .map(|(start, end)| self.seconds_between(start, end))
                .sum();
            self.seconds_between(from, to) - paused
        })
    }

    /// The deadline: the earliest instant at which `seconds` of business time have passed since `from`.
    ///
    /// It falls at a close rather than at the opening after it. With no seconds to pass it is `from` itself.
    ///
    /// # Errors
    ///
    /// [`Error::NeverOpenLongEnough`] when the openings to come do not hold as much.
    pub fn after_business_seconds(
        &self,
        from: Timestamp,
        seconds: u64,
    ) -> Result<Timestamp, Error> {
        if seconds == 0 {
            return Ok(from);
        }
        let never = || Error::NeverOpenLongEnough { from, seconds };
        let mut left = i64::try_from(seconds).map_err(|_| never())?;
        let from_second = second_of(from);
        for (start, end) in self.pieces(from_second) {
            let start = start.max(from_second);
            if end - start >= left {
                return Timestamp::from_second(start + left).map_err(|_| never());
            }
            left -= end - start;
        }
        Err(never())
    }

    /// The openings of `[from, to)` laid out once, for many questions about instants within it.
    pub fn timeline(&self, from: Timestamp, to: Timestamp) -> Timeline {
        Timeline::new(second_of(from), second_of(to), self.pieces(second_of(from)))
    }

    fn pieces(&self, from_second: i64) -> Pieces<'_> {
        Pieces::new(self, from_second)
    }

    fn seconds_between(&self, from: i64, to: i64) -> i64 {
        self.pieces(from)
            .take_while(|&(start, _)| start < to)
            .map(|(start, end)| end.min(to) - start.max(from))
            .sum()
    }

    fn signed(&self, from: Timestamp, to: Timestamp, count: impl Fn(i64, i64) -> i64) -> i64 {
        let (from, to) = (second_of(from), second_of(to));
        if from <= to {
            count(from, to)
        } else {
            -count(to, from)
        }
    }

    /// A second after which only the weekly pattern repeats: what has not happened by then never will.
    fn horizon(&self, from_second: i64) -> i64 {
        let last_special = self
            .special
            .last_key_value()
            .map_or(i64::MIN, |(&day, _)| (day + 1) * 86_400);
        from_second
            .max(last_special)
            .saturating_add(LOOK_AHEAD_DAYS * 86_400)
    }
}

fn in_order(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.into_iter().collect();
    spans.sort_unstable();
    spans
}
