//! Checks of feeds: what each becomes, and what is refused where.

use charter::Charter;
use charter::condition::Condition;

use crate::diagnostics::check;
use crate::fixture::edited;

const CHECK: &str = "    holds: queue_seconds >= 0\n";

fn refused(rule: &str, expect: &[&str]) {
    check(CHECK, &format!("    {rule}\n"), expect);
}

fn condition(rule: &str) -> Condition {
    let files = edited(&[(CHECK, &format!("    {rule}\n"))]);
    let charter = Charter::read(&files).unwrap_or_else(|problems| panic!("{rule}: {problems}"));
    let mut conditions = charter.conditions(&charter.feeds["calls"]).unwrap();
    assert_eq!(conditions.len(), 1, "{rule}");
    conditions.remove(0)
}

#[test]
fn each_becomes_one_condition_over_a_column() {
    for (rule, sql, words) in [
        (
            "range: { column: queue_seconds, least: 0, most: 4 hours }",
            r#""queue_seconds" >= 0 AND "queue_seconds" <= 14400"#,
            "from 0 to 4 hours",
        ),
        (
            "range: { column: queue_seconds, least: -0.5 }",
            r#""queue_seconds" >= -0.5"#,
            "at least -0.5",
        ),
        // A day ends when the next begins, where the partnership is: Amsterdam, on summer time.
        (
            "range: { column: opened_at, least: 2026-03-29, most: 2026-03-29 }",
            r#""opened_at" >= TIMESTAMP '2026-03-28T23:00:00Z' AND "opened_at" < TIMESTAMP '2026-03-29T22:00:00Z'"#,
            "from 2026-03-29 to 2026-03-29",
        ),
        (
            "range: { column: opened_at, most: '2026-03-29T08:00:00Z' }",
            r#""opened_at" <= TIMESTAMP '2026-03-29T08:00:00Z'"#,
            "at most 2026-03-29T08:00:00Z",
        ),
        (
            "one_of: { column: outcome, values: [handled, 'it''s \"off\"'] }",
            r#""outcome" IN ('handled', 'it''s "off"')"#,
            "one of `handled` or `it's \"off\"`",
        ),
        (
            "known_in: { column: party, vocabulary: parties }",
            r#""party" IN ('quay', 'inhouse', 'alder')"#,
            "among the parties of partnership.yaml",
        ),
        (
            "matches: { column: contact_id, pattern: 'T-\\d+|X' }",
            r#"regexp_like("contact_id", '^(?:T-\d+|X)$')"#,
            r"of the form T-\d+|X",
        ),
    ] {
        let condition = condition(rule);
        assert_eq!(condition.holds.sql(), sql, "{rule}");
        let (column, expects) = condition.expects.unwrap();
        assert_eq!(expects, words, "{rule}");
        assert!(condition.holds.columns().contains(&column), "{rule}");
    }
    assert_eq!(condition("holds: queue_seconds >= 0").expects, None);
}

#[test]
fn one_rule_and_no_other() {
    refused(
        "severity: warn",
        &["feeds/calls.yaml `waited` missing-field"],
    );
    refused(
        "holds: queue_seconds >= 0\n    one_of: { column: outcome, values: [handled] }",
        &["feeds/calls.yaml `one_of: { column: outcome` two-rules"],
    );
    check(
        "- check: waited\n",
        "- check: freshness\n",
        &["feeds/calls.yaml `freshness` reserved-name"],
    );
}

#[test]
fn columns_that_are_not_there_or_not_filled_or_not_told() {
    refused(
        "range: { column: queue_second, least: 0 }",
        &["feeds/calls.yaml `queue_second` unknown-column ~queue_seconds"],
    );
    refused(
        "range: { column: wrap_seconds, least: 0 }",
        &["feeds/calls.yaml `wrap_seconds` unmapped-column"],
    );
    refused(
        "unique: { columns: [contact_id, case_id] }",
        &["feeds/calls.yaml `case_id` unmapped-column"],
    );
    refused(
        "completeness: { column: outcom, least: 0.9 }",
        &["feeds/calls.yaml `outcom` unknown-column ~outcome"],
    );
    refused(
        "matches: { column: customer, pattern: 'C.*' }",
        &["feeds/calls.yaml `customer` hashed-column"],
    );
    refused(
        "holds: queue_second > 0",
        &["feeds/calls.yaml `queue_second > 0` unknown-column ~queue_seconds"],
    );
}

