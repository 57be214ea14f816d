//! What one column cannot tell and several can: times of day or lengths, thousands or decimals.

use crate::doubt::Doubt;
use crate::infer::kind::{Facts, Kind, Reading};
use crate::infer::number::Style;
use crate::infer::span::Spans;
use crate::sample::Written;

/// Times of day beside a column of days are what happened on those days; without one they are lengths. A value that
/// stands far more often than chance allows, `0:00:00`, says that nothing happened.
pub(crate) fn clocks(facts: &mut [Facts]) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let dated = facts.iter().any(|facts| facts.kind == Kind::Day);
    for facts in facts.iter_mut() {
        let Reading::Clock(form) = facts.reading.clone() else {
            continue;
        };
        if !dated && form.half.is_none() {
            let hours =
                facts.has_word(&["hours", "planned", "scheduled", "shift", "horas", "stunden"]);
            let spans = match (form.seconds, hours) {
                (true, _) => Spans::HoursMinutesSeconds,
                (false, true) => Spans::HoursMinutes,
                (false, false) => Spans::MinutesSeconds,
            };
            facts.kind = Kind::Duration;
            facts.reading = Reading::Spans(spans);
            if !form.seconds {
                doubts.push(Doubt::new(
                    &facts.name,
                    if hours {
                        "is read as hours and minutes"
                    } else {
                        "is read as minutes and seconds"
                    },
                    "no column of days stands beside it, and hours and minutes look the same",
                ));
            }
            continue;
        }
        let zero = facts.values.iter().position(|(text, _)| {
            text.bytes()
                .all(|byte| matches!(byte, b'0' | b':' | b'.' | b'h'))
        });
        if let Some(place) = zero
            && let Some((text, count)) = facts.values.get(place).cloned()
        {
            let next = facts
                .values
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place)
                .map(|(_, (_, count))| *count)
                .max()
                .unwrap_or(0);
            if count > 3 * next.max(1) && count * 50 > facts.filled {
                facts.sentinel = Some(text);
            }
        }
    }
    doubts
}

/// `1.234` is one thousand or one and a bit: other columns of the same file tell which sign separates decimals.
pub(crate) fn decimals(facts: &mut [Facts], written: &Written) -> Vec<Doubt> {
    let comma = facts.iter().any(|facts| {
        matches!(
            facts.reading,
            Reading::Number {
                style: Style::Comma | Style::GroupedComma,
                unsure: false
            }
        )
    });
    let point = facts.iter().any(|facts| {
        matches!(
            facts.reading,
            Reading::Number {
                style: Style::Point | Style::GroupedPoint,
                unsure: false
            }
        ) && facts.kind != Kind::Integer
    });
    let semicolons = matches!(written, Written::Separated { delimiter: ';', .. });
    let mut doubts = Vec::new();
    for facts in facts.iter_mut() {
        let Reading::Number {
            style,
            unsure: true,
        } = facts.reading
        else {
            continue;
        };
        let comma_decides = comma || (semicolons && !point);
        let taken = match style {
            Style::Point if comma_decides => Style::GroupedComma,
            Style::Comma if comma && !point => Style::Comma,
            Style::Comma | Style::GroupedPoint => Style::GroupedPoint,
            other => other,
        };
        let grouped = matches!(taken, Style::GroupedComma | Style::GroupedPoint);
        facts.reading = Reading::Number {
            style: taken,
            unsure: false,
        };
        if grouped && facts.kind == Kind::Number {
            facts.kind = Kind::Integer;
        }
        if style == Style::Point && !comma_decides {
            continue;
        }
        let example = facts
            .values
            .first()
            .map(|(text, _)| text.clone())
            .unwrap_or_default();
        let other = if grouped { "decimals" } else { "thousands" };
        doubts.push(Doubt::new(
            &facts.name,
            format!(
                "`{example}` is read with its sign as a separator of {}",
                if grouped { "thousands" } else { "decimals" }
            ),
            format!("every value has exactly three digits after it; it could be of {other}"),
        ));
    }
    doubts
}

/// The column of days that belongs to a time of day: the one whose name shares most words with it, the nearer of several.
pub(crate) fn day_of(facts: &[Facts], clock: &Facts) -> Option<usize> {
    let at = facts.iter().position(|one| one.name == clock.name)?;
    facts
        .iter()
        .enumerate()
        .filter(|(_, one)| one.kind == Kind::Day && one.sql.is_some())
        .max_by_key(|(place, one)| {
            let shared = one
                .words
                .split(' ')
                .filter(|word| clock.words.split(' ').any(|other| other == *word))
                .count();
            (shared, std::cmp::Reverse(place.abs_diff(at)))
        })
        .map(|(place, _)| place)
}
