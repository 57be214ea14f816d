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
