//! Clock formats in the manner of `strptime`, compiled once and read without allocation. What drafts a format and what
//! reads by it use this same reader.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use crate::clock_words;

/// The directives that a format may have, as told to people.
const DIRECTIVES: &str = "%Y %y %m %b %B %d %e %a %A %H %I %p %M %S %f %z %s and %%";
/// A clock format, compiled: `%Y %y %m %b %B %d %e %a %A %H %I %p %M %S %f %z %s`, and characters that stand for themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockFormat {
    text: String,
    parts: Vec<Part>,
}

/// What a wall clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// A civil time; not yet known to exist.
    Civil {
        /// Year of the Gregorian calendar.
        year: i16,
        /// Month, from 1.
        month: i8,
        /// Day of the month, from 1.
        day: i8,
        /// Hour of the day.
        hour: i8,
        /// Minute of the hour.
        minute: i8,
        /// Second of the minute.
        second: i8,
        /// Microseconds of the second.
        micros: i32,
    },
    /// A moment after 1970 began, UTC.
    Epoch {
        /// Whole seconds.
        seconds: i64,
        /// Microseconds beyond them; before them in time where the seconds have a minus.
        micros: i32,
    },
}

/// A clock format that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ClockFormatError(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Literal(char),
    Space,
    Year,
    ShortYear,
    Month,
    MonthName,
    Day,
    Weekday,
    Hour,
    Hour12,
    HalfDay,
    Minute,
    Second,
    Fraction,
    Offset,
    Epoch,
}

impl ClockFormat {
    /// Compiles a format.
    ///
    /// # Errors
    /// When it has a directive that there is not, or names no day; told to the person who wrote it.
    pub fn parse(text: &str) -> Result<Self, ClockFormatError> {
        let mut parts = Vec::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            let part = match character {
                '%' => match characters.next() {
                    Some('Y') => Part::Year,
                    Some('y') => Part::ShortYear,
                    Some('m') => Part::Month,
                    Some('b' | 'B') => Part::MonthName,
                    Some('d' | 'e') => Part::Day,
                    Some('a' | 'A') => Part::Weekday,
                    Some('H') => Part::Hour,
                    Some('I') => Part::Hour12,
                    Some('p') => Part::HalfDay,
                    Some('M') => Part::Minute,
                    Some('S') => Part::Second,
                    Some('f') => Part::Fraction,
                    Some('z') => Part::Offset,
                    Some('s') => Part::Epoch,
                    Some('%') => Part::Literal('%'),
                    Some(other) => {
                        return Err(ClockFormatError(format!(
                            "the time format `{text}` has `%{other}`; there are {DIRECTIVES}"
                        )));
                    }
                    None => {
                        return Err(ClockFormatError(format!(
                            "the time format `{text}` ends in `%`"
                        )));
                    }
                },
                space if space.is_whitespace() => Part::Space,
                other => Part::Literal(other),
            };
            parts.push(part);
        }
        let dated = parts.contains(&Part::Epoch)
            || (parts.contains(&Part::Day)
                && (parts.contains(&Part::Month) || parts.contains(&Part::MonthName))
                && (parts.contains(&Part::Year) || parts.contains(&Part::ShortYear)));
        if !dated {
            return Err(ClockFormatError(format!(
                "the time format `{text}` names no day: it needs year, month and day, or `%s`"
            )));
        }
        Ok(Self {
            text: text.to_owned(),
            parts,
        })
    }

    /// The format as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the clock shows; nothing when the text does not have this form.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<Clock> {
        let (clock, rest) = self.read_start(text.trim())?;
        rest.is_empty().then_some(clock)
    }

    /// What the clock shows that a text begins with, and what follows it.
    #[must_use]
    pub fn read_start<'a>(&self, text: &'a str) -> Option<(Clock, &'a str)> {
        let mut rest = text;
        let (mut year, mut month, mut day) = (1970, 1, 1);
        let (mut hour, mut minute, mut second, mut micros) = (0, 0, 0, 0);
        let mut afternoon = None;
        let mut epoch = None;
        let mut offset = None;
        for (place, part) in self.parts.iter().enumerate() {
            match part {
                Part::Literal(literal) => rest = rest.strip_prefix(*literal)?,
                Part::Space => rest = rest.trim_start(),
                Part::Year => year = digits(&mut rest, 4, 4)?,
                Part::ShortYear => {
                    // As POSIX has it: 69 to 99 are of the last century.
                    let short = digits(&mut rest, 2, 2)?;
                    year = if short >= 69 {
                        1900 + short
                    } else {
                        2000 + short
                    };
                }
                Part::Month => month = digits(&mut rest, 1, 2)?,
                Part::MonthName => {
                    let (named, after) = clock_words::month(rest)?;
                    month = named;
                    rest = self.after_dot(place, after);
                }
                Part::Day => {
                    rest = rest.trim_start();
                    day = digits(&mut rest, 1, 2)?;
                }
                Part::Weekday => {
                    let after = clock_words::after_weekday(rest.trim_start())?;
                    rest = self.after_dot(place, after);
                }
                Part::Hour => hour = digits(&mut rest, 1, 2)?,
                Part::Hour12 => {
                    hour = digits(&mut rest, 1, 2)?;
                    if !(1..=12).contains(&hour) {
                        return None;
                    }
                    afternoon.get_or_insert(false);
                }
                Part::HalfDay => {
                    let (second, after) = clock_words::half_day(rest)?;
                    afternoon = Some(second);
                    rest = after;
                }
                Part::Minute => minute = digits(&mut rest, 1, 2)?,
                Part::Second => second = digits(&mut rest, 1, 2)?,
                Part::Fraction => micros = fraction(&mut rest)?,
                Part::Offset => {
                    let (east, after) = clock_words::utc_offset(rest.trim_start())?;
                    offset = Some(east);
                    rest = after;
                }
                Part::Epoch => epoch = Some(seconds(&mut rest)?),
            }
        }
        if let Some((seconds, before)) = epoch {
            // What follows a minus counts backwards too, as in -0.5.
            let micros = if before { -micros } else { micros };
            return Some((Clock::Epoch { seconds, micros }, rest));
        }
        if let Some(afternoon) = afternoon {
            hour = hour % 12 + if afternoon { 12 } else { 0 };
        }
        let mut clock = Clock::Civil {
            year: i16::try_from(year).ok()?,
            month: i8::try_from(month).ok()?,
            day: i8::try_from(day).ok()?,
            hour: i8::try_from(hour).ok()?,
            minute: i8::try_from(minute).ok()?,
            second: i8::try_from(second).ok()?,
            micros,
        };
        // The end of a day is the beginning of the next.
        if (hour, minute, second, micros) == (24, 0, 0, 0) {
            clock = clock.next_day()?;
        }
        if let Some(east) = offset {
            clock = clock.east_of_utc(east)?;
        }
        Some((clock, rest))
    }

    /// Without the dot of a name cut short, unless the format has it.
    fn after_dot<'a>(&self, place: usize, rest: &'a str) -> &'a str {
        match self.parts.get(place + 1) {
            Some(Part::Literal('.')) => rest,
            _ => rest.strip_prefix('.').unwrap_or(rest),
        }
    }
}

