//! Yes and no in the languages of exports.

const YES: &[&str] = &[
    "true",
    "t",
    "yes",
    "y",
    "1",
    "ja",
    "j",
    "si",
    "sí",
    "sì",
    "s",
    "oui",
    "o",
    "sim",
    "vrai",
    "wahr",
    "verdadero",
    "verdadeiro",
    "waar",
    "on",
    "x",
    "tak",
    "da",
];
const NO: &[&str] = &[
    "false", "f", "no", "n", "0", "nein", "nee", "non", "nao", "não", "faux", "falsch", "falso",
    "onwaar", "off", "nie", "ne",
];

/// How yes and no are spelled in a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Truth {
    pub yes: Vec<String>,
    pub no: Vec<String>,
}

/// The spellings, when all values are yes or no. A lone `1` and `0` may as well be a number; the caller decides by name.
pub(crate) fn find(values: &[(&str, usize)]) -> Option<Truth> {
    if values.is_empty() || values.len() > 6 {
        return None;
    }
    let mut truth = Truth::default();
    for (text, _) in values {
        let folded = text.trim().to_lowercase();
        if YES.contains(&folded.as_str()) {
            truth.yes.push((*text).to_owned());
        } else if NO.contains(&folded.as_str()) {
            truth.no.push((*text).to_owned());
        } else {
            return None;
        }
    }
    truth.yes.sort();
    truth.no.sort();
    // Single letters mean yes and no only beside one another: S alone is a size.
    let letters = values
        .iter()
        .all(|(text, _)| text.trim().chars().count() == 1);
    let both = !truth.yes.is_empty() && !truth.no.is_empty();
    (both || !letters).then_some(truth)
}

/// Whether the spellings are `0` and `1`, which numbers are too.
pub(crate) fn numeric(truth: &Truth) -> bool {
    truth
        .yes
        .iter()
        .chain(&truth.no)
        .all(|word| matches!(word.as_str(), "0" | "1"))
}
