//! What one column cannot tell and several can: day-first or month-first, times of day or lengths, thousands or decimals.

use crate::doubt::Doubt;
use crate::infer::instant::{self, Civil, Instants};
use crate::infer::kind::{Facts, Kind, Reading};
use crate::infer::number::Style;
use crate::infer::span::Spans;
use crate::sample::{Column, Written};

/// Settles the order of day and month where a column's values read both ways. Gives, for each column that stays in
/// doubt, its name, the other form and why this one was taken.
pub(crate) fn days(facts: &mut [Facts], columns: &[Column], month_first: bool) -> Vec<Unsure> {
    let sure: Vec<&'static str> = facts
        .iter()
        .filter_map(|facts| civil(facts))
        .filter(|civil| civil.other.is_none())
        .map(|civil| civil.day)
        .collect();
    let mut settled: Vec<Settled> = Vec::new();
    for (place, one) in facts.iter().enumerate() {
        let Some(Civil {
            day,
            other: Some(other),
            ..
        }) = civil(one)
        else {
            continue;
        };
        let pair = match settled
            .iter_mut()
            .find(|pair| pair.day == *day && pair.other == *other)
        {
            Some(pair) => pair,
            None => {
                settled.push(Settled {
                    day,
                    other,
                    places: Vec::new(),
                    votes: 0,
                });
                let Some(last) = settled.last_mut() else {
                    continue;
                };
                last
            }
        };
        pair.places.push(place);
        let cells = columns.get(place).map_or(&[][..], |column| &column.cells);
        let (first, second) = (course(day, cells), course(other, cells));
        if first.steadier_than(&second) {
            pair.votes += 1;
        } else if second.steadier_than(&first) {
            pair.votes -= 1;
        }
    }
    let mut unsure = Vec::new();
    for pair in settled {
        let (swap, why, open) = pair.decide(&sure, month_first);
        let (taken, other) = if swap {
            (pair.other, pair.day)
        } else {
            (pair.day, pair.other)
        };
        for place in pair.places {
            let Some(one) = facts.get_mut(place) else {
                continue;
            };
            if let Reading::Instants(Instants::Civil(civil)) = &mut one.reading {
                civil.day = taken;
                civil.other = None;
            }
            if open {
                unsure.push(Unsure {
                    column: one.name.clone(),
                    taken,
                    other,
                    why: why.to_owned(),
                });
            }
        }
    }
    unsure
}

/// Columns whose days read in the same two ways: one program wrote them, so they are read alike.
struct Settled {
    day: &'static str,
    other: &'static str,
    places: Vec<usize>,
    /// Columns that run steadier in the first form, less those that do in the other.
    votes: i32,
}

impl Settled {
    /// Whether the other form is taken, why, and whether a doubt is left.
    fn decide(&self, sure: &[&'static str], month_first: bool) -> (bool, &'static str, bool) {
        const ALIKE: &str = "another column of the file can only be read so";
        const STEADY: &str = "so read, the rows follow one another in time and lie closer together";
        if sure.contains(&self.day) {
            (false, ALIKE, false)
        } else if sure.contains(&self.other) {
            (true, ALIKE, false)
        } else if self.votes != 0 {
            (self.votes < 0, STEADY, true)
        } else if month_first {
            let swap = self.other.starts_with("%m");
            (
                swap,
                "no value decides it; the zone's country writes the month first",
                true,
            )
        } else {
            (
                false,
                "no value decides it; most of the world writes the day first",
                true,
            )
        }
    }
}

/// A column whose days read in two ways.
pub(crate) struct Unsure {
    pub column: String,
    pub taken: &'static str,
    pub other: &'static str,
    pub why: String,
}

fn civil(facts: &Facts) -> Option<&Civil> {
    match &facts.reading {
        Reading::Instants(Instants::Civil(civil)) => Some(civil),
        _ => None,
    }
}

/// How a column runs in time when read in one form.
struct Course {
    /// Share of steps that go back.
    back: f64,
    /// From the earliest to the latest, in seconds.
    extent: f64,
    read: usize,
}

impl Course {
    fn steadier_than(&self, other: &Self) -> bool {
        if self.read < 3 || other.read < 3 {
            return false;
        }
        let ordered = self.back + 0.1 < other.back && self.back * 2.0 < other.back;
        let closer = self.extent * 3.0 < other.extent && self.back <= other.back + 0.05;
        ordered || closer
    }
}

fn course(form: &'static str, cells: &[Option<String>]) -> Course {
    let seconds: Vec<i64> = cells
        .iter()
        .take(5_000)
        .flatten()
        .filter_map(|cell| instant::read(form, cell))
        .map(|(date, _, clock)| instant::seconds(date, clock))
        .collect();
    let back = seconds
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if b < a))
        .count();
    let steps = seconds.len().saturating_sub(1).max(1);
    let extent = match (seconds.iter().min(), seconds.iter().max()) {
        (Some(low), Some(high)) => (high - low) as f64,
        _ => 0.0,
    };
    // Read backwards is as good as forwards: exports often begin with the newest.
    let share = back as f64 / steps as f64;
    Course {
        back: share.min(1.0 - share),
        extent,
        read: seconds.len(),
    }
}

