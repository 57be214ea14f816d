//! What holds for every text.

use std::borrow::Cow;

use proptest::prelude::*;
use redaction::{Found, Redacted};

use crate::{COUNTRIES, redactor};

/// Bits of what the rules look at, to be thrown together.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            " ",
            "-",
            ".",
            ",",
            "/",
            "(",
            ")",
            "+",
            "@",
            "#",
            ":",
            "[",
            "]",
            "\"",
            "'",
            "\u{a0}",
            "\u{2011}",
            "\n",
            "é",
            "\u{301}",
            "x",
            "jan",
            "Jan van der Berg",
            "berg",
            "J.",
            "[name]",
            "[card",
            "national id]",
            "tel ",
            "order ",
            "bsn ",
            "00",
            "+31",
            "NL91",
            "ABNA",
            "0417",
            "1643 00",
            "4111",
            "1111 1111",
            "111222333",
            "06-12345678",
            "536-90-4399",
            "AB 12 34 56 C",
            "X-1234567-L",
            "anna@example.org",
            "example.org",
            "85.07.30-033.28",
            "田中太郎",
            "İ",
            "ß",
            "\u{1f600}",
            "€",
        ])
        .prop_map(str::to_owned),
        "[0-9]{1,20}",
        "[A-Za-z0-9]{1,12}",
        "\\PC{0,6}",
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::collection::vec(fragment(), 0..24).prop_map(|parts| parts.concat()),
        1 => any::<String>(),
    ]
}

fn any_names() -> impl Strategy<Value = Vec<String>> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "Jan van der Berg",
            "Card National Id",
            "田中太郎",
            "Bo Li",
            "İnan Weiß"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,8}",
    ];
    prop::collection::vec(name, 0..3)
}

/// The text that the ranges found make of the original.
fn rebuilt(text: &str, found: &[Found]) -> String {
    let mut rebuilt = String::new();
    let mut kept = 0;
    for it in found {
        assert!(kept <= it.range.start && it.range.start < it.range.end);
        rebuilt += &text[kept..it.range.start];
        rebuilt += it.kind.tag();
        kept = it.range.end;
    }
    rebuilt + &text[kept..]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn redacting_twice_is_redacting_once_and_the_rest_is_kept(text in any_text(), names in any_names(), few in any::<bool>()) {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let redactor = redactor(if few { &["nl", "us"] } else { COUNTRIES });
        let once = redactor.redact(&text, &names);
        prop_assert_eq!(&*once.text, rebuilt(&text, &once.found));
        prop_assert_eq!(once.found.is_empty(), matches!(once.text, Cow::Borrowed(_)));
        let again = redactor.redact(&once.text, &names);
        prop_assert_eq!(&again, &Redacted { text: Cow::Borrowed(&*once.text), found: vec![] });
    }
}

/// A text made to be read again and again must cost no more than any other of its length.
#[test]
fn long_runs_of_marks_and_digits_end() {
    let all = redactor(COUNTRIES);
    for piece in [
        "@",
        "a@",
        "b.co@",
        "06 12345678 ",
        "0612 345 678/",
        "06 12345678,",
        "020 1234567,",
        "0612345678/",
        "0612345678-",
        "4111111111111111-",
        "a.",
        "1",
        "1 ",
        "1-",
        "0612 ",
        "(",
        "+",
        "\"@",
        "[name",
        "NL91 ",
        "a",
        "é",
        "4111 1111 1111 ",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let redacted = all.redact(&text, &["Jan van der Berg"]);
        assert_eq!(redacted.text, all.redact(&redacted.text, &[]).text);
    }
}
