//! Opening hours as text: days, spans, holidays.

use crate::check::Report;

const FILE: &str = "calendars.yaml";
const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const SPAN: &str = "`08:00-20:00`, `22:00-06:00` over midnight, or `00:00-24:00`";

pub(super) fn check(report: &mut Report<'_>) {
    let calendars = &report.charter().calendars.calendars;
    report.unique(
        FILE,
        "calendar",
        calendars
            .iter()
            .enumerate()
            .map(|(index, one)| (format!("calendars/{index}/calendar"), one.calendar.as_str())),
    );
    for (index, calendar) in calendars.iter().enumerate() {
        let path = format!("calendars/{index}");
        report.snake_case(FILE, &format!("{path}/calendar"), &calendar.calendar);
        report.zone(FILE, &format!("{path}/zone"), &calendar.zone);
        let mut seen: Vec<usize> = Vec::new();
        for (days, spans) in &calendar.open {
            let here = format!("{path}/open/{days}");
            check_spans(report, &here, spans);
            let Some(covered) = days_of(days) else {
                report
                    .error_at_key(
                        FILE,
                        &here,
                        "weekday",
                        format!("`{days}` is not a weekday or a range of them"),
                    )
                    .expected("`mon` to `sun`, or a range such as `mon-fri`");
                continue;
            };
            for day in covered {
                if seen.contains(&day) {
                    let name = DAYS.get(day).copied().unwrap_or_default();
                    report.error_at_key(
                        FILE,
                        &here,
                        "duplicate-name",
                        format!("`{name}` is written twice"),
                    );
                }
                seen.push(day);
            }
        }
        let mut dates = Vec::new();
        for (index, holiday) in calendar.holidays.iter().enumerate() {
            let here = format!("{path}/holidays/{index}");
            if dates.contains(&holiday.date) {
                report.error(
                    FILE,
                    &format!("{here}/date"),
                    "duplicate-name",
                    format!("the holiday {} is written twice", holiday.date),
                );
            }
            dates.push(holiday.date);
            check_spans(report, &format!("{here}/open"), &holiday.open);
        }
    }
}

fn check_spans(report: &mut Report<'_>, path: &str, spans: &[String]) {
    for (index, span) in spans.iter().enumerate() {
        let minutes = span
            .split_once('-')
            .and_then(|(from, to)| Some((minutes(from)?, minutes(to)?)));
        if !minutes.is_some_and(|(from, to)| from != to && from < 24 * 60) {
            report
                .error(
                    FILE,
                    &format!("{path}/{index}"),
                    "span",
                    format!("`{span}` is not a span of hours"),
                )
                .expected(SPAN);
        }
    }
}

/// The minutes of the day that `08:30` names; `24:00` is its end.
fn minutes(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= 24 * 60).then_some(all)
}

/// The days, from 0 for Monday, that `mon` or `fri-mon` names.
fn days_of(text: &str) -> Option<Vec<usize>> {
    let day = |name: &str| DAYS.iter().position(|day| *day == name);
    match text.split_once('-') {
        None => Some(vec![day(text)?]),
        Some((from, to)) => {
            let (from, to) = (day(from)?, day(to)?);
            let length = (to + 7 - from) % 7;
            Some((0..=length).map(|step| (from + step) % 7).collect())
        }
    }
}
