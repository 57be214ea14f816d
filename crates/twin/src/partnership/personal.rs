//! Made-up data of persons. Numbers have valid check digits and are nobody's, as far as ranges for that exist: bank
//! codes that no bank has, cards of a range for tests, and telephone numbers that regulators keep free for stories
//! (Ofcom for the United Kingdom, the Bundesnetzagentur for Germany; there are none for the Netherlands).

use crate::chance::Chance;
use crate::customers;
use crate::transcript::Personal;

/// Data of that kind, of a customer who speaks a language.
pub(super) fn made_up(
    kind: Personal,
    customer: u32,
    language: &str,
    chance: &mut Chance,
) -> String {
    match kind {
        Personal::Order => format!("SO-{}", 1_000_000 + chance.below(9_000_000)),
        Personal::Email => customers::address(customer),
        Personal::Name => customers::name(customer),
        Personal::Phone => phone(language, chance),
        Personal::Iban => iban(language, chance),
        Personal::Card => card(chance),
    }
}

fn digits(count: usize, chance: &mut Chance) -> String {
    (0..count)
        .map(|_| char::from(b'0' + chance.below(10) as u8))
        .collect()
}

fn phone(language: &str, chance: &mut Chance) -> String {
    let way = chance.below(3);
    match language {
        "nl" => {
            let (first, second) = (digits(4, chance), digits(3, chance));
            match way {
                0 => format!("06 1{second} {first}"),
                1 => format!("06-1{second}{first}"),
                _ => format!("+31 6 1{second}{first}"),
            }
        }
        "de" => {
            let last = digits(3, chance);
            match way {
                0 => format!("030 23125 {last}"),
                1 => format!("+49 30 23125 {last}"),
                _ => format!("0171 39200{}", last.get(..2).unwrap_or("00")),
            }
        }
        _ => {
            let last = digits(3, chance);
            match way {
                0 => format!("07700 900{last}"),
                1 => format!("+44 7700 900{last}"),
                _ => format!("+44 20 7946 0{last}"),
            }
        }
    }
}

/// An IBAN of a bank that does not exist.
fn iban(language: &str, chance: &mut Chance) -> String {
    let (country, account) = match language {
        "nl" => ("NL", format!("HRBX{}", digits(10, chance))),
        "de" => ("DE", format!("9{}", digits(17, chance))),
        _ => ("GB", format!("HRBX{}", digits(14, chance))),
    };
    let check = 98 - rest_by_97(&format!("{account}{country}00"));
    let plain = format!("{country}{check:02}{account}");
    if chance.happens(0.5) {
        return plain;
    }
    in_fours(&plain, ' ')
}

/// The rest of a division by 97 of the number that letters and digits stand for (ISO 7064).
fn rest_by_97(text: &str) -> u32 {
    text.chars().fold(0, |rest, letter| {
        let value = letter.to_digit(36).unwrap_or_default();
        let shift = if value > 9 { 100 } else { 10 };
        (rest * shift + value) % 97
    })
}

/// The number of a card of a range for tests, with the check digit of Luhn.
fn card(chance: &mut Chance) -> String {
    let first = format!("400000{}", digits(9, chance));
    let sum: u32 = (first.chars().rev().enumerate())
        .map(|(nth, digit)| {
            let digit = digit.to_digit(10).unwrap_or_default();
            match nth % 2 {
                0 if digit > 4 => 2 * digit - 9,
                0 => 2 * digit,
                _ => digit,
            }
        })
        .sum();
    let plain = format!("{first}{}", (10 - sum % 10) % 10);
    match chance.below(3) {
        0 => plain,
        1 => in_fours(&plain, '-'),
        _ => in_fours(&plain, ' '),
    }
}

fn in_fours(text: &str, between: char) -> String {
    let mut spaced = String::new();
    for (nth, letter) in text.chars().enumerate() {
        if nth > 0 && nth % 4 == 0 {
            spaced.push(between);
        }
        spaced.push(letter);
    }
    spaced
}
