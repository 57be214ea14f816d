//! What comes: as it came, or drawn.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::log::Log;
use crate::chance::Chance;

const HALF_HOUR_SECONDS: f64 = 1_800.0;

/// A contact that comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrival {
    /// When it begins to wait.
    pub at: Timestamp,
    /// Its kind, by number.
    pub kind: usize,
    /// Its priority; drawn as usual for its kind when unknown.
    pub priority: Option<u8>,
}

/// How many contacts come in a half hour of a weekday, by kind.
#[derive(Debug, Clone)]
pub(super) struct Volume {
    means: BTreeMap<(i8, usize, usize), f64>,
}

impl Volume {
    pub fn of(log: &Log, days: impl Iterator<Item = Date>) -> Self {
        let mut of_weekday: BTreeMap<i8, f64> = BTreeMap::new();
        for date in days {
            *of_weekday.entry(number(date.weekday())).or_default() += 1.0;
        }
        let mut means: BTreeMap<(i8, usize, usize), f64> = BTreeMap::new();
        for contact in &log.contacts {
            let weekday = number(contact.date.weekday());
            let half_hour = (contact.second / HALF_HOUR_SECONDS) as usize;
            let days = of_weekday.get(&weekday).copied().unwrap_or(1.0);
            *means.entry((weekday, half_hour, contact.kind)).or_default() += 1.0 / days;
        }
        Self { means }
    }

    /// A day's contacts: Poisson within half hours, `factor` times as many as usual.
    pub fn draw(
        &self,
        zone: &TimeZone,
        date: Date,
        factor: f64,
        chance: &mut Chance,
    ) -> Vec<Arrival> {
        let weekday = number(date.weekday());
        let mut arrivals = Vec::new();
        for ((.., half_hour, kind), mean) in self.means.range((weekday, 0, 0)..(weekday + 1, 0, 0))
        {
            let gap = HALF_HOUR_SECONDS / (mean * factor);
            let mut at = chance.exponential(gap);
            while at < HALF_HOUR_SECONDS {
                let second = *half_hour as f64 * HALF_HOUR_SECONDS + at;
                if let Some(at) = instant(zone, date, second) {
                    arrivals.push(Arrival {
                        at,
                        kind: *kind,
                        priority: None,
                    });
                }
                at += chance.exponential(gap);
            }
        }
        arrivals.sort_by_key(|arrival| arrival.at);
        arrivals
    }
}

fn number(weekday: Weekday) -> i8 {
    weekday.to_monday_zero_offset()
}

/// The instant when a zone's clocks show a second of a day; beyond midnight it is one of the next.
pub(super) fn instant(zone: &TimeZone, date: Date, second: f64) -> Option<Timestamp> {
    let since_midnight = jiff::SignedDuration::try_from_secs_f64(second).ok()?;
    let clocks = date.at(0, 0, 0, 0).checked_add(since_midnight).ok()?;
    zone.to_ambiguous_zoned(clocks)
        .compatible()
        .ok()
        .map(|zoned| zoned.timestamp())
}
