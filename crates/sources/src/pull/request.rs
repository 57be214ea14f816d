//! What is asked for at a place. Pure.

use blake3::Hash;
use charter::moment::Moment;
use charter::pull::{Next, Pull, SINCE, Since};
use reqwest::Url;
use serde_json::{Map, Number, Value};

use super::failed::{Failed, Then};
use super::place::{Place, Where};
use super::shown::shown;
use super::value::text;

const HINT: &str = "See that `pull` in the feed fits what the API's documentation says.";

/// A request, without who makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    pub url: Url,
    /// The JSON to post; a page is asked for by GET where there is none.
    pub body: Option<String>,
}

impl Request {
    /// What to ask for at a place. Never another host than the charter names: the request holds secrets.
    pub fn at(pull: &Pull, place: &Place) -> Result<Self, Failed> {
        let since = begins(pull.since.as_ref(), place)?;
        let address = pull.url.replace(SINCE, &encoded(&since));
        let mut url = Url::parse(&address)
            .map_err(|error| Failed::later(format!("{}: {error}", shown(&address)), HINT))?;
        let mut body = pull.body.clone();
        for value in body.iter_mut().flat_map(Map::values_mut) {
            fill(value, &since);
        }
        if let Some(Where::Url(next)) = &place.next {
            url = beside(&url, next)?;
        } else if let Some((name, value)) = page(pull.next.as_ref(), place.next.as_ref()) {
            match &mut body {
                Some(body) => put(body, name, value),
                None => with_parameter(&mut url, name, &text(&value).unwrap_or_default()),
            }
        }
        Ok(Self {
            url,
            body: body.map(|body| Value::Object(body).to_string()),
        })
    }

    /// What tells it from other requests.
    pub fn digest(&self) -> Hash {
        let body = self.body.as_deref().unwrap_or_default();
        blake3::hash(format!("{} {body}", self.url).as_bytes())
    }

    /// The address, as it may be shown.
    pub fn shown(&self) -> String {
        shown(self.url.as_str())
    }
}

/// Where a request begins, as the API reads it. Between two pages of a round nothing is asked for again.
fn begins(since: Option<&Since>, place: &Place) -> Result<String, Failed> {
    let Some(since) = since else {
        return Ok(String::new());
    };
    let (text, behind) = match &place.next {
        Some(Where::From(newest)) => (text(newest).unwrap_or_default(), None),
        _ => (
            place.since.clone().unwrap_or_default(),
            since.behind.as_deref(),
        ),
    };
    if since.written.is_none() && behind.is_none() {
        return Ok(text);
    }
    let mut moment = Moment::read(&text).ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        Failed::later(
            format!("a request would begin at `{shown}`, which is no instant"),
            "With `as` or `behind`, `since` in the feed's `pull` has to name a time.",
        )
    })?;
    if let Some(seconds) = behind.and_then(|behind| charter::duration::seconds(behind).ok()) {
        moment = moment.before(seconds);
    }
    if let Some(written) = since.written {
        moment = moment.written(written);
    }
    Ok(moment.to_string())
}

/// The value of `page` on the first one.
pub(super) fn first(next: &Next) -> u64 {
    next.from.unwrap_or(1)
}

/// The parameter that says which page is meant, and its value.
fn page<'a>(next: Option<&'a Next>, place: Option<&Where>) -> Option<(&'a str, Value)> {
    let next = next?;
    match place {
        Some(Where::Cursor(cursor)) => Some((next.parameter.as_deref()?, cursor.clone())),
        Some(Where::Page(page)) => Some((next.page.as_deref()?, (*page).into())),
        Some(Where::Url(_) | Where::From(_)) => None,
        None => Some((next.page.as_deref()?, first(next).into())),
    }
}

/// The address of the next page, whole or relative; an error where it is another host's.
fn beside(url: &Url, next: &str) -> Result<Url, Failed> {
    let there = url.join(next).map_err(|error| {
        let cause = format!("the next page, {}: {error}", shown(next));
        Failed::of(Then::Anew, cause, HINT)
    })?;
    if there.origin() == url.origin() {
        return Ok(there);
    }
    let there = shown(there.as_str());
    let cause = format!("the next page is on another host: {there}");
    Err(Failed::of(
        Then::Anew,
        cause,
        "Nothing is asked of a host that the charter does not name. Write the host that the API names into `url`.",
    ))
}

/// Puts where the last round ended into the texts of a body: as a number where a text is nothing else, and it is one.
fn fill(value: &mut Value, since: &str) {
    match value {
        Value::String(text) if text == SINCE => {
            *value =
                serde_json::from_str::<Number>(since).map_or_else(|_| since.into(), Value::Number);
        }
        Value::String(text) if text.contains(SINCE) => *text = text.replace(SINCE, since),
        Value::Array(values) => values.iter_mut().for_each(|value| fill(value, since)),
        Value::Object(members) => members.values_mut().for_each(|value| fill(value, since)),
        _ => {}
    }
}

/// Sets the member at a path, and makes the mappings on the way that are not there.
fn put(body: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            body.insert(path.to_owned(), value);
        }
        Some((name, rest)) => {
            let inner = body.entry(name).or_insert_with(|| Map::new().into());
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
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
