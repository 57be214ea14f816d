//! The estimate, part by part.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::arrivals::{Arrival, Volume};
use super::crowding::Crowding;
use super::day::Day;
use super::figures::{Replays, Run};
use super::log::Log;
use super::patience::Patience;
use super::priority::Priorities;
use super::rota::{Rota, Staffing};
use super::service::ServiceTimes;
use super::{replay, skills, unusual};
use crate::chance::Chance;
use crate::moment::HOUR_SECONDS;

/// An operation as it was estimated from a log.
#[derive(Debug, Clone)]
pub struct Double {
    pub(super) zone: TimeZone,
    pub(super) kinds: Vec<String>,
    pub(super) service: ServiceTimes,
    /// By kind.
    pub(super) patience: Vec<Crowding>,
    pub(super) priorities: Priorities,
    pub(super) rota: Rota,
    volume: Volume,
    unusual: Vec<Timestamp>,
}

/// A part of the estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// How long service takes.
    Service,
    /// How long customers wait.
    Patience,
    /// Who is there when and takes what, and how long wrap-up takes.
    Staffing,
}

impl Double {
    /// Estimates an operation from what was observed of its contacts: of at least a week, since weekdays differ.
    #[must_use]
    pub fn of(log: &Log) -> Self {
        let days = Day::all(log);
        let unusual = unusual::hours(log);
        let priorities = Priorities::of(&days, log.kinds.len(), &log.contacts);
        let skills = skills::of(&days, &priorities);
        Self {
            patience: Crowding::of(log, &days, &unusual),
            service: ServiceTimes::of(log, &unusual),
            rota: Rota::of(&days, &skills),
            volume: Volume::of(log, days.iter().map(|day| day.date)),
            unusual: unusual
                .iter()
                .filter_map(|(date, hour)| {
                    super::arrivals::instant(&log.zone, *date, *hour as f64 * HOUR_SECONDS)
                })
                .collect(),
            priorities,
            zone: log.zone.clone(),
            kinds: log.kinds.clone(),
        }
    }

    /// The same, but for a part that is as another estimate of the same log's kinds and agents has it: what of a
    /// difference between two periods is due to what.
    #[must_use]
    pub fn with(mut self, part: Part, of: &Self) -> Self {
        match part {
            Part::Service => self.service = of.service.clone(),
            Part::Patience => self.patience = of.patience.clone(),
            Part::Staffing => self.rota = of.rota.clone(),
        }
        self
    }

    /// How long customers of a kind wait, whatever queue they find, as estimated; `None` where nobody ever gave up.
    #[must_use]
    pub fn patience(&self, kind: usize) -> Option<&Patience> {
        self.patience.get(kind)?.all.as_ref()
    }

    /// How long those of them wait who find so many waiting.
    #[must_use]
    pub fn patience_finding(&self, kind: usize, found: usize) -> Option<&Patience> {
        self.patience.get(kind)?.of_who_finds(found)
    }

    /// The priorities that were observed, and the seconds by which each is ahead of the first.
    pub fn head_starts(&self) -> impl Iterator<Item = (u8, f64)> + '_ {
        let levels = self.priorities.levels.iter().copied();
        levels.zip(self.priorities.head_starts.iter().copied())
    }

    /// How many agents are there, on average, by weekday and half hour.
    #[must_use]
    pub fn staffing(&self) -> Vec<Staffing> {
        self.rota.staffing()
    }

    /// When unusual hours began: service and patience are estimated without them.
    #[must_use]
    pub fn unusual_hours(&self) -> &[Timestamp] {
        &self.unusual
    }

    /// Contacts of some days, drawn as they usually come on such weekdays, `factor` times as many.
    #[must_use]
    pub fn draw(&self, dates: &[Date], factor: f64, seed: u64) -> Vec<Arrival> {
        let mut chance = Chance::new(seed, 0);
        let days = dates
            .iter()
            .flat_map(|date| self.volume.draw(&self.zone, *date, factor, &mut chance));
        let mut arrivals: Vec<Arrival> = days.collect();
        arrivals.sort_by_key(|arrival| arrival.at);
        arrivals
    }

    /// Sends arrivals through the double, under each seed: the same seed gives the same figures. Answered within
    /// `soon_seconds` is soon.
    #[must_use]
    pub fn replay(
        &self,
        arrivals: &[Arrival],
        seeds: impl IntoIterator<Item = u64>,
        soon_seconds: f64,
    ) -> Replays {
        let mut arrivals = arrivals.to_vec();
        arrivals.sort_by_key(|arrival| arrival.at);
        let runs: Vec<Run> = seeds
            .into_iter()
            .map(|seed| replay::replay(self, &arrivals, seed, soon_seconds))
            .collect();
        Replays { runs }
    }
}
