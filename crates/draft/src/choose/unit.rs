//! The unit of lengths of time that no name tells, for all such columns of a file at once.

use super::names;
use crate::infer::kind::{self, Facts, Kind};
use crate::sample::Column;
use crate::write::expression;

/// A unit, and why it is taken.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measured {
    /// As [`expression::unit`] says it.
    pub unit: &'static str,
    pub why: String,
    /// Whether the rows prove it.
    pub proved: bool,
}

impl Measured {
    /// The unit in words.
    pub(crate) fn words(&self) -> &'static str {
        match self.unit {
            "ms" => "milliseconds",
            "min" => "minutes",
            _ => "seconds",
        }
    }
}

/// Rows that are compared at most.
const COMPARED: usize = 500;
/// Columns of moments beyond this are not compared.
const MOMENTS_MAX: usize = 5;
/// Fewer rows prove nothing.
const COMPARED_MIN: usize = 5;
const DAY_SECONDS: f64 = 86_400.0;
/// In seconds, half of the contacts would take longer than this: nobody is busy so long with one.
const BUSY_SECONDS_MAX: f64 = 4.0 * 3_600.0;

/// Settles the unit of columns whose names say none.
pub(crate) fn settle(facts: &mut [Facts], columns: &[Column]) {
    let family: Vec<usize> = facts
        .iter()
        .enumerate()
        .filter(|(_, one)| of_family(one))
        .map(|(place, _)| place)
        .collect();
    let found = proved(facts, columns, &family).or_else(|| likely(facts, &family));
    let Some(found) = found else {
        return;
    };
    for place in family {
        if let Some(one) = facts.get_mut(place) {
            one.measured = Some(found.clone());
        }
    }
}

/// Whether it is a length of time as a bare number, whose name says no unit.
fn of_family(facts: &Facts) -> bool {
    matches!(facts.kind, Kind::Integer | Kind::Number)
        && names::is_span(&facts.words)
        && !names::is_identifier(&facts.words)
        && expression::named_unit(&facts.words).is_none()
}

/// A column of moments: its name, its seconds, and by how much they may be off.
struct Moments<'a> {
    name: &'a str,
    seconds: Vec<Option<i64>>,
    /// A clock that shows minutes is a minute off at most.
    off: f64,
}

/// What begins and ends in two columns takes as long as a third says.
fn proved(facts: &[Facts], columns: &[Column], family: &[usize]) -> Option<Measured> {
    let moments: Vec<Moments<'_>> = facts
        .iter()
        .zip(columns)
        .filter(|(one, _)| one.kind == Kind::Instant)
        .take(MOMENTS_MAX)
        .map(|(one, column)| moments(one, column))
        .collect();
    let pairs = || {
        let others = |start| moments.iter().map(move |end| (start, end));
        moments.iter().flat_map(others)
    };
    for (place, (start, end)) in family
        .iter()
        .flat_map(|place| pairs().map(move |pair| (*place, pair)))
        .filter(|(_, (start, end))| start.name != end.name)
    {
        let (Some(span), Some(column)) = (facts.get(place), columns.get(place)) else {
            continue;
        };
        for (unit, per_second, words) in [
            ("s", 1.0, "seconds"),
            ("ms", 1_000.0, "milliseconds"),
            ("min", 1.0 / 60.0, "minutes"),
        ] {
            if let Some(rows) = as_long(start, end, column, per_second) {
                return Some(Measured {
                    unit,
                    why: format!(
                        "from `{}` to `{}` it takes as long as `{}` says in {words}, in {rows} rows",
                        start.name, end.name, span.name
                    ),
                    proved: true,
                });
            }
        }
    }
    None
}

fn moments<'a>(facts: &'a Facts, column: &Column) -> Moments<'a> {
    let cells = column.cells.iter().take(COMPARED);
    let seconds: Vec<Option<i64>> = cells
        .map(|cell| kind::seconds_of(&facts.reading, cell.as_deref()?))
        .collect();
    let minutes = seconds.iter().flatten().all(|seconds| seconds % 60 == 0);
    Moments {
        name: &facts.name,
        seconds,
        off: if minutes { 60.0 } else { 2.0 },
    }
}

/// The rows in which the length is what lies between the two moments, where it is so in nearly all.
fn as_long(
    start: &Moments<'_>,
    end: &Moments<'_>,
    span: &Column,
    per_second: f64,
) -> Option<usize> {
    let off = start.off.max(end.off);
    let (mut all, mut same, mut told) = (0_usize, 0_usize, 0_usize);
    for ((start, end), span) in start.seconds.iter().zip(&end.seconds).zip(&span.cells) {
        let (Some(start), Some(end), Some(span)) = (start, end, span) else {
            continue;
        };
        let Ok(span) = span.parse::<f64>() else {
            continue;
        };
        let seconds = span / per_second;
        let close = (seconds - (end - start) as f64).abs() <= off;
        all += 1;
        same += usize::from(close);
        // What is nearly nothing fits every unit.
        told += usize::from(close && seconds > 2.0 * off);
    }
    (all >= COMPARED_MIN && same * 20 >= all * 19 && told * 2 >= all).then_some(same)
}

/// What nobody can prove: lengths that in seconds would be longer than anybody is busy with one contact, or than a day.
fn likely(facts: &[Facts], family: &[usize]) -> Option<Measured> {
    const BUSY: &[&str] = &[
        "handle", "handling", "talk", "duration", "acw", "hold", "aht",
    ];
    const OPEN: &[&str] = &["resolution", "response", "age", "reply"];
    let busy = || {
        let all = family.iter().filter_map(|place| facts.get(*place));
        all.filter(|one| one.has_word(BUSY) && !one.has_word(OPEN))
    };
    let middles = busy().filter_map(|one| Some((one, middle(one)?)));
    if let Some((one, middle)) = middles.max_by(|a, b| a.1.total_cmp(&b.1))
        && middle > BUSY_SECONDS_MAX
    {
        return Some(Measured {
            unit: "ms",
            why: format!(
                "half of the values of `{}` are {middle} or more: as seconds, more than {} hours",
                one.name,
                (middle / 3_600.0) as i64
            ),
            proved: false,
        });
    }
    let high = |one: &Facts| one.range.map_or(0.0, |(_, high)| high);
    let longest = busy().max_by(|a, b| high(a).total_cmp(&high(b)))?;
    (high(longest) > DAY_SECONDS).then(|| Measured {
        unit: "s",
        why: format!(
            "`{}` goes up to {}, which is more than a day",
            longest.name,
            high(longest)
        ),
        proved: false,
    })
}

/// The value in the middle, of those above zero.
fn middle(facts: &Facts) -> Option<f64> {
    let mut values: Vec<f64> = facts
        .values
        .iter()
        .flat_map(|(text, count)| {
            let value = text.parse::<f64>().ok().filter(|value| *value > 0.0);
            value
                .into_iter()
                .flat_map(move |value| std::iter::repeat_n(value, (*count).min(1_000)))
        })
        .collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