#[test]
fn values_that_do_not_fit() {
    refused(
        "range: { column: outcome, least: 0 }",
        &["feeds/calls.yaml `outcome` type"],
    );
    refused(
        "range: { column: queue_seconds }",
        &["feeds/calls.yaml `{ column: queue_seconds` missing-field"],
    );
    refused(
        "range: { column: queue_seconds, least: 5, most: 4 seconds }",
        &["feeds/calls.yaml `5` range-order"],
    );
    refused(
        "range: { column: queue_seconds, most: soon }",
        &["feeds/calls.yaml `soon` type"],
    );
    refused(
        "range: { column: opened_at, least: 0 }",
        &["feeds/calls.yaml `0` type"],
    );
    // Whose clock shows it, nobody says.
    refused(
        "range: { column: opened_at, least: '2026-01-01T08:00' }",
        &["feeds/calls.yaml `'2026-01-01T08:00'` type"],
    );
    refused(
        "one_of: { column: outcome, values: [] }",
        &["feeds/calls.yaml `[` empty-list"],
    );
    refused(
        "one_of: { column: outcome, values: [handled, 4] }",
        &["feeds/calls.yaml `4` type"],
    );
    refused(
        "one_of: { column: queue_seconds, values: [4] }",
        &["feeds/calls.yaml `queue_seconds` type"],
    );
    refused(
        "matches: { column: queue_seconds, pattern: a }",
        &["feeds/calls.yaml `queue_seconds` type"],
    );
    refused(
        "known_in: { column: queue_seconds, vocabulary: queues }",
        &["feeds/calls.yaml `queue_seconds` type"],
    );
    refused(
        "completeness: { column: outcome, least: 98 }",
        &["feeds/calls.yaml `98` share"],
    );
    refused("volume: { weeks: 2 }", &["feeds/calls.yaml `2` weeks"]);
    refused(
        "volume: { calendar: phone }",
        &["feeds/calls.yaml `phone` unknown-calendar ~phones"],
    );
    refused(
        "unique: { columns: [] }",
        &["feeds/calls.yaml `[` empty-list"],
    );
}

#[test]
fn patterns_that_cannot_be_or_end_before_they_should() {
    for pattern in [
        "(a",
        "a)|(b",
        "(?<=a)b",
        "(?x)a # b",
        "\\1",
        "(\\w{1,999}){999}",
    ] {
        let rule = format!("matches: {{ column: contact_id, pattern: '{pattern}' }}");
        let files = edited(&[(CHECK, &format!("    {rule}\n"))]);
        let problems = Charter::read(&files).unwrap_err();
        assert_eq!(
            problems.iter().map(|one| one.code).collect::<Vec<_>>(),
            ["pattern"],
            "{pattern}"
        );
    }
}

#[test]
fn a_vocabulary_that_is_empty_would_fail_every_row() {
    let files = edited(&[
        (
            CHECK,
            "    known_in: { column: outcome, vocabulary: languages }\n",
        ),
        ("languages: [nl, pt-BR]\n", ""),
    ]);
    let problems = Charter::read(&files).unwrap_err();
    assert_eq!(
        problems.iter().map(|one| one.code).collect::<Vec<_>>(),
        ["empty-vocabulary"]
    );
}

#[test]
fn what_is_judged_of_the_feed_sets_no_row_aside() {
    for (rule, severity, refused) in [
        (
            "completeness: { column: outcome, least: 0.9 }",
            "set_aside",
            true,
        ),
        (
            "completeness: { column: outcome, least: 0.9 }",
            "stop",
            false,
        ),
        ("unique: { columns: [contact_id] }", "set_aside", true),
        ("unique: { columns: [contact_id] }", "stop", true),
        ("volume: { calendar: phones }", "stop", true),
        ("volume: {}", "warn", false),
        ("matches: { column: contact_id, pattern: a }", "stop", false),
    ] {
        let expect: &[&str] = if refused {
            &[&format!("feeds/calls.yaml `{severity}` severity")]
        } else {
            &[]
        };
        check(
            CHECK,
            &format!("    {rule}\n    severity: {severity}\n"),
            expect,
        );
    }
}

#[test]
fn how_values_are_read_is_said_of_columns_that_the_feed_fills_and_once() {
    let files = edited(&[(
        CHECK,
        "    type: { columns: [queue_seconds] }\n    severity: warn\n",
    )]);
    let charter = Charter::read(&files).unwrap_or_else(|problems| panic!("{problems}"));
    // Nothing is computed of a row for it: whether a value could be read is known by then.
    assert_eq!(charter.conditions(&charter.feeds["calls"]).unwrap(), []);
    refused(
        "type: { columns: [] }",
        &["feeds/calls.yaml `[` empty-list"],
    );
    refused(
        "type: { columns: [queue_second] }",
        &["feeds/calls.yaml `queue_second` unknown-column ~queue_seconds"],
    );
    refused(
        "type: { columns: [wrap_seconds] }",
        &["feeds/calls.yaml `wrap_seconds` unmapped-column"],
    );
    refused(
        "type: { columns: [queue_seconds, queue_seconds] }",
        &["feeds/calls.yaml `queue_seconds` duplicate-name"],
    );
    // Without its instant or its party a row is nobody's and of no day.
    for column in ["opened_at", "party"] {
        refused(
            &format!("type: {{ columns: [{column}] }}\n    severity: warn"),
            &[&format!("feeds/calls.yaml `{column}` severity")],
        );
    }
}
