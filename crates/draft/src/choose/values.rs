//! What a column's values add to, or take from, what its name says.

use charter::canonical::ColumnType as Target;

use super::{kept, names, words};
use crate::about::About;
use crate::infer::kind::{Facts, Kind};
use crate::infer::personal::Personal;

pub(crate) fn fits_type(facts: &Facts, target: Target) -> bool {
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
        Target::Integer => kind == Kind::Integer || facts.scale.is_some(),
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
        || facts.zero_or_one()
        || facts.counts()
        || (facts.filled > 0
            && facts.distinct() <= 6
            && facts.values.iter().all(|(text, _)| {
                let known = kept::kept(text).is_some() || words::unfinished(text);
                // Reports repeat their header.
                known || *text == facts.name
            })
            && facts
                .values
                .iter()
                .any(|(text, _)| kept::kept(text).is_some()))
}

/// What the values add to, or take from, what the name says.
pub(crate) fn by_values(table: &str, column: &str, facts: &Facts, about: &About) -> f64 {
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
        // A flag says that a call was abandoned or answered, or nothing about how it ended.
        "outcome" if facts.kind == Kind::Boolean || facts.zero_or_one() => {
            if words::flag(&facts.words).is_some() {
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
            if known > 0.5 {
                0.2
            } else if known > 0.0 {
                0.0
            } else {
                -1.0
            }
        }
        "state" if table == "agent_state" => {
            if !few {
                -1.0
            } else if super::state::share(facts) >= 0.5 {
                0.25
            } else {
                0.0
            }
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
        "customer" if facts.has_word(&["agent", "assignee", "advisor", "employee"]) => -1.0,
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

/// The party that a value names: by its short name or its title, or by these without what says the form of the company.
pub(crate) fn party<'a>(text: &str, about: &'a About) -> Option<&'a str> {
    let words = names::words(text);
    let folded = words.replace(' ', "_");
    let exact = about.parties.iter().find(|party| {
        party.party.eq_ignore_ascii_case(&folded) || names::words(&party.title) == words
    });
    if let Some(party) = exact {
        return Some(party.party.as_str());
    }
    let stem = without_form(&words);
    let mut alike = about.parties.iter().filter(|party| {
        [&party.party, &party.title]
            .iter()
            .any(|name| without_form(&names::words(name)) == stem)
    });
    match (alike.next(), alike.next()) {
        (Some(one), None) => Some(one.party.as_str()),
        _ => None,
    }
}

/// Words at the end of a company's name that say its form.
const FORMS: &[&str] = &[
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "llc",
    "llp",
    "plc",
    "corp",
    "corporation",
    "co",
    "company",
    "gmbh",
    // As the words of a name are told apart: by its capitals.
    "gmb h",
    "ap s",
    "sp a",
    "ag",
    "kg",
    "se",
    "ug",
    "b v",
    "bv",
    "n v",
    "nv",
    "s a",
    "sa",
    "s l",
    "sl",
    "s l u",
    "slu",
    "sas",
    "s a s",
    "sarl",
    "s a r l",
    "srl",
    "s r l",
    "spa",
    "s p a",
    "sp z o o",
    "sp zoo",
    "spolka z o o",
    "lda",
    "ltda",
    "as",
    "a s",
    "ab",
    "oy",
    "aps",
    "pty",
    "pvt",
    "s r o",
    "sro",
    "kft",
    "doo",
    "d o o",
];

/// The words of a company's name without those that say its form; all of them where nothing would be left.
fn without_form(words: &str) -> &str {
    let mut rest = words;
    while let Some(before) = FORMS.iter().find_map(|form| {
        let before = rest.strip_suffix(form)?;
        before.strip_suffix(' ')
    }) {
        rest = before;
    }
    rest
}
