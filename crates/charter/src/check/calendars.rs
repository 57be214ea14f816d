//! Opening hours as text: days, spans, holidays.

use calendar::Span;
use jiff::civil::Weekday;

use crate::calendars::weekdays;
use crate::check::Report;

const FILE: &str = "calendars.yaml";
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
        let mut seen: Vec<Weekday> = Vec::new();
        for (days, spans) in &calendar.open {
            let here = format!("{path}/open/{days}");
            check_spans(report, &here, spans);
            let Some(covered) = weekdays(days) else {
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
                    report.error_at_key(
                        FILE,
                        &here,
                        "duplicate-name",
                        format!("{day:?} is written twice"),
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
        if span.trim().parse::<Span>().is_err() {
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
