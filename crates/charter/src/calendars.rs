//! Opening hours and holidays, as written in the charter.

use std::collections::BTreeMap;

use jiff::civil::Date;
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
    #[schemars(with = "String")]
    pub date: Date,
    /// Its name.
    pub title: String,
    /// Spans in which it is open all the same; closed when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
}
