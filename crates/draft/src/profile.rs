//! What each column of a sample holds, for people and for a screen.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::infer::instant::{Instants, Unit};
use crate::infer::kind::{self, Facts, Kind, Reading};
use crate::infer::personal::{self, Personal};
use crate::infer::span::Spans;
use crate::sample::{Sample, Written};
use crate::write::yaml;

/// What a sample holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// How the file is written.
    pub written: Written,
    /// WHATWG label of its encoding; absent for UTF-8.
    pub encoding: Option<String>,
    /// Rows looked at.
    pub rows: usize,
    /// Whether these are all rows of the file.
    pub complete: bool,
    /// Its columns, in the order of the file.
    pub columns: Vec<ColumnProfile>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnProfile {
    /// Its name; a dotted path for a nested member.
    pub name: String,
    /// The kind of its values.
    pub kind: Kind,
    /// How they are written: a time format, the spelling of yes, the separators of a number.
    pub pattern: Option<String>,
    /// Rows in which it is empty or a spelling of nothing.
    pub nulls: usize,
    /// The spellings of nothing that occur, the empty cell aside.
    pub null_spellings: Vec<String>,
    /// Distinct values.
    pub distinct: usize,
    /// The least value, as written; of personal columns, none.
    pub min: Option<String>,
    /// The greatest.
    pub max: Option<String>,
    /// Up to five values, the commonest first; of personal columns, none.
    pub examples: Vec<String>,
    /// Why it looks as if it told who somebody is.
    pub personal: Option<Personal>,
    /// Values that do not fit the kind; their rows would be set aside if the column is mapped.
    pub misfits: Vec<String>,
    /// The SQL that reads its text; absent where no expression can name it.
    pub sql: Option<String>,
    /// The columns of the table that read it.
    pub mapped_to: Vec<String>,
    /// Type of a column of a table (`text`, `instant` …, and `seconds` for a length of time) → the SQL that reads this
    /// column so, where its values allow it.
    pub reads: BTreeMap<&'static str, String>,
}

/// What a feed does with a column.
pub(crate) struct Use {
    pub mapped_to: Vec<String>,
    pub reads: BTreeMap<&'static str, String>,
}

pub(crate) fn of(sample: &Sample, facts: &[Facts], used: impl Fn(&Facts) -> Use) -> Profile {
    Profile {
        written: sample.written.clone(),
        encoding: sample.encoding.clone(),
        rows: sample.rows,
        complete: sample.complete,
        columns: facts
            .iter()
            .map(|facts| column(facts, used(facts)))
            .collect(),
    }
}

fn column(facts: &Facts, Use { mapped_to, reads }: Use) -> ColumnProfile {
    let customer = mapped_to.iter().any(|column| column == "customer");
    let personal = facts.personal.or(customer.then_some(Personal::Customer));
    let shown = personal.is_none();
    let (min, max) = if shown { extremes(facts) } else { (None, None) };
    ColumnProfile {
        name: facts.name.clone(),
        kind: facts.kind,
        pattern: pattern(facts),
        nulls: facts.nulls,
        null_spellings: facts
            .null_words
            .iter()
            .map(|(word, _)| word.clone())
            .collect(),
        distinct: facts.distinct(),
        min,
        max,
        examples: if shown {
            examples(facts, 5)
        } else {
            Vec::new()
        },
        personal,
        misfits: if shown {
            let misfits = facts.misfits.iter();
            misfits
                .filter(|text| !personal::holds_personal(text))
                .cloned()
                .collect()
        } else {
            Vec::new()
        },
        sql: facts.sql.clone(),
        mapped_to,
        reads,
    }
}

/// The commonest values, cut to what a line holds; none that tells who somebody is.
pub(crate) fn examples(facts: &Facts, most: usize) -> Vec<String> {
    facts
        .values
        .iter()
        .filter(|(text, _)| {
            facts.sentinel.as_ref() != Some(text) && !personal::holds_personal(text)
        })
        .take(most)
        .map(|(text, _)| yaml::cut(text, 40))
        .collect()
}

fn extremes(facts: &Facts) -> (Option<String>, Option<String>) {
    if let Some((low, high)) = facts.range {
        return (Some(low.to_string()), Some(high.to_string()));
    }
    let cut = |text: Option<&String>| text.map(|text| yaml::cut(text, 60));
    let texts = || {
        let texts = facts.values.iter().map(|(text, _)| text);
        texts.filter(|text| !personal::holds_personal(text))
    };
    if matches!(facts.kind, Kind::Instant | Kind::Day | Kind::TimeOfDay) {
        let at = |text: &&String| kind::seconds_of(&facts.reading, text);
        let read = || texts().filter(|text| at(text).is_some());
        return (cut(read().min_by_key(at)), cut(read().max_by_key(at)));
    }
    (cut(texts().min()), cut(texts().max()))
}

/// How the values are written.
pub(crate) fn pattern(facts: &Facts) -> Option<String> {
    Some(match &facts.reading {
        Reading::Instants(Instants::Epoch(unit)) => match unit {
            Unit::Seconds | Unit::FractionalSeconds => "seconds since 1970".to_owned(),
            Unit::Millis => "milliseconds since 1970".to_owned(),
            Unit::Micros => "microseconds since 1970".to_owned(),
        },
        Reading::Instants(Instants::Serial { .. }) => "days since 1899-12-30".to_owned(),
        Reading::Instants(Instants::Civil(civil)) => {
            let forms: Vec<String> = civil
                .tails
                .iter()
                .take(3)
                .map(|tail| match tail.form {
                    Some(form) => format!("{}{}{}", civil.day, tail.joint, form.format()),
                    None => civil.day.to_owned(),
                })
                .collect();
            forms.join(" or ")
        }
        Reading::Clock(form) => form.format(),
        Reading::Spans(spans) => match spans {
            Spans::HoursMinutesSeconds => "h:mm:ss",
            Spans::MinutesSeconds => "m:ss",
            Spans::HoursMinutes => "h:mm",
            Spans::DaysAndClock => "1d hh:mm:ss",
            Spans::Iso => "ISO 8601 (PT1H2M3S)",
            Spans::Words => "1h 2m 3s",
        }
        .to_owned(),
        Reading::Truth(truth) => format!("{} / {}", truth.yes.join(", "), truth.no.join(", ")),
        Reading::Number { style, .. } => {
            use crate::infer::number::Style;
            match style {
                Style::Point => return None,
                Style::Comma => "decimal comma",
                Style::GroupedPoint => "thousands set off by commas",
                Style::GroupedComma => "thousands set off by points, decimal comma",
                Style::Spaced => "thousands set off by spaces",
            }
            .to_owned()
        }
        Reading::Words | Reading::Native(_) => return None,
    })
}
