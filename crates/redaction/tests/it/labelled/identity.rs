//! National ids, each made with a check digit that is computed or searched for here, by the authority's
//! description and not by the code under test.

use super::draw::{Draw, lay_out};

/// What the id is called in its country, and how it is written, by country.
pub const NAMES: &[(&str, &[&str])] = &[
    ("at", &["SVNR", "Sozialversicherungsnummer"]),
    ("be", &["rijksregisternummer", "rijksregisternr."]),
    ("br", &["CPF"]),
    ("ca", &["SIN", "social insurance number"]),
    ("ch", &["AHV-Nummer", "AHV-Nr."]),
    ("de", &["Steuer-ID", "Steueridentifikationsnummer", "IdNr."]),
    ("dk", &["CPR", "CPR-nummer"]),
    ("es", &["DNI", "NIE", "NIF"]),
    ("fi", &["henkilötunnus", "HETU"]),
    ("fr", &["numéro de sécurité sociale", "NIR"]),
    ("gb", &["NI number", "national insurance number", "NINO"]),
    ("ie", &["PPS number", "PPSN"]),
    ("il", &["תעודת זהות", "ת.ז"]),
    ("in", &["Aadhaar", "PAN"]),
    ("it", &["codice fiscale", "CF"]),
    ("nl", &["BSN", "burgerservicenummer"]),
    ("no", &["fødselsnummer", "personnummer"]),
    ("pl", &["PESEL", "numer PESEL"]),
    ("pt", &["NIF", "contribuinte"]),
    ("se", &["personnummer"]),
    ("us", &["SSN", "social security number"]),
];

/// A date of birth as (year, month, day).
fn birth(draw: &mut Draw) -> (usize, usize, usize) {
    (
        draw.between(1935, 2009),
        draw.between(1, 12),
        draw.between(1, 28),
    )
}

fn values(text: &str) -> Vec<u32> {
    text.chars().map(|c| c.to_digit(36).unwrap()).collect()
}

fn dot(text: &str, weights: &[u32]) -> u32 {
    values(text).iter().zip(weights).map(|(a, b)| a * b).sum()
}

/// Appends the digit for which a test holds, drawing the base again where none does.
fn complete(
    draw: &mut Draw,
    base: impl Fn(&mut Draw) -> String,
    holds: impl Fn(&str) -> bool,
) -> String {
    loop {
        let base = base(draw);
        let candidate = (0..10)
            .map(|check| format!("{base}{check}"))
            .find(|it| holds(it));
        if let Some(found) = candidate {
            return found;
        }
    }
}

