//! Belgium, France, Ireland, the Netherlands, the United Kingdom.

use super::Rule;
use super::check::{is_one_digit, number, weighted};
use super::date::is_day;

pub(super) const RULES: &[Rule] = &[
    Rule {
        country: "be",
        masks: &[
            "99999999999",
            "99.99.99-999.99",
            "99.99.99.999.99",
            "99 99 99 999 99",
            "999999-999-99",
            "999999 999 99",
            "99.99.99-999-99",
            "99/99/99-999.99",
            "99.99.99 999.99",
            "99-99-99-999-99",
            "99.99.99-999 99",
        ],
        masks_if_named: &[],
        valid: rijksregisternummer,
        weak: false,
    },
    Rule {
        country: "fr",
        masks: &[
            "99999XX99999999",
            "9 99 99 XX 999 999 99",
            "9.99.99.XX.999.999.99",
            "9-99-99-XX-999-999-99",
            "99999XX999999 99",
            "9 9999 XX999 999 99",
            "9 99 99 XX999 999 99",
            "9 99 99 XX 999 999-99",
        ],
        masks_if_named: &[],
        valid: nir,
        weak: false,
    },
    Rule {
        country: "gb",
        masks: &[
            "AA999999A",
            "AA 99 99 99 A",
            "AA 999999 A",
            "AA999999 A",
            "AA-99-99-99-A",
            "AA99 99 99A",
        ],
        masks_if_named: &[],
        valid: nino,
        weak: true,
    },
    Rule {
        country: "ie",
        masks: &[
            "9999999A",
            "9999999AA",
            "9999999 A",
            "9999999 AA",
            "9999999-A",
            "9999999-AA",
        ],
        masks_if_named: &[],
        valid: pps,
        weak: true,
    },
    Rule {
        country: "nl",
        masks: &[
            "999999999",
            "999 999 999",
            "999.999.999",
            "9999.99.999",
            "9999 99 999",
            "999-999-999",
            "9999-99-999",
        ],
        masks_if_named: &[],
        valid: bsn,
        weak: true,
    },
];

/// Burgerservicenummer: the eleven-test with weights 9 to 2 and −1. Source: Rijksdienst voor
/// Identiteitsgegevens, *Logisch ontwerp BSN*, annex on the number.
pub(super) fn bsn(digits: &[u8]) -> bool {
    let (Some(&last), false) = (digits.last(), is_one_digit(digits)) else {
        return false;
    };
    let sum = weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2]);
    sum % 11 == u32::from(last.wrapping_sub(b'0'))
}

/// Rijksregisternummer: 97 less the remainder of the first nine digits, for births from 2000 with a 2 in
/// front; months are raised by 20 or 40 in the *bis* register, and parts of a date may be unknown. Source:
/// IBZ, *Instructies Rijksregister*, IT 000.
fn rijksregisternummer(digits: &[u8]) -> bool {
    let (base, check) = digits.split_at(9.min(digits.len()));
    let (base, check) = (number(base), number(check));
    let (month, day) = (base / 100_000 % 100, base / 1_000 % 100);
    let dated = match month % 20 {
        _ if month >= 60 => false,
        0 => true,
        month => day == 0 || is_day(day, month),
    };
    dated
        && [base, base + 2_000_000_000]
            .iter()
            .any(|it| 97 - it % 97 == check)
}

/// Numéro d'inscription au répertoire: sex, year, month, place, order, and a key that is 97 less the
/// remainder; Corsica's departments 2A and 2B count as 19 and 18. Source: décret n° 82-103 of 22 January 1982
/// and INSEE, *Numéro d'inscription au répertoire (NIR)*.
fn nir(characters: &[u8]) -> bool {
    let mut digits = [0; 15];
    if characters.len() != digits.len() {
        return false;
    }
    digits.copy_from_slice(characters);
    match &characters[5..7] {
        b"2A" => digits[5..7].copy_from_slice(b"19"),
        b"2B" => digits[5..7].copy_from_slice(b"18"),
        _ => {}
    }
    let (base, key) = digits.split_at(13);
    digits.iter().all(u8::is_ascii_digit)
        && matches!(digits[0], b'1'..=b'4' | b'7' | b'8')
        && matches!(number(&digits[3..5]), 1..=12 | 20..=42 | 50..=99)
        && 97 - number(base) % 97 == number(key)
}

/// National Insurance number: letters that are in use, six digits, A to D. It has no check digit. Source:
/// HMRC, *National Insurance Manual*, NIM39110.
fn nino(characters: &[u8]) -> bool {
    let [first, second, .., last] = characters else {
        return false;
    };
    !b"DFIQUV".contains(first)
        && !b"DFIQUVO".contains(second)
        && !matches!(
            &[*first, *second],
            b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ"
        )
        && matches!(last, b'A'..=b'D')
}

/// Personal Public Service number: weights 8 to 2, the second letter at 9, the remainder modulo 23 as the
/// first letter (W for 0). Source: Department of Social Protection, *Validation of PPS numbers*.
fn pps(characters: &[u8]) -> bool {
    let (digits, letters) = characters.split_at(7.min(characters.len()));
    let [check, second @ ..] = letters else {
        return false;
    };
    let second = match second {
        // Added for spouses before 2013, and outside the sum.
        [] | [b'W' | b'T' | b'X'] => 0,
        [letter @ b'A'..=b'I'] => u32::from(letter - b'A') + 1,
        _ => return false,
    };
    let sum = (weighted(digits, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23;
    match sum {
        0 => *check == b'W',
        _ => u32::from(*check) == u32::from(b'A') + sum - 1,
    }
}
