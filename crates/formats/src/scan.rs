//! Finding the byte that matters in short texts, eight bytes at a time: cells and names are too short for what is made
//! for long ones.
//!
//! The tests of a whole word are those of Mycroft ("Determine if a word has a zero byte", 1987): they may take a byte
//! after the first hit for another, and never miss the first.

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Where plain text ends in JSON, from a place on: at a quote, a backslash or a control character, or where all ends.
pub(crate) fn end_of_plain_text(bytes: &[u8], from: usize) -> usize {
    first(
        bytes,
        from,
        |word| equals(word, b'"') | equals(word, b'\\') | below_space(word),
        |byte| byte == b'"' || byte == b'\\' || byte < b' ',
    )
}

/// The first of two bytes, from a place on, or where all ends.
pub(crate) fn first_of_two(bytes: &[u8], from: usize, one: u8, other: u8) -> usize {
    first(
        bytes,
        from,
        |word| equals(word, one) | equals(word, other),
        |byte| byte == one || byte == other,
    )
}

fn first(
    bytes: &[u8],
    from: usize,
    in_word: impl Fn(u64) -> u64,
    is: impl Fn(u8) -> bool,
) -> usize {
    let mut at = from.min(bytes.len());
    while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let hits = in_word(u64::from_le_bytes(*word));
        if hits != 0 {
            return at + (hits.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| !is(*byte)) {
        at += 1;
    }
    at
}

/// The high bit of each byte that is this one; above the first, others may be set as well.
fn equals(word: u64, byte: u8) -> u64 {
    let differs = word ^ (LOW * u64::from(byte));
    differs.wrapping_sub(LOW) & !differs & HIGH
}

/// The high bit of each byte below a space; above the first, others may be set as well.
fn below_space(word: u64) -> u64 {
    word.wrapping_sub(LOW * 0x20) & !word & HIGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{end_of_plain_text, first_of_two};

    proptest! {
        #[test]
        fn what_is_found_is_what_one_finds_byte_by_byte(
            bytes in proptest::collection::vec(prop_oneof![0_u8..=255, Just(b'"'), Just(b'a'), Just(0x1f), Just(0x80)], 0..40),
            from in 0_usize..45,
        ) {
            let by_byte = |is: &dyn Fn(u8) -> bool| {
                (from.min(bytes.len())..bytes.len())
                    .find(|at| is(bytes[*at]))
                    .unwrap_or(bytes.len())
            };
            prop_assert_eq!(
                end_of_plain_text(&bytes, from),
                by_byte(&|byte| byte == b'"' || byte == b'\\' || byte < 0x20)
            );
            prop_assert_eq!(
                first_of_two(&bytes, from, b',', b'\n'),
                by_byte(&|byte| byte == b',' || byte == b'\n')
            );
        }
    }
}
