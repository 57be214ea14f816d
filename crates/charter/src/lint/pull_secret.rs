//! A secret that is written into the charter, where everybody who reads it has it.

use serde_json::{Map, Value};

use crate::check::Report;
use crate::pull::{is_secret, variables};

pub(super) fn lint(report: &mut Report<'_>) {
    for (name, feed) in &report.charter().feeds {
        let Some(pull) = &feed.pull else { continue };
        for (header, value) in &pull.headers {
            let from_environment = variables(value).is_ok_and(|names| !names.is_empty());
            if is_secret(header) && !from_environment {
                report
                    .warning(
                        &format!("feeds/{name}.yaml"),
                        &format!("pull/headers/{header}"),
                        "secret-in-charter",
                        format!("the header `{header}` looks like a secret that is written out"),
                    )
                    .hint("put it into a variable of the environment, and write `${NAME}` here; then change the secret, because the charter's history keeps this one");
            }
        }
        if let Some(parameter) = secret_parameter(&pull.url) {
            report
                .warning(
                    &format!("feeds/{name}.yaml"),
                    "pull/url",
                    "secret-in-charter",
                    format!("the parameter `{parameter}` of the URL looks like a secret that is written out"),
                )
                .hint("say it in `headers`, as `${NAME}` of a variable of the environment, where the API takes it there; then change the secret, because the charter's history keeps this one");
        }
        for (path, member) in pull.body.iter().flat_map(secret_members) {
            report
                .warning(
                    &format!("feeds/{name}.yaml"),
                    &format!("pull/body/{path}"),
                    "secret-in-charter",
                    format!("`{member}` in the body looks like a secret that is written out"),
                )
                .hint("say it in `headers` or `basic`, as `${NAME}` of a variable of the environment, where the API takes it there; then change the secret, because the charter's history keeps this one");
        }
        let has_secret =
            pull.basic.is_some() || pull.headers.keys().any(|header| is_secret(header));
        if pull.url.starts_with("http://") && has_secret {
            report
                .warning(
                    &format!("feeds/{name}.yaml"),
                    "pull/url",
                    "secret-in-clear",
                    "the secret is sent unencrypted",
                )
                .hint("ask for the API by `https://`, so that nobody on the way can read the secret and the records");
        }
    }
}

/// A parameter of a URL whose name is that of a secret, and which has a value.
fn secret_parameter(url: &str) -> Option<&str> {
    let (_, query) = url.split_once('?')?;
    let query = query.split('#').next()?;
    query
        .split('&')
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, value)| !value.is_empty() && names_secret(name))
        .map(|(name, _)| name)
}

/// Texts in a body whose name is that of a secret: the path of each, and its name. A `key` in a body names a column more often.
fn secret_members(body: &Map<String, Value>) -> Vec<(String, &str)> {
    fn look<'a>(path: &str, name: &'a str, value: &'a Value, found: &mut Vec<(String, &'a str)>) {
        match value {
            Value::String(text) if !text.is_empty() && name != "key" && names_secret(name) => {
                found.push((path.to_owned(), name));
            }
            Value::Object(members) => {
                for (name, value) in members {
                    look(&format!("{path}/{name}"), name, value, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (name, value) in body {
        look(name, name, value, &mut found);
    }
    found
}

/// `sort_key` and `page_token` are none.
fn names_secret(parameter: &str) -> bool {
    let name: String = parameter
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let whole = ["key", "token", "auth", "sig", "signature", "pwd", "pass"];
    let part = [
        "apikey",
        "accesskey",
        "accesstoken",
        "apitoken",
        "authtoken",
        "secret",
        "password",
        "authorization",
        "credential",
    ];
    whole.contains(&name.as_str()) || part.iter().any(|part| name.contains(part))
}
