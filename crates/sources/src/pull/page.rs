//! What the next page is, and what a page says. Pure.

use std::cmp::Ordering;

use blake3::Hash;
use charter::pull::{Next, Pull, SINCE};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::failed::{Failed, Then};
use super::shown::shown;

/// Where a feed is: between two pages. Kept in the lake as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Where this round began.
    since: Option<String>,
    /// The page to read next; none when a round begins.
    next: Option<Where>,
    /// Where the next round begins, as far as this one knows.
    #[serde(default)]
    reached: Option<Value>,
}

/// A page, in the words of its API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Where {
    Url(String),
    Cursor(String),
    Page(u64),
}

/// What a page says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Page {
    /// How many records it has.
    pub records: usize,
    /// What tells them from those of other pages.
    pub digest: Hash,
    /// Where it goes on.
    pub after: Place,
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
            Some(Where::Cursor(cursor)) => format!("{since}, then {cursor}"),
            Some(Where::Page(page)) => format!("{since}, then page {page}"),
        }
    }

    /// Goes back to where the round began.
    pub(super) fn begin_anew(&mut self) {
        self.next = None;
        self.reached = None;
    }

    /// Whether a round ended here.
    pub(super) fn ended(&self) -> bool {
        self.next.is_none()
    }

    /// What to ask for here. Never another host than the charter names: the request holds secrets.
    pub(super) fn url(&self, pull: &Pull) -> Result<Url, Failed> {
        let since = self.since.as_deref().map(encoded).unwrap_or_default();
        let text = pull.url.replace(SINCE, &since);
        let mut url = Url::parse(&text)
            .map_err(|error| Failed::later(format!("{}: {error}", shown(&text)), HINT))?;
        let next = pull.next.clone().unwrap_or_default();
        match &self.next {
            Some(Where::Url(next)) => {
                let there = url.join(next).map_err(|error| {
                    let cause = format!("the next page, {}: {error}", shown(next));
                    Failed::of(Then::Anew, cause, HINT)
                })?;
                if there.origin() != url.origin() {
                    let there = shown(there.as_str());
                    let cause = format!("the next page is on another host: {there}");
                    return Err(Failed::of(
                        Then::Anew,
                        cause,
                        "Nothing is asked of a host that the charter does not name. Write the host that the API names into `url`.",
                    ));
                }
                url = there;
            }
            Some(Where::Cursor(cursor)) => {
                with_parameter(
                    &mut url,
                    next.parameter.as_deref().unwrap_or_default(),
                    cursor,
                );
            }
            Some(Where::Page(page)) => {
                with_parameter(
                    &mut url,
                    next.page.as_deref().unwrap_or_default(),
                    &page.to_string(),
                );
            }
            None => {
                if let Some(name) = &next.page {
                    with_parameter(&mut url, name, &first(&next).to_string());
                }
            }
        }
        Ok(url)
    }
}

const HINT: &str = "See that `pull` in the feed fits what the API's documentation says.";

/// The value of `page` on the first one.
fn first(next: &Next) -> u64 {
    next.from.unwrap_or(1)
}

/// What a page that was read at `place`, from `url`, says.
pub(super) fn read(
    pull: &Pull,
    records: Option<&str>,
    place: &Place,
    url: &Url,
    document: &Value,
) -> Result<Page, Failed> {
    let records = match records.map_or(Some(document), |path| at(document, path)) {
        Some(Value::Array(records)) => records.as_slice(),
        // An answer without content.
        _ if document.is_null() => &[],
        _ => {
            let place = records.map_or("the page".to_owned(), |path| {
                format!("`{path}` in the page")
            });
            let address = shown(url.as_str());
            let cause = format!("{address}: {place} is no list of records");
            return Err(Failed::again(
                cause,
                "See that `format.records` names where the API puts the records.",
            ));
        }
    };
    let next = pull
        .next
        .as_ref()
        .and_then(|next| following(next, place, url, document, records.len()));
    let mut reached = place.reached.clone();
    if let Some(since) = &pull.since {
        let said = since.from.as_deref().and_then(|path| at(document, path));
        let newest = since
            .newest
            .as_deref()
            .map(|path| records.iter().filter_map(move |record| at(record, path)));
        for value in said.into_iter().filter(|value| text(value).is_some()) {
            reached = Some(value.clone());
        }
        for value in newest
            .into_iter()
            .flatten()
            .filter(|value| text(value).is_some())
        {
            if reached
                .as_ref()
                .is_none_or(|reached| order(value, reached).is_gt())
            {
                reached = Some(value.clone());
            }
        }
    }
    let after = if next.is_some() {
        Place {
            since: place.since.clone(),
            next,
            reached,
        }
    } else {
        let since = reached.as_ref().and_then(text).or(place.since.clone());
        Place {
            since,
            next: None,
            reached: None,
        }
    };
    Ok(Page {
        records: records.len(),
        digest: blake3::hash(&serde_json::to_vec(records).unwrap_or_default()),
        after,
    })
}

/// The page after this one.
fn following(
    next: &Next,
    place: &Place,
    url: &Url,
    document: &Value,
    records: usize,
) -> Option<Where> {
    let is_last = next
        .end
        .as_deref()
        .is_some_and(|path| at(document, path) == Some(&Value::Bool(true)));
    if is_last {
        return None;
    }
    let said = |path: &Option<String>| {
        let said = text(at(document, path.as_deref()?)?)?;
        (!said.is_empty()).then_some(said)
    };
    let following = if next.page.is_some() {
        let here = match place.next {
            Some(Where::Page(page)) => page,
            _ => first(next),
        };
        (records > 0).then(|| Where::Page(here.saturating_add(next.step.unwrap_or(1))))
    } else if next.cursor.is_some() {
        said(&next.cursor).map(Where::Cursor)
    } else {
        // An API that names the page just read would be read for ever.
        said(&next.url)
            .filter(|said| url.join(said).is_ok_and(|there| there != *url))
            .map(Where::Url)
    };
    following.filter(|following| place.next.as_ref() != Some(following))
}

/// What is at a path such as `meta.next_cursor`.
fn at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.')
        .try_fold(document, |value, name| value.get(name))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Numbers as numbers, all else as text.
fn order(a: &Value, b: &Value) -> Ordering {
    match (a.as_i64(), b.as_i64(), a.as_f64(), b.as_f64()) {
        (Some(a), Some(b), ..) => a.cmp(&b),
        (_, _, Some(a), Some(b)) => a.total_cmp(&b),
        _ => text(a).cmp(&text(b)),
    }
}

fn with_parameter(url: &mut Url, name: &str, value: &str) {
    let others: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(other, _)| other != name)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair(name, value);
}

/// Percent-encoding of all that is not unreserved (RFC 3986, 2.3).
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
