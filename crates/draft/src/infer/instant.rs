//! Instants as a column writes them: one form of day for all, one or a few forms of time.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::clock::{self, Clock, Form, Offset};
use super::day;

/// How the instants of a column are written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Instants {
    /// A number of seconds, milliseconds or microseconds after 1970 began.
    Epoch(Unit),
    /// A number of days after 1899 ended, as spreadsheets count them, on a clock of the zone.
    Serial {
        /// Whether the sign of decimals is a comma.
        comma: bool,
    },
    /// A day, and mostly a time of day.
    Civil(Civil),
}

/// A unit of time since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    FractionalSeconds,
    Millis,
    Micros,
}

/// Days in one form with times in one or a few.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Civil {
    pub day: &'static str,
    /// The other order of day and month, where every value reads in both.
    pub other: Option<&'static str>,
    /// What stands after the day, the commoner first.
    pub tails: Vec<Tail>,
    /// Whether all offsets are zero.
    pub all_zero: bool,
    /// Whether a day of the week stands before the date.
    pub weekday: Weekday,
    /// Whether some time is 24:00, which is the next day's beginning.
    pub ends_day: bool,
}

/// Whether a day of the week stands before the dates of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weekday {
    /// Before none.
    None,
    /// Before each, with these signs after it.
    Each(&'static str),
    /// Before some, or with different signs after it.
    Some,
}

/// What stands after the day: nothing, or a sign and a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Tail {
    pub joint: &'static str,
    pub form: Option<Form>,
}

/// 1970-01-01 as spreadsheets count days: from 1899-12-30, since they take 1900 for a leap year.
pub(crate) const SERIAL_OF_1970: f64 = 25_569.0;

const JOINTS: &[&str] = &["T", ", ", " - ", " ", "_"];

impl Tail {
    pub(crate) fn offset(&self) -> Offset {
        self.form.map_or(Offset::None, |form| form.offset)
    }
}

impl Civil {
    /// Whether each value says its offset from UTC.
    pub(crate) fn zoned(&self) -> bool {
        self.tails.iter().all(|tail| tail.offset() != Offset::None)
    }

    /// Whether the engine reads the values as they are: ISO 8601 (RFC 3339) down to seconds.
    pub(crate) fn standard(&self) -> bool {
        self.day == "%Y-%m-%d"
            && self.weekday == Weekday::None
            && !self.ends_day
            && self.tails.iter().all(|tail| {
                matches!(tail.joint, "T" | " ")
                    && tail.form.is_some_and(|form| {
                        form.between == Some(':')
                            && form.half.is_none()
                            && form.seconds
                            && form.fraction != Some(',')
                            && !matches!(form.offset, Offset::Other(_))
                    })
            })
    }

    /// Whether a space stands before some offset.
    pub(crate) fn spaced_offsets(&self) -> bool {
        self.tails.iter().any(|tail| {
            matches!(
                tail.offset(),
                Offset::Word(_) | Offset::Signed(true) | Offset::Other(true)
            )
        })
    }

    /// Whether no value has a time of day.
    pub(crate) fn only_days(&self) -> bool {
        self.tails.iter().all(|tail| tail.form.is_none())
    }
}

/// What may stand between a day of the week, without its dot, and the date.
const AFTER_WEEKDAY: &[&str] = &[", ", " ", ",", ""];

/// The text without the day of the week before it, which says nothing that the date does not say, and what stood between.
fn after_weekday(text: &str) -> Option<(&str, &'static str)> {
    let rest = calendar::after_weekday(text)?;
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let between = AFTER_WEEKDAY
        .iter()
        .find(|between| rest.starts_with(**between))?;
    Some((rest.strip_prefix(between)?.trim_start(), between))
}

/// The text as a day and what follows it; a day of the week may stand before it.
pub(crate) fn read(form: &'static str, text: &str) -> Option<(Date, Tail, Option<Clock>)> {
    let text = text.trim();
    if let Some(read) = read_date(form, text) {
        return Some(read);
    }
    read_date(form, after_weekday(text)?.0)
}

