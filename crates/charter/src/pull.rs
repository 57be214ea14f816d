//! How a feed's facts are asked for, page by page, from a system that offers an HTTP API.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::moment::Written;

/// Tries after the first one where nothing is said.
const RETRIES: u32 = 5;
/// What stands in a URL or a body for where the last round ended.
pub const SINCE: &str = "{since}";

/// An HTTP API that is asked for records in rounds: each reads all pages there are, and begins where the last one ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pull {
    /// The first page of a round; `{since}` stands for where the last round ended.
    pub url: String,
    /// What each request posts, as JSON; pages are asked for by GET when absent. `{since}` stands in a text for where the last
    /// round ended; a text that is nothing else becomes a number where that is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Map<String, Value>>,
    /// Time from the end of a round to the next, e.g. `5 minutes`.
    pub every: String,
    /// Headers of each request; `${NAME}` stands for a variable of the environment, which is where secrets belong.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Who asks, by HTTP Basic authentication (RFC 7617).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basic: Option<Basic>,
    /// Where the next page is; there is one page a round when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
    /// Where the next round begins; each begins at the beginning when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
    /// Most requests in a time, e.g. `10 per minute`; 5 per second when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// How often a request that failed is tried again before the round is given up until the next one; 5 when absent.
    #[serde(default = "retries")]
    pub retries: u32,
}

fn retries() -> u32 {
    RETRIES
}

/// Who asks, in the header `Authorization` of each request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Basic {
    /// The user; `${NAME}` stands for a variable of the environment, e.g. `${ZENDESK_EMAIL}/token`.
    pub user: String,
    /// `${NAME}` of a variable of the environment, and nothing else; empty when absent, where the user is the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// Where the next page is. Exactly one of `url`, `link`, `cursor`, `page` and `full` is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Next {
    /// Path in the page of the next page's URL, e.g. `after_url`. The last page has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether the header `Link` of the page (RFC 8288) names the next page's URL, as `rel="next"`. The last page has none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub link: bool,
    /// Path in the page of a cursor, e.g. `meta.next_cursor`. The last page has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// With `cursor`: the parameter of the URL that takes it, or its path in the `body` where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The parameter of the URL that counts pages, or records, or its path in the `body` where there is one. The first page
    /// without records is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// With `page`: its value on the first page; 1 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// With `page`: what it grows by from page to page; 1 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u64>,
    /// So many records, or more, make a full page, which another one follows: it is asked for with `{since}` at the newest
    /// record of the page before. The first page with fewer is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full: Option<u32>,
    /// Path in the page of a member that is true on the last one, e.g. `end_of_stream`, where the API names a next page always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// Where the next round begins. Exactly one of `from` and `newest` is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Since {
    /// Path in the last page of a round of where the next one begins, e.g. `end_time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Path in each record of a value whose greatest is where the next round begins, e.g. `updated_at`. Numbers are compared
    /// as numbers, instants as instants, all else as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<String>,
    /// Where the first round begins, as the API writes it, e.g. `2024-01-01`.
    pub start: String,
    /// How requests write the instant, where the API writes it otherwise in its pages than it reads it in requests.
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
    /// How much before where the last round ended the next one begins, e.g. `5 minutes`, where the API tells of records late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<String>,
}

/// The names of the environment's variables in a text, or what is wrong with how they are written.
///
/// # Errors
/// When a `${` is not closed, or what it holds is no name of a variable.
pub fn variables(text: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else {
            return Err("`${` is not closed with `}`".to_owned());
        };
        let first = name.chars().next();
        let fits = first.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !fits {
            return Err(format!("`{name}` is no name of a variable"));
        }
        names.push(name);
        rest = after;
    }
    Ok(names)
}

/// Whether a text is one variable of the environment, and nothing else.
#[must_use]
pub fn is_variable(text: &str) -> bool {
    variables(text).is_ok_and(|names| names.len() == 1)
        && text.starts_with("${")
        && text.find('}') == Some(text.len() - 1)
}

/// What is at a path such as `meta.next_cursor`.
#[must_use]
pub fn at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.')
        .try_fold(document, |value, name| value.get(name))
}

/// Whether a header of this name holds a secret.
#[must_use]
pub fn is_secret(header: &str) -> bool {
    let name = header.to_ascii_lowercase();
    [
        "authorization",
        "cookie",
        "token",
        "secret",
        "key",
        "password",
    ]
    .iter()
    .any(|word| name.contains(word))
}

/// Seconds that lie between two requests at a rate such as `10 per minute`.
///
/// # Errors
/// When the text is anything else.
pub fn seconds_between(rate: &str) -> Result<f64, NotARate> {
    let refused = || NotARate(rate.chars().take(40).collect());
    let mut words = rate.split_whitespace();
    let (Some(number), Some("per"), Some(unit), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(refused());
    };
    let seconds = match unit {
        "second" => 1.0,
        "minute" => 60.0,
        "hour" => 3_600.0,
        "day" => 86_400.0,
        _ => return Err(refused()),
    };
    let number: u32 = number.parse().map_err(|_| refused())?;
    if number == 0 {
        return Err(refused());
    }
    Ok(seconds / f64::from(number))
}

/// A rate that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a rate")]
pub struct NotARate(pub String);
