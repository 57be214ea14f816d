//! Which table the rows belong to, and which of its columns each source column is.

use charter::canonical::{self, ColumnType as Target};

use super::names;
use super::vocabulary::{self, Words};
use super::words;
use crate::about::About;
use crate::infer::kind::{Facts, Kind};
use crate::infer::personal::Personal;

/// A source column taken for a column of the table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Match {
    pub column: &'static str,
    pub source: usize,
    /// From 0 to a bit over 1.
    pub sure: f64,
    /// Whether its name told; else its values.
    pub by_name: bool,
}

/// A table and what its columns are.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub table: &'static canonical::Table,
    pub matches: Vec<Match>,
    /// The next best table, when it is nearly as good.
    pub next: Option<&'static str>,
}

impl Chosen {
    pub(crate) fn of(&self, column: &str) -> Option<&Match> {
        self.matches.iter().find(|one| one.column == column)
    }
}

/// The table that the columns fit best.
pub(crate) fn choose(file: &str, facts: &[Facts], about: &About) -> Option<Chosen> {
    let file = names::words(file);
    let mut rated: Vec<(f64, &'static canonical::Table, Vec<Match>)> = vocabulary::tables()
        .filter_map(|words| {
            let table = canonical::table(words.table)?;
            let matches = matches(words, table, facts, about);
            let complete = words.needs.iter().all(|group| {
                matches
                    .iter()
                    .any(|one| group.contains(&one.column) && one.sure >= 0.6)
            });
            if !complete {
                return None;
            }
            let named = words
                .file
                .iter()
                .any(|word| file.split(' ').any(|part| part.starts_with(word)));
            let own = own(words, &matches)
                + if is_log(words.table, &matches, facts) {
                    5.0
                } else {
                    0.0
                };
            let score = matches.iter().map(|one| one.sure).sum::<f64>()
                + if words.needs.is_empty() {
                    1.0
                } else {
                    0.9 * own
                }
                + if named { 2.0 } else { 0.0 };
            Some((score, table, matches))
        })
        .collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0));
    let next = match rated.as_slice() {
        [(best, ..), (second, table, _), ..] if second + 1.5 > *best => Some(table.name),
        _ => None,
    };
    let (_, table, matches) = rated.into_iter().next()?;
    Some(Chosen {
        table,
        matches,
        next,
    })
}

/// Whether the rows are steps of something that comes again and again: an activity, and when it was done.
fn is_log(table: &str, matches: &[Match], facts: &[Facts]) -> bool {
    let sure = |column: &str| {
        matches
            .iter()
            .find(|one| one.column == column)
            .filter(|one| one.sure >= 0.85)
    };
    table == "status"
        && sure("state").is_some()
        && sure("changed_at").is_some()
        && sure("contact_id")
            .and_then(|one| facts.get(one.source))
            .is_some_and(|one| one.distinct() < one.filled)
}

/// How much of what was matched is what shows this table rather than another.
fn own(words: &Words, matches: &[Match]) -> f64 {
    const SHARED: &[&str] = &[
        "contact_id",
        "party",
        "site",
        "team",
        "agent",
        "channel",
        "contact_type",
        "customer",
        "queue",
    ];
    matches
        .iter()
        .filter(|one| {
            !SHARED.contains(&one.column)
                && words
                    .columns
                    .iter()
                    .any(|called| called.column == one.column)
        })
        .map(|one| if one.sure >= 0.9 { 1.0 } else { 0.5 })
        .sum()
}

/// Names of columns beyond this are not compared.
const NAMED: usize = 1_000;

