//! Denmark, Finland, Norway, Sweden.

use super::Rule;
use super::check::{luhn, number, weighted};
use super::date::{day_month, is_day};

pub(super) const RULES: &[Rule] = &[
    Rule {
        country: "dk",
        masks: &["999999-9999"],
        masks_if_named: &["9999999999", "999999 9999"],
        valid: cpr,
        weak: true,
    },
    Rule {
        country: "dk",
        masks: &["9999999999", "999999 9999"],
        masks_if_named: &[],
        valid: |digits| {
            cpr(digits) && weighted(digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
        },
        weak: true,
    },
    Rule {
        country: "fi",
        masks: &["999999-999X", "999999+999X", "999999A999X"],
        masks_if_named: &[],
        valid: hetu,
        weak: false,
    },
    Rule {
        country: "no",
        masks: &["99999999999", "999999 99999", "999999-99999"],
        masks_if_named: &[],
        valid: fodselsnummer,
        weak: false,
    },
    Rule {
        country: "se",
        masks: &[
            "999999-9999",
            "999999+9999",
            "9999999999",
            "99999999-9999",
            "99999999+9999",
            "999999999999",
            "999999 9999",
            "99999999 9999",
        ],
        masks_if_named: &[],
        valid: personnummer,
        weak: true,
    },
];

/// CPR-nummer: a date and four digits. The check modulo 11 has not held for all since 2007, so it only
/// decides where the hyphen is missing. Source: CPR-kontoret, *Personnummeret i CPR-systemet*.
fn cpr(digits: &[u8]) -> bool {
    let [d1, d2, m1, m2, ..] = digits else {
        return false;
    };
    day_month(&[*d1, *d2], &[*m1, *m2])
}

/// Henkilötunnus: the date and the individual number modulo 31 as a character; the sign between them is the
/// century. Source: Digital and Population Data Services Agency, *Henkilötunnus*; statute 128/2010, and the
/// signs added in 2023.
fn hetu(characters: &[u8]) -> bool {
    const CHARACTERS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let (date, rest) = characters.split_at(6.min(characters.len()));
    let (century, rest) = match rest {
        [letter, rest @ ..] if letter.is_ascii_alphabetic() => (*letter, rest),
        rest => (b'A', rest),
    };
    let [a, b, c, check] = rest else { return false };
    let individual = number(&[*a, *b, *c]);
    matches!(century, b'A'..=b'F' | b'U'..=b'Y')
        && day_month(&date[..2], &date[2..4])
        && individual >= 2
        && CHARACTERS.get((number(date) * 1_000 + individual) as usize % 31) == Some(check)
}

/// Fødselsnummer: two check digits modulo 11 with weights of their own; days are raised by 40 for
/// D-numbers, months by 40 or 80 for numbers of health services and of tests. Source: Skatteetaten,
/// *Fødselsnummer*; forskrift om folkeregistrering, chapter 2.
fn fodselsnummer(digits: &[u8]) -> bool {
    let date = number(digits.get(..4).unwrap_or_default());
    let (day, month) = (date / 100, date % 100);
    let day = if day > 40 { day - 40 } else { day };
    let month = match month {
        81.. => month - 80,
        41..=52 => month - 40,
        _ => month,
    };
    is_day(day, month)
        && weighted(digits, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
        && weighted(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Personnummer: Luhn over the ten digits without the century; days are raised by 60 for coordination
/// numbers. Source: Skatteverket, SKV 704 and SKV 707.
fn personnummer(digits: &[u8]) -> bool {
    let (century, digits) = digits.split_at(digits.len().saturating_sub(10));
    let date = number(digits.get(..6).unwrap_or_default());
    let (day, month) = (date % 100, date / 100 % 100);
    matches!(century, b"" | b"18" | b"19" | b"20")
        && (is_day(day, month) || is_day(day.wrapping_sub(60), month))
        && luhn(digits)
}
