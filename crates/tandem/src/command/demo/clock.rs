//! The clock of a simulated operation: it goes at a pace, and stops where the simulation ends.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::clock;

/// Tells the simulated time.
#[derive(Debug)]
pub(super) struct SimulatedClock {
    since: Mutex<Since>,
    ends: Timestamp,
}

/// From when on it goes at its pace.
#[derive(Debug, Clone, Copy)]
struct Since {
    wall: Timestamp,
    simulated: Timestamp,
    pace: f64,
}

impl SimulatedClock {
    /// A clock that shows `simulated` now, and stops at `ends`.
    pub fn begin(simulated: Timestamp, ends: Timestamp, pace: f64) -> Self {
        let wall = clock::now();
        Self {
            since: Mutex::new(Since {
                wall,
                simulated,
                pace,
            }),
            ends,
        }
    }

    pub fn now(&self) -> Timestamp {
        self.since().at(clock::now()).min(self.ends)
    }

    fn since(&self) -> Since {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Since {
    fn at(self, wall: Timestamp) -> Timestamp {
        // A wall clock that is set back does not turn the simulation back.
        let seconds = wall.duration_since(self.wall).as_secs_f64().max(0.0) * self.pace;
        let passed = SignedDuration::try_from_secs_f64(seconds).unwrap_or(SignedDuration::MAX);
        self.simulated.checked_add(passed).unwrap_or(Timestamp::MAX)
    }
}

impl SimulatedClock {
    /// Simulated seconds that pass in a second; 0 while it is paused, and when it has ended.
    pub fn pace(&self) -> f64 {
        if self.now() >= self.ends {
            return 0.0;
        }
        self.since().pace
    }

    /// Goes on at another pace.
    pub fn set_pace(&self, pace: f64) {
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        let wall = clock::now();
        *since = Since {
            wall,
            simulated: since.at(wall),
            pace,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simulated_time_goes_at_its_pace_and_never_back() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let since = Since {
            wall: at("2026-03-01T00:00:00Z"),
            simulated: at("2026-05-01T09:00:00Z"),
            pace: 60.0,
        };
        assert_eq!(
            since.at(at("2026-03-01T00:00:30Z")),
            at("2026-05-01T09:30:00Z")
        );
        assert_eq!(since.at(at("2026-02-01T00:00:00Z")), since.simulated);
        let paused = Since { pace: 0.0, ..since };
        assert_eq!(paused.at(at("2026-04-01T00:00:00Z")), since.simulated);
    }

    #[test]
    fn another_pace_begins_where_the_last_one_was_and_the_end_stops_it() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let ends = at("2026-05-01T10:00:00Z");
        let clock = SimulatedClock::begin(at("2026-05-01T09:00:00Z"), ends, 0.0);
        assert_eq!(clock.now(), at("2026-05-01T09:00:00Z"));
        clock.set_pace(3_600.0);
        assert!(clock.pace() > 0.0);
        clock.set_pace(f64::MAX);
        std::thread::sleep(std::time::Duration::from_millis(2));
        assert_eq!((clock.now(), clock.pace()), (ends, 0.0));
    }
}
