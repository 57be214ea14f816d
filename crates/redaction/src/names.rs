//! Names given in the record: whole words, in any case and with or without their diacritics.

use crate::candidate::Candidate;
use crate::fold::{may_be_same, same};
use crate::kind::Kind;
use crate::writing::is_word;
use unicode_normalization::char::is_combining_mark;

/// The fewest letters that make a part of a name worth finding on its own.
const LETTERS_MIN: usize = 3;

/// Words of names and forms of address that are words of the language too: found between the parts of a
/// name, not alone.
const PARTICLES: &[&str] = &[
    "van", "der", "den", "von", "vom", "zum", "zur", "del", "della", "dello", "delle", "dal",
    "dalla", "dos", "das", "des", "les", "las", "los", "the", "and", "und", "bin", "ibn", "bint",
    "ter", "ten", "het", "auf", "mac", "san", "mrs", "miss", "sir", "herr", "frau", "hr", "fr",
    "dhr", "mevr", "mevrouw", "mme", "mlle", "monsieur", "madame", "señor", "señora", "sra",
    "srta", "signor", "signora", "sig", "pan", "pani", "prof", "jnr", "snr", "jun", "sen",
];

/// One word of a name.
struct Word<'n> {
    text: &'n str,
    /// Whether it is found alone.
    telling: bool,
}

pub(crate) fn find(text: &str, names: &[&str], found: &mut Vec<Candidate>) {
    for name in names {
        let words: Vec<Word<'_>> = words(name).map(|(_, word)| Word::of(word)).collect();
        if words.iter().any(|word| word.telling) || words.len() > 1 {
            find_name(text, &words, found);
        }
        name.split_whitespace()
            .filter(|part| part.chars().any(has_no_spaces) && part.chars().nth(1).is_some())
            .for_each(|part| {
                found.extend(
                    text.match_indices(part)
                        .map(|(at, _)| candidate(at..at + part.len())),
                );
            });
    }
}

fn candidate(range: std::ops::Range<usize>) -> Candidate {
    Candidate {
        kind: Kind::Name,
        range,
        named: false,
    }
}

impl<'n> Word<'n> {
    fn of(text: &'n str) -> Self {
        let letters = text.chars().filter(|&c| !is_combining_mark(c)).count();
        let telling = letters >= LETTERS_MIN
            && text.chars().any(char::is_alphabetic)
            && !PARTICLES.iter().any(|particle| same(particle, text));
        Self { text, telling }
    }

    fn is(&self, word: &str) -> bool {
        may_be_same(self.text, word) && same(self.text, word)
    }

    /// `J` for `Jansen`.
    fn has_initial(&self, word: &str) -> bool {
        let mut letters = word.chars().filter(|&c| !is_combining_mark(c));
        let alone = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
        alone
            && self
                .text
                .chars()
                .next()
                .is_some_and(|first| same(first.encode_utf8(&mut [0; 4]), word))
    }
}

/// A run of words of one name.
#[derive(Default)]
struct Run {
    start: usize,
    /// The end of its last word that is not a particle or an initial.
    end: usize,
    words: usize,
    telling: bool,
    /// Where its last word ends.
    reach: usize,
}

fn find_name(text: &str, name: &[Word<'_>], found: &mut Vec<Candidate>) {
    let mut run = Run::default();
    let mut close = |run: &mut Run| {
        if run.telling || run.words > 1 && run.words == name.len() {
            let range = run.start..run.end;
            if !is_tag(text, range.start) {
                found.push(candidate(range));
            }
        }
        *run = Run::default();
    };
    for (at, word) in words(text) {
        if run.words > 0 && !joins(&text[run.reach..at]) {
            close(&mut run);
        }
        let part = name.iter().find(|part| part.is(word));
        if part.is_none() && !name.iter().any(|part| part.has_initial(word)) {
            if run.words > 0 {
                close(&mut run);
            }
            continue;
        }
        if run.words == 0 {
            run.start = at;
        }
        run.words += 1;
        run.reach = at + word.len();
        let telling = part.is_some_and(|part| part.telling);
        run.telling |= telling;
        if telling || (part.is_some() && run.words == name.len()) {
            run.end = run.reach;
        }
    }
    close(&mut run);
}

/// Whether words with this between them may be one name: `van der Berg`, `Jean-Luc`, `O'Neill`, `J. Jansen`.
fn joins(between: &str) -> bool {
    matches!(
        between,
        " " | "-" | "'" | "’" | ". " | "." | ", " | "\u{a0}" | "‑"
    )
}

/// The words of a text and where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_word)?;
        let rest = &text[start..];
        let len = rest
            .find(|c| !is_word(c) && !is_combining_mark(c))
            .unwrap_or(rest.len());
        at = start + len;
        Some((start, &rest[..len]))
    })
}

/// Whether what begins here is the inside of a tag, which a name such as `Card` would match.
fn is_tag(text: &str, start: usize) -> bool {
    start.checked_sub(1).is_some_and(|open| {
        text.get(open..)
            .is_some_and(|tail| Kind::ALL.iter().any(|kind| tail.starts_with(kind.tag())))
    })
}

/// Letters of scripts that put no spaces between words, so that a name is found without them.
fn has_no_spaces(character: char) -> bool {
    matches!(character,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}
