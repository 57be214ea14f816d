//! The kind of a column, from its values first and its name second.

use std::collections::HashMap;

use serde::Serialize;

use super::clock::Form;
use super::instant::{self, Instants, Unit};
use super::number::{self, Style};
use super::personal::{self, Personal};
use super::span::{self, Spans};
use super::truth::{self, Truth};
use super::{clock, nulls};
use crate::choose::names;
use crate::sample::{Column, ColumnType};

/// The kind of a column's values, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// No value at all.
    Empty,
    /// Words.
    Text,
    /// Sentences.
    FreeText,
    /// One of a few values.
    Choice,
    /// What tells one thing from another.
    Identifier,
    /// Whole numbers.
    Integer,
    /// Numbers with decimals.
    Number,
    /// Amounts with a currency's sign.
    Money,
    /// Numbers with a percent sign.
    Percent,
    /// Yes or no.
    Boolean,
    /// A day with a time.
    Instant,
    /// A day.
    Day,
    /// A time of day, without its day.
    TimeOfDay,
    /// A length of time, written with units or colons.
    Duration,
    /// Lists and other JSON.
    List,
}

/// How values are read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reading {
    Words,
    Number {
        style: Style,
        unsure: bool,
    },
    Truth(Truth),
    Instants(Instants),
    Clock(Form),
    Spans(Spans),
    /// The type that Parquet or Arrow says.
    Native(ColumnType),
}

/// What is known of a column.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub name: String,
    /// The name in words of its own: lower case, without accents and punctuation.
    pub words: String,
    pub sql: Option<String>,
    pub kind: Kind,
    pub reading: Reading,
    /// Yes and no, where they are written `1` and `0`.
    pub bits: Option<Truth>,
    pub filled: usize,
    /// Rows in which it is empty or a spelling of nothing.
    pub nulls: usize,
    /// Spellings of nothing and how often each occurs.
    pub null_words: Vec<(String, usize)>,
    /// A value that says that something did not happen, such as `0:00:00` for a time of day.
    pub sentinel: Option<String>,
    /// Distinct values, the commoner first.
    pub values: Vec<(String, usize)>,
    /// Values that do not fit the kind.
    pub misfits: Vec<String>,
    pub personal: Option<Personal>,
    pub longest: usize,
    /// For whole numbers: the least and the greatest.
    pub range: Option<(f64, f64)>,
    pub currency: Option<&'static str>,
}

impl Facts {
    pub(crate) fn distinct(&self) -> usize {
        self.values.len()
    }

    /// Whether no value comes twice and none is missing.
    pub(crate) fn unique(&self) -> bool {
        self.filled > 0 && self.nulls == 0 && self.values.len() == self.filled
    }

    pub(crate) fn has_word(&self, words: &[&str]) -> bool {
        self.words.split(' ').any(|word| words.contains(&word))
    }
}

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

/// What a column holds.
pub(crate) fn of(column: &Column) -> Facts {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    let mut empty = 0;
    for cell in &column.cells {
        match cell.as_deref() {
            Some(cell) => {
                let count = counts.entry(cell).or_insert_with(|| {
                    order.push(cell);
                    0
                });
                *count += 1;
            }
            None => empty += 1,
        }
    }
    let all: Vec<(&str, usize)> = order
        .iter()
        .map(|value| (*value, counts.get(value).copied().unwrap_or(0)))
        .collect();
    let words = names::words(&column.name);
    let mut facts = Facts {
        name: column.name.clone(),
        words,
        sql: column.sql.clone(),
        kind: Kind::Empty,
        reading: Reading::Words,
        bits: None,
        filled: 0,
        nulls: empty,
        null_words: Vec::new(),
        sentinel: None,
        values: Vec::new(),
        misfits: Vec::new(),
        personal: None,
        longest: all.iter().map(|(text, _)| text.len()).max().unwrap_or(0),
        range: None,
        currency: None,
    };
    let typed: Vec<(&str, usize)> = all
        .iter()
        .filter(|(text, _)| !nothing_typed(text))
        .copied()
        .collect();
    if let Some(native) = column
        .column_type
        .filter(|native| !matches!(native, ColumnType::Text))
    {
        settle_native(&mut facts, native, &all);
    } else if !typed.is_empty() && typed_kind(&mut facts, &typed) {
        settle(&mut facts, &all, nothing_typed);
    } else {
        let codes = two_letter_codes(&all);
        let nothing = |text: &str| nulls::among_words(text) && !(codes && text == "NA");
        settle(&mut facts, &all, nothing);
        words_kind(&mut facts);
    }
    facts.personal = personal_look(&facts);
    if facts.personal == Some(Personal::FreeText) && facts.kind == Kind::Text {
        facts.kind = Kind::FreeText;
    }
    facts
}

/// Spellings of nothing among numbers and times, and the far days that stand for "never".
fn nothing_typed(text: &str) -> bool {
    nulls::sometimes(text)
        || [
            "0000-00-00",
            "0001-01-01",
            "9999-12-31",
            "1/1/0001",
            "01/01/0001",
            "31/12/9999",
            "12/31/9999",
        ]
        .iter()
        .any(|day| text.starts_with(day))
}

