//! From a zone's wall clock to instants.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::{Error, LocalTimeError};

/// What to make of a wall-clock time that does not exist (gap) or happens twice (fold).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ambiguity {
    /// Refuse it and say which of the two it is.
    #[default]
    Refuse,
    /// In a gap, the first instant after it; in a fold, the first of the two.
    Earlier,
    /// In a gap, the first instant after it; in a fold, the second of the two.
    Later,
}

/// The instant at which the clocks of `zone` show `local`, with `policy` for times that name none or two.
pub fn instant_of(
    local: DateTime,
    zone: &TimeZone,
    policy: Ambiguity,
) -> Result<Timestamp, LocalTimeError> {
    let out_of_range = || LocalTimeError::OutOfRange { local };
    let at = |offset: Offset| offset.to_timestamp(local).map_err(|_| out_of_range());
    let name = || zone.iana_name().unwrap_or("this zone").to_owned();
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => at(offset),
        AmbiguousOffset::Gap { before, .. } => {
            let first_after = end_of_gap(local, before, zone).ok_or_else(out_of_range)?;
            match policy {
                Ambiguity::Refuse => Err(LocalTimeError::Gap {
                    local,
                    zone: name(),
                    first_after,
                }),
                Ambiguity::Earlier | Ambiguity::Later => Ok(first_after),
            }
        }
        AmbiguousOffset::Fold { before, after } => match policy {
            Ambiguity::Refuse => Err(LocalTimeError::Fold {
                local,
                zone: name(),
                earlier: at(before)?,
                later: at(after)?,
            }),
            Ambiguity::Earlier => at(before),
            Ambiguity::Later => at(after),
        },
    }
}

/// The first instant at which the clocks of `zone` show `local` or, where they skip it, have gone past it.
///
/// The map never runs backwards: a later wall-clock time never gets an earlier instant. Days, opening hours and
/// shifts are all laid on the time line with it, so that what adjoins on paper adjoins in time.
pub fn first_instant_at(local: DateTime, zone: &TimeZone) -> Result<Timestamp, Error> {
    instant_of(local, zone, Ambiguity::Earlier).map_err(|_| Error::OutOfRange)
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
