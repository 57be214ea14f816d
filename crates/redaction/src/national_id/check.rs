//! Check digits that several numbers share. All take ASCII digits; anything else counts as what it is and
//! fails the sum, never the program.

/// The digits' value.
pub(crate) fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |number: u64, &byte| {
        number
            .wrapping_mul(10)
            .wrapping_add(u64::from(byte.wrapping_sub(b'0')))
    })
}

fn digit(byte: u8) -> u32 {
    u32::from(byte.wrapping_sub(b'0'))
}

/// The sum of digits by weight; digits beyond the weights do not count.
pub(crate) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(&byte, weight)| digit(byte) * weight)
        .sum()
}

/// Luhn's formula: every second digit from the right counts twice, by its digit sum. Source: ISO/IEC 7812-1,
/// annex B.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &byte)| match (at % 2, digit(byte)) {
            (0, digit) => digit,
            (_, digit) => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The check digit of bar codes: weights 1 and 3 in turn from the right. Source: GS1 General Specifications,
/// section 7.9.
pub(crate) fn gtin(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &byte)| digit(byte) * if at % 2 == 0 { 1 } else { 3 })
        .sum();
    sum.is_multiple_of(10)
}

/// ISO/IEC 7064 MOD 11,10 over all digits, the last being the check digit.
pub(crate) fn mod_11_10(digits: &[u8]) -> bool {
    let Some((&last, rest)) = digits.split_last() else {
        return false;
    };
    let product = rest.iter().fold(10, |product, &byte| {
        let sum = (product + digit(byte)) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (product + digit(last)) % 10 == 1
}

/// Verhoeff's check over the dihedral group D5. Source: J. Verhoeff, *Error Detecting Decimal Codes*,
/// Mathematical Centre Tract 29, Amsterdam 1969.
pub(crate) fn verhoeff(digits: &[u8]) -> bool {
    // The permutation's powers, period 8, and the group's operation written as rotation and reflection.
    const PERMUTATION: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let multiply = |a: u32, b: u32| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a - 5 + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    };
    digits
        .iter()
        .rev()
        .enumerate()
        .fold(0, |state, (at, &byte)| {
            let permuted = (0..at % 8).fold(digit(byte), |digit, _| {
                PERMUTATION.get(digit as usize).copied().unwrap_or_default()
            });
            multiply(state, permuted)
        })
        == 0
}

/// Whether all characters are the same: no such number is given to anybody, and many checks pass it.
pub(crate) fn is_one_digit(digits: &[u8]) -> bool {
    digits.windows(2).all(|pair| pair[0] == pair[1])
}