pub fn luhn_holds(text: &str) -> bool {
    const DOUBLED: [u32; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let digits = values(text);
    let mut sum = 0;
    for (at, &digit) in digits.iter().enumerate() {
        sum += if (digits.len() - at).is_multiple_of(2) {
            DOUBLED[digit as usize]
        } else {
            digit
        };
    }
    sum.is_multiple_of(10)
}

fn verhoeff_holds(text: &str) -> bool {
    const D: [[u8; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const P: [[u8; 10]; 8] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
        [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
        [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
        [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];
    let mut c = 0;
    for (i, digit) in values(text).iter().rev().enumerate() {
        c = D[c as usize][P[i % 8][*digit as usize] as usize];
    }
    c == 0
}

fn iso_11_10_holds(text: &str) -> bool {
    let digits = values(text);
    let mut p = 10;
    for digit in &digits[..digits.len() - 1] {
        let mut s = (digit + p) % 10;
        if s == 0 {
            s = 10;
        }
        p = (2 * s) % 11;
    }
    (11 - p) % 10 == digits[digits.len() - 1]
}

fn fiscal_check(code: &str) -> char {
    let odd = |c: char| -> u32 {
        match c {
            '0' | 'A' => 1,
            '1' | 'B' => 0,
            '2' | 'C' => 5,
            '3' | 'D' => 7,
            '4' | 'E' => 9,
            '5' | 'F' => 13,
            '6' | 'G' => 15,
            '7' | 'H' => 17,
            '8' | 'I' => 19,
            '9' | 'J' => 21,
            'K' => 2,
            'L' => 4,
            'M' => 18,
            'N' => 20,
            'O' => 11,
            'P' => 3,
            'Q' => 6,
            'R' => 8,
            'S' => 12,
            'T' => 14,
            'U' => 16,
            'V' => 10,
            'W' => 22,
            'X' => 25,
            'Y' => 24,
            _ => 23,
        }
    };
    let even = |c: char| c.to_digit(10).unwrap_or_else(|| c as u32 - 'A' as u32);
    let sum: u32 = code
        .chars()
        .zip(1..)
        .map(|(c, place)| if place % 2 == 1 { odd(c) } else { even(c) })
        .sum();
    char::from(b'A' + (sum % 26) as u8)
}

/// A valid id of a country, as its characters alone and as somebody would write it.
pub fn valid(country: &str, draw: &mut Draw) -> (String, String) {
    let (year, month, day) = birth(draw);
    let yy = year % 100;
    let (id, forms): (String, &[&str]) = match country {
        "at" => {
            let date = format!("{day:02}{month:02}{yy:02}");
            let id = loop {
                let serial = draw.between(100, 999).to_string();
                let sum = (dot(&serial, &[3, 7, 9]) + dot(&date, &[5, 8, 4, 2, 1, 6])) % 11;
                if sum < 10 {
                    break format!("{serial}{sum}{date}");
                }
            };
            (id, &["#### ######", "##########", "####-######"])
        }
        "be" => {
            let base = format!("{yy:02}{month:02}{day:02}{:03}", draw.between(1, 997));
            let full: u64 = if year < 2000 {
                base.clone()
            } else {
                format!("2{base}")
            }
            .parse()
            .unwrap();
            (
                format!("{base}{:02}", 97 - full % 97),
                &["##.##.##-###.##", "###########", "## ## ## ### ##"],
            )
        }
        "br" => {
            let mut id = draw.digits(9);
            for start in [10_u32, 11] {
                let sum: u32 = values(&id)
                    .iter()
                    .zip((2..=start).rev())
                    .map(|(a, b)| a * b)
                    .sum();
                let check = if sum % 11 < 2 { 0 } else { 11 - sum % 11 };
                id += &check.to_string();
            }
            (id, &["###.###.###-##", "###########"])
        }
        "ca" => (
            complete(
                draw,
                |draw| format!("{}{}", draw.pick(&[1, 2, 3, 4, 5, 6, 7, 9]), draw.digits(7)),
                luhn_holds,
            ),
            &["### ### ###", "###-###-###"],
        ),
        "ch" => {
            let weights = [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1];
            (
                complete(
                    draw,
                    |draw| format!("756{}", draw.digits(9)),
                    |it| dot(it, &weights).is_multiple_of(10),
                ),
                &["###.####.####.##", "#############", "### #### #### ##"],
            )
        }
        "de" => {
            let base = |draw: &mut Draw| loop {
                // Ten places: nine of the ten digits, one of them twice.
                let mut digits: Vec<char> = "0123456789".chars().collect();
                for at in (1..10).rev() {
                    digits.swap(at, draw.below(at + 1));
                }
                digits[9] = digits[draw.below(9)];
                let last = draw.below(10);
                digits.swap(9, last);
                if digits[0] != '0' {
                    return digits.into_iter().collect();
                }
            };
            (
                complete(draw, base, iso_11_10_holds),
                &["## ### ### ###", "###########"],
            )
        }
        "dk" => (
            format!("{day:02}{month:02}{yy:02}{}", draw.digits(4)),
            &["######-####"],
        ),
        "es" => {
            let foreign = draw.one_in(3);
            let lead = draw.below(3);
            let digits = if foreign {
                format!("{lead}{}", draw.digits(7))
            } else {
                draw.digits(8)
            };
            let letter = "TRWAGMYFPDXBNJZSQVHLCKE"
                .chars()
                .nth(digits.parse::<usize>().unwrap() % 23)
                .unwrap();
            if foreign {
                (
                    format!("{}{}{letter}", ['X', 'Y', 'Z'][lead], &digits[1..]),
                    &["#########", "#-#######-#", "########-#"],
                )
            } else {
                (
                    format!("{digits}{letter}"),
                    &["#########", "########-#", "##.###.###-#", "######## #"],
                )
            }
        }
        "fi" => {
            let serial = draw.between(2, 899);
            let number: usize = format!("{day:02}{month:02}{yy:02}{serial:03}")
                .parse()
                .unwrap();
            let check = "0123456789ABCDEFHJKLMNPRSTUVWXY"
                .chars()
                .nth(number % 31)
                .unwrap();
            let sign = if year < 2000 { '-' } else { 'A' };
            (
                format!("{day:02}{month:02}{yy:02}{sign}{serial:03}{check}"),
                &["###########"],
            )
        }
        "fr" => {
            let department = draw.between(1, 95);
            let (shown, counted) = match department {
                20 if year % 2 == 0 => ("2A".to_owned(), "19".to_owned()),
                20 => ("2B".to_owned(), "18".to_owned()),
                _ => (format!("{department:02}"), format!("{department:02}")),
            };
            let (front, back) = (
                format!("{}{yy:02}{month:02}", draw.between(1, 2)),
                draw.digits(6),
            );
            let number: u64 = format!("{front}{counted}{back}").parse().unwrap();
            (
                format!("{front}{shown}{back}{:02}", 97 - number % 97),
                &[
                    "# ## ## ## ### ### ##",
                    "###############",
                    "############# ##",
                ],
            )
        }
        "gb" => {
            let id = format!(
                "{}{}{}{}",
                draw.pick(&['A', 'C', 'E', 'H', 'J', 'L', 'P', 'S', 'W', 'Y']),
                draw.pick(&['A', 'B', 'E', 'H', 'L', 'M', 'P', 'R', 'X']),
                draw.digits(6),
                draw.pick(&['A', 'B', 'C', 'D'])
            );
            (id, &["#########", "## ## ## ## #", "## ###### #"])
        }
        "ie" => {
            let digits = draw.digits(7);
            let extra = draw.one_in(2);
            let sum = dot(&digits, &[8, 7, 6, 5, 4, 3, 2]) + if extra { 9 } else { 0 };
            let check = "WABCDEFGHIJKLMNOPQRSTUV"
                .chars()
                .nth((sum % 23) as usize)
                .unwrap();
            if extra {
                (format!("{digits}{check}A"), &["#########"])
            } else {
                (format!("{digits}{check}"), &["########", "####### #"])
            }
        }
        "il" => (
            complete(
                draw,
                |draw| format!("{}{}", draw.below(4), draw.digits(7)),
                luhn_holds,
            ),
            &["#########", "########-#"],
        ),
        "in" if draw.one_in(3) => (draw.pattern("@@@P@####@"), &["##########"]),
        "in" => (
            complete(
                draw,
                |draw| format!("{}{}", draw.between(2, 9), draw.digits(10)),
                verhoeff_holds,
            ),
            &["#### #### ####", "############", "####-####-####"],
        ),
        "it" => {
            let letters = draw.pattern("@@@@@@");
            let month = "ABCDEHLMPRST".chars().nth(month - 1).unwrap();
            let day = if draw.one_in(2) { day + 40 } else { day };
            let code = format!("{letters}{yy:02}{month}{day:02}{}", draw.pattern("@###"));
            (
                format!("{code}{}", fiscal_check(&code)),
                &["################", "### ### ##### #####"],
            )
        }
        "nl" => {
            let holds = |it: &str| {
                (dot(&it[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) + 10 * dot(&it[8..], &[1]))
                    .is_multiple_of(11)
            };
            (
                complete(
                    draw,
                    |draw| format!("{}{}", draw.between(1, 6), draw.digits(7)),
                    holds,
                ),
                &["#########", "####.##.###", "### ### ###"],
            )
        }
        "no" => {
            let id = loop {
                let base = format!("{day:02}{month:02}{yy:02}{}", draw.digits(3));
                let first = (11 - dot(&base, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11) % 11;
                let second = (11
                    - dot(
                        &format!("{base}{}", first % 10),
                        &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2],
                    ) % 11)
                    % 11;
                if first < 10 && second < 10 {
                    break format!("{base}{first}{second}");
                }
            };
            (id, &["###########", "###### #####"])
        }
        "pl" => {
            let month = if year < 2000 { month } else { month + 20 };
            let base = format!("{yy:02}{month:02}{day:02}{}", draw.digits(4));
            let check = (10 - dot(&base, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10;
            (format!("{base}{check}"), &["###########"])
        }
        "pt" => {
            let base = format!("{}{}", draw.between(1, 3), draw.digits(7));
            let rest = dot(&base, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
            (
                format!("{base}{}", if rest < 2 { 0 } else { 11 - rest }),
                &["#########", "### ### ###"],
            )
        }
        "se" => {
            let base = |draw: &mut Draw| format!("{yy:02}{month:02}{day:02}{}", draw.digits(3));
            let id = complete(draw, base, luhn_holds);
            if draw.one_in(2) {
                (
                    format!("{}{id}", year / 100),
                    &["########-####", "############"],
                )
            } else {
                (id, &["######-####", "##########"])
            }
        }
        "us" => {
            let area = loop {
                let area = draw.between(1, 899);
                if area != 666 {
                    break area;
                }
            };
            (
                format!(
                    "{area:03}{:02}{:04}",
                    draw.between(1, 99),
                    draw.between(1, 9999)
                ),
                &["###-##-####", "### ## ####"],
            )
        }
        other => panic!("no id for {other}"),
    };
    let form = draw.pick(forms);
    let written = lay_out(form, &id);
    let written = if draw.one_in(8) {
        written.to_lowercase()
    } else {
        written
    };
    (id, written)
}

/// An id whose check digit is wrong; for those without one, a part that is never issued.
pub fn invalid(country: &str, draw: &mut Draw) -> String {
    match country {
        "dk" => draw.pattern("9%13##-####"),
        "us" => draw.pattern("000-##-####"),
        "gb" => draw.pattern("QQ ## ## ## C"),
        "in" => lay_out(
            "#### #### ####",
            &off_by_one(&complete(
                draw,
                |draw| format!("5{}", draw.digits(10)),
                verhoeff_holds,
            )),
        ),
        _ => off_by_one(&valid(country, draw).1),
    }
}

/// The last digit or letter, one on.
pub fn off_by_one(text: &str) -> String {
    let (front, last) = text.split_at(text.len() - 1);
    let last = last.as_bytes()[0];
    let next = match last {
        b'9' => b'0',
        b'Z' => b'A',
        b'z' => b'a',
        other => other + 1,
    };
    // A second letter is outside some sums: then the one before it.
    if last.is_ascii_alphabetic() && front.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return format!("{}{}", off_by_one(front), char::from(last));
    }
    format!("{front}{}", char::from(next))
}
