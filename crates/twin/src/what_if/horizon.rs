//! The time that is looked at, and times of the day within it.

use calendar::{first_instant_at, start_of_day};
use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::WhatIfError;
use crate::moment::Moment;

/// The time that is looked at.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    /// From now to the end of the day.
    #[default]
    Today,
    /// The next day, all of it.
    Tomorrow,
    /// The next seven days.
    Week,
}

/// A time of the day, by the clock of the partnership's zone, on each day that is looked at. When it ends before it
/// begins, it ends on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct During {
    /// From this time on.
    #[schema(value_type = String, example = "11:00")]
    pub from: Time,
    /// Up to this time.
    #[schema(value_type = String, example = "15:00")]
    pub until: Time,
}

/// From an instant to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub from: Moment,
    pub until: Moment,
}

impl Horizon {
    /// The time that is looked at, when it is `now`.
    pub(super) fn window(
        self,
        now: Moment,
        zone: &TimeZone,
        ends: Moment,
    ) -> Result<Window, WhatIfError> {
        let today = now.timestamp().to_zoned(zone.clone()).date();
        let day = |after: i64| -> Option<Moment> {
            let date = today.checked_add(after.days()).ok()?;
            start_of_day(date, zone).ok().map(Moment::of)
        };
        let found = match self {
            Self::Today => (Some(now), day(1)),
            Self::Tomorrow => (day(1), day(2)),
            Self::Week => (day(1), day(8)),
        };
        match found {
            (Some(from), Some(until)) if from < ends.min(until) => Ok(Window {
                from,
                until: until.min(ends),
            }),
            _ => Err(WhatIfError::Over),
        }
    }
}

impl Window {
    /// The parts of it that lie at that time of the day.
    pub fn parts(self, during: Option<During>, zone: &TimeZone) -> Vec<Self> {
        let Some(during) = during else {
            return vec![self];
        };
        let date = |at: Moment| at.timestamp().to_zoned(zone.clone()).date();
        let (last, mut parts) = (date(self.until), Vec::new());
        // A time that passes midnight may have begun on the day before.
        let mut day = date(self.from).yesterday().ok();
        while let Some(on) = day.filter(|day| *day <= last) {
            parts.extend(self.part(during, on, zone));
            day = on.tomorrow().ok();
        }
        parts
    }

    fn part(self, during: During, on: Date, zone: &TimeZone) -> Option<Self> {
        let ends_on = if during.until <= during.from {
            on.tomorrow().ok()?
        } else {
            on
        };
        let instant = |date: Date, time| {
            let found = first_instant_at(date.to_datetime(time), zone).ok()?;
            Some(Moment::of(found))
        };
        let part = Self {
            from: instant(on, during.from)?.max(self.from),
            until: instant(ends_on, during.until)?.min(self.until),
        };
        (part.from < part.until).then_some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::of(text.parse().unwrap())
    }

    #[test]
    fn a_time_of_the_day_is_cut_to_what_is_looked_at() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let now = moment("2026-11-20T10:40:00Z");
        let ends = moment("2027-01-01T00:00:00Z");
        let today = Horizon::Today.window(now, &zone, ends).unwrap();
        assert_eq!(today.until, moment("2026-11-20T23:00:00Z"));
        let parts = |from: &str, until: &str, window: Window| {
            let during = During {
                from: from.parse().unwrap(),
                until: until.parse().unwrap(),
            };
            window.parts(Some(during), &zone)
        };
        // 11 to 15 o'clock in Amsterdam: the first forty minutes of it have passed.
        let part = parts("11:00", "15:00", today);
        let expected = Window {
            from: now,
            until: moment("2026-11-20T14:00:00Z"),
        };
        assert_eq!(part, [expected]);
        assert_eq!(parts("08:00", "11:30", today), []);
        // Over midnight: what is left of the night before, and the evening.
        let tomorrow = Horizon::Tomorrow.window(now, &zone, ends).unwrap();
        let night = parts("22:00", "02:00", tomorrow);
        assert_eq!(night.len(), 2);
        assert_eq!(night[0].from, tomorrow.from);
        assert_eq!(night[1].until, tomorrow.until);
        let week = Horizon::Week.window(now, &zone, ends).unwrap();
        assert_eq!(parts("11:00", "15:00", week).len(), 7);
        assert_eq!(
            Horizon::Today.window(ends, &zone, ends),
            Err(WhatIfError::Over)
        );
    }
}
