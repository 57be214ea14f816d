//! Where a feed is. Pure.

use std::cmp::Ordering;

use charter::pull::{Pull, Since};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::shown::shown;
use super::value::{brief, compared, instants, text};

/// Where a feed is: between two pages. Kept in the lake as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Where this round began.
    pub since: Option<String>,
    /// The page to read next; none when a round begins.
    pub next: Option<Where>,
    /// Where the next round begins, as far as this one knows.
    #[serde(default)]
    pub reached: Option<Value>,
}

/// A page, in the words of its API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Where {
    Url(String),
    Cursor(Value),
    Page(u64),
    /// The page begins at this value of the records.
    From(Value),
}

impl Place {
    /// Where the lake says it goes on; the beginning where it says nothing.
    pub(super) fn committed(text: Option<&str>, pull: &Pull) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_else(|| Self {
                since: pull.since.as_ref().map(|since| since.start.clone()),
                next: None,
                reached: None,
            })
    }

    /// As the lake keeps it.
    pub(super) fn text(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// For people.
    pub(super) fn said(&self) -> String {
        let since = self.since.as_deref().unwrap_or("the beginning");
        match &self.next {
            None => since.to_owned(),
            Some(Where::Url(url)) => format!("{since}, then {}", shown(url)),
            Some(Where::Cursor(value) | Where::From(value)) => {
                format!("{since}, then {}", brief(value))
            }
            Some(Where::Page(page)) => format!("{since}, then page {page}"),
        }
    }

    /// Goes back to where the round began.
    pub(super) fn begin_anew(&mut self) {
        self.next = None;
        self.reached = None;
    }

    /// Where the next round begins, when this one ends here. Instants and numbers do not go backwards: a round that begins
    /// `behind`, or an API that gives older records alone, knows of none that are newer.
    pub(super) fn end(&self, since: Option<&Since>) -> Self {
        let newer = |since: &Since, reached: &Value| {
            let before = Value::from(self.since.as_deref()?);
            if since.written.is_some() || since.behind.is_some() {
                instants(&before, reached)
            } else if since.newest.is_some() {
                compared(&before, reached)
            } else {
                // What an API says of itself is taken as it is.
                None
            }
        };
        let held = |reached: &Value| {
            since.is_some_and(|since| newer(since, reached).is_some_and(Ordering::is_gt))
        };
        let reached = self.reached.as_ref().filter(|reached| !held(reached));
        Self {
            since: reached.and_then(text).or_else(|| self.since.clone()),
            next: None,
            reached: None,
        }
    }

    /// Whether a round ended here.
    pub(super) fn ended(&self) -> bool {
        self.next.is_none()
    }
}
