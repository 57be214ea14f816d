//! From a zone's wall clock to instants.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use crate::Error;

/// The first instant at which the clocks of `zone` show `local` or, where they skip it, have gone past it.
///
/// The map never runs backwards: a later wall-clock time never gets an earlier instant. Days, opening hours and
/// shifts are all laid on the time line with it, so that what adjoins on paper adjoins in time.
pub fn first_instant_at(local: DateTime, zone: &TimeZone) -> Result<Timestamp, Error> {
    let at = |offset: Offset| offset.to_timestamp(local).map_err(|_| Error::OutOfRange);
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => at(offset),
        AmbiguousOffset::Gap { before, .. } => {
            end_of_gap(local, before, zone).ok_or(Error::OutOfRange)
        }
        AmbiguousOffset::Fold { before, .. } => at(before),
    }
}

/// The first instant of `date` in `zone`: midnight, or the end of the gap where midnight is skipped.
pub fn start_of_day(date: Date, zone: &TimeZone) -> Result<Timestamp, Error> {
    first_instant_at(date.to_datetime(jiff::civil::Time::midnight()), zone)
}

/// The first instant after `date` in `zone`, which is the start of the next day.
///
/// Equal to [`start_of_day`] for a day that the zone skipped, as Samoa did 30 December 2011.
pub fn end_of_day(date: Date, zone: &TimeZone) -> Result<Timestamp, Error> {
    start_of_day(date.tomorrow().map_err(|_| Error::OutOfRange)?, zone)
}

/// The transition that opened the gap in which `local` lies, `before` being the offset until then.
fn end_of_gap(local: DateTime, before: Offset, zone: &TimeZone) -> Option<Timestamp> {
    // Read with the old offset, a time in a gap lies at or after the transition and before the next one.
    let inside = before.to_timestamp(local).ok()?;
    let just_after = inside
        .checked_add(jiff::SignedDuration::from_nanos(1))
        .ok()?;
    zone.preceding(just_after).map(|t| t.timestamp()).find(|t| {
        t.checked_sub(jiff::SignedDuration::from_nanos(1))
            .is_ok_and(|eve| zone.to_offset(eve) == before)
    })
}
