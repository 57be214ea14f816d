//! Names that say nothing alone, by what stands beside them: `start` beside a shift, `name` among events, a question.

use super::names;
use crate::infer::kind::{Facts, Kind};

/// Completes the names of columns. `called` is what the file and the place of its records are called.
pub(crate) fn complete(called: &str, facts: &mut [Facts]) {
    let called = names::words(called);
    events(&called, facts);
    shifts(facts);
    facts.iter_mut().for_each(question);
}

/// Among events, a column called `name` or `type` alone is the event's.
fn events(called: &str, facts: &mut [Facts]) {
    let said = called
        .split(' ')
        .any(|word| matches!(word, "event" | "events"));
    let moment = |one: &Facts| one.kind == Kind::Instant && one.has_word(&["event"]);
    if !said && !facts.iter().any(moment) {
        return;
    }
    for one in facts.iter_mut().filter(|one| one.kind == Kind::Choice) {
        if matches!(one.words.as_str(), "name" | "type") {
            one.words = format!("event {}", one.words);
        }
    }
}

/// Beside a shift, `start` and `end` are the shift's.
fn shifts(facts: &mut [Facts]) {
    const SHIFTS: &[&str] = &["shift", "roster", "turno", "schicht", "dienst", "zmiana"];
    if !facts.iter().any(|one| one.has_word(SHIFTS)) {
        return;
    }
    for one in facts.iter_mut() {
        match one.words.as_str() {
            "start" | "from" | "begin" | "inicio" | "beginn" | "inizio" => {
                "shift start".clone_into(&mut one.words);
            }
            "end" | "until" | "to" | "fin" | "ende" | "fine" => {
                "shift end".clone_into(&mut one.words);
            }
            _ => {}
        }
    }
}

/// A question whose answers are numbers asks for one of three things: to recommend, how satisfied, how easy.
fn question(one: &mut Facts) {
    const ASKED: &[(&str, &[&str])] = &[
        (
            "nps",
            &[
                "recommend",
                "recomend",
                "empfehl",
                "aanbevel",
                "raccomand",
                "consigli",
                "polec",
            ],
        ),
        (
            "csat",
            &["satisf", "zufrieden", "tevreden", "soddisf", "zadowol"],
        ),
        (
            "effort",
            &[
                "easy",
                "effort",
                "facil",
                "einfach",
                "gemakkelijk",
                "latwo",
                "esfuerzo",
                "aufwand",
            ],
        ),
    ];
    let on_a_scale = one.kind == Kind::Integer
        && one
            .range
            .is_some_and(|(low, high)| low >= 0.0 && high <= 10.0);
    if !on_a_scale || one.words.split(' ').count() < 4 {
        return;
    }
    let asked = ASKED.iter().find(|(_, stems)| {
        one.words
            .split(' ')
            .any(|word| stems.iter().any(|stem| word.starts_with(stem)))
    });
    if let Some((column, _)) = asked {
        (*column).clone_into(&mut one.words);
    }
}
