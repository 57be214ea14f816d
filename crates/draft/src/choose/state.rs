//! What an agent is doing, in the words of the tables.

use super::names;
use crate::infer::kind::{Facts, Kind};

/// Stems of words in the names of states, the telling ones first.
const STATES: &[(&str, &[&str])] = &[
    (
        "training",
        &[
            "training",
            "coaching",
            "formacion",
            "schulung",
            "opleiding",
            "formazione",
            "szkolenie",
        ],
    ),
    (
        "meeting",
        &[
            "meeting",
            "huddle",
            "reunion",
            "besprechung",
            "overleg",
            "riunione",
            "spotkanie",
            "reuniao",
        ],
    ),
    (
        "wrap_up",
        &[
            "acw",
            "wrap",
            "wrapup",
            "after",
            "nacharbeit",
            "nachbearbeitung",
            "nawerk",
        ],
    ),
    (
        "break",
        &[
            "break", "lunch", "meal", "pause", "pausa", "descanso", "pauze", "almuerzo", "comida",
            "mittag", "przerwa", "breaks",
        ],
    ),
    (
        "offline",
        &[
            "offline",
            "logged",
            "logout",
            "logoff",
            "abgemeldet",
            "desconectado",
            "hors",
        ],
    ),
    (
        "available",
        &[
            "available",
            "ready",
            "idle",
            "queue",
            "waiting",
            "disponible",
            "verfuegbar",
            "bereit",
            "beschikbaar",
            "disponibile",
            "disponivel",
            "dostepny",
        ],
    ),
    (
        "busy",
        &[
            "interacting",
            "busy",
            "talking",
            "call",
            "communicating",
            "dialing",
            "ocupado",
            "besetzt",
            "gespraech",
            "gesprek",
            "handling",
            "occupe",
            "occupato",
            "zajety",
            "engaged",
        ],
    ),
];
/// The commonest spellings, as they are in small letters.
pub(crate) const USUAL: &[&str] = &[
    "available",
    "ready",
    "idle",
    "on queue",
    "busy",
    "on call",
    "after call work",
    "acw",
    "wrap up",
    "break",
    "lunch",
    "training",
    "meeting",
    "offline",
    "logged out",
];
/// Words that turn what follows into its opposite, or leave it open.
const NOT: &[&str] = &["not", "no", "un", "non", "nicht", "niet", "unavailable"];

/// The state that a value stands for.
pub(crate) fn state(value: &str) -> Option<&'static str> {
    let words = names::words(value);
    if words.split(' ').any(|word| NOT.contains(&word)) {
        return None;
    }
    STATES
        .iter()
        .find(|(_, said)| words.split(' ').any(|word| said.contains(&word)))
        .map(|(state, _)| *state)
}

/// The share of rows whose value is a state.
pub(crate) fn share(facts: &Facts) -> f64 {
    let known = facts
        .values
        .iter()
        .filter(|(text, _)| state(text).is_some());
    let rows: usize = known.map(|(_, count)| count).sum();
    rows as f64 / facts.filled.max(1) as f64
}

/// Whether a value of a schedule is the stretch of work, not a part of it.
pub(crate) fn is_shift(value: &str) -> bool {
    const SHIFTS: &[&str] = &[
        "shift", "work", "working", "schicht", "dienst", "turno", "service", "arbeit", "zmiana",
        "open",
    ];
    names::words(value)
        .split(' ')
        .any(|word| SHIFTS.contains(&word))
}

/// The column that says of each row what is done then: a shift, a break.
pub(crate) fn activity(facts: &[Facts]) -> Option<usize> {
    const NAMED: &[&str] = &[
        "activity",
        "activity code",
        "activity name",
        "activity type",
        "schedule activity",
        "type",
        "event",
        "segment",
        "code",
        "aktivitaet",
        "actividad",
        "activite",
        "activiteit",
        "attivita",
    ];
    facts.iter().position(|one| {
        one.kind == Kind::Choice
            && NAMED.contains(&one.words.as_str())
            && one.values.iter().any(|(text, _)| is_shift(text))
            && one.values.iter().any(|(text, _)| state(text).is_some())
    })
}
