//! Numbers and times as a colleague would say them.

use calendar::Grain;
use charter::kpi::{Kpi, Unit};
use jiff::tz::TimeZone;
pub(crate) use lake::words::{count, share, span};

use crate::answer::{Figure, PeriodHead};
use crate::board::TargetHead;

/// A number in a KPI's unit: `71.2 %`, `340 s`, `12.34 EUR`, `1,204`.
pub(crate) fn number(kpi: &Kpi, currency: &str, value: f64) -> String {
    let decimals = usize::from(kpi.decimals);
    let plain = grouped(value, decimals);
    match kpi.unit {
        Unit::Percent => format!("{plain} %"),
        Unit::Seconds => format!("{plain} s"),
        Unit::Hours => format!("{plain} h"),
        Unit::Days => format!("{plain} days"),
        Unit::Money => format!("{plain} {currency}"),
        Unit::Count | Unit::Points | Unit::Number => plain,
    }
}

/// Why what followed so few is not told.
pub(crate) fn kept_back() -> &'static str {
    "too few of them: what followed may have come to another party"
}

/// A value with what it is out of: `71.2 % of 1,204`.
pub(crate) fn value(kpi: &Kpi, currency: &str, value: &Figure) -> String {
    let Some(level) = value.value else {
        return "nothing to compute it from".to_owned();
    };
    let said = number(kpi, currency, level);
    if matches!(kpi.formula.kind(), "count" | "backlog" | "sum") {
        said
    } else {
        format!("{said} of {}", count(value.n))
    }
}

fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    let is_zero = text.chars().all(|digit| matches!(digit, '0' | '.'));
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    if rest.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest}")
    }
}

/// When a period is or begins: `3 October`, `the week of 28 September`, `October 2026`.
pub(crate) fn period(head: &PeriodHead, grain: Grain, zone: &TimeZone) -> String {
    let start = head.start.to_zoned(zone.clone());
    match grain {
        Grain::QuarterHour | Grain::HalfHour | Grain::Hour => {
            start.strftime("%-d %B, %H:%M").to_string()
        }
        Grain::Day => start.strftime("%-d %B").to_string(),
        Grain::Week => format!("the week of {}", start.strftime("%-d %B")),
        Grain::Month => start.strftime("%B %Y").to_string(),
        Grain::Quarter => head.label.clone(),
    }
}

/// A target: `at least 75.0 %`.
pub(crate) fn target(kpi: &Kpi, currency: &str, target: &TargetHead) -> String {
    match (target.at_least, target.at_most) {
        (Some(least), Some(most)) => {
            format!(
                "between {} and {}",
                number(kpi, currency, least),
                number(kpi, currency, most)
            )
        }
        (Some(least), None) => format!("at least {}", number(kpi, currency, least)),
        (None, Some(most)) => format!("at most {}", number(kpi, currency, most)),
        (None, None) => "not set".to_owned(),
    }
}

/// On which side of a target it does not reach a value lies: `below` or `above`.
pub(crate) fn side(target: &TargetHead, value: f64) -> &'static str {
    if target.at_least.is_some_and(|least| value < least) {
        "below"
    } else {
        "above"
    }
}

/// A share that is still open, in whole percent: `provisional: 25 % still open`; nothing for a final value.
pub(crate) fn provisional(value: &Figure) -> Option<String> {
    (value.open_share > 0.0).then(|| {
        let percent = (value.open_share * 100.0).round();
        if percent < 1.0 {
            "provisional: less than 1 % still open".to_owned()
        } else {
            format!("provisional: {percent:.0} % still open")
        }
    })
}

/// What no feed fills: ``The feeds do not supply `complexity` ``.
pub(crate) fn not_supplied(column: Option<&str>) -> String {
    match column {
        Some(column) => format!("The feeds do not supply `{column}`"),
        None => "The feeds do not supply what this is made of".to_owned(),
    }
}

/// A day as a colleague writes it: `1 January 2030`.
pub(crate) fn day(day: jiff::civil::Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// `no`, `one`, `two` … `nine`, then figures.
pub(crate) fn how_many(n: usize) -> String {
    const WORDS: [&str; 10] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    WORDS
        .get(n)
        .map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// The first letter in upper case.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_signed() {
        let said = [
            (1234.56, 1),
            (0.0, 0),
            (-0.04, 1),
            (-1234.0, 0),
            (999_999.96, 1),
        ];
        assert_eq!(
            said.map(|(value, decimals)| grouped(value, decimals)),
            ["1,234.6", "0", "0.0", "−1,234", "1,000,000.0"]
        );
    }
}
