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

/// What a cast to `boolean` reads by itself, in any case and with spaces around it.
const CAST: &[&str] = &[
    "true", "t", "yes", "y", "on", "1", "false", "f", "no", "n", "off", "0",
];

/// Yes and no of a language, beyond what a cast reads.
const LANGUAGES: &[(&[&str], &[&str])] = &[
    (&["ja", "j", "wahr"], &["nein", "falsch"]),
    (&["ja", "j", "waar"], &["nee", "onwaar"]),
    (&["si", "sí", "s", "verdadero"], &["falso"]),
    (&["oui", "o", "vrai"], &["non", "faux"]),
    (&["sim", "s", "verdadeiro"], &["não", "nao", "falso"]),
    (&["sì", "si", "s", "vero"], &["falso"]),
    (&["tak", "prawda"], &["nie", "fałsz"]),
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

impl Truth {
    /// The spellings that a cast to `boolean` does not read, folded: those of the column, and the others of its language.
    pub(crate) fn beyond_a_cast(&self) -> (Vec<String>, Vec<String>) {
        let strange = |words: &[String]| -> Vec<String> {
            let folded = words.iter().map(|word| word.trim().to_lowercase());
            folded
                .filter(|word| !CAST.contains(&word.as_str()))
                .collect()
        };
        let (mut yes, mut no) = (strange(&self.yes), strange(&self.no));
        let seen = |(also, nor): &(&[&str], &[&str])| {
            yes.iter()
                .filter(|word| also.contains(&word.as_str()))
                .count()
                + no.iter()
                    .filter(|word| nor.contains(&word.as_str()))
                    .count()
        };
        // The first of those that know most of the words.
        let language = LANGUAGES.iter().rev().max_by_key(|one| seen(one));
        if let Some((also, nor)) = language.filter(|one| seen(one) > 0) {
            yes.extend(also.iter().map(|word| (*word).to_owned()));
            no.extend(nor.iter().map(|word| (*word).to_owned()));
        }
        (yes, no)
    }

    /// The usual spellings, folded: those of the column and its language, and those that a cast reads.
    pub(crate) fn spellings(&self) -> (Vec<String>, Vec<String>) {
        let (mut yes, mut no) = self.beyond_a_cast();
        yes.extend(["yes", "y", "true", "1"].map(str::to_owned));
        no.extend(["no", "n", "false", "0"].map(str::to_owned));
        (yes, no)
    }
}

/// Whether the spellings are `0` and `1`, which numbers are too.
pub(crate) fn numeric(truth: &Truth) -> bool {
    truth
        .yes
        .iter()
        .chain(&truth.no)
        .all(|word| matches!(word.as_str(), "0" | "1"))
}
