//! Rows that are totals already: a day or an interval, and numbers about it.

use std::collections::HashMap;

use super::names;
use crate::infer::kind::{self, Facts, Kind};
use crate::sample::Column;

/// A series of totals.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Totals {
    /// The column that says when.
    pub when: usize,
    /// Columns that break the numbers down: a queue, a site.
    pub by: Vec<usize>,
    /// The numbers, the most telling first.
    pub numbers: Vec<usize>,
    /// Seconds from one row to the next.
    pub step: Option<i64>,
}

/// Words of columns that say when an interval began or ended.
const INTERVALS: &[&str] = &["interval", "intervall", "intervalo", "intervalle"];

const COUNTED: &[&str] = &[
    "calls",
    "total",
    "count",
    "contacts",
    "tickets",
    "volume",
    "offered",
    "offer",
    "answer",
    "answered",
    "handled",
    "received",
    "incoming",
    "abandoned",
    "cases",
    "chats",
    "llamadas",
    "anrufe",
    "appels",
    "oproepen",
    "chamadas",
    "recibidas",
    "atendidas",
    "n",
    "sum",
    "value",
    "rate",
    "avg",
    "average",
    "level",
    "percent",
    "aht",
    "asa",
    "sla",
    "visits",
    "sales",
    "orders",
    "sentiment",
    "index",
    "contestadas",
    "ofrecidas",
    "abandonadas",
    "volumen",
    "anzahl",
    "nombre",
    "aantal",
    "incidents",
    "index",
    "mean",
    "median",
];

/// The totals, when the file holds such.
pub(crate) fn find(facts: &[Facts], columns: &[Column]) -> Option<Totals> {
    let moments: Vec<usize> = places(facts, |one| matches!(one.kind, Kind::Instant | Kind::Day));
    let of_interval = |place: &usize| facts.get(*place).is_some_and(|one| one.has_word(INTERVALS));
    // The beginning and the end of an interval are one moment, told twice.
    let (when, intervals) = match moments.as_slice() {
        [when] => (*when, of_interval(when)),
        [start, end] if of_interval(start) && of_interval(end) => (*start, true),
        _ => return None,
    };
    let few = |one: &Facts| one.kind == Kind::Identifier && one.distinct() * 2 <= one.filled;
    let by: Vec<usize> = places(facts, |one| {
        matches!(one.kind, Kind::Choice | Kind::Text) && one.distinct() > 0
            || (intervals && few(one))
    });
    let numbers: Vec<usize> = places(facts, |one| {
        matches!(
            one.kind,
            Kind::Integer | Kind::Number | Kind::Percent | Kind::Duration | Kind::Money
        ) && (!names::is_identifier(&one.words) || one.has_word(COUNTED))
    });
    let ids = places(facts, |one| {
        let told = intervals && (one.kind == Kind::Boolean || few(one));
        !told
            && matches!(
                one.kind,
                Kind::Identifier | Kind::FreeText | Kind::TimeOfDay | Kind::Boolean | Kind::List
            )
            || (matches!(one.kind, Kind::Integer)
                && names::is_identifier(&one.words)
                && !one.has_word(COUNTED))
    });
    if numbers.is_empty() || !ids.is_empty() || by.len() > if intervals { 4 } else { 2 } {
        return None;
    }
    let telling = facts.iter().filter(|one| one.has_word(COUNTED)).count();
    let mut seen: HashMap<Vec<Option<&str>>, usize> = HashMap::new();
    let rows = columns.get(when).map_or(0, |column| column.cells.len());
    for row in 0..rows {
        let key = std::iter::once(&when)
            .chain(&by)
            .map(|place| {
                columns
                    .get(*place)
                    .and_then(|column| column.cells.get(row))
                    .and_then(Option::as_deref)
            })
            .collect();
        *seen.entry(key).or_default() += 1;
    }
    // An interval that was not over comes again when it is.
    let again = rows - seen.len();
    if (again > 0 && !intervals) || again * 3 > rows || rows == 0 {
        return None;
    }
    let step = step(facts.get(when)?);
    if intervals {
        return Some(Totals {
            when,
            by,
            numbers: telling_first(facts, numbers),
            step,
        });
    }
    // One or two rows have no rhythm; then the names must say it.
    if step.is_none() && !(telling > 0 && telling * 2 >= numbers.len() && rows < 5) {
        return None;
    }
    if telling == 0 && (numbers.len() > 3 || by.len() > 1) {
        return None;
    }
    Some(Totals {
        when,
        by,
        numbers: telling_first(facts, numbers),
        step,
    })
}

/// The numbers that count something first.
fn telling_first(facts: &[Facts], mut numbers: Vec<usize>) -> Vec<usize> {
    numbers.sort_by_key(|place| {
        facts.get(*place).map_or(3, |one| {
            let counts =
                one.kind == Kind::Integer && one.has_word(COUNTED) && !names::is_span(&one.words);
            if counts { 0 } else { 1 }
        })
    });
    numbers
}

fn places(facts: &[Facts], holds: impl Fn(&Facts) -> bool) -> Vec<usize> {
    facts
        .iter()
        .enumerate()
        .filter(|(_, one)| holds(one))
        .map(|(place, _)| place)
        .collect()
}

/// The step that most neighbours keep.
fn step(facts: &Facts) -> Option<i64> {
    let mut seconds: Vec<i64> = facts
        .values
        .iter()
        .filter_map(|(text, _)| kind::seconds_of(&facts.reading, text))
        .collect();
    seconds.sort_unstable();
    seconds.dedup();
    if seconds.len() < 3 {
        return None;
    }
    let mut steps: HashMap<i64, usize> = HashMap::new();
    for pair in seconds.windows(2) {
        if let [a, b] = pair {
            let step = b - a;
            // Months have no one length.
            let step = if (28 * 86_400..=31 * 86_400).contains(&step) {
                30 * 86_400
            } else {
                step
            };
            *steps.entry(step).or_default() += 1;
        }
    }
    let (step, count) = steps
        .into_iter()
        .max_by_key(|(step, count)| (*count, std::cmp::Reverse(*step)))?;
    let regular = step >= 60 && (step % 60 == 0) && count * 10 >= (seconds.len() - 1) * 6;
    regular.then_some(step)
}
