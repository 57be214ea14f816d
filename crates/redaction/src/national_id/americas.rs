//! Brazil, Canada, the United States.

use super::Rule;
use super::check::{is_one_digit, luhn, number};

pub(super) const RULES: &[Rule] = &[
    Rule {
        country: "br",
        masks: &[
            "99999999999",
            "999.999.999-99",
            "999 999 999 99",
            "999.999.999.99",
            "999.999.999 99",
            "999-999-999-99",
            "999999999-99",
        ],
        masks_if_named: &[],
        valid: cpf,
        weak: false,
    },
    Rule {
        country: "ca",
        masks: &["999 999 999", "999-999-999"],
        masks_if_named: &["999999999"],
        valid: sin,
        weak: true,
    },
    Rule {
        country: "us",
        masks: &["999-99-9999", "999 99 9999"],
        masks_if_named: &["999999999", "999.99.9999"],
        valid: ssn,
        weak: true,
    },
];

/// Cadastro de Pessoas Físicas: two check digits modulo 11, weights rising from 2 leftwards, 0 for 10.
/// Source: Receita Federal, Instrução Normativa on the CPF; Ato Declaratório and *Cálculo do DV do CPF*.
fn cpf(digits: &[u8]) -> bool {
    let check = |digits: &[u8]| {
        let sum: u32 = digits
            .iter()
            .rev()
            .zip(2..)
            .map(|(byte, weight)| u32::from(byte.wrapping_sub(b'0')) * weight)
            .sum();
        sum * 10 % 11 % 10
    };
    let [base @ .., first, second] = digits else {
        return false;
    };
    let with_first = &digits[..digits.len() - 1];
    !is_one_digit(digits)
        && check(base) == u32::from(first.wrapping_sub(b'0'))
        && check(with_first) == u32::from(second.wrapping_sub(b'0'))
}

/// Social Insurance Number: Luhn; none begins with 0 or 8. Source: Employment and Social Development Canada,
/// *The Social Insurance Number Code of Practice*, annex on validation.
fn sin(digits: &[u8]) -> bool {
    !matches!(digits.first(), Some(b'0' | b'8')) && luhn(digits)
}

/// Social Security number: no area 000, 666 or 900 and above, no group 00, no serial 0000. It has no check
/// digit. Source: Social Security Administration, *Social Security Number Randomization*, and RM 10201.035.
fn ssn(digits: &[u8]) -> bool {
    let (Some(area), Some(group), Some(serial)) =
        (digits.get(..3), digits.get(3..5), digits.get(5..))
    else {
        return false;
    };
    !matches!(number(area), 0 | 666 | 900..) && number(group) != 0 && number(serial) != 0
}
