//! Columns of numbers, times, yes and no: nineteen in twenty values must fit.

use super::clock::{self, Form};
use super::instant::{self, Instants};
use super::kind::{Facts, Kind, Reading};
use super::number::{self, Style};
use super::span::{self, Spans};
use super::truth;
use crate::choose::names;

const DAY_WORDS: &[&str] = &[
    "date", "day", "fecha", "datum", "dia", "tag", "jour", "data", "dt", "on", "giorno", "at",
    "created", "updated", "dag",
];

const EPOCH_WORDS: &[&str] = &[
    "time",
    "timestamp",
    "ts",
    "at",
    "date",
    "epoch",
    "created",
    "updated",
    "started",
    "ended",
    "start",
    "end",
    "opened",
    "closed",
    "solved",
    "resolved",
    "answered",
    "unix",
    "on",
    "modified",
    "changed",
    "sent",
    "received",
    "fecha",
    "zeit",
    "first",
    "last",
    "until",
    "since",
    "when",
    "datetime",
    "assigned",
];

/// Words of names whose numbers may be days as spreadsheets count them.
const SERIAL_WORDS: &[&str] = &[
    "date",
    "datetime",
    "timestamp",
    "created",
    "opened",
    "closed",
    "solved",
    "resolved",
    "received",
    "fecha",
    "datum",
    "data",
    "zeitpunkt",
    "answered",
    "updated",
    "modified",
    "completed",
    "submitted",
    "day",
];

/// Numbers, times, yes and no. At least nineteen in twenty values must fit.
pub(crate) fn typed_kind(facts: &mut Facts, typed: &[(&str, usize)]) -> bool {
    if let Some(found) = truth::find(typed) {
        if truth::numeric(&found) {
            facts.bits = Some(found);
        } else {
            facts.kind = Kind::Boolean;
            facts.reading = Reading::Truth(found);
            return true;
        }
    }
    let digits = typed
        .iter()
        .all(|(text, _)| text.bytes().any(|byte| byte.is_ascii_digit()));
    let some = typed.get(..typed.len().min(40)).unwrap_or(typed);
    let share = some
        .iter()
        .filter(|(text, _)| text.bytes().any(|b| b.is_ascii_digit()))
        .count();
    if !digits && share * 20 < some.len() * 17 {
        return false;
    }
    moments(facts, typed) || clocks(facts, typed) || numbers(facts, typed)
}

fn moments(facts: &mut Facts, typed: &[(&str, usize)]) -> bool {
    if facts.has_word(EPOCH_WORDS)
        && let Some(unit) = instant::epoch(typed)
    {
        facts.kind = Kind::Instant;
        facts.reading = Reading::Instants(Instants::Epoch(unit));
        return true;
    }
    if facts.has_word(SERIAL_WORDS)
        && !names::is_span(&facts.words)
        && let Some(comma) = instant::serial(typed)
    {
        facts.kind = Kind::Instant;
        facts.reading = Reading::Instants(Instants::Serial { comma });
        return true;
    }
    let Some((civil, share)) = instant::find(typed) else {
        return false;
    };
    let compact = civil.only_days() && matches!(civil.day, "%Y%m%d" | "%y%m%d");
    let named = facts.has_word(DAY_WORDS);
    if compact && !named && (civil.day == "%y%m%d" || typed.len() < 3) {
        return false;
    }
    if share < 0.95 {
        return false;
    }
    facts.misfits = misfits(typed, |text| instant::read(civil.day, text).is_some());
    facts.kind = if civil.only_days() {
        Kind::Day
    } else {
        Kind::Instant
    };
    facts.reading = Reading::Instants(Instants::Civil(civil));
    true
}

