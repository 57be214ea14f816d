//! Expressions: what is admitted and how it is written anew; what is refused and why.

use charter::expression::{Allowed, Expression, FUNCTIONS};
use proptest::prelude::*;

const COLUMNS: &[&str] = &[
    "outcome",
    "queue_seconds",
    "resolved",
    "opened_at",
    "resolved_at",
    "type",
    "date",
];

fn table() -> Allowed {
    Allowed::columns(COLUMNS.iter().copied())
}

fn check(text: &str, expect: &str) {
    let written = Expression::parse(text, &Allowed::source())
        .unwrap_or_else(|error| panic!("{text}: {error} at {}", error.offset));
    assert_eq!(written.sql(), expect, "{text}");
    let again = Expression::parse(written.sql(), &Allowed::source())
        .unwrap_or_else(|error| panic!("{}: {error}", written.sql()));
    assert_eq!(again.sql(), expect, "written anew, it is itself");
}

/// Refused at a character, with a part of the message.
fn refuse(text: &str, offset: usize, message: &str) {
    let Err(error) = Expression::parse(text, &Allowed::source()) else {
        panic!("admitted: {text}");
    };
    let short: String = text.chars().take(80).collect();
    assert!(
        error.message.contains(message),
        "{short}: {}",
        error.message
    );
    assert_eq!(error.offset, offset, "{short}: {}", error.message);
}

