//! Account and card numbers.

use super::draw::{Draw, lay_out};
use super::identity::luhn_holds;

/// Country, and its basic account number as a pattern: `#` a digit, `@` a letter.
const ACCOUNTS: &[(&str, &str)] = &[
    ("AT", "################"),
    ("BE", "############"),
    ("BR", "#######################C1"),
    ("CH", "#################"),
    ("DE", "##################"),
    ("DK", "##############"),
    ("ES", "####################"),
    ("FI", "##############"),
    ("FR", "#######################"),
    ("GB", "@@@@##############"),
    ("IE", "@@@@##############"),
    ("IL", "###################"),
    ("IT", "@######################"),
    ("LU", "################"),
    ("MT", "@@@@#####@@@@######@@@@####"),
    ("NL", "@@@@##########"),
    ("NO", "###########"),
    ("PL", "########################"),
    ("PT", "#####################"),
    ("SE", "####################"),
    ("RO", "@@@@################"),
    ("TR", "######@@@@@@##########"),
];

/// The remainder of a long number of decimal digits, digit by digit.
fn mod_97(decimal: &str) -> u32 {
    decimal
        .chars()
        .fold(0, |rest, c| (rest * 10 + c.to_digit(10).unwrap()) % 97)
}

fn iban(draw: &mut Draw) -> String {
    let (country, account) = draw.pick(ACCOUNTS);
    let account = draw.pattern(account);
    let decimal: String = format!("{account}{country}00")
        .chars()
        .map(|c| c.to_digit(36).unwrap().to_string())
        .collect();
    format!("{country}{:02}{account}", 98 - mod_97(&decimal))
}

fn in_fours(text: &str, separator: &str) -> String {
    let fours: Vec<_> = text
        .as_bytes()
        .chunks(4)
        .map(|it| str::from_utf8(it).unwrap())
        .collect();
    fours.join(separator)
}

pub fn account(draw: &mut Draw) -> String {
    let iban = iban(draw);
    written(draw, &iban)
}

fn written(draw: &mut Draw, iban: &str) -> String {
    match draw.below(6) {
        0 | 1 => in_fours(iban, " "),
        2 => in_fours(iban, "\u{a0}"),
        3 => iban.to_lowercase(),
        4 => in_fours(iban, "-"),
        _ => iban.to_owned(),
    }
}

/// One with two digits of the account swapped, which moves every remainder modulo 97.
pub fn broken_account(draw: &mut Draw) -> String {
    loop {
        let mut iban: Vec<char> = iban(draw).chars().collect();
        let at = iban.len() - 3;
        if iban[at] != iban[at + 1] && iban[at].is_ascii_digit() && iban[at + 1].is_ascii_digit() {
            iban.swap(at, at + 1);
            let iban: String = iban.into_iter().collect();
            return written(draw, &iban);
        }
    }
}

/// A card number: scheme's prefix, drawn digits, and the check digit that Luhn asks for.
pub fn card(draw: &mut Draw) -> String {
    let (prefix, length) = draw.pick(&[
        ("4", 16),
        ("4", 16),
        ("4", 16),
        ("51", 16),
        ("53", 16),
        ("55", 16),
        ("2221", 16),
        ("2720", 16),
        ("34", 15),
        ("37", 15),
        ("6011", 16),
        ("65", 16),
        ("3528", 16),
        ("3589", 16),
        ("36", 14),
        ("6212", 16),
        ("6759", 16),
        ("4", 19),
        ("2202", 16),
    ]);
    let number = with_check(draw, prefix, length);
    match (draw.below(4), length) {
        (0, _) => number,
        (_, 14) => lay_out("#### ###### ####", &number),
        (_, 15) => lay_out("#### ###### #####", &number),
        (1, _) => in_fours(&number, "-"),
        (2, _) => in_fours(&number, "\u{a0}"),
        _ => in_fours(&number, " "),
    }
}

/// A number of that length with that prefix that passes Luhn.
pub fn with_check(draw: &mut Draw, prefix: &str, length: usize) -> String {
    let base = format!("{prefix}{}", draw.digits(length - 1 - prefix.len()));
    (0..10)
        .map(|check| format!("{base}{check}"))
        .find(|it| luhn_holds(it))
        .unwrap()
}

/// Four by four digits that fail Luhn.
pub fn broken_card(draw: &mut Draw) -> String {
    let number = super::identity::off_by_one(&with_check(draw, "4", 16));
    in_fours(&number, " ")
}
