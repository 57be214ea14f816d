use std::fmt;
use std::str::FromStr;

use jiff::civil::Time;

pub(super) const DAY_SECONDS: i32 = 86_400;

/// One opening of a day, by the wall clock: `09:00-17:30`, `22:00-06:00` (into the next day) or `00:00-24:00`.
///
/// It belongs to the day on which it begins, wherever it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    opens_second: i32,
    closes_second: i32,
}

impl Span {
    /// The whole day, midnight to midnight, however many hours it has.
    pub const WHOLE_DAY: Self = Self {
        opens_second: 0,
        closes_second: DAY_SECONDS,
    };

    /// From one wall-clock time to another; to the same or an earlier one means on the next day.
    ///
    /// So `Span::new(t, t)` lasts a day, and a close at midnight is the end of the day.
    pub fn new(opens: Time, closes: Time) -> Self {
        let opens_second = second_of_day(opens);
        let closes_second = second_of_day(closes);
        let next_day = if closes_second <= opens_second {
            DAY_SECONDS
        } else {
            0
        };
        Self {
            opens_second,
            closes_second: closes_second + next_day,
        }
    }

    /// Wall-clock seconds after midnight at which it opens: 0 to 86,399.
    pub fn opens_second(self) -> i32 {
        self.opens_second
    }

    /// Wall-clock seconds after the same midnight at which it closes: beyond 86,400 when on the next day.
    pub fn closes_second(self) -> i32 {
        self.closes_second
    }
}

fn second_of_day(time: Time) -> i32 {
    i32::from(time.hour()) * 3_600 + i32::from(time.minute()) * 60 + i32::from(time.second())
}

/// Text that is not an opening.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an opening: expected from-to by the clock, like 09:00-17:30, 22:00-06:00 or 00:00-24:00"
)]
pub struct ParseSpanError(
    /// The text as given.
    pub String,
);

impl FromStr for Span {
    type Err = ParseSpanError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = || ParseSpanError(text.to_owned());
        let (opens, closes) = text.split_once('-').ok_or_else(fail)?;
        let opens = clock_second(opens.trim())
            .filter(|&s| s < DAY_SECONDS)
            .ok_or_else(fail)?;
        let closes = clock_second(closes.trim()).ok_or_else(fail)?;
        // `09:00-09:00` is as likely a slip as a day's opening; `Span::new` is there for who means it.
        if opens == closes {
            return Err(fail());
        }
        let next_day = if closes < opens { DAY_SECONDS } else { 0 };
        Ok(Self {
            opens_second: opens,
            closes_second: closes + next_day,
        })
    }
}

/// `HH:MM` or `HH:MM:SS`, up to 24:00.
fn clock_second(text: &str) -> Option<i32> {
    let mut second = 0;
    let mut parts = text.split(':');
    for (unit_seconds, most) in [(3_600, 24), (60, 59)] {
        second += unit_seconds * two_digits(parts.next()?, most)?;
    }
    if let Some(seconds) = parts.next() {
        second += two_digits(seconds, 59)?;
    }
    (parts.next().is_none() && second <= DAY_SECONDS).then_some(second)
}

fn two_digits(text: &str, most: i32) -> Option<i32> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|&value| digits && value <= most)
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let closes = if self.closes_second > DAY_SECONDS {
            self.closes_second - DAY_SECONDS
        } else {
            self.closes_second
        };
        for (joint, second) in [("", self.opens_second), ("-", closes)] {
            write!(f, "{joint}{:02}:{:02}", second / 3_600, second / 60 % 60)?;
            if second % 60 != 0 {
                write!(f, ":{:02}", second % 60)?;
            }
        }
        Ok(())
    }
}
