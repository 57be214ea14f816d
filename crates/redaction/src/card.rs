//! Numbers of payment cards: 13 to 19 digits (ISO/IEC 7812-1), an issuer's prefix, and the check digit of
//! Luhn (ISO/IEC 7812-1, annex B).

use std::ops::RangeInclusive;

use crate::cue::{self, Cue};
use crate::national_id::check;
use crate::surroundings;
use crate::writing::{Compact, Groups, Joint};

/// First four digits → lengths of the number. Source: the ranges that the schemes publish for merchants
/// (Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay, Maestro, Mir, RuPay, Elo, Verve,
/// Troy).
const ISSUERS: &[(RangeInclusive<u32>, &[u8])] = &[
    (2200..=2204, &[16, 17, 18, 19]),
    (2221..=2720, &[16]),
    (3000..=3059, &[14, 16, 17, 18, 19]),
    (3095..=3095, &[14, 16, 17, 18, 19]),
    (3400..=3499, &[15]),
    (3528..=3589, &[16, 17, 18, 19]),
    (3600..=3699, &[14, 15, 16, 17, 18, 19]),
    (3700..=3799, &[15]),
    (3800..=3999, &[14, 16, 17, 18, 19]),
    (4000..=4999, &[13, 16, 19]),
    (5018..=5020, &[13, 14, 15, 16, 17, 18, 19]),
    (5038..=5038, &[13, 14, 15, 16, 17, 18, 19]),
    (5060..=5061, &[16, 18, 19]),
    (5067..=5090, &[16]),
    (5100..=5599, &[16]),
    (5600..=5899, &[13, 14, 15, 16, 17, 18, 19]),
    (6011..=6011, &[16, 17, 18, 19]),
    (6062..=6099, &[16]),
    (6200..=6299, &[16, 17, 18, 19]),
    (6304..=6304, &[13, 14, 15, 16, 17, 18, 19]),
    (6360..=6399, &[16, 18, 19]),
    (6440..=6599, &[16, 17, 18, 19]),
    (6700..=6799, &[13, 14, 15, 16, 17, 18, 19]),
    (8100..=8299, &[16]),
    (9792..=9792, &[16]),
];

/// What begins at a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A card number, up to here.
    Card(usize),
    /// Four by four digits like one, but it cannot be one.
    Mistyped(usize),
}

/// Reads the card number that begins at this group.
pub(crate) fn read(text: &str, start: usize) -> Option<Reading> {
    // With a plus it is a telephone number, some of which pass for cards of 13 digits.
    if text[..start].ends_with('+') {
        return None;
    }
    let mut compact = Compact::new();
    let (mut longest, mut fours) = (None, 0);
    let mut mistyped = None;
    for group in Groups::from(text, start) {
        let joined = matches!(
            group.joint,
            None | Some(Joint::Space | Joint::Dash | Joint::Dot)
        );
        // The first group holds the prefix; nobody writes a card in pairs.
        if !joined || !group.digits_only || (group.joint.is_none() && group.len() < 4) {
            break;
        }
        if !compact.extend(&text.as_bytes()[group.start..group.end]) {
            break;
        }
        let digits = compact.as_bytes();
        if digits.len() > 19 {
            break;
        }
        if is_card(digits)
            && !surroundings::continues(text, start..group.end)
            && !is_article(text, start, digits)
        {
            longest = Some(Reading::Card(group.end));
        }
        fours += usize::from(group.len() == 4);
        if fours == 4 && digits.len() == 16 {
            mistyped = Some(Reading::Mistyped(group.end));
        }
    }
    longest.or(mistyped)
}

fn is_card(digits: &[u8]) -> bool {
    let prefix = digits
        .iter()
        .take(4)
        .fold(0, |prefix, digit| prefix * 10 + u32::from(digit - b'0'));
    let issued = ISSUERS.iter().any(|(prefixes, lengths)| {
        prefixes.contains(&prefix) && lengths.iter().any(|&len| usize::from(len) == digits.len())
    });
    issued && check::luhn(digits)
}

/// A bar code (GTIN-13, of which those of Germany begin with 4 as Visa's cards do) that passes Luhn by
/// chance. Cards of 13 digits have not been issued for decades, so it is one only when the text says so.
fn is_article(text: &str, start: usize, digits: &[u8]) -> bool {
    digits.len() == 13 && check::gtin(digits) && cue::before(text, start) != Some(Cue::Card)
}
