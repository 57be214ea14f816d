//! Pull feeds: what is said of an API fits together, and no secret is written down.

use std::collections::BTreeMap;

use charter::Charter;
use charter::pull::{seconds_between, variables};

use crate::fixture::edited;

const PULL: &str = "freshness: 1 day
pull:
  url: https://api.example.org/v2/tickets?start={since}
  every: 5 minutes
  headers: { Authorization: 'Bearer ${TOKEN}' }
  next: { url: after_url, end: end_of_stream }
  since: { from: end_time, start: 2024-01-01 }
  rate: 10 per minute
";

fn files(edits: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut pull = PULL.to_owned();
    for (from, to) in edits {
        assert!(pull.contains(from), "{from}");
        pull = pull.replacen(from, to, 1);
    }
    edited(&[
        (
            "format: { type: csv, delimiter: \";\" }",
            "format: { type: json, records: tickets }",
        ),
        ("freshness: 1 day\n", &pull),
    ])
}

/// Each as `code` and what stands at its place.
fn check(edits: &[(&str, &str)], expect: &[&str]) {
    let said = charter::check(&files(edits));
    let brief: Vec<String> = said
        .iter()
        .map(|one| {
            assert_eq!(one.file, "feeds/calls.yaml", "{one}");
            assert!(
                one.hint.is_some()
                    || one.expected.is_some()
                    || one.code == "next"
                    || one.code == "header"
                    || one.code == "url",
                "{one}"
            );
            let line = one.source_line.as_deref().unwrap_or_default();
            let at: String = line
                .chars()
                .skip(one.column.saturating_sub(1))
                .take(12)
                .collect();
            format!("{} `{}`", one.code, at.trim_end())
        })
        .collect();
    assert_eq!(brief, expect);
}

#[test]
fn what_fits_together_is_taken() {
    check(&[], &[]);
    let charter = Charter::read(&files(&[])).unwrap();
    let pull = charter.feeds["calls"].pull.as_ref().unwrap();
    assert_eq!(pull.retries, 5);
    check(
        &[(
            "{ url: after_url, end: end_of_stream }",
            "{ cursor: meta.next, parameter: cursor }",
        )],
        &[],
    );
    check(
        &[(
            "{ url: after_url, end: end_of_stream }",
            "{ page: offset, from: 0, step: 100 }",
        )],
        &[],
    );
    check(&[("from: end_time", "newest: updated_at")], &[]);
}

#[test]
fn what_does_not_fit_is_told_where_it_stands() {
    check(&[("https://api", "api")], &["url `api.example.`"]);
    check(
        &[("every: 5 minutes", "every: often")],
        &["duration `often`"],
    );
    check(&[("10 per minute", "10 a minute")], &["rate `10 a minute`"]);
    check(&[("?start={since}", "")], &["since-unused `https://api.`"]);
    check(
        &[("  since: { from: end_time, start: 2024-01-01 }\n", "")],
        &["since-missing `https://api.`"],
    );
    check(
        &[("from: end_time", "from: a, newest: b")],
        &["since `{ from: a, n`"],
    );
    check(
        &[("url: after_url", "url: a, page: b")],
        &["next `{ url: a, pa`"],
    );
    check(
        &[("{ url: after_url, end: end_of_stream }", "{ cursor: a }")],
        &["next `{ cursor: a`"],
    );
    check(
        &[(
            "{ url: after_url, end: end_of_stream }",
            "{ page: a, step: 0 }",
        )],
        &["next `0 }`"],
    );
    check(&[("${TOKEN}", "${TOKEN")], &["variable `'Bearer ${TO`"]);
    check(&[("${TOKEN}", "${a-b}")], &["variable `'Bearer ${a-`"]);
    check(
        &[("https://api", "https://me:${KEY}@api")],
        &["secret-in-url `https://me:$`"],
    );
}

#[test]
fn pages_are_json() {
    let files = edited(&[("freshness: 1 day\n", PULL)]);
    let said = charter::check(&files);
    let codes: Vec<&str> = said.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["pull-format"]);
}

#[test]
fn a_secret_that_is_written_out_is_a_warning() {
    check(
        &[("Bearer ${TOKEN}", "Bearer abcdef")],
        &["secret-in-charter `'Bearer abcd`"],
    );
    check(
        &[("Authorization: 'Bearer ${TOKEN}'", "X-Api-Key: abcdef")],
        &["secret-in-charter `abcdef }`"],
    );
    check(
        &[("Authorization: 'Bearer ${TOKEN}'", "X-Shop: abcdef")],
        &[],
    );
    check(
        &[("{since}", "{since}&api_key=abcdef")],
        &["secret-in-charter `https://api.`"],
    );
    check(
        &[("{since}", "{since}&sort_key=id&page_token=&author=me")],
        &[],
    );
    check(
        &[("https://api", "http://api")],
        &["secret-in-clear `http://api.e`"],
    );
}

#[test]
fn rates_and_variables() {
    assert_eq!(seconds_between("10 per minute"), Ok(6.0));
    assert_eq!(seconds_between("4 per second"), Ok(0.25));
    for bad in [
        "0 per minute",
        "10 per",
        "10 per month",
        "-1 per day",
        "10 per minute each",
    ] {
        assert!(seconds_between(bad).is_err(), "{bad}");
    }
    assert_eq!(variables("a ${B} ${_c1}"), Ok(vec!["B", "_c1"]));
    assert_eq!(variables("no $B"), Ok(Vec::new()));
    assert!(variables("${}").is_err());
}

