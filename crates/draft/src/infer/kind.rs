//! The kind of a column, from its values first and its name second.

use std::collections::HashMap;

use formats::HeadType;
use serde::Serialize;

use super::clock::Form;
use super::instant::{self, Instants, Unit};
use super::number::Style;
use super::personal::Personal;
use super::span::Spans;
use super::truth::Truth;
use super::{clock, nulls, typed, worded};

use crate::choose::names;
use crate::choose::unit::Measured;
use crate::sample::Column;

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
    Native(HeadType),
}

/// What is known of a column.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub name: String,
    /// The name in words of its own: lower case, without accents and punctuation.
    pub words: String,
    pub sql: Option<String>,
    /// Whether some cells have spaces around them.
    pub spaced: bool,
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
    /// Answers in words and their places on a scale.
    pub scale: Option<Vec<(String, i64)>>,
    /// The unit of a length of time, where the rows tell it.
    pub measured: Option<Measured>,
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

    /// Whether all values are `0` or `1`.
    pub(crate) fn zero_or_one(&self) -> bool {
        let bit = |(text, _): &(String, usize)| matches!(text.as_str(), "0" | "1");
        self.kind == Kind::Integer && self.values.iter().all(bit)
    }

    /// Whether it is an instant that says its offset from UTC.
    pub(crate) fn zoned(&self) -> bool {
        match &self.reading {
            Reading::Native(HeadType::Instant { zoned }) => *zoned,
            Reading::Instants(Instants::Epoch(_)) => true,
            Reading::Instants(Instants::Civil(civil)) => civil.zoned(),
            _ => false,
        }
    }

    /// Whether it counts what happened, by its name.
    pub(crate) fn counts(&self) -> bool {
        self.kind == Kind::Integer
            && names::is_count(&self.words)
            && self.range.is_some_and(|(low, _)| low >= 0.0)
    }

    pub(crate) fn has_word(&self, words: &[&str]) -> bool {
        self.words.split(' ').any(|word| words.contains(&word))
    }
}

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
    let words = names::words(column.label.as_ref().unwrap_or(&column.name));
    let mut facts = Facts {
        name: column.name.clone(),
        words,
        sql: column.sql.clone(),
        spaced: column.spaced,
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
        scale: None,
        measured: None,
        currency: None,
    };
    let candidates: Vec<(&str, usize)> = all
        .iter()
        .filter(|(text, _)| !nothing_typed(text))
        .copied()
        .collect();
    if let Some(native) = column
        .column_type
        .filter(|native| !matches!(native, HeadType::Text))
    {
        settle_native(&mut facts, native, &all);
    } else if !candidates.is_empty() && typed::typed_kind(&mut facts, &candidates) {
        settle(&mut facts, &all, nothing_typed);
    } else {
        let codes = worded::two_letter_codes(&all);
        let nothing = |text: &str| nulls::among_words(text) && !(codes && text == "NA");
        settle(&mut facts, &all, nothing);
        worded::words_kind(&mut facts);
    }
    facts.personal = worded::personal_look(&facts);
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

fn settle_native(facts: &mut Facts, native: HeadType, all: &[(&str, usize)]) {
    facts.reading = Reading::Native(native);
    settle(facts, all, |_| false);
    if facts.filled == 0 {
        return;
    }
    facts.kind = match native {
        HeadType::Integer => Kind::Integer,
        HeadType::Number => Kind::Number,
        HeadType::Boolean => Kind::Boolean,
        HeadType::Date => Kind::Day,
        HeadType::Instant { .. } => Kind::Instant,
        HeadType::Text | HeadType::Other => Kind::List,
    };
    if matches!(native, HeadType::Integer | HeadType::Number) {
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

/// The seconds of an instant column's text, on its own clock.
pub(crate) fn seconds_of(reading: &Reading, text: &str) -> Option<i64> {
    match reading {
        Reading::Instants(Instants::Civil(civil)) => {
            let (date, _, clock) = instant::read(civil.day, text)?;
            Some(instant::seconds(date, clock))
        }
        Reading::Instants(Instants::Serial { .. }) => {
            let days: f64 = text.trim().replace(',', ".").parse().ok()?;
            Some(((days - instant::SERIAL_OF_1970) * 86_400.0).round() as i64)
        }
        Reading::Instants(Instants::Epoch(unit)) => {
            let number: f64 = text.trim().parse().ok()?;
            Some(match unit {
                Unit::Seconds | Unit::FractionalSeconds => number as i64,
                Unit::Millis => (number / 1e3) as i64,
                Unit::Micros => (number / 1e6) as i64,
            })
        }
        Reading::Native(HeadType::Date | HeadType::Instant { .. }) => {
            let (date, _, clock) = instant::read("%Y-%m-%d", text)?;
            Some(instant::seconds(date, clock))
        }
        Reading::Clock(_) => clock::read(text).map(|clock| clock.seconds),
        _ => None,
    }
}
