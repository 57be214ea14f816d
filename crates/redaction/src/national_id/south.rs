//! Italy, Portugal, Spain.

use super::Rule;
use super::check::{is_one_digit, number, weighted};

pub(super) const RULES: &[Rule] = &[
    Rule {
        country: "es",
        masks: &[
            "99999999A",
            "99999999-A",
            "99999999 A",
            "99.999.999-A",
            "99.999.999A",
            "99.999.999 A",
            "99 999 999 A",
        ],
        masks_if_named: &[],
        valid: dni,
        weak: false,
    },
    Rule {
        country: "es",
        masks: &[
            "A9999999A",
            "A-9999999-A",
            "A9999999-A",
            "A-9999999A",
            "A 9999999 A",
            "A-9999999 A",
            "A9999999 A",
        ],
        masks_if_named: &[],
        valid: nie,
        weak: false,
    },
    Rule {
        country: "it",
        masks: &[
            "AAAAAAXXAXXAXXXA",
            "AAA AAA XXAXX AXXXA",
            "AAAAAA XXAXX AXXXA",
            "AAA AAA XXAXX AXXX A",
            "AAAAAA XXAXXAXXXA",
        ],
        masks_if_named: &[],
        valid: codice_fiscale,
        weak: false,
    },
    Rule {
        country: "pt",
        masks: &["999999999", "999 999 999", "999.999.999", "999-999-999"],
        masks_if_named: &[],
        valid: nif,
        weak: true,
    },
];

/// Documento nacional de identidad: the letter at the remainder modulo 23. Source: Ministerio del Interior,
/// *Cálculo del dígito de control del NIF/NIE*; Real Decreto 1553/2005.
fn dni(characters: &[u8]) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let Some((letter, digits)) = characters.split_last() else {
        return false;
    };
    LETTERS.get(number(digits) as usize % 23) == Some(letter)
}

/// Número de identidad de extranjero: X, Y, Z stand for 0, 1, 2, then as above. Source: the same.
fn nie(characters: &[u8]) -> bool {
    let mut digits = [0; 9];
    if characters.len() != digits.len() {
        return false;
    }
    digits.copy_from_slice(characters);
    match digits[0] {
        letter @ b'X'..=b'Z' => digits[0] = letter - b'X' + b'0',
        _ => return false,
    }
    dni(&digits)
}

/// Codice fiscale: values of characters in odd and in even places, their sum modulo 26 as a letter; letters
/// may stand for digits where two people would have the same code. Source: decreto ministeriale 345 of
/// 23 December 1976.
fn codice_fiscale(characters: &[u8]) -> bool {
    /// Values in odd places, for 0 to 9 and for A to Z alike up to J.
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    let value = |byte: u8| match byte {
        b'0'..=b'9' => usize::from(byte - b'0'),
        _ => usize::from(byte.wrapping_sub(b'A')),
    };
    let Some((check, code)) = characters.split_last() else {
        return false;
    };
    let is_digit = |byte: &u8| byte.is_ascii_digit() || b"LMNPQRSTUV".contains(byte);
    let digits_are = [6, 7, 9, 10, 12, 13, 14]
        .iter()
        .all(|&at| code.get(at).is_some_and(is_digit));
    let sum: u32 = code
        .iter()
        .enumerate()
        .map(|(at, &byte)| match at % 2 {
            0 => ODD.get(value(byte)).copied().unwrap_or_default(),
            _ => value(byte) as u32,
        })
        .sum();
    digits_are
        && code
            .get(8)
            .is_some_and(|month| b"ABCDEHLMPRST".contains(month))
        && u32::from(check.wrapping_sub(b'A')) == sum % 26
}

/// Número de identificação fiscal: weights 9 to 2, 11 less the remainder, 0 for 10 and 11; those of people
/// begin with 1 to 3, or with 45 for non-residents. Source: Decreto-Lei 14/2013 and Autoridade Tributária,
/// *Número de identificação fiscal*.
fn nif(digits: &[u8]) -> bool {
    let Some(last) = digits.last() else {
        return false;
    };
    let check = 11 - weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    (matches!(digits[0], b'1'..=b'3') || digits.starts_with(b"45"))
        && !is_one_digit(digits)
        && u32::from(last.wrapping_sub(b'0')) == if check > 9 { 0 } else { check }
}
