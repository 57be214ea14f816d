//! Names that say nothing alone, by what stands beside them: `start` beside a shift, `name` among events, a question.

use super::{names, scale, state};
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
    if !facts.iter().any(|one| one.has_word(SHIFTS)) && state::activity(facts).is_none() {
        return;
    }
    for one in facts.iter_mut() {
        match one.words.as_str() {
            "start" | "start time" | "from" | "begin" | "inicio" | "beginn" | "inizio" => {
                "shift start".clone_into(&mut one.words);
            }
            "end" | "end time" | "until" | "to" | "fin" | "ende" | "fine" => {
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
    let scale = scale::of(one);
    let range = match &scale {
        Some(scale) => {
            let places = || scale.iter().map(|(_, place)| *place);
            let (low, high) = (places().min(), places().max());
            low.zip(high).map(|(low, high)| (low as f64, high as f64))
        }
        None => one.range.filter(|_| one.kind == Kind::Integer),
    };
    if !range.is_some_and(|(low, high)| low >= 0.0 && high <= 10.0) {
        return;
    }
    let sentence = one.words.split(' ').count() >= 4;
    let asked = ASKED.iter().find(|(column, stems)| {
        let told = |word: &str| stems.iter().any(|stem| word.starts_with(stem));
        one.words == *column || sentence && one.words.split(' ').any(told)
    });
    if let Some((column, _)) = asked {
        (*column).clone_into(&mut one.words);
        one.range = range;
        one.scale = scale;
    }
}

/// Whether the columns are those that survey tools add to the answers themselves.
pub(crate) fn is_survey(facts: &[Facts]) -> bool {
    const ANSWER: &[&str] = &[
        "response id",
        "respondent id",
        "submission id",
        "response number",
        "responseid",
    ];
    const BESIDE: &[&str] = &[
        "recorded date",
        "finished",
        "progress",
        "distribution channel",
        "user language",
        "collector id",
        "network id",
        "submit date",
        "recipient email",
        "date submitted",
        "response type",
        "completion status",
    ];
    let named = |known: &[&str]| {
        facts
            .iter()
            .filter(|one| known.contains(&one.words.as_str()))
            .count()
    };
    named(ANSWER) > 0 && named(BESIDE) >= 2
}