fn clocks(facts: &mut Facts, typed: &[(&str, usize)]) -> bool {
    for spans in [Spans::Iso, Spans::Words, Spans::DaysAndClock] {
        if fits(typed, |text| span::read(text, spans).is_some())
            && !fits(typed, |text| text.parse::<f64>().is_ok())
        {
            facts.misfits = misfits(typed, |text| span::read(text, spans).is_some());
            facts.kind = Kind::Duration;
            facts.reading = Reading::Spans(spans);
            return true;
        }
    }
    let timed = |form: Form| {
        form.offset == clock::Offset::None
            && form.between.is_some_and(|sign| sign != '.' || form.seconds)
    };
    let is_clock = |text: &str| clock::read(text).is_some_and(|read| timed(read.form));
    let halved = typed
        .iter()
        .any(|(text, _)| clock::read(text).is_some_and(|read| read.form.half.is_some()));
    let form = typed
        .iter()
        .find_map(|(text, _)| clock::read(text))
        .map(|read| read.form);
    if fits(typed, is_clock)
        && let Some(form) = form
    {
        facts.misfits = misfits(typed, is_clock);
        let seconds = form.seconds;
        // No time of day is past midnight: `24:36:07` is a length.
        let past =
            |text: &str| !is_clock(text) && span::read(text, Spans::HoursMinutesSeconds).is_some();
        let longer = seconds && typed.iter().any(|(text, _)| past(text));
        if longer {
            facts.misfits = misfits(typed, |text| is_clock(text) || past(text));
        }
        let name_says = longer || names::is_span(&facts.words);
        facts.kind = if name_says && !halved {
            Kind::Duration
        } else {
            Kind::TimeOfDay
        };
        facts.reading = if name_says && !halved {
            Reading::Spans(if seconds {
                Spans::HoursMinutesSeconds
            } else {
                Spans::MinutesSeconds
            })
        } else {
            Reading::Clock(form)
        };
        return true;
    }
    for spans in [Spans::HoursMinutesSeconds, Spans::MinutesSeconds] {
        if fits(typed, |text| span::read(text, spans).is_some()) {
            facts.misfits = misfits(typed, |text| span::read(text, spans).is_some());
            facts.kind = Kind::Duration;
            facts.reading = Reading::Spans(spans);
            return true;
        }
    }
    false
}

fn numbers(facts: &mut Facts, typed: &[(&str, usize)]) -> bool {
    let Some(style) = Style::ALL
        .iter()
        .copied()
        .find(|style| fits(typed, |text| reads(text, *style)))
        .or_else(|| mixed(typed))
    else {
        return false;
    };
    let read: Vec<(&str, number::Number)> = typed
        .iter()
        .filter_map(|(text, _)| loosely(text, style).map(|number| (*text, number)))
        .collect();
    // What is padded with zeros, or has more digits than a number can hold, tells things apart.
    let padded = read.iter().filter(|(_, number)| number.padded).count();
    let whole = read.iter().all(|(_, number)| number.whole);
    let huge = read
        .iter()
        .any(|(text, _)| text.bytes().filter(u8::is_ascii_digit).count() > 18);
    if (padded > 0 && whole) || huge {
        return false;
    }
    facts.misfits = misfits(typed, |text| loosely(text, style).is_some());
    facts.range = read.iter().map(|(_, number)| number.value).fold(
        None,
        |range: Option<(f64, f64)>, value| {
            Some(range.map_or((value, value), |(low, high)| {
                (low.min(value), high.max(value))
            }))
        },
    );
    facts.currency = read.iter().find_map(|(_, number)| number.currency);
    let percent = read.iter().any(|(_, number)| number.percent);
    let unsure = !whole_style(style, &read)
        && read
            .iter()
            .all(|(_, number)| number.thousands_or_not || number.whole)
        && read.iter().any(|(_, number)| number.thousands_or_not);
    facts.kind = if percent {
        Kind::Percent
    } else if facts.currency.is_some() {
        Kind::Money
    } else if whole {
        Kind::Integer
    } else {
        Kind::Number
    };
    facts.reading = Reading::Number { style, unsure };
    true
}

fn whole_style(style: Style, read: &[(&str, number::Number)]) -> bool {
    style == Style::Point && read.iter().all(|(_, number)| number.whole)
}

fn reads(text: &str, style: Style) -> bool {
    number::read(text, style).is_some()
}

/// A grouped style also reads what is too small to be grouped.
fn loosely(text: &str, style: Style) -> Option<number::Number> {
    number::read(text, style).or_else(|| match style {
        Style::GroupedPoint => number::read(text, Style::Point),
        Style::GroupedComma => number::read(text, Style::Comma),
        Style::Spaced => {
            number::read(text, Style::Comma).or_else(|| number::read(text, Style::Point))
        }
        _ => None,
    })
}

fn mixed(typed: &[(&str, usize)]) -> Option<Style> {
    [Style::GroupedPoint, Style::GroupedComma, Style::Spaced]
        .into_iter()
        .find(|style| fits(typed, |text| loosely(text, *style).is_some()))
}

fn fits(values: &[(&str, usize)], holds: impl Fn(&str) -> bool) -> bool {
    let total: usize = values.iter().map(|(_, count)| count).sum();
    let allowed = total / 20;
    let mut against = 0;
    for (text, count) in values {
        if !holds(text) {
            against += count;
            if against > allowed {
                return false;
            }
        }
    }
    true
}

fn misfits(values: &[(&str, usize)], holds: impl Fn(&str) -> bool) -> Vec<String> {
    values
        .iter()
        .filter(|(text, _)| !holds(text))
        .take(3)
        .map(|(text, _)| (*text).to_owned())
        .collect()
}
