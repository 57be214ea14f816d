//! What values alone tell, where names told nothing.

use super::table::{Chosen, Match};
use super::{names, words};
use crate::infer::kind::{self, Facts, Kind};
use crate::infer::personal::Personal;
use crate::sample::{Column, Written};

/// Adds matches for columns that no name was found for.
pub(crate) fn add(chosen: &mut Chosen, facts: &[Facts], columns: &[Column], written: &Written) {
    let unnamed = matches!(written, Written::Separated { header: false, .. });
    let table = chosen.table;
    if chosen.of(table.at).is_none() {
        let first = earliest(chosen, facts, columns);
        push(chosen, table.at, first, 0.6);
    }
    if table.name != "contact" {
        return;
    }
    if chosen.of("contact_id").is_none() {
        let id = free(chosen, facts).find(|(_, one)| {
            one.unique()
                && matches!(one.kind, Kind::Identifier | Kind::Integer)
                && one.personal.is_none()
                && one.filled > 1
        });
        let id = id.map(|(place, _)| place);
        push(chosen, "contact_id", id, 0.6);
    }
    if chosen.of("outcome").is_none()
        && let Some(found) = ends(chosen, facts)
    {
        // `Call type` is a reason of the contact only where it does not say how the call ended.
        chosen.matches.retain(|one| one.source != found);
        push(chosen, "outcome", Some(found), 0.7);
    }
    if chosen.of("channel").is_none() {
        let found = free(chosen, facts)
            .filter(|(_, one)| {
                one.kind == Kind::Choice && one.personal.is_none() && one.distinct() <= 20
            })
            .find(|(_, one)| {
                let known: usize = one
                    .values
                    .iter()
                    .filter(|(text, _)| words::channel(text).is_some())
                    .map(|(_, count)| count)
                    .sum();
                known * 10 >= one.filled * 8
            })
            .map(|(place, _)| place);
        push(chosen, "channel", found, 0.7);
    }
    if chosen.of("customer").is_none() {
        let found = free(chosen, facts)
            .find(|(_, one)| {
                matches!(one.personal, Some(Personal::Email | Personal::Phone))
                    && !one.has_word(&["agent", "assignee", "to"])
            })
            .map(|(place, _)| place);
        push(chosen, "customer", found, 0.7);
    }
    if chosen.of("resolved_at").is_none() && chosen.of("closed_at").is_none() && unnamed {
        let opened = chosen.of("opened_at").map(|one| one.source);
        let later = free(chosen, facts)
            .filter(|(_, one)| one.kind == Kind::Instant)
            .map(|(place, _)| place)
            .find(|place| opened.is_some_and(|opened| follows(facts, columns, opened, *place)));
        push(chosen, "resolved_at", later, 0.6);
    }
    if chosen.of("contact_type").is_none() && unnamed {
        let found = free(chosen, facts)
            .filter(|(_, one)| {
                matches!(one.kind, Kind::Choice | Kind::Text)
                    && (3..=400).contains(&one.distinct())
                    && one.distinct() * 2 < one.filled
            })
            .max_by_key(|(place, one)| (one.distinct(), std::cmp::Reverse(*place)))
            .map(|(place, _)| place);
        push(chosen, "contact_type", found, 0.6);
    }
}

/// The column whose words say how contacts ended: some were given up, and all others were handled or went one way or the other.
fn ends(chosen: &Chosen, facts: &[Facts]) -> Option<usize> {
    const LOOSE: &[&str] = &["contact_type", "channel", "category"];
    let taken = |place: usize| {
        chosen
            .matches
            .iter()
            .any(|one| one.source == place && !LOOSE.contains(&one.column))
    };
    let says = |one: &Facts, outcome: &str| {
        one.values
            .iter()
            .any(|(text, _)| words::outcome(text) == Some(outcome))
    };
    facts.iter().enumerate().find_map(|(place, one)| {
        let loose = chosen.matches.iter().any(|found| found.source == place);
        let fits = matches!(one.kind, Kind::Choice | Kind::Text)
            && one.sql.is_some()
            && one.distinct() <= 20
            && !taken(place)
            && says(one, "abandoned");
        let all = one
            .values
            .iter()
            .all(|(text, _)| words::outcome(text).is_some() || words::direction(text));
        (fits && (all || (says(one, "handled") && !loose))).then_some(place)
    })
}

