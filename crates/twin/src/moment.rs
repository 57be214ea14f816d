//! Instants as the simulation counts them.

use jiff::Timestamp;
use serde::{Serialize, Serializer};

/// An instant in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Whole numbers, so that two machines never disagree on which of two events came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(i64);

/// A quarter of an hour, in seconds.
pub(crate) const QUARTER_SECONDS: f64 = 900.0;
/// An hour, in seconds.
pub(crate) const HOUR_SECONDS: f64 = 3_600.0;
/// A day of 24 hours, in seconds.
pub(crate) const DAY_SECONDS: f64 = 86_400.0;

const MICROSECONDS: f64 = 1e6;
const DAY_MILLISECONDS: i64 = 86_400_000;

impl Moment {
    /// The instant of a timestamp, cut to the microsecond.
    #[must_use]
    pub fn of(timestamp: Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }

    /// The timestamp of this instant.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::MAX)
    }

    /// The instant this many seconds later; earlier when negative.
    #[must_use]
    pub fn plus(self, seconds: f64) -> Self {
        // A float cast saturates, so even nonsense stays a valid instant.
        Self(self.0.saturating_add((seconds * MICROSECONDS) as i64))
    }

    /// Seconds from `earlier` to this instant.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> f64 {
        (self.0 - earlier.0) as f64 / MICROSECONDS
    }

    /// A number for it, for keys.
    pub(crate) fn number(self) -> u64 {
        self.0.cast_unsigned()
    }

    /// `2026-03-29T01:00:00.000Z`, cut to the millisecond as the source systems do.
    fn write_iso(self, text: &mut [u8; 24]) {
        text.copy_from_slice(b"0000-00-00T00:00:00.000Z");
        let milliseconds = self.0.div_euclid(1_000);
        let (year, month, day) = civil_date(milliseconds.div_euclid(DAY_MILLISECONDS));
        let of_day = milliseconds.rem_euclid(DAY_MILLISECONDS);
        let fields = [
            (0, 4, year),
            (5, 2, month),
            (8, 2, day),
            (11, 2, of_day / 3_600_000),
            (14, 2, of_day / 60_000 % 60),
            (17, 2, of_day / 1_000 % 60),
            (20, 3, of_day % 1_000),
        ];
        for (start, digits, value) in fields {
            let mut rest = value;
            for place in (start..start + digits).rev() {
                text[place] = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
        }
    }
}

/// Year, month and day of a count of days since 1970-01-01, by the proleptic Gregorian calendar.
///
/// Years are counted from March, so that the leap day comes last and month lengths repeat every five months.
fn civil_date(days: i64) -> (i64, i64, i64) {
    let from_march_0000 = days + 719_468;
    let era = from_march_0000.div_euclid(146_097);
    let day_of_era = from_march_0000.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = [0; 24];
        self.write_iso(&mut text);
        serializer.serialize_str(str::from_utf8(&text).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_as_the_timestamp_is() {
        for text in [
            "1970-01-01T00:00:00.000Z",
            "1999-12-31T23:59:59.999Z",
            "2000-02-29T12:00:00.500Z",
            "2026-03-01T00:00:00.000Z",
            "2026-12-31T23:59:59.001Z",
            "1969-07-20T20:17:40.000Z",
            "2100-02-28T06:07:08.090Z",
        ] {
            let moment = Moment::of(text.parse().unwrap());
            assert_eq!(
                serde_json::to_string(&moment).unwrap(),
                format!("\"{text}\"")
            );
        }
    }

    #[test]
    fn seconds_go_there_and_back() {
        let start = Moment::of("2026-03-29T00:59:59Z".parse().unwrap());
        assert_eq!(start.plus(1.5).seconds_since(start), 1.5);
        assert_eq!(start.plus(-1.5).seconds_since(start), -1.5);
    }
}
