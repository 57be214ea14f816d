//! Words of a source as words of the table, however they are spelled: `case when lower(trim(x)) in (…) then … end`.

use super::{expression, sql};
use crate::infer::kind::Facts;

/// Longer texts are no words of a list.
const CHARACTERS_MAX: usize = 50;

/// A column's words and what each stands for, in the order in which they were added.
#[derive(Debug, Clone)]
pub(crate) struct Cases {
    /// The column in small letters, without spaces at its ends.
    folded: String,
    /// What a row then says → the words that say it, folded.
    of: Vec<(String, Vec<String>)>,
}

impl Cases {
    pub(crate) fn of(facts: &Facts, nulls: &[String]) -> Option<Self> {
        Some(Self {
            folded: folded(&expression::text(facts, nulls)?),
            of: Vec::new(),
        })
    }

    /// The condition that the column says one of the words.
    pub(crate) fn says(&self, words: &[String]) -> String {
        match words {
            [one] => format!("{} = {}", self.folded, sql::text(one)),
            words => format!("{} in ({})", self.folded, expression::list(words)),
        }
    }

    /// A word stands for a value, given as SQL. What it stood for before stays.
    pub(crate) fn add(&mut self, word: &str, value: &str) {
        let word = fold(word);
        let known = self.of.iter().any(|(_, words)| words.contains(&word));
        let long = word.chars().count() > CHARACTERS_MAX;
        if known || long || word.is_empty() || word.chars().any(sql::deceives) {
            return;
        }
        match self.of.iter_mut().find(|(one, _)| one == value) {
            Some((_, words)) => words.push(word),
            None => self.of.push((value.to_owned(), vec![word])),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The words that stand for a value.
    pub(crate) fn words(&self, value: &str) -> &[String] {
        self.of
            .iter()
            .find(|(one, _)| one == value)
            .map_or(&[], |(_, words)| words)
    }

    /// All of it; what is none of the words is `otherwise`, or unknown.
    pub(crate) fn sql(&self, otherwise: Option<&str>) -> String {
        let mut text = String::from("case");
        for (value, words) in &self.of {
            text = format!("{text} when {} then {value}", self.says(words));
        }
        match otherwise {
            Some(otherwise) => format!("{text} else {otherwise} end"),
            None => format!("{text} end"),
        }
    }
}

/// A text as [`Cases`] compare it.
pub(crate) fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

fn folded(text: &str) -> String {
    if text.contains("trim(") {
        format!("lower({text})")
    } else {
        format!("lower(trim({text}))")
    }
}