fn push(chosen: &mut Chosen, column: &'static str, source: Option<usize>, sure: f64) {
    if let Some(source) = source {
        chosen.matches.push(Match {
            column,
            source,
            sure,
            by_name: false,
        });
    }
}

fn free<'a>(chosen: &Chosen, facts: &'a [Facts]) -> impl Iterator<Item = (usize, &'a Facts)> {
    let taken: Vec<usize> = chosen.matches.iter().map(|one| one.source).collect();
    facts
        .iter()
        .enumerate()
        .filter(move |(place, one)| !taken.contains(place) && one.sql.is_some() && one.filled > 0)
}

/// The moment that lies before the others in most rows, and is there in most.
fn earliest(chosen: &Chosen, facts: &[Facts], columns: &[Column]) -> Option<usize> {
    let dated = facts.iter().any(|one| one.kind == Kind::Day);
    let moments: Vec<usize> = free(chosen, facts)
        .filter(|(_, one)| {
            one.kind == Kind::Instant
                || (one.kind == Kind::Day)
                || (one.kind == Kind::TimeOfDay && dated && one.sentinel.is_none())
        })
        .map(|(place, _)| place)
        .collect();
    let clocks: Vec<usize> = moments
        .iter()
        .copied()
        .filter(|place| {
            facts
                .get(*place)
                .is_some_and(|one| one.kind == Kind::TimeOfDay)
        })
        .collect();
    let instants: Vec<usize> = moments
        .iter()
        .copied()
        .filter(|place| {
            facts
                .get(*place)
                .is_some_and(|one| one.kind == Kind::Instant)
        })
        .collect();
    let among = if !instants.is_empty() {
        instants
    } else if !clocks.is_empty() {
        clocks
    } else {
        moments
    };
    among.into_iter().max_by_key(|place| {
        let filled = facts.get(*place).map_or(0, |one| one.filled);
        // One that others follow, and no time of change.
        let before = facts
            .iter()
            .enumerate()
            .filter(|(other, one)| {
                other != place
                    && one.kind == Kind::Instant
                    && follows(facts, columns, *place, *other)
            })
            .count();
        let changes = facts.get(*place).is_some_and(|one| {
            one.has_word(&["updated", "modified", "due", "deadline", "planned"])
        });
        (!changes, before, filled, std::cmp::Reverse(*place))
    })
}

/// Whether the second column is at or after the first in nearly all rows that have both.
pub(crate) fn follows(facts: &[Facts], columns: &[Column], first: usize, second: usize) -> bool {
    let (Some(a), Some(b), Some(first), Some(second)) = (
        facts.get(first),
        facts.get(second),
        columns.get(first),
        columns.get(second),
    ) else {
        return false;
    };
    let (mut both, mut after) = (0, 0);
    for (start, end) in first.cells.iter().zip(&second.cells).take(3_000) {
        let (Some(start), Some(end)) = (start, end) else {
            continue;
        };
        if let (Some(start), Some(end)) = (
            kind::seconds_of(&a.reading, start),
            kind::seconds_of(&b.reading, end),
        ) {
            both += 1;
            after += usize::from(end >= start);
        }
    }
    both > 0 && after * 20 >= both * 19
}

/// Whether the file is of calls: its columns or values speak of lines, voice units, talking.
pub(crate) fn of_calls(file: &str, facts: &[Facts]) -> bool {
    let said = |one: &Facts| {
        one.has_word(&[
            "call", "calls", "callid", "vru", "ivr", "ani", "dnis", "talk", "llamada", "anruf",
            "appel", "decroche", "hold", "ser", "ring", "caller", "anrufe", "llamadas",
        ])
    };
    names::words(file).split(' ').any(|word| {
        word.starts_with("call") || word.starts_with("llamada") || word.starts_with("anruf")
    }) || facts.iter().filter(|one| said(one)).count() >= 2
}
