//! Opening hours of a charter's calendar.

use calendar::{OpeningHours, Span};
use charter::calendars::OpeningCalendar;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use crate::scenario::ScenarioError;

const WEEK: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// The hours that a calendar of the charter means.
pub(super) fn opening_hours(calendar: &OpeningCalendar) -> Result<OpeningHours, ScenarioError> {
    let place = format!("calendars.{}", calendar.calendar);
    let mut hours = OpeningHours::new(zone(&place, &calendar.zone)?);
    for (days, open) in &calendar.open {
        let spans = spans(&place, open)?;
        for weekday in weekdays(&place, days)? {
            hours = hours.weekly(weekday, spans.iter().copied());
        }
    }
    for holiday in &calendar.holidays {
        hours = hours.special(holiday.date, spans(&place, &holiday.open)?);
    }
    Ok(hours)
}

/// The zone of that name.
pub(super) fn zone(place: &str, name: &str) -> Result<TimeZone, ScenarioError> {
    TimeZone::get(name).map_err(|error| ScenarioError::Charter {
        place: place.to_owned(),
        problem: error.to_string(),
    })
}

fn spans(place: &str, open: &[String]) -> Result<Vec<Span>, ScenarioError> {
    open.iter()
        .map(|span| {
            span.parse()
                .map_err(|error: calendar::ParseSpanError| ScenarioError::Charter {
                    place: place.to_owned(),
                    problem: error.to_string(),
                })
        })
        .collect()
}

/// `mon`, or `mon-fri`; a range may run over the weekend.
fn weekdays(place: &str, text: &str) -> Result<Vec<Weekday>, ScenarioError> {
    let index = |name: &str| {
        WEEK.iter()
            .position(|(short, _)| *short == name.trim())
            .ok_or_else(|| ScenarioError::Charter {
                place: place.to_owned(),
                problem: format!("`{text}` is no weekday and no range of weekdays like mon-fri"),
            })
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (index(first)?, index(last)?);
    let length = (last + 7 - first) % 7 + 1;
    Ok((0..length).map(|day| WEEK[(first + day) % 7].1).collect())
}
