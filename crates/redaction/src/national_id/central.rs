//! Austria, Germany, Poland, Switzerland.

use super::Rule;
use super::check::{gtin, mod_11_10, number, weighted};
use super::date::is_day;

pub(super) const RULES: &[Rule] = &[
    Rule {
        country: "at",
        masks: &[
            "9999999999",
            "9999 999999",
            "9999-999999",
            "9999/999999",
            "9999 99 99 99",
            "999 9 999999",
        ],
        masks_if_named: &[],
        valid: svnr,
        weak: false,
    },
    Rule {
        country: "ch",
        masks: &[
            "9999999999999",
            "999.9999.9999.99",
            "999 9999 9999 99",
            "999-9999-9999-99",
        ],
        masks_if_named: &[],
        valid: ahv,
        weak: false,
    },
    Rule {
        country: "de",
        masks: &[
            "99999999999",
            "99 999 999 999",
            "99-999-999-999",
            "99.999.999.999",
            "99/999/999/999",
            "999 999 999 99",
        ],
        masks_if_named: &[],
        valid: steuer_id,
        weak: false,
    },
    Rule {
        country: "pl",
        masks: &["99999999999", "999999 99999", "999999-99999"],
        masks_if_named: &[],
        valid: pesel,
        weak: true,
    },
];

/// Sozialversicherungsnummer: the fourth digit is the remainder modulo 11 of the others by weight, 10 is not
/// given; a date of birth follows, with months 13 to 15 when days run out. Source: Dachverband der
/// österreichischen Sozialversicherungsträger, *Aufbau der Versicherungsnummer*.
fn svnr(digits: &[u8]) -> bool {
    let [first, _, _, check, date @ ..] = digits else {
        return false;
    };
    let date = number(date);
    let (day, month) = (date / 10_000, date / 100 % 100);
    *first != b'0'
        && weighted(digits, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11
            == u32::from(check.wrapping_sub(b'0'))
        && (is_day(day, month) || (matches!(month, 13..=15) && matches!(day, 1..=31)))
}

/// AHV-Nummer: 756 for Switzerland, and the check digit of bar codes. Source: Federal Central Compensation
/// Office, *Die AHV-Nummer*; AHVG art. 50c.
fn ahv(digits: &[u8]) -> bool {
    digits.starts_with(b"756") && gtin(digits)
}

/// Steuerliche Identifikationsnummer: ISO/IEC 7064 MOD 11,10; of the first ten digits exactly one occurs
/// twice or three times, the others at most once. Source: § 139b AO; Bundeszentralamt für Steuern, *Aufbau
/// und Prüfung der Identifikationsnummer*.
fn steuer_id(digits: &[u8]) -> bool {
    let mut counts = [0_u8; 10];
    for byte in digits.iter().take(10) {
        if let Some(count) = counts.get_mut(usize::from(byte.wrapping_sub(b'0'))) {
            *count += 1;
        }
    }
    let repeated = || counts.iter().filter(|&&count| count > 1);
    digits.first() != Some(&b'0')
        && repeated().count() == 1
        && repeated().all(|&count| count <= 3)
        && mod_11_10(digits)
}

/// PESEL: weights 1, 3, 7, 9 in turn, the sum with the check digit divides by 10; the month carries the
/// century in steps of 20. Source: ustawa o ewidencji ludności of 24 September 2010, art. 15, and the
/// ministry's *Co to jest numer PESEL*.
fn pesel(digits: &[u8]) -> bool {
    let date = number(digits.get(..6).unwrap_or_default());
    weighted(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
        && is_day(date % 100, date / 100 % 100 % 20)
}
