//! How long service takes: drawn from what was observed.
//!
//! Observed durations are drawn again as they are (the bootstrap: B. Efron, "Bootstrap methods: another look at the
//! jackknife", Annals of Statistics 7, 1979). A log-normal fits the bulk of telephone service, but not the many very
//! short ones, nor tails that differ by kind; with thousands of durations at hand nothing has to be supposed.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::log::Log;
use crate::chance::Chance;

const HOURS: usize = 24;
/// Durations that an hour must have to stand for itself; else those of the hours around it join.
const ENOUGH: usize = 100;

/// Durations by kind and hour of the day, because service lasts longer at some hours than at others.
#[derive(Debug, Clone)]
pub(super) struct ServiceTimes {
    /// By kind, then by hour.
    seconds: Vec<[Vec<f64>; HOURS]>,
}

impl ServiceTimes {
    pub fn of(log: &Log, unusual: &BTreeSet<(Date, usize)>) -> Self {
        let mut seconds = vec![[const { Vec::new() }; HOURS]; log.kinds.len()];
        let mut all = Vec::new();
        for contact in &log.contacts {
            if let Some(service) = contact.service
                && !unusual.contains(&(contact.date, contact.hour()))
            {
                seconds[contact.kind][contact.hour() % HOURS].push(service.seconds);
                all.push(service.seconds);
            }
        }
        let widened = seconds
            .iter()
            .map(|hours| std::array::from_fn(|hour| around(hours, hour, &all)));
        Self {
            seconds: widened.collect(),
        }
    }

    /// A duration; 0 when none was ever observed.
    pub fn draw(&self, kind: usize, hour: usize, chance: &mut Chance) -> f64 {
        let Some(durations) = self.seconds.get(kind).map(|hours| &hours[hour % HOURS]) else {
            return 0.0;
        };
        let at = chance.below(durations.len() as u64) as usize;
        durations.get(at).copied().unwrap_or_default()
    }
}

/// The durations of an hour and of as many hours around it as give enough; of any kind when this one was never served.
fn around(hours: &[Vec<f64>; HOURS], hour: usize, all: &[f64]) -> Vec<f64> {
    for reach in 0..HOURS {
        let from = hour.saturating_sub(reach);
        let until = (hour + reach).min(HOURS - 1);
        let joined: Vec<f64> = hours[from..=until].iter().flatten().copied().collect();
        if joined.len() >= ENOUGH || (reach == HOURS - 1 && !joined.is_empty()) {
            return joined;
        }
    }
    all.to_vec()
}
