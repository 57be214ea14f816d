//! A secret that is written into the charter, where everybody who reads it has it.

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
        if pull.url.starts_with("http://") && pull.headers.keys().any(|header| is_secret(header)) {
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
