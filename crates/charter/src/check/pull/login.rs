//! Who asks: what is sent can be sent, and the secret comes from the environment.

use crate::check::Report;
use crate::pull::{self, Pull};

pub(super) fn headers(report: &mut Report<'_>, file: &str, pull: &Pull) {
    for (name, value) in &pull.headers {
        let place = format!("pull/headers/{name}");
        let is_name = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || !name.chars().all(is_name) {
            report.error_at_key(
                file,
                &place,
                "header",
                format!("`{name}` is no name of a header"),
            );
        }
        if let Err(cause) = pull::variables(value) {
            report
                .error(file, &place, "variable", cause)
                .expected("such as `Bearer ${ZENDESK_TOKEN}`");
        } else if value.chars().any(char::is_control) {
            report.error(
                file,
                &place,
                "header",
                "a header is one line of printable text",
            );
        }
    }
}

pub(super) fn basic(report: &mut Report<'_>, file: &str, pull: &Pull) {
    let Some(basic) = &pull.basic else { return };
    let is_login = |name: &&String| name.eq_ignore_ascii_case("authorization");
    if let Some(name) = pull.headers.keys().find(is_login) {
        report
            .error_at_key(
                file,
                &format!("pull/headers/{name}"),
                "two-logins",
                format!("`basic` is sent as the header `Authorization`, and so is `{name}`"),
            )
            .hint("keep the one that the API asks for");
    }
    for (key, text) in [
        ("user", Some(&basic.user)),
        ("password", basic.password.as_ref()),
    ] {
        if let Some(Err(cause)) = text.map(|text| pull::variables(text)) {
            report
                .error(file, &format!("pull/basic/{key}"), "variable", cause)
                .expected("such as `${ZENDESK_TOKEN}`");
            return;
        }
    }
    let literal = |c: char| c == ':' || c.is_control();
    if basic.user.is_empty() || basic.user.contains(literal) {
        report
            .error(
                file,
                "pull/basic/user",
                "basic-user",
                "a user has at least one character, and no `:`, which ends it",
            )
            .expected("such as `${ZENDESK_EMAIL}/token`");
    }
    match &basic.password {
        Some(password) if !pull::is_variable(password) => {
            report
                .error(
                    file,
                    "pull/basic/password",
                    "password-in-charter",
                    "a password comes from the environment, and is not written down",
                )
                .expected("`${NAME}` of one variable of the environment, e.g. `${ZENDESK_TOKEN}`")
                .hint("put it into a variable of the environment, and change the password, because the charter's history keeps this one");
        }
        None if pull::variables(&basic.user).is_ok_and(|names| names.is_empty()) => {
            report
                .error(
                    file,
                    "pull/basic/user",
                    "password-in-charter",
                    "without a `password` the user is the secret, which is not written down",
                )
                .expected("`${NAME}` of a variable of the environment");
        }
        _ => {}
    }
}
