//! The time a question is about, cut into the periods of its answer.

use std::sync::Arc;

use calendar::{Grain, Period, end_of_day, start_of_day};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::error::{ErrorKind, KpiError};
use crate::question::Moment;

/// Half-open time `[start, end)` with the ends of the periods that it is cut into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
    /// Ends of the periods, ascending; the last is `end` or later.
    pub ends: Arc<[i64]>,
}

impl Cut {
    /// One period from start to end.
    pub(crate) fn whole(start: Timestamp, end: Timestamp) -> Self {
        Self {
            start,
            end,
            ends: [end.as_microsecond()].into(),
        }
    }

    /// Cut at these instants, besides its start and end.
    pub(crate) fn at(
        start: Timestamp,
        end: Timestamp,
        instants: impl IntoIterator<Item = Timestamp>,
    ) -> Self {
        let mut ends: Vec<i64> = instants
            .into_iter()
            .filter(|instant| start < *instant && *instant < end)
            .chain([end])
            .map(Timestamp::as_microsecond)
            .collect();
        ends.sort_unstable();
        ends.dedup();
        Self {
            start,
            end,
            ends: ends.into(),
        }
    }

    /// The pieces that lie within `[start, end)`, which must be among the cuts.
    pub(crate) fn pieces(&self, start: Timestamp, end: Timestamp) -> std::ops::Range<usize> {
        let piece_of = |instant: Timestamp| {
            if instant <= self.start {
                0
            } else {
                self.ends
                    .partition_point(|cut| *cut <= instant.as_microsecond())
            }
        };
        piece_of(start)..piece_of(end)
    }
}

/// The first instant that a question is about.
pub(crate) fn first(moment: Moment, zone: &TimeZone) -> Result<Timestamp, KpiError> {
    match moment {
        Moment::Day(day) => start_of_day(day, zone).map_err(too_far),
        Moment::Instant(instant) => Ok(instant),
    }
}

/// The first instant that a question is no longer about: a day is included whole.
pub(crate) fn last(moment: Moment, zone: &TimeZone) -> Result<Timestamp, KpiError> {
    match moment {
        Moment::Day(day) => end_of_day(day, zone).map_err(too_far),
        Moment::Instant(instant) => Ok(instant),
    }
}

/// Just after an instant: the smallest time that includes it.
pub(crate) fn just_after(instant: Timestamp) -> Timestamp {
    instant
        .checked_add(SignedDuration::from_micros(1))
        .unwrap_or(instant)
}

/// Just before an instant: the last moment that a half-open time up to it holds.
pub(crate) fn just_before(instant: Timestamp) -> Timestamp {
    instant
        .checked_sub(SignedDuration::from_micros(1))
        .unwrap_or(instant)
}

/// A time that is none.
pub(crate) fn ends_before_it_begins() -> KpiError {
    KpiError::new(
        ErrorKind::Invalid,
        "the time asked about ends before it begins",
    )
    .hint("`from` and `to` are days, both included; `from` must not be later than `to`")
}

/// The periods of a grain that a time touches.
pub(crate) fn periods(
    grain: Grain,
    start: Timestamp,
    end: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<Period>, KpiError> {
    calendar::periods(grain, start, end, zone).map_err(|error| {
        KpiError::new(ErrorKind::TooMuch, error.to_string())
            .hint("ask for a shorter time or longer periods")
    })
}

fn too_far(error: calendar::Error) -> KpiError {
    KpiError::new(ErrorKind::Invalid, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn pieces_between_cuts() {
        let cut = Cut::at(at(0), at(100), [30, 60, 0, 100, 200].map(at));
        assert_eq!(*cut.ends, [30, 60, 100].map(|second| second * 1_000_000));
        assert_eq!(cut.pieces(at(0), at(100)), 0..3);
        assert_eq!(cut.pieces(at(30), at(100)), 1..3);
        assert_eq!(cut.pieces(at(30), at(60)), 1..2);
    }
}
