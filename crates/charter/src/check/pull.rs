//! Pull feeds: a request can be made, the next page can be found, and no secret goes astray.

use crate::check::Report;
use crate::feed::{Feed, Format};
use crate::pull::{self, Next, Pull, SINCE, Since};

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
    headers(report, file, pull);
    if let Some(rate) = &pull.rate
        && let Err(error) = pull::seconds_between(rate)
    {
        report
            .error(file, "pull/rate", "rate", error.to_string())
            .expected("a whole number above 0 per `second`, `minute`, `hour` or `day`, e.g. `10 per minute`");
    }
    if let Some(next) = &pull.next {
        self::next(report, file, next);
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
                .hint("say it in `headers`, as `${NAME}` of a variable of the environment");
        }
        Some(host) if host.contains(['{', '}']) => {
            report.error(file, place, "url", "the host of the API cannot vary");
        }
        Some(_) => {}
    }
    match (&pull.since, pull.url.contains(SINCE)) {
        (Some(_), false) => {
            report
                .error(
                    file,
                    place,
                    "since-unused",
                    "`since` is said, and the URL has no `{since}` that takes it",
                )
                .hint("write `{since}` where the API takes the time to begin at, or leave `since` out");
        }
        (None, true) => {
            report
                .error(
                    file,
                    place,
                    "since-missing",
                    "the URL has `{since}`, and nothing says what that is",
                )
                .hint("say `since: { from: PATH, start: VALUE }` or `since: { newest: PATH, start: VALUE }`");
        }
        _ => {}
    }
}

fn headers(report: &mut Report<'_>, file: &str, pull: &Pull) {
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

fn next(report: &mut Report<'_>, file: &str, next: &Next) {
    let ways = [&next.url, &next.cursor, &next.page];
    if ways.iter().filter(|way| way.is_some()).count() != 1 {
        report
            .error(
                file,
                "pull/next",
                "next",
                "exactly one of `url`, `cursor` and `page` says where the next page is",
            )
            .expected("`{ url: PATH }`, `{ cursor: PATH, parameter: NAME }` or `{ page: NAME }`");
        return;
    }
    if next.cursor.is_some() != next.parameter.is_some() {
        report
            .error(
                file,
                "pull/next",
                "next",
                "a `cursor` and the `parameter` of the URL that takes it belong together",
            )
            .expected("`{ cursor: meta.next_cursor, parameter: cursor }`");
    }
    if next.page.is_none() && (next.from.is_some() || next.step.is_some()) {
        report.error(
            file,
            "pull/next",
            "next",
            "`from` and `step` belong to `page`",
        );
    }
    if next.step == Some(0) {
        report.error(
            file,
            "pull/next/step",
            "next",
            "with a step of 0 the first page would be read for ever",
        );
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
}