fn matches(
    words: &Words,
    table: &'static canonical::Table,
    facts: &[Facts],
    about: &About,
) -> Vec<Match> {
    let mut rated: Vec<(f64, &'static str, usize)> = Vec::new();
    // A column of days beside times of day is half of each of them.
    let clocks = facts.iter().any(|one| one.kind == Kind::TimeOfDay);
    for called in words.columns {
        let Some(column) = table
            .columns
            .iter()
            .find(|column| column.name == called.column)
        else {
            continue;
        };
        for (place, one) in facts.iter().enumerate().take(NAMED) {
            if one.sql.is_none() || one.kind == Kind::Empty || (clocks && one.kind == Kind::Day) {
                continue;
            }
            let fit = leaf_fit(&one.words, &one.name, called.names);
            if fit < 0.5 || !fits_type(one, column.column_type) {
                continue;
            }
            let fit = fit + by_values(table.name, column.name, one, about);
            if fit >= 0.5 {
                rated.push((fit, column.name, place));
            }
        }
    }
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
    let mut taken: Vec<Match> = Vec::new();
    for (sure, column, source) in rated {
        if !taken
            .iter()
            .any(|one| one.column == column || one.source == source)
        {
            taken.push(Match {
                column,
                source,
                sure,
                by_name: true,
            });
        }
    }
    taken
}

/// A nested member goes by its last name as well.
fn leaf_fit(words: &str, name: &str, names: &str) -> f64 {
    let whole = vocabulary::fit(words, names);
    let leaf = name
        .rsplit_once(['.', ':', '/'])
        .map(|(_, leaf)| names::words(leaf));
    let leaf = leaf.map_or(0.0, |leaf| {
        vocabulary::fit(&leaf, names) - if leaf.len() < 4 { 0.3 } else { 0.08 }
    });
    whole.max(leaf)
}

fn fits_type(facts: &Facts, target: Target) -> bool {
    let kind = facts.kind;
    if kind == Kind::Empty {
        return matches!(target, Target::Text);
    }
    match target {
        Target::Text => !matches!(
            kind,
            Kind::Instant
                | Kind::Day
                | Kind::TimeOfDay
                | Kind::Duration
                | Kind::List
                | Kind::FreeText
                | Kind::Money
                | Kind::Percent
        ),
        Target::Instant => matches!(kind, Kind::Instant | Kind::Day | Kind::TimeOfDay),
        Target::Integer => kind == Kind::Integer,
        Target::Number => matches!(
            kind,
            Kind::Integer | Kind::Number | Kind::Percent | Kind::Duration
        ),
        Target::Money => matches!(kind, Kind::Integer | Kind::Number | Kind::Money),
        Target::Boolean => is_truth(facts),
    }
}

fn is_truth(facts: &Facts) -> bool {
    facts.kind == Kind::Boolean
        || facts.bits.is_some()
        || (facts.filled > 0
            && facts.distinct() <= 4
            && facts
                .values
                .iter()
                .all(|(text, _)| words::kept(text).is_some()))
}

/// What the values add to, or take from, what the name says.
fn by_values(table: &str, column: &str, facts: &Facts, about: &About) -> f64 {
    let share = |holds: &dyn Fn(&str) -> bool| {
        let counted: usize = facts
            .values
            .iter()
            .filter(|(text, _)| holds(text))
            .map(|(_, count)| count)
            .sum();
        counted as f64 / facts.filled.max(1) as f64
    };
    let few = facts.distinct() <= 60;
    match column {
        "channel" => {
            let known = share(&|text| {
                words::channel(text).is_some()
                    || about
                        .channels
                        .iter()
                        .any(|one| one.eq_ignore_ascii_case(text))
            });
            if facts.distinct() > 30 {
                -1.0
            } else if known >= 0.5 {
                0.25
            } else {
                -0.35
            }
        }
        "contact_type" => {
            let channels = share(&|text| words::channel(text).is_some());
            let known = share(&|text| {
                about
                    .contact_types
                    .iter()
                    .any(|one| one.eq_ignore_ascii_case(text))
            });
            let many = facts.distinct() > 400 || (facts.unique() && facts.filled > 5);
            let outcomes = share(&|text| words::outcome(text).is_some());
            0.3 * known
                - if channels > 0.8 { 0.4 } else { 0.0 }
                - if many { 0.8 } else { 0.0 }
                - if outcomes > 0.8 { 0.3 } else { 0.0 }
        }
        // A flag says that a call was abandoned, or nothing about how it ended.
        "outcome" if facts.kind == Kind::Boolean || facts.bits.is_some() => {
            if facts.has_word(&["abandoned", "abandon", "abandonada", "abandonado", "missed"]) {
                0.3
            } else {
                -1.0
            }
        }
        "outcome" => {
            let abandoned = share(&|text| words::outcome(text) == Some("abandoned"));
            let known = share(&|text| words::outcome(text).is_some());
            if !few {
                -1.0
            } else if abandoned > 0.0 && abandoned < 1.0 {
                0.25
            } else if known > 0.2 {
                0.05
            } else {
                -0.45
            }
        }
        "party" => {
            let known = share(&|text| party(text, about).is_some());
            if known > 0.5 { 0.2 } else { -1.0 }
        }
        "priority" | "language" | "scorecard" | "category" => {
            if few {
                0.0
            } else {
                -0.6
            }
        }
        "site" | "team" | "queue"
            if facts.distinct() > 2_000 || (facts.unique() && facts.filled > 5) =>
        {
            -0.8
        }
        "contact_id" | "survey_id" | "evaluation_id" | "message_id" | "cost_line_id"
        | "task_run_id" | "shift_id" | "coaching_id" | "training_id" => {
            if matches!(facts.kind, Kind::Boolean | Kind::Number) {
                -1.0
            } else if facts.unique() {
                0.12
            } else if facts.distinct() * 50 < facts.filled {
                -0.5
            } else {
                0.0
            }
        }
        "customer" => match facts.personal {
            Some(Personal::Email) => 0.05,
            Some(Personal::Phone) => 0.03,
            Some(Personal::Name) => -0.12,
            _ if matches!(facts.kind, Kind::Boolean) => -1.0,
            _ if !names::is_identifier(&facts.words)
                && facts.distinct() < 12
                && facts.filled > 40 =>
            {
                -0.4
            }
            _ => 0.0,
        },
        "agent" | "evaluator" | "coach"
            if facts.kind == Kind::Boolean
                || facts.personal == Some(Personal::Phone)
                || (facts.unique() && facts.filled > 20) =>
        {
            -0.6
        }
        "csat" => ranged(facts, 1.0, 5.0, table),
        "nps" => ranged(facts, 0.0, 10.0, table),
        "effort" => ranged(facts, 1.0, 7.0, table),
        "score" if table == "evaluation" => match facts.range {
            Some((low, high)) if low >= 0.0 && high <= 100.0 => 0.1,
            _ => -0.1,
        },
        _ => 0.0,
    }
}

fn ranged(facts: &Facts, low: f64, high: f64, table: &str) -> f64 {
    match facts.range {
        Some((least, most)) if least >= low && most <= high => {
            if table == "survey" {
                0.1
            } else {
                0.0
            }
        }
        Some(_) => -0.3,
        None => -1.0,
    }
}

/// The party that a value names.
pub(crate) fn party<'a>(text: &str, about: &'a About) -> Option<&'a str> {
    let folded = names::words(text).replace(' ', "_");
    about
        .parties
        .iter()
        .find(|party| {
            party.party.eq_ignore_ascii_case(&folded)
                || names::words(&party.title) == names::words(text)
        })
        .map(|party| party.party.as_str())
}
