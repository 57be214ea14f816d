//! Zones and opening hours of a charter, for a scenario.

use calendar::OpeningHours;
use charter::calendars::OpeningCalendar;
use jiff::tz::TimeZone;

use crate::scenario::ScenarioError;

/// The hours that a calendar of the charter means.
pub(super) fn opening_hours(calendar: &OpeningCalendar) -> Result<OpeningHours, ScenarioError> {
    calendar.hours().map_err(|error| ScenarioError::Charter {
        place: format!("calendars.{}", calendar.calendar),
        problem: error.to_string(),
    })
}

/// The zone of that name.
pub(super) fn zone(place: &str, name: &str) -> Result<TimeZone, ScenarioError> {
    TimeZone::get(name).map_err(|error| ScenarioError::Charter {
        place: place.to_owned(),
        problem: error.to_string(),
    })
}
