//! Whether the raw text of a row that was set aside holds the identity of somebody who was forgotten.
//!
//! The identity is not known here, only its hash: so the values in a text are hashed one by one.

use std::collections::HashSet;

use charter::canonical::ColumnUse;
use charter::feed::Feed;
use serde_json::Value;

use super::Did;
use super::known::{Customers, Fate};
use crate::catalog::Table;

/// A longer value is nobody's identity.
const IDENTITY_BYTES_MAX: usize = 512;
/// A shorter value may be anything: a customer of number 12 is not in every row that lasted 12 seconds.
const TELLING_BYTES_MIN: usize = 6;
/// What stands where a text was begins so.
const NOTE: &str = "(removed: its customer was forgotten, request ";

/// What stands where a text was that is kept no longer.
pub(crate) const CLEARED: &str = "(removed: kept no longer, as it was resolved)";

/// Where values end in any format that rows are written in.
const ENDS: [char; 15] = [
    ',', ';', '\t', '|', '"', '\'', '\n', '\r', '{', '}', '[', ']', '<', '>', '`',
];

/// Which values of a text are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Values {
    /// All: of a text that nobody can read, and that may say whose it is anywhere.
    All,
    /// Those that are long enough to be nothing else by accident: whose the row is, is known otherwise.
    Telling,
}

impl Values {
    /// Those of rows of a feed that cannot be read: all where they may be customers.
    pub(crate) fn unread(feed: &Feed, table: &Table) -> Self {
        let mut mapped = feed.columns.keys().filter_map(|name| table.column(name));
        if mapped.any(|column| column.use_ == ColumnUse::Customer) {
            Self::All
        } else {
            Self::Telling
        }
    }
}

/// Whether a text is what stands where one was removed.
pub(crate) fn is_note(text: &[u8]) -> bool {
    text.starts_with(NOTE.as_bytes()) || text == CLEARED.as_bytes()
}

impl Customers {
    /// The request by which somebody was forgotten whose identity is a value in this text.
    pub(crate) fn holds(&self, text: &[u8], values: Values) -> Option<u64> {
        if !self.anybody_forgotten() || is_note(text) {
            return None;
        }
        let least = match values {
            Values::All => 1,
            Values::Telling => TELLING_BYTES_MIN,
        };
        let text = String::from_utf8_lossy(text);
        let mut seen = HashSet::new();
        if let Ok(value) = serde_json::from_str::<Value>(&text)
            && let Some(number) = self.holds_json(&value, least, &mut seen)
        {
            return Some(number);
        }
        // What is between quotes may hold a separator; what is not, may be a word of a sentence.
        text.split('"')
            .chain(text.split(ENDS))
            .chain(text.split(|sign: char| ENDS.contains(&sign) || ":=()".contains(sign)))
            .chain(text.split(|sign: char| {
                ENDS.contains(&sign) || ":=()".contains(sign) || sign.is_whitespace()
            }))
            .find_map(|value| self.is(value, least, &mut seen))
    }

    fn holds_json(&self, value: &Value, least: usize, seen: &mut HashSet<String>) -> Option<u64> {
        match value {
            Value::String(text) => self.is(text, least, seen),
            Value::Number(number) => self.is(&number.to_string(), least, seen),
            Value::Array(values) => values
                .iter()
                .find_map(|value| self.holds_json(value, least, seen)),
            Value::Object(members) => members
                .values()
                .find_map(|value| self.holds_json(value, least, seen)),
            Value::Null | Value::Bool(_) => None,
        }
    }

    /// The request by which somebody of this identity was forgotten, as it is written, in small letters or in capitals.
    fn is(&self, value: &str, least: usize, seen: &mut HashSet<String>) -> Option<u64> {
        let trimmed = value.trim();
        let bare = trimmed.trim_end_matches(['.', '!', '?', ':']);
        [value, trimmed, bare]
            .into_iter()
            .filter(|value| (least..=IDENTITY_BYTES_MAX).contains(&value.len()))
            .flat_map(|value| [value.to_owned(), value.to_lowercase(), value.to_uppercase()])
            .find_map(|value| {
                if seen.contains(&value) {
                    return None;
                }
                let fate = self.fate(&self.hash(&value)).cloned();
                seen.insert(value);
                match fate {
                    Some(Fate::Forgotten(number)) => Some(number),
                    _ => None,
                }
            })
    }

    /// What stands where a text was.
    pub(crate) fn note(number: u64) -> String {
        format!("{NOTE}{number})")
    }

    /// Who asked for a customer to be forgotten, and when, in microseconds.
    pub(crate) fn who(&self, number: u64) -> (String, i64) {
        self.request(number)
            .filter(|asked| asked.did == Did::Forgotten)
            .map(|asked| (asked.by.clone(), asked.at.as_microsecond()))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::Secret;

    fn forgotten(identity: &str) -> Customers {
        let nobody = Customers::new(Vec::new(), &Secret::new("a key for tests"));
        let what = (Did::Forgotten, nobody.hash(identity), None);
        nobody
            .with_request(what, ("sam", "asked"), Timestamp::UNIX_EPOCH)
            .unwrap()
    }

    #[test]
    fn a_value_is_found_however_it_is_written() {
        let check = |identity: &str, text: &str, expect: bool| {
            let customers = forgotten(identity);
            let found = customers.holds(text.as_bytes(), Values::All);
            assert_eq!(found.is_some(), expect, "{identity} in {text}");
            let telling = customers.holds(text.as_bytes(), Values::Telling);
            assert_eq!(telling.is_some(), expect && identity.len() >= 6);
        };
        check("w1", "c1,1,alder,abel,w1,t,2026-03-01 10:00,1", true);
        check("w1", "c1,1,alder,abel,w11,t,2026-03-01 10:00,1", false);
        check("w1", "c1;1;' w1 ';x", true);
        check("w@x.example", r#"{"who":"W@X.example","n":1"#, true);
        check("12", r#"{"who":{"id":12},"n":1}"#, true);
        check("12", r#"{"who":{"id":12},"n":1"#, true);
        check("2", r#"{"who":{"id":12}}"#, false);
        check("Jansen, Wilma", "c1,\"Jansen, Wilma\",x", true);
        check("Jansen, Wilma", r#"{"who":"Jansen, Wilma"}"#, true);
        check("Zoë \"Z\"", r#"{"who":"Zo\u00eb \"Z\""}"#, true);
        check("crm:12", r#"{"who":"crm:12"}"#, true);
        check("w@x.example", "please mail w@x.example.", true);
        check("w1", "w\u{0}1", false);
        // What was removed is not removed once more.
        check("3", &Customers::note(3), false);
    }
}
