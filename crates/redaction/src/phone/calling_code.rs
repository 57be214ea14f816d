//! International numbers. Source: ITU-T E.164 and its list of assigned country codes.

use super::Written;
use super::plan::{PLANS, Plan};
use crate::surroundings;

/// Digits of a number whose country's plan is not known here, without the calling code. Of E.164's
/// fifteen digits no plan in use takes more than these.
const SIGNIFICANT: std::ops::RangeInclusive<usize> = 6..=11;

/// Whether these digits, after a `+`, are an international number.
pub(super) fn is_international(written: &Written<'_>) -> bool {
    is_complete(written.digits().as_bytes(), true)
}

/// Whether these digits are an international number with the prefix that is dialled: `00` nearly everywhere,
/// `011` in North America. Only for countries whose plan is known, since many things begin with zeros.
pub(super) fn is_dialled(written: &Written<'_>) -> bool {
    let digits = written.digits();
    let digits = digits.as_bytes();
    let rest = digits
        .strip_prefix(b"00")
        .or_else(|| digits.strip_prefix(b"011"));
    rest.is_some_and(|rest| is_complete(rest, false))
        && !surroundings::belongs_elsewhere(written.text, written.floor, written.range.clone())
        && !surroundings::has_date_or_address(written.text, written.groups)
}

fn is_complete(digits: &[u8], any_plan: bool) -> bool {
    let (code, significant) = digits.split_at(code_length(digits).min(digits.len()));
    let mut known = PLANS
        .iter()
        .filter(|plan| plan.code.as_bytes() == code)
        .peekable();
    if known.peek().is_none() {
        return any_plan && SIGNIFICANT.contains(&significant.len());
    }
    known.any(|plan| is_significant(plan, significant))
}

/// Whether these are the digits after the calling code; a trunk zero that does not belong there is forgiven.
fn is_significant(plan: &Plan, digits: &[u8]) -> bool {
    let digits = match digits.strip_prefix(b"0") {
        Some(rest) if plan.trunk => rest,
        _ => digits,
    };
    plan.significant.contains(&digits.len())
        && (plan.code != "1" || super::national::is_north_american(digits))
}

/// How many digits the calling code at the front has: zones 1 and 7 are one code each, the others are
/// divided into codes of two and three.
fn code_length(digits: &[u8]) -> usize {
    match digits {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        [b'2'..=b'9', ..] => 3,
        _ => usize::MAX,
    }
}