impl Clock {
    /// The beginning of the next day.
    fn next_day(self) -> Option<Self> {
        let Self::Civil {
            year, month, day, ..
        } = self
        else {
            return None;
        };
        let next = Date::new(year, month, day).ok()?.tomorrow().ok()?;
        Some(Self::Civil {
            year: next.year(),
            month: next.month(),
            day: next.day(),
            hour: 0,
            minute: 0,
            second: 0,
            micros: 0,
        })
    }

    /// The moment at which a clock so many seconds east of UTC shows this.
    fn east_of_utc(self, east: i32) -> Option<Self> {
        let Self::Civil {
            year,
            month,
            day,
            hour,
            minute,
            second,
            micros,
        } = self
        else {
            return None;
        };
        let civil = DateTime::new(year, month, day, hour, minute, second, micros * 1000).ok()?;
        let moment = Offset::from_seconds(east).ok()?.to_timestamp(civil).ok()?;
        let all = moment.as_microsecond();
        Some(Self::Epoch {
            seconds: all.div_euclid(1_000_000),
            micros: i32::try_from(all.rem_euclid(1_000_000)).ok()?,
        })
    }
}

/// A number of at least `fewest` and at most `most` digits.
fn digits(rest: &mut &str, fewest: usize, most: usize) -> Option<i32> {
    let count = rest
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    if count < fewest {
        return None;
    }
    let number = rest
        .bytes()
        .take(count)
        .fold(0, |number, digit| number * 10 + i32::from(digit - b'0'));
    *rest = rest.get(count..)?;
    Some(number)
}

