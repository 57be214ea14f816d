//! Formulas of derived KPIs, and durations.

use charter::arithmetic::Arithmetic;
use charter::duration;
use proptest::prelude::*;

fn check(formula: &str, expect: f64) {
    let read = Arithmetic::parse(formula).unwrap_or_else(|error| panic!("{formula}: {error}"));
    let value = read.evaluate(&|name| if name == "a" { 6.0 } else { 4.0 });
    assert_eq!(value, expect, "{formula}");
}

fn refuse(formula: &str, offset: usize, message: &str) {
    let error = Arithmetic::parse(formula).unwrap_err();
    assert_eq!(
        (error.offset, error.message.as_str()),
        (offset, message),
        "{formula}"
    );
}

#[test]
fn multiplication_before_addition_and_from_left_to_right() {
    check("a", 6.0);
    check("1 + 2 * 3", 7.0);
    check("(1 + 2) * 3", 9.0);
    check("a - b - 1", 1.0);
    check("24 / a / b", 1.0);
    check("100 * a / (a + b)", 60.0);
    check("-a + b", -2.0);
    check("- -a", 6.0);
    check("2 * -b", -8.0);
    check("1.5*a", 9.0);
    check("a / (b - 4)", f64::INFINITY);
}

#[test]
fn names_are_told() {
    let read = Arithmetic::parse("100 * cost_total / (handled_1 + cost_total)").unwrap();
    assert_eq!(
        read.names().into_iter().collect::<Vec<_>>(),
        ["cost_total", "handled_1"]
    );
}

#[test]
fn anything_else_is_refused() {
    refuse("", 0, "the formula ends where a name or a number belongs");
    refuse(
        "a +",
        3,
        "the formula ends where a name or a number belongs",
    );
    refuse("a b", 2, "`b` after the end of the formula");
    refuse("(a", 2, "a `)` is missing");
    refuse("a % b", 2, "`%` after the end of the formula");
    refuse("sum(a)", 3, "`(` after the end of the formula");
    refuse("1.2.3", 0, "`1.2.3` is not a number");
    refuse(
        "'a'",
        0,
        "`'` where the name of a KPI, a number or `(` belongs",
    );
    refuse(&"(".repeat(500), 33, "the formula is nested too deeply");
    refuse(&"-".repeat(500), 33, "the formula is nested too deeply");
    refuse(
        &"1+".repeat(501),
        0,
        "the formula is longer than 1000 characters",
    );
}

#[test]
fn durations() {
    for (text, seconds) in [
        ("1 second", 1),
        ("20 seconds", 20),
        ("5 minutes", 300),
        ("72 hours", 259_200),
        ("7 days", 604_800),
        ("2 weeks", 1_209_600),
    ] {
        assert_eq!(duration::seconds(text), Ok(seconds), "{text}");
    }
    for text in [
        "",
        "7",
        "days",
        "7days",
        "0 days",
        "-1 days",
        "1.5 hours",
        "7 months",
        "9223372036854775807 weeks",
        "200 years",
    ] {
        assert!(duration::seconds(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*", letters in "[a-z0-9+*/() .-]{0,80}") {
        let _ = duration::seconds(&text);
        for text in [text, letters] {
            if let Ok(read) = Arithmetic::parse(&text) {
                let _ = read.evaluate(&|_| 1.0);
            }
        }
    }
}