/// What stands between the day of the week and the date of a text that is read in a form; nothing without one.
fn weekday(form: &'static str, text: &str) -> Option<&'static str> {
    let text = text.trim();
    if read_date(form, text).is_some() {
        return None;
    }
    after_weekday(text).map(|(_, between)| between)
}

fn read_date(form: &'static str, text: &str) -> Option<(Date, Tail, Option<Clock>)> {
    let (date, rest) = day::read(form, text)?;
    if rest.is_empty() {
        return Some((
            date,
            Tail {
                joint: "",
                form: None,
            },
            None,
        ));
    }
    let joint = JOINTS.iter().find(|joint| rest.starts_with(**joint))?;
    let clock = clock::read(rest.strip_prefix(joint)?.trim_start())?;
    let tail = Tail {
        joint,
        form: Some(clock.form),
    };
    Some((date, tail, Some(clock)))
}

/// Seconds after 1970 began, on the clock of the text or, with an offset, in UTC.
pub(crate) fn seconds(date: Date, clock: Option<Clock>) -> i64 {
    let days = days_since_1970(date);
    let clock_seconds = clock.map_or(0, |clock| clock.seconds - clock.offset.unwrap_or(0));
    days * 86_400 + clock_seconds
}

/// Days from 1 January 1970 (Hinnant, "chrono-compatible low-level date algorithms", days_from_civil).
fn days_since_1970(date: Date) -> i64 {
    let (month, day) = (i64::from(date.month()), i64::from(date.day()));
    let year = i64::from(date.year()) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// How these texts, each with how often it occurs, are written as instants; and the share that is.
pub(crate) fn find(values: &[(&str, usize)]) -> Option<(Civil, f64)> {
    let total: usize = values.iter().map(|(_, count)| count).sum();
    let mut forms: Vec<(&'static str, usize)> = Vec::new();
    let first: Vec<&str> = values.iter().take(20).map(|(text, _)| *text).collect();
    for form in day::FORMS {
        if first.iter().any(|text| read(form, text).is_some()) {
            let fits: usize = values
                .iter()
                .filter(|(text, _)| read(form, text).is_some())
                .map(|(_, count)| count)
                .sum();
            forms.push((form, fits));
        }
    }
    let most = forms.iter().map(|(_, fits)| *fits).max()?;
    if most * 10 < total * 9 {
        return None;
    }
    let mut best = forms
        .iter()
        .filter(|(_, fits)| *fits == most)
        .map(|(form, _)| *form);
    let form = best.next()?;
    // Day and month exchanged fits as well, or two-digit years at the other end.
    let other = best.next();
    let mut tails: BTreeMap<Tail, usize> = BTreeMap::new();
    let mut all_zero = true;
    let mut ends_day = false;
    let mut weekdays: Vec<Option<&'static str>> = Vec::new();
    for (text, count) in values {
        if let Some((_, tail, clock)) = read(form, text) {
            *tails.entry(tail).or_default() += count;
            ends_day |= clock.is_some_and(|clock| clock.seconds - clock.seconds % 60 == 86_400);
            let weekday = weekday(form, text);
            if !weekdays.contains(&weekday) {
                weekdays.push(weekday);
            }
            all_zero &= clock.and_then(|clock| clock.offset) == Some(0);
        }
    }
    let mut tails: Vec<(Tail, usize)> = tails.into_iter().collect();
    tails.sort_by_key(|(tail, count)| (std::cmp::Reverse(*count), *tail));
    Some((
        Civil {
            day: form,
            other,
            tails: tails.into_iter().map(|(tail, _)| tail).collect(),
            all_zero,
            weekday: match weekdays.as_slice() {
                [None] => Weekday::None,
                [Some(between)] => Weekday::Each(between),
                _ => Weekday::Some,
            },
            ends_day,
        },
        most as f64 / total.max(1) as f64,
    ))
}

/// Whether numbers are days as spreadsheets count them, of the years 1990 to 2063, and whether their decimals have a comma.
/// Whole ones are such only when they lie within twenty years of one another, and none is a number of other things.
pub(crate) fn serial(values: &[(&str, usize)]) -> Option<bool> {
    const FIRST: f64 = 32_874.0;
    const LAST: f64 = 60_000.0;
    let comma = values.iter().any(|(text, _)| text.contains(','));
    let (mut least, mut most, mut parts) = (f64::MAX, f64::MIN, false);
    for (text, _) in values {
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
        let number: f64 = text.replace(',', ".").parse().ok().filter(|_| plain)?;
        if !(FIRST..LAST).contains(&number) {
            return None;
        }
        least = least.min(number);
        most = most.max(number);
        parts |= number.fract() > 0.0;
    }
    (parts || most - least < 7_305.0).then_some(comma)
}

/// Whether whole numbers are moments since 1970: all between 2001 and 2036 in one unit.
pub(crate) fn epoch(values: &[(&str, usize)]) -> Option<Unit> {
    let within = |low: f64, high: f64| {
        values.iter().all(|(text, _)| {
            text.trim()
                .parse::<f64>()
                .is_ok_and(|number| number >= low && number < high && !text.contains(['e', 'E']))
        })
    };
    if within(1e9, 2.1e9) {
        let fractional = values.iter().any(|(text, _)| text.contains('.'));
        return Some(if fractional {
            Unit::FractionalSeconds
        } else {
            Unit::Seconds
        });
    }
    let whole = values.iter().all(|(text, _)| !text.contains('.'));
    if whole && within(1e12, 2.1e12) {
        return Some(Unit::Millis);
    }
    (whole && within(1e15, 2.1e15)).then_some(Unit::Micros)
}
