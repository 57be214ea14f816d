//! Instants as APIs write them: as seconds or milliseconds since 1970, or as a date and a time of day.

use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Numbers from here on are milliseconds: as seconds they would lie beyond the year 5000.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// How an instant is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// Whole seconds since 1970.
    UnixSeconds,
    /// Whole milliseconds since 1970.
    UnixMilliseconds,
    /// `2024-01-01T00:00:00Z`, in UTC.
    Rfc3339,
}

/// All ways of writing that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Known(Written),
    /// `2024-01-01 00:00:00`, without a zone.
    WithSpace,
    /// `2024-01-01T00:00:00`, without a zone.
    WithT,
    /// `2024-01-01`.
    Day,
}

/// An instant, and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    at: Timestamp,
    form: Form,
}

impl Moment {
    /// Reads an instant; none where the text is no such thing. What says no zone is taken as UTC.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::number(text).or_else(|| Self::dated(text))
    }

    fn number(text: &str) -> Option<Self> {
        let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
        let number: i64 = whole.parse().ok()?;
        text.parse::<f64>().ok()?;
        let (at, written) = if number.abs() < MILLISECONDS_FROM {
            (Timestamp::from_second(number), Written::UnixSeconds)
        } else {
            let at = Timestamp::from_millisecond(number);
            (at, Written::UnixMilliseconds)
        };
        Some(Self {
            at: at.ok()?,
            form: Form::Known(written),
        })
    }

    fn dated(text: &str) -> Option<Self> {
        if let Ok(at) = text.parse() {
            let form = Form::Known(Written::Rfc3339);
            return Some(Self { at, form });
        }
        let civil: DateTime = text.parse().ok()?;
        let form = if !text.contains(':') {
            Form::Day
        } else if text.contains(' ') {
            Form::WithSpace
        } else {
            Form::WithT
        };
        let at = TimeZone::UTC.to_timestamp(civil).ok()?;
        Some(Self { at, form })
    }

    /// The instant.
    #[must_use]
    pub fn at(self) -> Timestamp {
        self.at
    }

    /// So many seconds before, written alike.
    #[must_use]
    pub fn before(self, seconds: i64) -> Self {
        let at = self
            .at
            .checked_sub(SignedDuration::from_secs(seconds))
            .unwrap_or(self.at);
        Self { at, ..self }
    }

    /// The same instant, written otherwise.
    #[must_use]
    pub fn written(self, written: Written) -> Self {
        let form = Form::Known(written);
        Self { form, ..self }
    }
}

/// Fractions of a second that the writing has no room for are left out, so that it is never later than the instant.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = TimeZone::UTC.to_datetime(self.at);
        match self.form {
            Form::Known(Written::UnixSeconds) => {
                write!(f, "{}", self.at.as_millisecond().div_euclid(1_000))
            }
            Form::Known(Written::UnixMilliseconds) => write!(f, "{}", self.at.as_millisecond()),
            Form::Known(Written::Rfc3339) => write!(f, "{}", self.at),
            Form::WithSpace => write!(f, "{} {}", civil.date(), civil.time()),
            Form::WithT => write!(f, "{}T{}", civil.date(), civil.time()),
            Form::Day => write!(f, "{}", civil.date()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_as_it_was() {
        let check = |text: &str, before: &str| {
            let moment = Moment::read(text).map(|moment| moment.before(300));
            assert_eq!(
                moment.map_or("none".to_owned(), |m| m.to_string()),
                before,
                "{text}"
            );
        };
        check("1772439300", "1772439000");
        check("1772439300.75", "1772439000");
        check("1772439300123", "1772439000123");
        check("2026-03-02T08:15:00Z", "2026-03-02T08:10:00Z");
        check("2026-03-02T09:15:00.5+01:00", "2026-03-02T08:10:00.5Z");
        check("2026-03-02T08:15:00.000+0000", "2026-03-02T08:10:00Z");
        check("2026-03-02 00:04:00", "2026-03-01 23:59:00");
        check("2026-03-02T08:15:00", "2026-03-02T08:10:00");
        check("2026-03-02", "2026-03-01");
        check("soon", "none");
        check("", "none");
        check("1-2", "none");
        check("9999999999999999999999", "none");
    }

    #[test]
    fn and_otherwise_on_request() {
        let check = |text: &str, written, otherwise: &str| {
            let moment = Moment::read(text).map(|moment| moment.written(written).to_string());
            assert_eq!(moment.as_deref(), Some(otherwise), "{text}");
        };
        check("2026-03-02T08:15:00.9Z", Written::UnixSeconds, "1772439300");
        check("2026-03-02", Written::UnixSeconds, "1772409600");
        check("1772439300", Written::Rfc3339, "2026-03-02T08:15:00Z");
        check("1772439300", Written::UnixMilliseconds, "1772439300000");
    }
}