fn settle(facts: &mut Facts, all: &[(&str, usize)], nothing: impl Fn(&str) -> bool) {
    for (text, count) in all {
        if nothing(text) {
            facts.nulls += count;
            facts.null_words.push(((*text).to_owned(), *count));
        } else {
            facts.filled += count;
            facts.values.push(((*text).to_owned(), *count));
        }
    }
    facts
        .values
        .sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    if facts.filled == 0 {
        facts.kind = Kind::Empty;
    }
}

fn settle_native(facts: &mut Facts, native: ColumnType, all: &[(&str, usize)]) {
    facts.reading = Reading::Native(native);
    settle(facts, all, |_| false);
    if facts.filled == 0 {
        return;
    }
    facts.kind = match native {
        ColumnType::Integer => Kind::Integer,
        ColumnType::Number => Kind::Number,
        ColumnType::Boolean => Kind::Boolean,
        ColumnType::Date => Kind::Day,
        ColumnType::Instant { .. } => Kind::Instant,
        ColumnType::Text | ColumnType::Other => Kind::List,
    };
    if matches!(native, ColumnType::Integer | ColumnType::Number) {
        let numbers = facts
            .values
            .iter()
            .filter_map(|(text, _)| text.parse::<f64>().ok());
        facts.range = numbers.fold(None, |range: Option<(f64, f64)>, value| {
            Some(range.map_or((value, value), |(low, high)| {
                (low.min(value), high.max(value))
            }))
        });
    }
}

/// Numbers, times, yes and no. At least nineteen in twenty values must fit.
fn typed_kind(facts: &mut Facts, typed: &[(&str, usize)]) -> bool {
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
    for spans in [Spans::Iso, Spans::Words] {
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
        let name_says = names::is_span(&facts.words);
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

fn words_kind(facts: &mut Facts) {
    if facts.filled == 0 {
        return;
    }
    let list = facts.values.iter().take(20).all(|(text, _)| {
        (text.starts_with('[') && text.ends_with(']'))
            || (text.starts_with('{') && text.ends_with('}'))
    });
    let spaces: usize = facts
        .values
        .iter()
        .take(500)
        .map(|(text, _)| text.matches(' ').count())
        .sum();
    let looked_at = facts.values.len().min(500);
    let few = facts.distinct() <= 60
        && (facts.distinct() * 3 <= facts.filled
            || facts.distinct() <= 8 && facts.filled > facts.distinct());
    facts.kind = if list {
        Kind::List
    } else if few {
        Kind::Choice
    } else if spaces > looked_at * 5 {
        Kind::FreeText
    } else if spaces * 3 <= looked_at
        && (names::is_identifier(&facts.words)
            || facts
                .values
                .iter()
                .take(50)
                .all(|(text, _)| text.bytes().any(|b| b.is_ascii_digit())))
    {
        Kind::Identifier
    } else {
        Kind::Text
    };
}

/// Whether all values are two capital letters, among which `NA` is a place.
fn two_letter_codes(all: &[(&str, usize)]) -> bool {
    all.len() > 2
        && all
            .iter()
            .filter(|(text, _)| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()))
            .count()
            * 10
            >= all.len() * 9
}

fn personal_look(facts: &Facts) -> Option<Personal> {
    let looked_at = facts
        .values
        .get(..facts.values.len().min(200))
        .unwrap_or(&facts.values);
    if looked_at.is_empty() {
        return None;
    }
    let share = |holds: fn(&str) -> bool| {
        looked_at.iter().filter(|(text, _)| holds(text)).count() as f64 / looked_at.len() as f64
    };
    let words = matches!(
        facts.kind,
        Kind::Text | Kind::Choice | Kind::Identifier | Kind::FreeText
    );
    if words && share(personal::is_email) > 0.5 {
        return Some(Personal::Email);
    }
    if (words && share(personal::is_surely_phone) > 0.5)
        || (names::is_phone(&facts.words) && share(personal::is_phone) > 0.5)
    {
        return Some(Personal::Phone);
    }
    if words && names::is_person(&facts.words) {
        return Some(Personal::Name);
    }
    if names::is_document(&facts.words) {
        return Some(Personal::Document);
    }
    if names::is_place(&facts.words) {
        return Some(Personal::Whereabouts);
    }
    (facts.kind == Kind::FreeText
        || (facts.kind == Kind::Text && names::is_free_text(&facts.words)))
    .then_some(Personal::FreeText)
}

/// The seconds of an instant column's text, on its own clock.
pub(crate) fn seconds_of(reading: &Reading, text: &str) -> Option<i64> {
    match reading {
        Reading::Instants(Instants::Civil(civil)) => {
            let (date, _, clock) = instant::read(civil.day, text)?;
            Some(instant::seconds(date, clock))
        }
        Reading::Instants(Instants::Epoch(unit)) => {
            let number: f64 = text.trim().parse().ok()?;
            Some(match unit {
                Unit::Seconds | Unit::FractionalSeconds => number as i64,
                Unit::Millis => (number / 1e3) as i64,
                Unit::Micros => (number / 1e6) as i64,
            })
        }
        Reading::Native(ColumnType::Date | ColumnType::Instant { .. }) => {
            let (date, _, clock) = instant::read("%Y-%m-%d", text)?;
            Some(instant::seconds(date, clock))
        }
        Reading::Clock(_) => clock::read(text).map(|clock| clock.seconds),
        _ => None,
    }
}