const HEADERS: &str = "  headers: { Authorization: 'Bearer ${TOKEN}' }";
const NEXT: &str = "{ url: after_url, end: end_of_stream }";

#[test]
fn a_body_is_checked() {
    let body = |body: &str, expect: &[&str]| {
        let posted = format!("  body: {body}\n{HEADERS}");
        check(&[("?start={since}", ""), (HEADERS, &posted)], expect);
    };
    body("{ query: { value: '{since}' } }", &[]);
    body("{ query: [from, 'after {since}'] }", &[]);
    body("{ query: { value: 1 } }", &["since-unused `https://api.`"]);
    body(
        "{ query: { value: {since} } }",
        &["since-unquoted `{since} } }`"],
    );
    body(
        "{ query: ['{since}'], key: '${KEY}' }",
        &["secret-in-body `'${KEY}' }`"],
    );
    body(
        "{ query: '{since}', sort: { key: at }, in: { api_key: abc } }",
        &["secret-in-charter `abc } }`"],
    );
    let missing = "  since: { from: end_time, start: 2024-01-01 }\n";
    let posted = format!("  body: {{ a: '{{since}}' }}\n{HEADERS}");
    check(
        &[("?start={since}", ""), (HEADERS, &posted), (missing, "")],
        &["since-missing `https://api.`"],
    );
}

#[test]
fn a_body_has_room_for_the_page() {
    let next = |body: &str, next: &str, expect: &[&str]| {
        let posted = format!("  body: {body}\n{HEADERS}");
        check(&[(HEADERS, &posted), (NEXT, next)], expect);
    };
    let body = "{ paging: { size: 150, after: null }, list: [1] }";
    next(body, "{ cursor: a, parameter: paging.after }", &[]);
    next(body, "{ cursor: a, parameter: other.place }", &[]);
    next(body, "{ page: paging.number }", &[]);
    next(
        body,
        "{ cursor: a, parameter: paging }",
        &["body-path `paging }`"],
    );
    next(
        body,
        "{ page: paging.size.number }",
        &["body-path `paging.size.`"],
    );
    next(body, "{ page: list.first }", &["body-path `list.first }`"]);
    next(body, "{ page: paging..a }", &["body-path `paging..a }`"]);
}

#[test]
fn a_password_is_not_written_down() {
    let basic = |basic: &str, expect: &[&str]| {
        check(&[(HEADERS, &format!("  basic: {basic}"))], expect);
    };
    basic("{ user: '${MAIL}/token', password: '${TOKEN}' }", &[]);
    basic("{ user: ann, password: '${TOKEN}' }", &[]);
    basic("{ user: '${KEY}' }", &[]);
    basic("{ user: ann }", &["password-in-charter `ann }`"]);
    basic(
        "{ user: ann, password: abcdef }",
        &["password-in-charter `abcdef }`"],
    );
    basic(
        "{ user: ann, password: 'abc${TOKEN}' }",
        &["password-in-charter `'abc${TOKEN}`"],
    );
    basic(
        "{ user: ann, password: '${TOKEN' }",
        &["variable `'${TOKEN' }`"],
    );
    basic(
        "{ user: 'ann:pw', password: '${TOKEN}' }",
        &["basic-user `'ann:pw', pa`"],
    );
    let both = format!("{HEADERS}\n  basic: {{ user: ann, password: '${{TOKEN}}' }}");
    check(&[(HEADERS, &both)], &["two-logins `Authorizatio`"]);
    check(
        &[
            (HEADERS, "  basic: { user: ann, password: '${TOKEN}' }"),
            ("https://api", "http://api"),
        ],
        &["secret-in-clear `http://api.e`"],
    );
}

#[test]
fn full_pages_and_instants() {
    let newest = ("from: end_time", "newest: updated_at");
    let full = (NEXT, "{ full: 1000 }");
    check(&[newest, full], &[]);
    check(&[full], &["next `1000 }`"]);
    check(&[newest, (NEXT, "{ full: 1 }")], &["next `1 }`"]);
    check(&[(NEXT, "{ link: true }")], &[]);
    check(
        &[(NEXT, "{ link: true, url: a }")],
        &["next `{ link: true`"],
    );
    check(&[(NEXT, "{ link: false }")], &["next `{ link: fals`"]);
    check(
        &[newest, (NEXT, "{ full: 9, page: p }")],
        &["next `{ full: 9, p`"],
    );
    let start = |start: &str, expect: &[&str]| check(&[("start: 2024-01-01", start)], expect);
    start(
        "start: 2024-01-01, as: unix_seconds, behind: 5 minutes",
        &[],
    );
    start("start: '1704067200', as: rfc3339", &[]);
    start("start: 2024-01-01, behind: soon", &["duration `soon }`"]);
    start(
        "start: the first, behind: 5 minutes",
        &["since-start `the first, b`"],
    );
    start(
        "start: first, as: unix_seconds",
        &["since-start `first, as: u`"],
    );
}
