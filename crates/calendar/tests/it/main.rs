//! Tests of business time, by example on the days that break calendars and by property on the others.

#![expect(
    clippy::unwrap_used,
    reason = "in a test, a failed unwrap is a failed test"
)]

mod business;
mod grain;
mod moment;
mod opening;
mod periods;
mod properties;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// An instant given in UTC or with an offset.
fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn date(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

fn local(text: &str) -> DateTime {
    text.parse().unwrap()
}
