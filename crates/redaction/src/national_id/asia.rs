//! India, Israel.

use super::Rule;
use super::check::{is_one_digit, luhn, verhoeff};

pub(super) const RULES: &[Rule] = &[
    Rule {
        country: "il",
        masks: &["999999999", "99999999-9", "9-9999999-9", "9 9999999 9"],
        masks_if_named: &[],
        valid: teudat_zehut,
        weak: true,
    },
    Rule {
        country: "in",
        masks: &["999999999999", "9999 9999 9999", "9999-9999-9999"],
        masks_if_named: &[],
        valid: aadhaar,
        weak: true,
    },
    Rule {
        country: "in",
        masks: &["AAAAA9999A"],
        masks_if_named: &["AAAAA 9999 A", "AAAAA-9999-A"],
        valid: pan,
        weak: true,
    },
];

/// Teudat zehut: weights 1 and 2 in turn over nine digits, which is Luhn. Source: Population and Immigration
/// Authority, *Check digit of the identity number*.
fn teudat_zehut(digits: &[u8]) -> bool {
    !is_one_digit(digits) && luhn(digits)
}

/// Aadhaar: Verhoeff's check digit; none begins with 0 or 1. Source: Unique Identification Authority of
/// India, *A UID Numbering Scheme*, 2010.
fn aadhaar(digits: &[u8]) -> bool {
    !matches!(digits.first(), Some(b'0' | b'1')) && !is_one_digit(digits) && verhoeff(digits)
}

/// Permanent Account Number: the fourth letter says whose: P a person, H a family; those of companies are
/// nobody's. Its last letter is computed by a rule that is not published. Source: Income Tax Department,
/// *Permanent Account Number*; Income-tax Rules 1962, rule 114.
fn pan(characters: &[u8]) -> bool {
    matches!(characters.get(3), Some(b'P' | b'H'))
}
