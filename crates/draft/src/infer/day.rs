//! Days as sources write them: which form a text has, and what it says in that form.

use jiff::civil::Date;

/// The forms a day is looked for in, as `local_time` writes them; the less ambiguous first.
pub(crate) const FORMS: &[&str] = &[
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%m.%d.%Y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d/%b/%Y",
    "%d.%b.%Y",
    "%b %d, %Y",
    "%b %d %Y",
    "%b-%d-%Y",
    "%d. %b %Y",
    "%Y-%b-%d",
    "%d-%b-%y",
    "%d %b %y",
    "%d/%b/%y",
    "%b %d, %y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%y",
    "%m-%d-%y",
    "%d.%m.%y",
    "%m.%d.%y",
    "%y-%m-%d",
    "%y/%m/%d",
    "%y.%m.%d",
    "%Y%m%d",
    "%y%m%d",
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The day that a text begins with, in a form, and what follows it.
pub(crate) fn read<'a>(form: &str, text: &'a str) -> Option<(Date, &'a str)> {
    let compact = match form {
        "%Y%m%d" => Some(8),
        "%y%m%d" => Some(6),
        _ => None,
    };
    if let Some(length) = compact {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        if digits != length {
            return None;
        }
    }
    let mut rest = text;
    let (mut year, mut month, mut day) = (0_i16, 0_i8, 0_i8);
    let mut parts = form.chars();
    while let Some(part) = parts.next() {
        if part != '%' {
            rest = if part == ' ' {
                let shorter = rest.trim_start_matches(' ');
                if shorter.len() == rest.len() {
                    return None;
                }
                shorter
            } else {
                rest.strip_prefix(part)?
            };
            continue;
        }
        match parts.next()? {
            'Y' => year = digits(&mut rest, 4, 4)?,
            'y' => {
                let short = digits(&mut rest, 2, 2)?;
                year = if short >= 69 {
                    1900 + short
                } else {
                    2000 + short
                };
            }
            'm' => month = i8::try_from(digits(&mut rest, fewest(compact), 2)?).ok()?,
            'd' => day = i8::try_from(digits(&mut rest, fewest(compact), 2)?).ok()?,
            'b' => {
                let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let word = rest.get(..letters)?.to_ascii_lowercase();
                let place = MONTHS
                    .iter()
                    .position(|name| *name == word || name.get(..3) == Some(word.as_str()))?;
                month = i8::try_from(place + 1).ok()?;
                rest = rest.get(letters..)?;
            }
            _ => return None,
        }
    }
    if rest.starts_with(|c: char| c.is_ascii_digit()) || !(1900..=2100).contains(&year) {
        return None;
    }
    Some((Date::new(year, month, day).ok()?, rest))
}

fn fewest(compact: Option<usize>) -> usize {
    if compact.is_some() { 2 } else { 1 }
}

fn digits(rest: &mut &str, fewest: usize, most: usize) -> Option<i16> {
    let count = rest
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    if count < fewest {
        return None;
    }
    let number = rest.get(..count)?.parse().ok()?;
    *rest = rest.get(count..)?;
    Some(number)
}
