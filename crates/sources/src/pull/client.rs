//! One request, and what is to be done when it fails.

use std::time::Duration;

use charter::pull::{Pull, variables};
use jiff::Timestamp;
use reqwest::header::{
    ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LINK, RETRY_AFTER,
};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Method, StatusCode, Url};
use serde_json::Value;

use super::failed::{Failed, Then};
use super::request::Request;
use super::{Environment, PullSettings, link, retry};

/// Most redirects in a row.
const REDIRECTS_MAX: usize = 5;
const UNREACHABLE: &str = "See that the API can be reached from this machine. It is asked again.";

/// What was answered.
pub(super) struct Answer {
    /// The page.
    pub document: Value,
    /// The page as it came.
    pub bytes: Vec<u8>,
    /// The URL of the next page, where a header says it.
    pub next: Option<String>,
}

/// Asks for pages.
pub(super) struct Client {
    http: reqwest::Client,
    /// User and password.
    login: Option<(String, String)>,
    page_bytes_max: usize,
}

impl Client {
    /// A client for a feed, with its secrets.
    pub(super) fn of(pull: &Pull, settings: &PullSettings) -> Result<Self, Failed> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("tandem/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers(pull, &settings.environment)?)
            .timeout(settings.answers_within)
            .redirect(Policy::custom(if pull.body.is_some() {
                redirect_of_post
            } else {
                redirect
            }));
        if !settings.proxies {
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|error| Failed::later(causes(error), UNREACHABLE))?;
        Ok(Self {
            http,
            login: login(pull, &settings.environment)?,
            page_bytes_max: settings.page_bytes_max,
        })
    }

    /// Asks for a page.
    pub(super) async fn ask(&self, request: &Request, now: Timestamp) -> Result<Answer, Failed> {
        let address = request.shown();
        let failed = |error: reqwest::Error| {
            Failed::again(format!("{address}: {}", causes(error)), UNREACHABLE)
        };
        let method = request.body.as_ref().map_or(Method::GET, |_| Method::POST);
        let mut asking = self.http.request(method, request.url.clone());
        if let Some((user, password)) = &self.login {
            asking = asking.basic_auth(user, Some(password));
        }
        if let Some(body) = &request.body {
            asking = asking.body(body.clone());
        }
        let mut response = asking.send().await.map_err(failed)?;
        let status = response.status();
        if !status.is_success() {
            let header = response.headers().get(RETRY_AFTER);
            let after = header.and_then(|header| retry::after(header.to_str().ok()?, now));
            return Err(refused(&address, status, after));
        }
        let links = response.headers().get_all(LINK);
        let next = link::next(links.iter().filter_map(|link| link.to_str().ok()));
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if bytes.len() + chunk.len() > self.page_bytes_max {
                let cause = format!(
                    "{address}: the page is larger than {} bytes",
                    self.page_bytes_max
                );
                return Err(Failed::later(
                    cause,
                    "Ask the API for smaller pages, with its parameter in `url`.",
                ));
            }
            bytes.extend_from_slice(&chunk);
        }
        let document = match status {
            StatusCode::NO_CONTENT => Ok(Value::Null),
            _ => serde_json::from_slice(&bytes),
        };
        match document {
            Ok(document) => Ok(Answer {
                document,
                bytes,
                next,
            }),
            Err(error) => {
                let cause = format!("{address}: the page is no JSON: {error}");
                Err(Failed::again(
                    cause,
                    "See what the API answers, e.g. with curl.",
                ))
            }
        }
    }
}

/// The headers of each request, with what the environment holds put in.
fn headers(pull: &Pull, environment: &Environment) -> Result<HeaderMap, Failed> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if pull.body.is_some() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    for (name, value) in &pull.headers {
        let filled = filled(value, environment)?;
        let wrong = || {
            let cause = format!("the header `{name}` cannot be sent as it is written");
            Failed::later(
                cause,
                "A header is one line of printable text; see what the variable holds.",
            )
        };
        let name: HeaderName = name.parse().map_err(|_| wrong())?;
        let mut value: HeaderValue = filled.parse().map_err(|_| wrong())?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}

/// The user and the password, with what the environment holds put in.
fn login(pull: &Pull, environment: &Environment) -> Result<Option<(String, String)>, Failed> {
    let Some(basic) = &pull.basic else {
        return Ok(None);
    };
    let user = filled(&basic.user, environment)?;
    let password = filled(basic.password.as_deref().unwrap_or_default(), environment)?;
    if user.contains(':') {
        return Err(Failed::later(
            "the user of `basic` holds a `:`, which ends it",
            "See what the variable holds: the user alone, without its password.",
        ));
    }
    Ok(Some((user, password)))
}

/// A text, with what the environment holds put in.
fn filled(text: &str, environment: &Environment) -> Result<String, Failed> {
    let mut filled = text.to_owned();
    for variable in variables(text).unwrap_or_default() {
        let secret = environment(variable).ok_or_else(|| {
            let cause = format!("the environment has no variable `{variable}`");
            Failed::later(
                cause,
                "Set it for the process that serves, and start that again.",
            )
        })?;
        filled = filled.replace(&format!("${{{variable}}}"), &secret);
    }
    Ok(filled)
}

/// Follows a redirect of what is posted only where it is posted again: most turn it into a GET, which asks for something else.
fn redirect_of_post(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let status = attempt.status();
    if !matches!(
        status,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
    ) {
        return attempt.error(format!("it redirects what is posted with {status}"));
    }
    redirect(attempt)
}

/// Follows a redirect on the same host, and no other: the request holds secrets.
fn redirect(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let from = attempt.previous().first().map(Url::origin);
    if from != Some(attempt.url().origin()) {
        let to = attempt.url().origin().ascii_serialization();
        return attempt.error(format!("it redirects to another host, {to}"));
    }
    if attempt.previous().len() > REDIRECTS_MAX {
        return attempt.error("it redirects without end");
    }
    attempt.follow()
}

/// What a status that is no success means.
fn refused(address: &str, status: StatusCode, after: Option<Duration>) -> Failed {
    let cause = format!("{address} answered {status}");
    let passes = status.is_server_error()
        || matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY
        );
    let hint = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            "See that the secret in the environment is right and may read these records."
        }
        StatusCode::TOO_MANY_REQUESTS => {
            "It is asked again later. A `rate` in the feed keeps it from coming to this."
        }
        _ if passes => "It is asked again.",
        _ => "See that `pull` in the feed fits what the API's documentation says.",
    };
    let is_barred = matches!(
        status,
        StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::PROXY_AUTHENTICATION_REQUIRED
    );
    let then = if passes {
        Then::Again
    } else if status.is_client_error() && !is_barred {
        Then::Anew
    } else {
        Then::Later
    };
    Failed {
        after,
        ..Failed::of(then, cause, hint)
    }
}

/// An error and what is behind it, without the address, which may hold a secret.
fn causes(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        said.push_str(&format!(": {error}"));
        cause = error.source();
    }
    said
}
