//! What touches a number from outside and makes it a part of something else: a longer code, an amount, a
//! time, a date, an address of a machine.

use std::ops::Range;

use crate::cue;
use crate::writing::{Glyph, Group, Joint, glyph, is_word};

const CURRENCIES: &str = "€$£¥₹₪₽฿₺₩";
const CURRENCY_WORDS: &[&str] = &[
    "eur", "euro", "euros", "usd", "gbp", "chf", "pln", "zł", "sek", "dkk", "nok", "kr", "inr",
    "brl", "ils", "cad", "rs", "mb", "gb", "kb", "kg", "km", "ms",
];

/// Whether a number goes on beyond this range with a hyphen, a full stop or a decimal comma.
pub(crate) fn continues(text: &str, range: Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    let joins = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(|byte| matches!(byte, b'-' | b'.'))
    };
    let before = joins(range.start.checked_sub(1)) && digit(range.start.checked_sub(2));
    let after = joins(Some(range.end)) && digit(Some(range.end + 1));
    before || after
}

/// Whether what touches this range says that it is no number of a person. What lies before `floor` was already
/// found to be one, and says nothing about the next.
pub(crate) fn belongs_elsewhere(text: &str, floor: usize, range: Range<usize>) -> bool {
    before(text.get(floor..range.start).unwrap_or_default()) || after(&text[range.end..])
}

fn before(head: &str) -> bool {
    let mut back = head.chars().rev();
    let (last, second) = (back.next(), back.next());
    let Some(last) = last else { return false };
    let inner = &head[..head.len() - last.len_utf8()];
    match last {
        '#' | '@' | '№' | '§' => true,
        _ if CURRENCIES.contains(last) => true,
        // `12:0612`, `1,061234`: but a list without spaces has long numbers before its commas.
        ':' => second.is_some_and(|c| c.is_ascii_digit()),
        ',' => matches!(trailing_digits(inner), 1..=3),
        '-' | '.' | '/' | '\u{2010}'..='\u{2013}' => {
            if !second.is_some_and(is_word) {
                return false;
            }
            let word = &inner[inner.trim_end_matches(is_word).len()..];
            let digits = word.bytes().all(|byte| byte.is_ascii_digit());
            // Two numbers with a slash between them are two numbers; `2024/0612345678` is a file's.
            let separate = last == '/' && digits && word.len() > 4;
            !separate && !cue::names_number(word)
        }
        ' ' | '\u{a0}' => {
            let word = &inner[inner.trim_end_matches(is_word).len()..];
            let amount = &inner[..inner.len() - word.len()];
            // `5 EUR 0612345678`: the currency belongs to what is before it.
            let before = amount.ends_with(' ') && trailing_digits(&amount[..amount.len() - 1]) > 0;
            inner.ends_with(|c| CURRENCIES.contains(c)) || (is_currency(word) && !before)
        }
        _ => false,
    }
}

fn after(tail: &str) -> bool {
    let mut ahead = tail.chars();
    let (first, second) = (ahead.next(), ahead.next());
    let Some(first) = first else { return false };
    let rest = ahead.as_str();
    match first {
        '%' | '°' | '@' => true,
        _ if CURRENCIES.contains(first) => true,
        '-' | '\u{2010}'..='\u{2013}' => second.is_some_and(is_word),
        '.' | ':' => second.is_some_and(|c| c.is_ascii_digit()),
        ',' => {
            let fraction = &tail[1..];
            let digits = fraction
                .bytes()
                .take_while(u8::is_ascii_digit)
                .take(4)
                .count();
            // `,06 12345678` is the next number of a list.
            let goes_on = matches!(
                fraction.as_bytes().get(digits..),
                Some([b' ' | b'-' | b'.' | b'/', b'0'..=b'9', ..])
            );
            matches!(digits, 1..=3) && !goes_on
        }
        ' ' | '\u{a0}' => second.is_some_and(|second| {
            let word = &tail[first.len_utf8()..];
            let word = &word[..word.len() - rest.trim_start_matches(is_word).len()];
            CURRENCIES.contains(second) || is_currency(word)
        }),
        _ => false,
    }
}

fn trailing_digits(head: &str) -> usize {
    head.bytes()
        .rev()
        .take_while(u8::is_ascii_digit)
        .take(4)
        .count()
}

fn is_currency(word: &str) -> bool {
    CURRENCY_WORDS
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it))
}

/// Whether these groups are a part of a longer number: a space or a hyphen joins them to two digits or more
/// before, or three or more after. A group that stands alone is not, and `… 2 pieces` is no part.
pub(crate) fn within_longer(text: &str, floor: usize, range: Range<usize>, groups: usize) -> bool {
    if groups < 2 {
        return false;
    }
    let bytes = text.as_bytes();
    let ahead = match glyph(bytes, range.end) {
        (Glyph::Mark(b' ' | b'-'), len) => bytes[range.end + len..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .take_while(|byte| byte.is_ascii_digit())
            .take(3)
            .count(),
        _ => 0,
    };
    let head = text
        .get(floor..range.start)
        .unwrap_or_default()
        .strip_suffix([' ', '-', '\u{a0}'])
        .unwrap_or_default();
    ahead == 3 || trailing_digits(head) >= 2
}

/// Whether there is a date, or an IPv4 address, among these groups: a run of them joined by the same mark.
pub(crate) fn has_date_or_address(text: &str, groups: &[Group]) -> bool {
    let mut from = 0;
    while from < groups.len() {
        let joint = groups.get(from + 1).and_then(|next| next.joint);
        let mut to = from + 1;
        while joint.is_some() && groups.get(to).is_some_and(|next| next.joint == joint) {
            to += 1;
        }
        let run = &groups[from..to];
        if match joint {
            Some(Joint::Dash | Joint::Slash) => is_date(text, run),
            Some(Joint::Dot) => is_date(text, run) || is_address(text, run),
            _ => false,
        } {
            return true;
        }
        from = if to > from + 1 { to - 1 } else { to };
        if to == groups.len() {
            break;
        }
    }
    false
}

fn value(text: &str, group: &Group) -> Option<u32> {
    text.get(group.start..group.end)?.parse().ok()
}

fn is_date(text: &str, run: &[Group]) -> bool {
    let [a, b, c] = run else { return false };
    let lengths = (a.len(), b.len(), c.len());
    let (Some(a), Some(b), Some(c)) = (value(text, a), value(text, b), value(text, c)) else {
        return false;
    };
    let day_month = |a, b| {
        (matches!(a, 1..=31) && matches!(b, 1..=12)) || (matches!(b, 1..=31) && matches!(a, 1..=12))
    };
    match lengths {
        (4, 1..=2, 1..=2) => (1900..2100).contains(&a) && day_month(b, c),
        (1..=2, 1..=2, 4) => (1900..2100).contains(&c) && day_month(a, b),
        (1..=2, 1..=2, 2) => day_month(a, b),
        _ => false,
    }
}

fn is_address(text: &str, run: &[Group]) -> bool {
    run.len() == 4
        && run
            .iter()
            .all(|group| value(text, group).is_some_and(|it| it <= 255))
}
