//! Pull feeds: a request can be made, the next page can be found, and no secret goes astray.

mod body;
mod login;
mod next;

use crate::check::Report;
use crate::feed::{Feed, Format};
use crate::moment::Moment;
use crate::pull::{self, Pull, SINCE, Since};

pub(super) fn check(report: &mut Report<'_>, file: &str, feed: &Feed) {
    let Some(pull) = &feed.pull else { return };
    if !matches!(feed.format, Format::Json { .. }) {
        report
            .error(
                file,
                "format",
                "pull-format",
                "pages are read as JSON documents, and the format is another one",
            )
            .expected("`{ type: json, records: PATH }`, the path of the records in a page");
    }
    report.duration(file, "pull/every", &pull.every);
    url(report, file, pull);
    begins(report, file, pull);
    login::headers(report, file, pull);
    login::basic(report, file, pull);
    if let Some(body) = &pull.body {
        body::check(report, file, body);
    }
    if let Some(rate) = &pull.rate
        && let Err(error) = pull::seconds_between(rate)
    {
        report
            .error(file, "pull/rate", "rate", error.to_string())
            .expected("a whole number above 0 per `second`, `minute`, `hour` or `day`, e.g. `10 per minute`");
    }
    if let Some(next) = &pull.next {
        next::check(report, file, next, pull);
    }
    if let Some(since) = &pull.since {
        self::since(report, file, since);
    }
}

fn url(report: &mut Report<'_>, file: &str, pull: &Pull) {
    let place = "pull/url";
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| pull.url.strip_prefix(scheme))
        .map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    match host {
        None | Some("") => {
            report
                .error(file, place, "url", "this is not the URL of an API")
                .expected("such as `https://api.example.org/v2/tickets?since={since}`");
        }
        Some(host) if host.contains('@') || pull.url.contains("${") => {
            report
                .error(
                    file,
                    place,
                    "secret-in-url",
                    "a URL is written to logs and positions, and must hold no secret",
                )
                .hint(
                    "say it in `headers` or `basic`, as `${NAME}` of a variable of the environment",
                );
        }
        Some(host) if host.contains(['{', '}']) => {
            report.error(file, place, "url", "the host of the API cannot vary");
        }
        Some(_) => {}
    }
}

/// Whether what says where a round begins is sent, and what is sent is said.
fn begins(report: &mut Report<'_>, file: &str, pull: &Pull) {
    let taken = pull.url.contains(SINCE) || pull.body.as_ref().is_some_and(body::takes_since);
    match (&pull.since, taken) {
        (Some(_), false) => {
            report
                .error(
                    file,
                    "pull/url",
                    "since-unused",
                    "`since` is said, and neither the URL nor a `body` has a `{since}` that takes it",
                )
                .hint("write `{since}` where the API takes the time to begin at, or leave `since` out");
        }
        (None, true) => {
            report
                .error(
                    file,
                    "pull/url",
                    "since-missing",
                    "the request has `{since}`, and nothing says what that is",
                )
                .hint("say `since: { from: PATH, start: VALUE }` or `since: { newest: PATH, start: VALUE }`");
        }
        _ => {}
    }
}

fn since(report: &mut Report<'_>, file: &str, since: &Since) {
    if since.from.is_some() == since.newest.is_some() {
        report
            .error(
                file,
                "pull/since",
                "since",
                "exactly one of `from` and `newest` says where the next round begins",
            )
            .expected("`{ from: end_time, start: 2024-01-01 }` or `{ newest: updated_at, start: 2024-01-01 }`");
    }
    if let Some(behind) = &since.behind {
        report.duration(file, "pull/since/behind", behind);
    }
    let needs_instant = since.written.is_some() || since.behind.is_some();
    if needs_instant && Moment::read(&since.start).is_none() {
        report
            .error(
                file,
                "pull/since/start",
                "since-start",
                "with `as` or `behind`, a round begins at an instant, and this is none",
            )
            .expected("such as `2024-01-01`, `2024-01-01T00:00:00Z` or seconds since 1970");
    }
}
