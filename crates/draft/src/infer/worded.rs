//! Columns of words: few or many, identifiers or sentences, and whether they tell who somebody is.

use super::kind::{Facts, Kind};
use super::personal::{self, Personal};
use crate::choose::names;

pub(crate) fn words_kind(facts: &mut Facts) {
    if facts.filled == 0 {
        return;
    }
    let list = facts.values.iter().take(20).all(|(text, _)| {
        (text.starts_with('[') && text.ends_with(']'))
            || (text.starts_with('{') && text.ends_with('}'))
    });
    let spaces: usize = facts
        .values
        .iter()
        .take(500)
        .map(|(text, _)| text.matches(' ').count())
        .sum();
    let looked_at = facts.values.len().min(500);
    let few = facts.distinct() <= 60
        && (facts.distinct() * 3 <= facts.filled
            || facts.distinct() <= 8 && facts.filled > facts.distinct());
    facts.kind = if list {
        Kind::List
    } else if few {
        Kind::Choice
    } else if spaces > looked_at * 5 {
        Kind::FreeText
    } else if spaces * 3 <= looked_at
        && (names::is_identifier(&facts.words)
            || facts
                .values
                .iter()
                .take(50)
                .all(|(text, _)| text.bytes().any(|b| b.is_ascii_digit())))
    {
        Kind::Identifier
    } else {
        Kind::Text
    };
}

/// Whether all values are two capital letters, among which `NA` is a place.
pub(crate) fn two_letter_codes(all: &[(&str, usize)]) -> bool {
    all.len() > 2
        && all
            .iter()
            .filter(|(text, _)| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()))
            .count()
            * 10
            >= all.len() * 9
}

pub(crate) fn personal_look(facts: &Facts) -> Option<Personal> {
    let looked_at = facts
        .values
        .get(..facts.values.len().min(200))
        .unwrap_or(&facts.values);
    if looked_at.is_empty() {
        return None;
    }
    let share = |holds: &dyn Fn(&str) -> bool| {
        looked_at.iter().filter(|(text, _)| holds(text)).count() as f64 / looked_at.len() as f64
    };
    let words = matches!(
        facts.kind,
        Kind::Text | Kind::Choice | Kind::Identifier | Kind::FreeText
    );
    let with_address = |text: &str| {
        personal::is_email(text) || text.contains('@') && personal::holds_personal(text)
    };
    if words && share(&with_address) > 0.5 {
        return Some(Personal::Email);
    }
    if (words && share(&personal::is_surely_phone) > 0.5)
        || (names::is_phone(&facts.words) && share(&personal::is_phone) > 0.5)
    {
        return Some(Personal::Phone);
    }
    if words && names::is_person(&facts.words) {
        return Some(Personal::Name);
    }
    // Names of people under a name that says nothing: seldom twice, and each of a few words in capitals.
    let seldom = facts.distinct() * 2 > facts.filled && facts.filled >= 5;
    if facts.kind == Kind::Text && seldom && share(&personal::is_full_name) > 0.8 {
        return Some(Personal::Name);
    }
    if names::is_document(&facts.words) {
        return Some(Personal::Document);
    }
    if names::is_place(&facts.words) {
        return Some(Personal::Whereabouts);
    }
    // People write addresses and numbers into sentences.
    let sentence = |text: &str, words: usize| text.split_whitespace().count() >= words;
    let told = words
        && looked_at
            .iter()
            .any(|(text, _)| sentence(text, 2) && personal::holds_personal(text));
    let wrote = facts.kind == Kind::Choice && looked_at.iter().any(|(text, _)| sentence(text, 3));
    let named = (facts.kind == Kind::Text || wrote) && names::is_free_text(&facts.words);
    (facts.kind == Kind::FreeText || told || named).then_some(Personal::FreeText)
}
