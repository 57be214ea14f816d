//! Numbers and times as a sentence about data says them.

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A number with its thousands apart: `1,204`.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut words = String::with_capacity(digits.len() + digits.len() / 3);
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// So many things of a kind: `1 row`, `1,204 rows`.
#[must_use]
pub fn things(number: u64, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {one}{plural}", count(number))
}

/// A share from 0 to 1 as percent with at most one decimal, never rounded to all or to nothing where a row makes the
/// difference: `0.4 %`.
#[must_use]
pub fn share(share: f64) -> String {
    let tenths = (share * 1000.0).round();
    let tenths = if share < 1.0 {
        tenths.min(999.0)
    } else {
        tenths
    };
    let tenths = if share > 0.0 { tenths.max(1.0) } else { tenths };
    if tenths % 10.0 == 0.0 {
        format!("{:.0} %", tenths / 10.0)
    } else {
        format!("{:.1} %", tenths / 10.0)
    }
}

/// A length of time in seconds, in the two units that matter: `40 minutes`, `5 hours 40 minutes`, `3 days 1 hour`, `9 days`.
/// Rounded up, so that what is longer than was agreed reads longer as well.
#[must_use]
pub fn span(seconds: i64) -> String {
    let seconds = u64::try_from(seconds).unwrap_or_default();
    let up_to = |unit: u64| seconds.div_ceil(unit) * unit;
    let two = |of: u64, large: (u64, &str), small: (u64, &str)| {
        let rest = of % large.0 / small.0;
        let whole = things(of / large.0, large.1);
        if rest == 0 {
            whole
        } else {
            format!("{whole} {}", things(rest, small.1))
        }
    };
    if seconds < 2 * MINUTE {
        things(seconds, "second")
    } else if up_to(MINUTE) < HOUR {
        things(up_to(MINUTE) / MINUTE, "minute")
    } else if up_to(MINUTE) < 2 * DAY {
        two(up_to(MINUTE), (HOUR, "hour"), (MINUTE, "minute"))
    } else if up_to(HOUR) < 7 * DAY {
        two(up_to(HOUR), (DAY, "day"), (HOUR, "hour"))
    } else {
        things(up_to(DAY) / DAY, "day")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(count),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(things(1, "row"), "1 row");
        assert_eq!(things(1_204, "row"), "1,204 rows");
    }

    #[test]
    fn a_share_is_all_or_nothing_only_where_it_is() {
        assert_eq!(
            [0.0, 0.000_01, 0.05, 0.333_3, 0.999_99, 1.0].map(share),
            ["0 %", "0.1 %", "5 %", "33.3 %", "99.9 %", "100 %"]
        );
    }

    #[test]
    fn what_is_longer_than_agreed_reads_longer() {
        let hours = |hours: i64| hours * 3_600;
        for (seconds, said) in [
            (-5, "0 seconds"),
            (1, "1 second"),
            (119, "119 seconds"),
            (2_400, "40 minutes"),
            (3_590, "1 hour"),
            (hours(5) + 2_400, "5 hours 40 minutes"),
            (hours(6), "6 hours"),
            (hours(6) + 1, "6 hours 1 minute"),
            (hours(36), "36 hours"),
            (hours(48), "2 days"),
            (hours(48) + 1, "2 days 1 hour"),
            (hours(24 * 7), "7 days"),
            (hours(24 * 9) + 1, "10 days"),
        ] {
            assert_eq!(span(seconds), said);
        }
    }
}
