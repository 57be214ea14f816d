//! Opening hours and holidays, as written in the charter.

use std::collections::BTreeMap;

use calendar::{OpeningHours, ParseSpanError, Span};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `calendars.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendars {
    /// The calendars, each with a name of its own.
    #[serde(default)]
    pub calendars: Vec<OpeningCalendar>,
}

/// When something is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningCalendar {
    /// Short name, `snake_case`.
    pub calendar: String,
    /// Title for people.
    pub title: String,
    /// IANA time zone of the hours.
    pub zone: String,
    /// Weekday or range of weekdays (`mon`, `mon-fri`) → spans (`08:00-20:00`, `22:00-06:00`, `00:00-24:00`).
    pub open: BTreeMap<String, Vec<String>>,
    /// Days that differ from the week.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

/// A day that differs from the week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day in the calendar's zone.
    #[serde(deserialize_with = "crate::day::deserialize")]
    #[schemars(with = "String")]
    pub date: Date,
    /// Its name.
    pub title: String,
    /// Spans in which it is open all the same; closed when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
}

/// A calendar that does not say when it is open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCalendar {
    /// Not a zone.
    #[error("unknown time zone `{0}`")]
    Zone(String),
    /// Not a weekday.
    #[error("`{0}` is not a weekday or a range of them")]
    Days(String),
    /// Not a span.
    #[error(transparent)]
    Span(#[from] ParseSpanError),
}

impl OpeningCalendar {
    /// When it is open.
    ///
    /// # Errors
    /// What is not a zone, a day or a span; never of a calendar that was checked.
    pub fn hours(&self) -> Result<OpeningHours, BadCalendar> {
        let zone = TimeZone::get(&self.zone).map_err(|_| BadCalendar::Zone(self.zone.clone()))?;
        let mut hours = OpeningHours::new(zone);
        for (days, open) in &self.open {
            let spans = spans(open)?;
            for weekday in weekdays(days).ok_or_else(|| BadCalendar::Days(days.clone()))? {
                hours = hours.weekly(weekday, spans.iter().copied());
            }
        }
        for holiday in &self.holidays {
            hours = hours.special(holiday.date, spans(&holiday.open)?);
        }
        Ok(hours)
    }
}

fn spans(open: &[String]) -> Result<Vec<Span>, ParseSpanError> {
    open.iter().map(|span| span.trim().parse()).collect()
}

const WEEK: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// The days that `mon`, or a range such as `fri-mon`, names.
pub(crate) fn weekdays(text: &str) -> Option<Vec<Weekday>> {
    let day = |name: &str| WEEK.iter().position(|(short, _)| *short == name);
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to) = (day(from)?, day(to)?);
    let days = WEEK.iter().cycle().skip(from).map(|(_, weekday)| *weekday);
    Some(days.take((to + 7 - from) % 7 + 1).collect())
}
