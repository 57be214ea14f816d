//! Durations as written in a charter: `20 seconds`, `72 hours`, `7 days`.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// A duration that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a duration")]
pub struct NotADuration(pub String);

/// What a duration looks like, for messages.
pub const EXPECTED: &str =
    "a whole number and `seconds`, `minutes`, `hours`, `days` or `weeks`, e.g. `72 hours`";

/// What a time for which rows are kept looks like, for messages.
pub const EXPECTED_KEPT: &str =
    "a whole number and `days`, `weeks`, `months` or `years`, e.g. `25 months`";

/// The midnight since which rows are kept at an instant: so many days or months of the calendar ago, in a zone.
///
/// # Errors
/// When the text is no such time, or longer than a hundred years.
pub fn kept_since(text: &str, at: Timestamp, zone: &TimeZone) -> Result<Timestamp, NotADuration> {
    let refused = || NotADuration(text.chars().take(40).collect());
    let (number, unit) = text.trim().split_once(' ').ok_or_else(refused)?;
    let number: i64 = number.parse().map_err(|_| refused())?;
    let (most, span) = match unit.trim() {
        "day" | "days" => (36_600, Span::new().try_days(number)),
        "week" | "weeks" => (5_200, Span::new().try_weeks(number)),
        "month" | "months" => (1_200, Span::new().try_months(number)),
        "year" | "years" => (100, Span::new().try_years(number)),
        _ => return Err(refused()),
    };
    if !(1..=most).contains(&number) {
        return Err(refused());
    }
    span.and_then(|span| at.to_zoned(zone.clone()).checked_sub(span))
        .and_then(|since| since.start_of_day())
        .map(|since| since.timestamp())
        .map_err(|_| refused())
}

/// The seconds of a duration: a whole number above 0 and a unit. A day has 24 hours, whatever the zone.
///
/// # Errors
/// When the text is anything else, or longer than a hundred years.
pub fn seconds(text: &str) -> Result<i64, NotADuration> {
    let refused = || NotADuration(text.chars().take(40).collect());
    let (number, unit) = text.trim().split_once(' ').ok_or_else(refused)?;
    let unit = match unit.trim() {
        "second" | "seconds" => 1,
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3_600,
        "day" | "days" => 86_400,
        "week" | "weeks" => 7 * 86_400,
        _ => return Err(refused()),
    };
    let number: i64 = number.parse().map_err(|_| refused())?;
    number
        .checked_mul(unit)
        .filter(|seconds| (1..=100 * 366 * 86_400).contains(seconds))
        .ok_or_else(refused)
}
