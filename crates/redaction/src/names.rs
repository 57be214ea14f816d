//! Names given in the record: whole words, in any case and with or without their diacritics.

use crate::candidate::Candidate;
use crate::fold::{first_letter, same};
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
    "dhr", "mevr", "mevrouw", "mme", "mlle", "monsieur", "madame", "senor", "senora", "sra",
    "srta", "signor", "signora", "sig", "pan", "pani", "prof", "jnr", "snr", "jun", "sen",
];

/// One word of a name.
struct Word<'n> {
    text: &'n str,
    first: Option<char>,
    /// Whether it is found alone.
    telling: bool,
}

/// A name, and the run of its words that the reading is in.
struct Name<'n> {
    words: Vec<Word<'n>>,
    run: Run,
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

pub(crate) fn find(text: &str, names: &[&str], found: &mut Vec<Candidate>) {
    if names.is_empty() {
        return;
    }
    let mut known: Vec<Name<'_>> = names.iter().filter_map(|name| Name::of(name)).collect();
    for (at, word) in words(text) {
        let first = first_letter(word);
        for name in &mut known {
            name.read(text, at, word, first, found);
        }
    }
    for name in &mut known {
        name.close(text, found);
    }
    let unspaced = names
        .iter()
        .flat_map(|name| name.split_whitespace())
        .filter(|part| part.chars().any(has_no_spaces) && part.chars().nth(1).is_some());
    for part in unspaced {
        let places = text.match_indices(part);
        found.extend(places.map(|(at, _)| candidate(at..at + part.len())));
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
        let first = first_letter(text);
        let is_particle = || {
            PARTICLES
                .iter()
                .any(|particle| particle.chars().next() == first && same(particle, text))
        };
        Self {
            text,
            first,
            telling: letters >= LETTERS_MIN
                && text.chars().any(char::is_alphabetic)
                && !is_particle(),
        }
    }
}

impl<'n> Name<'n> {
    /// None when there is nothing in it to be found.
    fn of(name: &'n str) -> Option<Self> {
        let words: Vec<_> = words(name).map(|(_, word)| Word::of(word)).collect();
        (words.len() > 1 || words.iter().any(|word| word.telling)).then(|| Self {
            words,
            run: Run::default(),
        })
    }

    /// Takes the next word of the text.
    fn read(
        &mut self,
        text: &str,
        at: usize,
        word: &str,
        first: Option<char>,
        found: &mut Vec<Candidate>,
    ) {
        if self.run.words > 0 && !joins(&text[self.run.reach..at]) {
            self.close(text, found);
        }
        let mut alike = self.words.iter().filter(|it| it.first == first).peekable();
        if alike.peek().is_none() {
            return self.close(text, found);
        }
        let initial = is_initial(word);
        let part = alike.find(|it| same(it.text, word));
        if part.is_none() && !initial {
            return self.close(text, found);
        }
        let (named, telling) = (part.is_some(), part.is_some_and(|part| part.telling));
        let run = &mut self.run;
        if run.words == 0 {
            run.start = at;
        }
        run.words += 1;
        run.reach = at + word.len();
        run.telling |= telling;
        if telling || (named && run.words == self.words.len()) {
            run.end = run.reach;
        }
    }

    /// Ends the run: a name if one of its words tells, or if it has all of them.
    fn close(&mut self, text: &str, found: &mut Vec<Candidate>) {
        let run = std::mem::take(&mut self.run);
        let whole = run.words > 1 && run.words == self.words.len();
        if (run.telling || whole) && run.start < run.end && !is_tag(text, run.start) {
            found.push(candidate(run.start..run.end));
        }
    }
}

/// `J` for `Jansen`.
fn is_initial(word: &str) -> bool {
    let mut letters = word.chars().filter(|&c| !is_combining_mark(c));
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
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
        let start = skip(text, at, |c| !is_word(c), |byte| !is_ascii_word(byte))?;
        at = skip(
            text,
            start,
            |c| is_word(c) || is_combining_mark(c),
            is_ascii_word,
        )
        .unwrap_or(text.len());
        Some((start, &text[start..at]))
    })
}

fn is_ascii_word(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

/// Where the first character stands that is not to be passed over; `ascii` is the same question for one byte.
fn skip(
    text: &str,
    mut at: usize,
    passes: impl Fn(char) -> bool,
    ascii: impl Fn(u8) -> bool,
) -> Option<usize> {
    loop {
        let byte = *text.as_bytes().get(at)?;
        if byte.is_ascii() {
            if !ascii(byte) {
                return Some(at);
            }
            at += 1;
        } else {
            let character = text[at..].chars().next()?;
            if !passes(character) {
                return Some(at);
            }
            at += character.len_utf8();
        }
    }
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
