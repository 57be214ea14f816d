//! E-mail addresses and telephone numbers in the forms in which people write them.

use crate::redacted;

#[test]
fn addresses() {
    for (text, expected) in [
        ("mail jan.jansen+shop@example.co.uk.", "mail [email]."),
        (
            "(anna@example.org), <bob@example.org>;",
            "([email]), <[email]>;",
        ),
        (
            "mailto:o'neill@example.ie?subject=x",
            "mailto:[email]?subject=x",
        ),
        ("jörg@müller-söhne.de schrieb", "[email] schrieb"),
        ("почта: иван@пример.рф!", "почта: [email]!"),
        ("用户@例子.中国", "[email]"),
        ("ask \"anna maria\"@example.org", "ask [email]"),
        ("x@xn--bcher-kva.xn--p1ai", "[email]"),
        (
            "**anna@example.org** _bob@example.org_",
            "**[email]** _[email]_",
        ),
        ("anna@example.org's bill", "[email]'s bill"),
        ("A@B.CO,C@D.CO", "[email],[email]"),
    ] {
        assert_eq!(redacted(&[], text), expected);
    }
    for kept in [
        "@anna",
        "2 @ 3.50",
        "react@18.2.0",
        "root@localhost",
        "a@",
        "@b.example",
        "a@@b.example",
        "5@3.5",
        "a@-.de",
    ] {
        assert_eq!(redacted(&[], kept), kept);
    }
}

#[test]
fn international_telephone_numbers_need_no_country() {
    for number in [
        "+31 6 12345678",
        "+31612345678",
        "+31 (0)6 12 34 56 78",
        "+31 (0) 20 123 4567",
        "(+31) 20-1234567",
        "+49 30 1234567",
        "+49 (0)151/12345678",
        "+44 20 7946 0958",
        "+1 (212) 555-0123",
        "+1-212-555-0123",
        "+1.212.555.0123",
        "+33 6 12 34 56 78",
        "+972-54-123-4567",
        "+91 98765 43210",
        "+55 11 91234-5678",
        "+81 3 1234 5678",
        "+852 2345 6789",
        "+380 44 123 4567",
        "+351\u{a0}912\u{a0}345\u{a0}678",
        "+31\u{2011}6\u{2011}12345678",
        "0031 6 12345678",
        "0049 151 12345678",
        "011 44 20 7946 0958",
    ] {
        assert_eq!(
            redacted(&[], &format!("x {number}, y")),
            "x [phone], y",
            "{number}"
        );
        assert_eq!(
            redacted(&[], &format!("({number})")),
            "([phone])",
            "{number}"
        );
    }
    for kept in [
        "+10",
        "+5 %",
        "a+31612345678",
        "+1 123 555 0123",
        "+31 12",
        "1+2=3",
        "+0612345678",
        "00340434161094042557",
    ] {
        assert_eq!(redacted(&[], kept), kept);
    }
}

#[test]
fn national_telephone_numbers() {
    for (country, numbers) in [
        (
            "nl",
            &[
                "06-12345678",
                "0612345678",
                "06 12 34 56 78",
                "020-1234567",
                "(020) 123 45 67",
                "06 - 12345678",
                "0172-123456",
            ][..],
        ),
        (
            "de",
            &[
                "030 1234567",
                "(030) 1234567",
                "030/1234567",
                "0151 12345678",
                "015112345678",
                "0 30 / 1 23 45 67",
                "089-12345678",
            ],
        ),
        (
            "be",
            &[
                "0470 12 34 56",
                "0470/12.34.56",
                "02 123 45 67",
                "0470123456",
            ],
        ),
        (
            "fr",
            &[
                "06 12 34 56 78",
                "06.12.34.56.78",
                "0612345678",
                "01-23-45-67-89",
            ],
        ),
        (
            "gb",
            &[
                "020 7946 0958",
                "07911 123456",
                "07911123456",
                "(0161) 496 0000",
            ],
        ),
        (
            "us",
            &[
                "(212) 555-0123",
                "212-555-0123",
                "212.555.0123",
                "1-212-555-0123",
                "(212)555-0123",
            ],
        ),
        ("es", &["612 345 678", "91 123 45 67", "612 34 56 78"]),
        ("it", &["347 1234567", "02 1234567", "06 12345678"]),
        ("pl", &["601 234 567", "22 123 45 67"]),
        ("se", &["070-123 45 67", "08-123 456 78", "0701234567"]),
        ("dk", &["20 12 34 56"]),
        ("no", &["912 34 567", "22 12 34 56"]),
        ("fi", &["040 123 4567", "0401234567"]),
        ("ch", &["079 123 45 67", "044 123 45 67"]),
        ("at", &["0664 1234567", "01 51234567"]),
        ("ie", &["087 123 4567", "01 234 5678"]),
        ("br", &["(11) 91234-5678", "11 3123-4567"]),
        ("in", &["98765 43210", "022-12345678", "09876543210"]),
        ("il", &["054-1234567", "0541234567", "03-1234567"]),
        ("pt", &["912 345 678", "21 123 45 67"]),
    ] {
        for number in numbers {
            assert_eq!(
                redacted(&[country], &format!("x {number}, y")),
                "x [phone], y",
                "{country} {number}"
            );
        }
    }
}

/// Digits in one group could be anything where numbers have no leading zero; the words before them decide.
#[test]
fn what_announces_a_telephone_number() {
    for text in [
        "please call 2125550123",
        "my number is 2125550123",
        "Cell: 2125550123",
        "text me at 2125550123.",
    ] {
        assert!(redacted(&["us"], text).contains("[phone]"), "{text}");
    }
    for text in [
        "order 2125550123",
        "2125550123",
        "call about order 2125550123",
        "order number is 212-555-0123",
    ] {
        assert_eq!(redacted(&["us"], text), text);
    }
    assert_eq!(
        redacted(&["es"], "mi teléfono es 612345678"),
        "mi teléfono es [phone]"
    );
    assert_eq!(
        redacted(&["us"], "my SSN is 536904399"),
        "my SSN is [national id]"
    );
    assert_eq!(redacted(&["us"], "it says 536904399"), "it says 536904399");
}