/// A decimal fraction of a second, in microseconds; what is finer is cut off.
fn fraction(rest: &mut &str) -> Option<i32> {
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 {
        return None;
    }
    let mut micros = 0;
    for place in 0..6 {
        let digit = rest
            .bytes()
            .take(count)
            .nth(place)
            .map_or(0, |digit| digit - b'0');
        micros = micros * 10 + i32::from(digit);
    }
    *rest = rest.get(count..)?;
    Some(micros)
}

/// Whole seconds, and whether a minus stands before them.
fn seconds(rest: &mut &str) -> Option<(i64, bool)> {
    let sign = usize::from(rest.starts_with('-'));
    let count = sign
        + rest
            .bytes()
            .skip(sign)
            .take_while(u8::is_ascii_digit)
            .count();
    let seconds = rest.get(..count)?.parse().ok()?;
    *rest = rest.get(count..)?;
    Some((seconds, sign == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: &str, text: &str, expect: Option<&str>) {
        let shown = ClockFormat::parse(format)
            .unwrap()
            .read(text)
            .map(|clock| match clock {
                Clock::Civil {
                    year,
                    month,
                    day,
                    hour,
                    minute,
                    second,
                    micros,
                } => {
                    format!(
                        "{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{micros:06}"
                    )
                }
                Clock::Epoch { seconds, micros } => format!("{seconds} {micros:06}"),
            });
        assert_eq!(shown.as_deref(), expect, "{format} of {text}");
    }

    #[test]
    fn forms_that_sources_write() {
        check(
            "%y%m%d %H:%M:%S",
            "990201 7:02:47",
            Some("1999-02-01 07:02:47.000000"),
        );
        check(
            "%d/%m/%Y %H:%M",
            "29/2/2016 01:16",
            Some("2016-02-29 01:16:00.000000"),
        );
        check(
            "%Y-%m-%dT%H:%M:%S.%f",
            "2026-03-01T00:00:00.25",
            Some("2026-03-01 00:00:00.250000"),
        );
        check(
            "%b %d, %Y %I:%M %p",
            "Mar 3, 2026 12:05 am",
            Some("2026-03-03 00:05:00.000000"),
        );
        check(
            "%d %B %Y",
            "3 March 2026",
            Some("2026-03-03 00:00:00.000000"),
        );
        check("%s.%f", "1700000000.5", Some("1700000000 500000"));
        check("%s.%f", "-1.25", Some("-1 -250000"));
        check("%s.%f", "-0.000001", Some("0 -00001"));
        check(
            "%a, %d %b %Y %H:%M:%S %z",
            "Mon, 02 Mar 2026 10:00:00 +0200",
            Some("1772438400 000000"),
        );
        check(
            "%Y-%m-%d %H:%M:%S.%f%z",
            "1969-12-31 23:59:59.75Z",
            Some("-1 750000"),
        );
        check("%Y-%m-%d %H:%M%z", "2026-03-01 10:00", None);
        check("%Y-%m-%d %H:%M%z", "2026-02-29 10:00Z", None);
        check(
            "%d. %b %Y",
            "3. Dez. 2026",
            Some("2026-12-03 00:00:00.000000"),
        );
        check("%d.%b.%Y", "3.Dez.2026", Some("2026-12-03 00:00:00.000000"));
        check(
            "%d/%m/%Y %I:%M %p",
            "3/3/2026 12:05 a.\u{a0}m.",
            Some("2026-03-03 00:05:00.000000"),
        );
        check(
            "%Y-%m-%d %H:%M",
            "2026-12-31 24:00",
            Some("2027-01-01 00:00:00.000000"),
        );
        check("%Y-%m-%d", "2026-03-01 10:00", None);
        check("%Y-%m-%d", "26-03-01", None);
        check("%Y-%m-%d", "", None);
        check("%Y-%m-%d %p", "2026-03-01 é", None);
    }

    #[test]
    fn what_follows_is_left() {
        let form = ClockFormat::parse("%d/%m/%Y").unwrap();
        let (_, rest) = form.read_start("29/2/2016 01:16").unwrap();
        assert_eq!(rest, " 01:16");
        assert_eq!(form.read("29/2/2016 01:16"), None);
    }

    #[test]
    fn formats_that_cannot_be() {
        assert!(ClockFormat::parse("%H:%M").is_err());
        assert!(ClockFormat::parse("%Y-%m-%d %Q").is_err());
        assert!(ClockFormat::parse("%Y-%m-%d %").is_err());
    }
}
