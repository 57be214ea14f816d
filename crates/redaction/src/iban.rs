//! International bank account numbers.

use crate::writing::{Compact, Groups, Joint};

/// Country and structure of its basic account number: counts of `n` digits, `a` letters, `c` either. Source:
/// ISO 13616-1 and the IBAN Registry that SWIFT publishes as its registration authority.
#[rustfmt::skip]
const STRUCTURES: &[(&str, &str)] = &[
    ("AD", "8n12c"), ("AE", "19n"), ("AL", "8n16c"), ("AT", "16n"), ("AZ", "4a20c"), ("BA", "16n"),
    ("BE", "12n"), ("BG", "4a6n8c"), ("BH", "4a14c"), ("BI", "23n"), ("BR", "23n1a1c"), ("BY", "4c4n16c"),
    ("CH", "5n12c"), ("CR", "18n"), ("CY", "8n16c"), ("CZ", "20n"), ("DE", "18n"), ("DJ", "23n"),
    ("DK", "14n"), ("DO", "4c20n"), ("EE", "16n"), ("EG", "25n"), ("ES", "20n"), ("FI", "14n"),
    ("FK", "2a12n"), ("FO", "14n"), ("FR", "10n11c2n"), ("GB", "4a14n"), ("GE", "2a16n"), ("GI", "4a15c"),
    ("GL", "14n"), ("GR", "7n16c"), ("GT", "4c20c"), ("HN", "4a20n"), ("HR", "17n"), ("HU", "24n"),
    ("IE", "4a14n"), ("IL", "19n"), ("IQ", "4a15n"), ("IS", "22n"), ("IT", "1a10n12c"), ("JO", "4a4n18c"),
    ("KW", "4a22c"), ("KZ", "3n13c"), ("LB", "4n20c"), ("LC", "4a24c"), ("LI", "5n12c"), ("LT", "16n"),
    ("LU", "3n13c"), ("LV", "4a13c"), ("LY", "21n"), ("MC", "10n11c2n"), ("MD", "2c18c"), ("ME", "18n"),
    ("MK", "3n10c2n"), ("MN", "16n"), ("MR", "23n"), ("MT", "4a5n18c"), ("MU", "4a19n3a"), ("NI", "4a20n"),
    ("NL", "4a10n"), ("NO", "11n"), ("OM", "3n16c"), ("PK", "4a16c"), ("PL", "24n"), ("PS", "4a21c"),
    ("PT", "21n"), ("QA", "4a21c"), ("RO", "4a16c"), ("RS", "18n"), ("RU", "14n15c"), ("SA", "2n18c"),
    ("SC", "4a20n3a"), ("SD", "14n"), ("SE", "20n"), ("SI", "15n"), ("SK", "20n"), ("SM", "1a10n12c"),
    ("SO", "19n"), ("ST", "21n"), ("SV", "4a20n"), ("TL", "19n"), ("TN", "20n"), ("TR", "6n16c"),
    ("UA", "6n19c"), ("VA", "18n"), ("VG", "4a16n"), ("XK", "16n"), ("YE", "4a4n18c"),
];

/// What begins at a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// An account number, up to here.
    Iban(usize),
    /// Written like one, but its check digits are wrong: a mistyped one, and nothing else.
    Mistyped(usize),
}

/// Reads the IBAN that begins at this group, with or without spaces or hyphens, in either case.
pub(crate) fn read(text: &str, start: usize) -> Option<Reading> {
    let prefix = text.as_bytes().get(start..start + 2)?;
    let prefix = [
        prefix.first()?.to_ascii_uppercase(),
        prefix.last()?.to_ascii_uppercase(),
    ];
    let at = STRUCTURES
        .binary_search_by(|(country, _)| country.as_bytes().cmp(&prefix[..]))
        .ok()?;
    let (_, structure) = STRUCTURES.get(at)?;
    let mut compact = Compact::new();
    for group in Groups::from(text, start) {
        if !matches!(group.joint, None | Some(Joint::Space | Joint::Dash)) {
            return None;
        }
        if !compact.extend(&text.as_bytes()[group.start..group.end]) {
            return None;
        }
        match fits(compact.as_bytes(), structure)? {
            Fit::Short => {}
            Fit::Whole if remainder(compact.as_bytes()) == 1 => {
                return Some(Reading::Iban(group.end));
            }
            Fit::Whole => return Some(Reading::Mistyped(group.end)),
        }
    }
    None
}

enum Fit {
    Short,
    Whole,
}

/// Whether this much of an account number has its country's structure; none when it does not.
fn fits(compact: &[u8], structure: &str) -> Option<Fit> {
    let mut rest = compact.get(2..)?.iter();
    let mut kinds = std::iter::repeat_n(b'n', 2).chain(expand(structure));
    loop {
        match (rest.next(), kinds.next()) {
            (None, Some(_)) => return Some(Fit::Short),
            (None, None) => return Some(Fit::Whole),
            (Some(_), None) => return None,
            (Some(byte), Some(kind)) => {
                let fits = match kind {
                    b'n' => byte.is_ascii_digit(),
                    b'a' => byte.is_ascii_alphabetic(),
                    _ => byte.is_ascii_alphanumeric(),
                };
                if !fits {
                    return None;
                }
            }
        }
    }
}

/// `4a2n` → `a a a a n n`.
fn expand(structure: &str) -> impl Iterator<Item = u8> {
    let mut count = 0_usize;
    structure
        .bytes()
        .filter_map(move |byte| {
            if byte.is_ascii_digit() {
                count = count * 10 + usize::from(byte - b'0');
                None
            } else {
                Some(std::iter::repeat_n(byte, std::mem::take(&mut count)))
            }
        })
        .flatten()
}

/// The remainder of ISO 7064 MOD 97-10: the first four characters go to the end, letters count from A = 10;
/// 1 when the check digits are right.
fn remainder(compact: &[u8]) -> u32 {
    let (head, tail) = compact.split_at(4.min(compact.len()));
    tail.iter()
        .chain(head)
        .fold(0, |remainder, &byte| match byte {
            b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
            _ => (remainder * 100 + u32::from(byte - b'A') + 10) % 97,
        })
}