#[test]
fn names_are_quoted_and_kept_as_written() {
    check("outcome", r#""outcome""#);
    check(r#""vru+line" || CallId"#, r#""vru+line" || "CallId""#);
    check(r#""a ""b"" c""#, r#""a ""b"" c""#);
    check("type = 'it''s'", r#""type" = 'it''s'"#);
}

#[test]
fn the_grammar() {
    check("1 + 2 * -x / 3.5 % 2", r#"1 + 2 * - "x" / 3.5 % 2"#);
    check("(1 + 2) * 3", "(1 + 2) * 3");
    check(
        "a and not b or c is not true",
        r#""a" AND NOT "b" OR "c" IS NOT TRUE"#,
    );
    check("a is distinct from 'b'", r#""a" IS DISTINCT FROM 'b'"#);
    check(
        "(a is distinct from 'b') and c",
        r#"("a" IS DISTINCT FROM 'b') AND "c""#,
    );
    refuse("a is distinct from 'b' and c", 19, "not clear");
    check(
        "a in (1, 2) and b not in ('x')",
        r#""a" IN (1, 2) AND "b" NOT IN ('x')"#,
    );
    check(
        "a between 1 and 2 and b not between 3 and 4",
        r#""a" BETWEEN 1 AND 2 AND "b" NOT BETWEEN 3 AND 4"#,
    );
    check(
        "a like 'x%' and b not ilike '%Y'",
        r#""a" LIKE 'x%' AND "b" NOT ILIKE '%Y'"#,
    );
    check(
        "case a when 1 then 'x' when 2 then 'y' else null end",
        r#"CASE "a" WHEN 1 THEN 'x' WHEN 2 THEN 'y' ELSE NULL END"#,
    );
    check(
        "case when a >= 1 then true end",
        r#"CASE WHEN "a" >= 1 THEN true END"#,
    );
    check(
        "cast(a as double) + try_cast(b as bigint) + c::decimal(18, 4)",
        r#"CAST("a" AS DOUBLE) + TRY_CAST("b" AS BIGINT) + CAST("c" AS DECIMAL(18, 4))"#,
    );
    check(
        "cast(a as timestamp) - interval '7 days' < timestamp '2026-01-01 00:00:00'",
        r#"CAST("a" AS TIMESTAMP) - INTERVAL '7 days' < TIMESTAMP '2026-01-01 00:00:00'"#,
    );
    check("a + interval 1 hour", r#""a" + INTERVAL '1 hour'"#);
    check("d >= date '2026-01-01'", r#""d" >= DATE '2026-01-01'"#);
    check(
        "extract(hour from opened_at)",
        r#"date_part('hour', "opened_at")"#,
    );
    check(
        "substring(a from 2 for 3) || trim(b) || trim(leading '0' from c)",
        r#"substr("a", 2, 3) || btrim("b") || ltrim("c", '0')"#,
    );
    check("position('x' in a)", r#"strpos("a", 'x')"#);
    check(
        "ceil(a) + FLOOR(b) + Round(c, 2)",
        r#"ceil("a") + floor("b") + round("c", 2)"#,
    );
    check(
        "local_time(date || ' ' || time, '%y%m%d %H:%M:%S')",
        r#"local_time("date" || ' ' || "time", '%y%m%d %H:%M:%S')"#,
    );
    check(
        "regexp_like(a, '^[0-9]+$')",
        r#"regexp_like("a", '^[0-9]+$')"#,
    );
}

#[test]
fn it_tells_its_columns_and_functions() {
    let read = Expression::parse(
        "coalesce(resolved, outcome = 'x') and seconds_between(opened_at, resolved_at) > 5",
        &table(),
    )
    .unwrap();
    let columns: Vec<&str> = read.columns().iter().map(String::as_str).collect();
    assert_eq!(columns, ["opened_at", "outcome", "resolved", "resolved_at"]);
    let functions: Vec<&str> = read.functions().iter().map(String::as_str).collect();
    assert_eq!(functions, ["coalesce", "seconds_between"]);
}

#[test]
fn over_a_table_only_its_columns_and_no_local_time() {
    let error = Expression::parse("outcme = 'x'", &table()).unwrap_err();
    assert_eq!(
        (error.code(), error.nearest(), error.offset),
        ("unknown-column", Some("outcome"), 0)
    );
    let error = Expression::parse("local_time(outcome, '%H')", &table()).unwrap_err();
    assert_eq!(error.message, "`local_time` is for the columns of a source");
    // The homoglyph is a Cyrillic letter.
    let error = Expression::parse("\"\u{043e}utcome\" = 'x'", &table()).unwrap_err();
    assert_eq!(error.nearest(), Some("outcome"));
}

#[test]
fn other_tables_files_and_statements() {
    refuse("(select 1)", 1, "a query within an expression");
    refuse(
        "a in (select b from contact)",
        0,
        "a query within an expression",
    );
    refuse("exists (select 1)", 8, "a query within an expression");
    refuse("a = any(select 1)", 0, "is not admitted");
    refuse(
        "read_csv('/etc/passwd')",
        0,
        "the function `read_csv` is not admitted",
    );
    refuse(
        "a + arrow_cast(b, 'Int64')",
        4,
        "the function `arrow_cast` is not admitted",
    );
    refuse("version()", 0, "the function `version` is not admitted");
    refuse("now()", 0, "the function `now` is not admitted");
    refuse("random()", 0, "the function `random` is not admitted");
    refuse(
        "current_timestamp",
        0,
        "the function `current_timestamp` is not admitted",
    );
    refuse("\"lower\"(a)", 0, "is not admitted");
    refuse("pg_catalog.lower(a)", 0, "is not admitted");
    refuse("a; drop table contact", 1, "`;` within an expression");
    refuse("a -- b", 2, "a comment within an expression");
    refuse("a /* b */", 2, "a comment within an expression");
    refuse("a as b", 2, "after the end of the expression");
    refuse("a, b", 1, "after the end of the expression");
    refuse("a from contact", 2, "after the end of the expression");
    refuse(
        "contact.outcome",
        0,
        "names a column by way of something else",
    );
    refuse("*", 0, "");
    refuse("$1", 0, "stands for a value that nobody supplies");
    refuse("?", 0, "stands for a value that nobody supplies");
    refuse(":name", 0, "");
    refuse("@name", 0, "is not a plain name");
    refuse("[1, 2]", 1, "is not admitted");
    refuse("{a: 1}", 0, "");
    refuse("(a, b)", 1, "is not admitted");
    refuse("a['b']", 0, "names a column by way of something else");
    refuse("`a`", 0, "in quotes of another kind");
    refuse("x'ff'", 0, "is not admitted");
    refuse("a & 1", 2, "the operator `&` is not admitted");
    refuse("a ~ 'b'", 2, "the operator `~` is not admitted");
    refuse("a collate b", 0, "is not admitted");
    refuse("a at time zone 'UTC'", 0, "is not admitted");
    refuse("", 0, "the expression is empty");
    refuse("a +", 3, "not an expression");
}

#[test]
fn aggregates_windows_and_other_clauses() {
    refuse("sum(a)", 0, "the function `sum` is not admitted");
    refuse("count(*)", 0, "the function `count` is not admitted");
    refuse("lower(a) over ()", 0, "only plain calls are admitted");
    refuse("lower(distinct a)", 0, "only plain calls are admitted");
    refuse(
        "lower(a) filter (where b)",
        0,
        "only plain calls are admitted",
    );
    refuse("lower(a => 'x')", 0, "only plain calls are admitted");
    refuse("coalesce(*)", 0, "only plain calls are admitted");
    refuse("{fn lower(a)}", 4, "only plain calls are admitted");
}

#[test]
fn types_are_plain() {
    refuse(
        "cast(a as array<int>)",
        5,
        "the type `ARRAY<INT>` is not admitted",
    );
    refuse(
        "cast(a as decimal(39, 2))",
        5,
        "the type `DECIMAL(39,2)` is not admitted",
    );
    refuse("cast(a as timestamp with time zone)", 5, "is not admitted");
    refuse("cast(a as bytea)", 5, "the type `BYTEA` is not admitted");
    refuse("time '10:00'", 5, "is not admitted");
    refuse("interval a day", 9, "this interval is not admitted");
    refuse(
        "interval '1' second (2, 3)",
        9,
        "this interval is not admitted",
    );
}

#[test]
fn patterns_are_compiled_when_they_are_admitted() {
    for (text, offset, message) in [
        ("regexp_like(a, '(')", 15, "cannot be read: unclosed group"),
        (
            "regexp_like(a, '(?<=a)b')",
            15,
            "cannot be read: look-around",
        ),
        (
            "case when regexp_like(a, '(((a{1,100}){1,100}){1,100})') then 1.0 end",
            25,
            "too large",
        ),
        ("regexp_replace(a, '[', '')", 18, "cannot be read: unclosed"),
        ("regexp_replace(a, '[', '', 'g')", 18, "cannot be read"),
        ("regexp_like(a, 'x', 'g')", 20, "no flag `g`"),
        ("regexp_like(a, 'x', 'ii')", 20, "written twice"),
        ("regexp_like(a, 'x', b)", 20, "the flags are not a text"),
        ("regexp_replace(a, 'x', '', 'q')", 27, "no flag `q`"),
        ("regexp_replace(a, 'x', '', '')", 27, "the flags are empty"),
        // Only under the flag is the parenthesis in a comment.
        ("regexp_like(a, '(a #)', 'x')", 15, "cannot be read"),
    ] {
        refuse(text, offset, message);
        let error = Expression::parse(text, &Allowed::source()).unwrap_err();
        assert!(error.hint.is_some(), "{text}");
    }
    for text in [
        "regexp_like(a, 'X+', 'i')",
        "regexp_like(a, 'X+', '')",
        "regexp_replace(a, '[^0-9]', '', 'g')",
        "regexp_replace(a, 'x', '', 'gi')",
    ] {
        assert!(
            Expression::parse(text, &Allowed::source()).is_ok(),
            "{text}"
        );
    }
}

#[test]
fn an_operator_that_is_not_admitted_is_told_at_its_place() {
    refuse("channel ~ 'x'", 8, "the operator `~`");
    refuse("(channel)  ~* 'x~'", 11, "the operator `~*`");
    refuse("a = 1 and b ^ 2 > 4", 12, "the operator `^`");
    refuse("'é' || a\n  & 3", 11, "the operator `&`");
}

#[test]
fn what_to_do_in_a_charter_is_told_there_alone() {
    for (text, hint, in_charter) in [
        ("a = 1 -- or 2", "leave it out", "write comments as YAML"),
        (
            "Ticket Nr",
            "a column whose name holds spaces stands in double quotes: \"Ticket Nr\"",
            "in YAML: '\"Ticket Nr\"'",
        ),
    ] {
        let error = Expression::parse(text, &table()).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some(hint));
        assert!(
            error.hint_in_charter.unwrap().contains(in_charter),
            "{text}"
        );
    }
}

/// The engine's other functions of patterns are refused; whoever admits one has it compile its pattern as these do.
#[test]
fn no_other_function_takes_a_pattern() {
    let taking: Vec<&str> = FUNCTIONS
        .iter()
        .map(|function| function.name)
        .filter(|name| name.contains("regexp"))
        .collect();
    assert_eq!(taking, ["regexp_like", "regexp_replace"]);
    refuse("regexp_match(a, '(')", 0, "is not admitted");
    refuse("regexp_count(a, '(')", 0, "is not admitted");
}

#[test]
fn endless_work() {
    refuse(
        "repeat('x', 1000000000)",
        0,
        "the function `repeat` is not admitted",
    );
    refuse("lpad(a, 1000000000)", 0, "`lpad` fills up to");
    refuse("lpad(a, b)", 0, "`lpad` fills up to");
    refuse("regexp_like(a, b)", 15, "the pattern is not a text");
    refuse(
        &format!("regexp_like(a, '{}')", "x".repeat(201)),
        15,
        "the pattern is too long",
    );
    refuse(
        "replace(a, 'x', b)",
        16,
        "the replacement of `replace` is a text",
    );
    let grows = |inner: &str| format!("replace({inner}, 'x', '{}')", "x".repeat(40));
    check("replace(a, 'x', 'xxx')", r#"replace("a", 'x', 'xxx')"#);
    assert!(Expression::parse(&grows("a"), &Allowed::source()).is_ok());
    refuse(&grows(&grows("a")), 0, "could become far longer");
    refuse(&"(".repeat(10_000), 0, "the expression is too long");
    refuse(&"(".repeat(3_000), 2_000, "too many parts");
    refuse(
        &format!("{}1{}", "(".repeat(60), ")".repeat(60)),
        0,
        "nested too deeply",
    );
    refuse(&format!("{}a", "not ".repeat(45)), 180, "nested too deeply");
    refuse(&"x".repeat(1_000_000), 0, "the expression is too long");
    refuse(&vec!["a"; 600].join("+"), 0, "too many parts");
    refuse(
        &format!("a in ({})", vec!["1"; 600].join(",")),
        1_002,
        "too many parts",
    );
    assert!(Expression::parse(&vec!["a = 1"; 120].join(" or "), &Allowed::source()).is_ok());
}

#[test]
fn characters_that_deceive() {
    refuse("a\u{202e} = 'x'", 1, "the invisible character U+202E");
    refuse("a = 'x\u{200b}'", 6, "the invisible character U+200B");
    refuse("a\0", 1, "the invisible character U+0000");
    refuse("\u{feff}a", 0, "the invisible character U+FEFF");
    refuse("\u{ff53}elect", 0, "has letters outside ASCII");
    refuse("p\u{0430}ssword = 'x'", 0, "has letters outside ASCII");
    check("\"größe\" = 'Straße ☂'", "\"größe\" = 'Straße ☂'");
}

#[test]
fn every_function_on_the_list_is_admitted_as_its_usage_says() {
    for function in FUNCTIONS {
        let (fewest, most) = function.arguments;
        assert!(
            function.usage.starts_with(&format!("{}(", function.name)),
            "{}",
            function.name
        );
        assert!(
            fewest <= most && function.means.ends_with('.'),
            "{}",
            function.name
        );
        let many = vec!["'x'"; most + 1].join(", ");
        let error = Expression::parse(&format!("{}({many})", function.name), &Allowed::source())
            .unwrap_err();
        // The grammar knows these itself.
        let by_grammar = ["ceil", "floor", "substr", "trim"].contains(&function.name);
        assert!(
            by_grammar || error.hint.unwrap_or_default().contains(function.usage),
            "{}",
            function.name
        );
    }
    let names: Vec<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
    assert!(names.is_sorted());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "\\PC{0,200}") {
        let _ = Expression::parse(&text, &Allowed::source());
    }

    #[test]
    fn what_is_admitted_is_admitted_again_and_unchanged(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "a", "b", "\"c d\"", "1", "2.5", "'x'", "null", "true", "+", "-", "*", "/", "||", "=", "<>", "<", "and", "or",
                "not", "is", "in", "(", ")", ",", "case", "when", "then", "else", "end", "cast", "as", "double", "between",
                "like", "coalesce(", "lower(", "interval", "'1 day'", "::", "text", "select", ";", "date", "'2026-01-01'",
            ]),
            1..16,
        )
    ) {
        let text = words.join(" ");
        if let Ok(first) = Expression::parse(&text, &Allowed::source()) {
            let second = Expression::parse(first.sql(), &Allowed::source());
            prop_assert!(second.is_ok(), "{} → {} → {:?}", text, first.sql(), second);
            prop_assert_eq!(second.unwrap(), first);
        }
    }
}
