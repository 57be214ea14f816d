//! Day-first or month-first, where a column's values read both ways.

use crate::infer::instant::{self, Civil, Instants};
use crate::infer::kind::{Facts, Reading};
use crate::sample::Column;

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
