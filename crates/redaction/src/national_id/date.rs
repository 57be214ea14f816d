//! Dates inside numbers.

use super::check::number;

/// Whether two digits of a day and two of a month can be a date of some year.
pub(super) fn day_month(day: &[u8], month: &[u8]) -> bool {
    is_day(number(day), number(month))
}

/// Whether there is such a day in such a month; the 29th of February counts.
pub(super) fn is_day(day: u64, month: u64) -> bool {
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}
