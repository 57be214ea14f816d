//! Numbers by which a state knows a person. Each country's file holds its rules: how the number is written,
//! and what its own digits must satisfy.

pub(crate) mod check;

mod americas;
mod asia;
mod central;
mod date;
mod north;
mod south;
mod west;

use crate::cue::{self, Cue};
use crate::surroundings;
use crate::writing::{Compact, Glyph, glyph, word_ends};

/// One way of writing: `9` a digit, `A` a letter, `X` either, the rest as it stands.
type Mask = &'static str;

/// A national id.
#[derive(Debug)]
pub(crate) struct Rule {
    /// ISO 3166-1 alpha-2, lower case.
    pub country: &'static str,
    /// How it is written.
    pub masks: &'static [Mask],
    /// How it is written when the words before it name it; too common a form otherwise.
    pub masks_if_named: &'static [Mask],
    /// Whether these letters (upper case) and digits are one.
    pub valid: fn(&[u8]) -> bool,
    /// Whether so many other numbers pass that one said to be an order's, or within a longer one, is refused.
    pub weak: bool,
}

/// All rules.
pub(crate) fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        americas::RULES,
        asia::RULES,
        central::RULES,
        north::RULES,
        south::RULES,
        west::RULES,
    ]
    .into_iter()
    .flatten()
}

/// The countries that have one.
pub(crate) fn countries() -> impl Iterator<Item = &'static str> {
    rules().map(|rule| rule.country)
}

impl Rule {
    /// Where the id that begins at this group ends, and whether the words before it name it. What lies before
    /// `floor` was already found to be a number of its own.
    pub fn read(&self, text: &str, floor: usize, start: usize) -> Option<(usize, bool)> {
        let first = text.as_bytes()[start..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        // Most masks fall here: their first group has another length. Only a mark of its own kind may follow.
        let may_match = |mask: &&Mask| {
            let mask = mask.as_bytes();
            mask.len() >= first && !mask.get(first).is_some_and(u8::is_ascii_alphanumeric)
        };
        let read = |masks: &[Mask]| {
            masks
                .iter()
                .filter(may_match)
                .filter_map(|mask| matches(text, start, mask))
                .find(|(_, compact)| (self.valid)(compact.as_bytes()))
        };
        let (end, must_be_named) = match (read(self.masks), self.masks_if_named) {
            (Some((end, _)), _) => (end, false),
            (None, []) => return None,
            (None, masks) => (read(masks)?.0, true),
        };
        if surroundings::continues(text, start..end) {
            return None;
        }
        let cue = cue::before(text, start);
        let named = cue == Some(Cue::Identity);
        let groups = text.as_bytes()[start..end]
            .split(|byte| !byte.is_ascii_alphanumeric())
            .filter(|group| !group.is_empty())
            .count();
        let doubtful = self.weak
            && (matches!(cue, Some(Cue::Reference | Cue::Card))
                || surroundings::within_longer(text, floor, start..end, groups));
        let refused =
            !named && (doubtful || surroundings::belongs_elsewhere(text, floor, start..end));
        (!refused && (named || !must_be_named)).then_some((end, named))
    }
}

/// Where writing that follows this mask ends, and its letters and digits.
fn matches(text: &str, start: usize, mask: &str) -> Option<(usize, Compact)> {
    let bytes = text.as_bytes();
    let mut compact = Compact::new();
    let mut at = start;
    for expected in mask.bytes() {
        let (glyph, len) = glyph(bytes, at);
        let fits = match (expected, glyph) {
            (b'9', Glyph::Digit(byte))
            | (b'A', Glyph::Letter(byte))
            | (b'X', Glyph::Digit(byte) | Glyph::Letter(byte)) => compact.push(byte),
            (b' ' | b'-' | b'.' | b'/', Glyph::Mark(mark)) => mark == expected,
            // A century's sign in Nordic numbers; the only mark that is not light.
            (b'+', Glyph::Other) => bytes.get(at) == Some(&b'+'),
            _ => false,
        };
        if !fits {
            return None;
        }
        at += len.max(1);
    }
    word_ends(text, at).then_some((at, compact))
}
