//! What became of contacts: of a log's, of a replay's, and of several replays.

use stats::Level;
use stats::interval::mean_t;

use super::log::Log;
use crate::share::share;

/// What became of some contacts.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Those that were answered or given up.
    pub offered: u64,
    /// Those that were answered.
    pub answered: u64,
    /// Those that were answered within the time that counts as soon.
    pub answered_soon: u64,
    /// Seconds waited by all of them.
    pub wait_seconds: f64,
    /// Seconds waited by those that were answered.
    pub answered_wait_seconds: f64,
    /// Seconds of service.
    pub service_seconds: f64,
}

impl Figures {
    pub(super) fn count(&mut self, wait: f64, service: Option<f64>, soon_seconds: f64) {
        self.offered += 1;
        self.wait_seconds += wait;
        if let Some(seconds) = service {
            self.answered += 1;
            self.answered_soon += u64::from(wait <= soon_seconds);
            self.answered_wait_seconds += wait;
            self.service_seconds += seconds;
        }
    }

    fn add(&mut self, other: &Self) {
        self.offered += other.offered;
        self.answered += other.answered;
        self.answered_soon += other.answered_soon;
        self.wait_seconds += other.wait_seconds;
        self.answered_wait_seconds += other.answered_wait_seconds;
        self.service_seconds += other.service_seconds;
    }

    /// Those that were given up.
    #[must_use]
    pub fn abandoned(&self) -> u64 {
        self.offered - self.answered
    }

    /// The share that was given up.
    #[must_use]
    pub fn abandonment(&self) -> f64 {
        each(self.abandoned() as f64, self.offered)
    }

    /// Mean wait in seconds, of the answered and the given up.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        each(self.wait_seconds, self.offered)
    }

    /// Mean wait in seconds of those that were answered.
    #[must_use]
    pub fn mean_answered_wait(&self) -> f64 {
        each(self.answered_wait_seconds, self.answered)
    }

    /// The share of the offered that was answered soon.
    #[must_use]
    pub fn service_level(&self) -> f64 {
        each(self.answered_soon as f64, self.offered)
    }

    /// Mean service in seconds.
    #[must_use]
    pub fn mean_service(&self) -> f64 {
        each(self.service_seconds, self.answered)
    }
}

/// On average, or as a share; 0 of none.
fn each(of: f64, count: u64) -> f64 {
    share(of, count as f64).unwrap_or_default()
}

/// What became of all contacts of a log or a replay.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// By kind, in the order of the log's kinds.
    pub kinds: Vec<Figures>,
    /// Seconds agents were busy, and were there at all; only a replay knows.
    pub busy_seconds: f64,
    /// Seconds agents were there.
    pub staffed_seconds: f64,
}

impl Run {
    pub(super) fn empty(kinds: usize) -> Self {
        Self {
            kinds: vec![Figures::default(); kinds],
            busy_seconds: 0.0,
            staffed_seconds: 0.0,
        }
    }

    /// What a log says became of its contacts; answered within `soon_seconds` is soon.
    #[must_use]
    pub fn of(log: &Log, soon_seconds: f64) -> Self {
        let mut run = Self::empty(log.kinds.len());
        for contact in &log.contacts {
            run.kinds[contact.kind].count(
                contact.wait,
                contact.service.map(|service| service.seconds),
                soon_seconds,
            );
        }
        run
    }

    /// Of all kinds.
    #[must_use]
    pub fn all(&self) -> Figures {
        let mut all = Figures::default();
        for figures in &self.kinds {
            all.add(figures);
        }
        all
    }

    /// The share of their time that agents were busy.
    #[must_use]
    pub fn occupancy(&self) -> f64 {
        share(self.busy_seconds, self.staffed_seconds).unwrap_or_default()
    }
}

/// Several replays of the same under different seeds.
#[derive(Debug, Clone, PartialEq)]
pub struct Replays {
    /// Each of them.
    pub runs: Vec<Run>,
}

/// A number over replays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Its mean.
    pub mean: f64,
    /// The 95 % interval of the mean (Student); the mean itself where there is one replay.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// How much single replays differ: the standard deviation.
    pub deviation: f64,
}

impl Replays {
    /// A number of each replay, over all of them; `None` when there are none.
    #[must_use]
    pub fn spread(&self, number: impl Fn(&Run) -> f64) -> Option<Spread> {
        let numbers: Vec<f64> = self.runs.iter().map(number).collect();
        let n = numbers.len() as f64;
        let sum: f64 = numbers.iter().sum();
        let squares: f64 = numbers.iter().map(|x| x * x).sum();
        let mean = if numbers.is_empty() {
            return None;
        } else {
            sum / n
        };
        let interval = mean_t(numbers.len() as u64, sum, squares, Level::P95);
        let variance = ((squares - sum * mean) / (n - 1.0).max(1.0)).max(0.0);
        Some(Spread {
            mean,
            low: interval.map_or(mean, |i| i.low),
            high: interval.map_or(mean, |i| i.high),
            deviation: variance.sqrt(),
        })
    }
}