/// Times of day beside a column of days are what happened on those days; without one they are lengths. A value that
/// stands far more often than chance allows, `0:00:00`, says that nothing happened.
pub(crate) fn clocks(facts: &mut [Facts]) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let dated = facts.iter().any(|facts| facts.kind == Kind::Day);
    for facts in facts.iter_mut() {
        let Reading::Clock(form) = facts.reading.clone() else {
            continue;
        };
        if !dated && form.half.is_none() {
            let hours =
                facts.has_word(&["hours", "planned", "scheduled", "shift", "horas", "stunden"]);
            let spans = match (form.seconds, hours) {
                (true, _) => Spans::HoursMinutesSeconds,
                (false, true) => Spans::HoursMinutes,
                (false, false) => Spans::MinutesSeconds,
            };
            facts.kind = Kind::Duration;
            facts.reading = Reading::Spans(spans);
            if !form.seconds {
                doubts.push(Doubt::new(
                    &facts.name,
                    if hours {
                        "is read as hours and minutes"
                    } else {
                        "is read as minutes and seconds"
                    },
                    "no column of days stands beside it, and hours and minutes look the same",
                ));
            }
            continue;
        }
        let zero = facts.values.iter().position(|(text, _)| {
            text.bytes()
                .all(|byte| matches!(byte, b'0' | b':' | b'.' | b'h'))
        });
        if let Some(place) = zero
            && let Some((text, count)) = facts.values.get(place).cloned()
        {
            let next = facts
                .values
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place)
                .map(|(_, (_, count))| *count)
                .max()
                .unwrap_or(0);
            if count > 3 * next.max(1) && count * 50 > facts.filled {
                facts.sentinel = Some(text);
            }
        }
    }
    doubts
}

/// `1.234` is one thousand or one and a bit: other columns of the same file tell which sign separates decimals.
pub(crate) fn decimals(facts: &mut [Facts], written: &Written) -> Vec<Doubt> {
    let comma = facts.iter().any(|facts| {
        matches!(
            facts.reading,
            Reading::Number {
                style: Style::Comma | Style::GroupedComma,
                unsure: false
            }
        )
    });
    let point = facts.iter().any(|facts| {
        matches!(
            facts.reading,
            Reading::Number {
                style: Style::Point | Style::GroupedPoint,
                unsure: false
            }
        ) && facts.kind != Kind::Integer
    });
    let semicolons = matches!(written, Written::Separated { delimiter: ';', .. });
    let mut doubts = Vec::new();
    for facts in facts.iter_mut() {
        let Reading::Number {
            style,
            unsure: true,
        } = facts.reading
        else {
            continue;
        };
        let comma_decides = comma || (semicolons && !point);
        let taken = match style {
            Style::Point if comma_decides => Style::GroupedComma,
            Style::Comma if comma && !point => Style::Comma,
            Style::Comma | Style::GroupedPoint => Style::GroupedPoint,
            other => other,
        };
        let grouped = matches!(taken, Style::GroupedComma | Style::GroupedPoint);
        facts.reading = Reading::Number {
            style: taken,
            unsure: false,
        };
        if grouped && facts.kind == Kind::Number {
            facts.kind = Kind::Integer;
        }
        if style == Style::Point && !comma_decides {
            continue;
        }
        let example = facts
            .values
            .first()
            .map(|(text, _)| text.clone())
            .unwrap_or_default();
        let other = if grouped { "decimals" } else { "thousands" };
        doubts.push(Doubt::new(
            &facts.name,
            format!(
                "`{example}` is read with its sign as a separator of {}",
                if grouped { "thousands" } else { "decimals" }
            ),
            format!("every value has exactly three digits after it; it could be of {other}"),
        ));
    }
    doubts
}

/// The column of days that belongs to a time of day: the one whose name shares most words with it, the nearer of several.
pub(crate) fn day_of(facts: &[Facts], clock: &Facts) -> Option<usize> {
    let at = facts.iter().position(|one| one.name == clock.name)?;
    facts
        .iter()
        .enumerate()
        .filter(|(_, one)| one.kind == Kind::Day && one.sql.is_some())
        .max_by_key(|(place, one)| {
            let shared = one
                .words
                .split(' ')
                .filter(|word| clock.words.split(' ').any(|other| other == *word))
                .count();
            (shared, std::cmp::Reverse(place.abs_diff(at)))
        })
        .map(|(place, _)| place)
}
