//! Moments drawn by chance, at which what is under way is killed, and the house beside it that is left in peace.

use std::time::{Duration, Instant};

use super::chance::Chance;
use super::course::{Course, Packet};
use super::house::{Calm, answers, balances, place, receipts};
use super::{Suite, say};
use crate::place::Place;

/// Moments after which both houses are founded anew: a log of some fifty commits has its first checkpoint behind it.
const MOMENTS_A_HOUSE: usize = 50;

/// A house that is not left in peace, and the one beside it.
pub struct Storm {
    pub calm: Calm,
    pub place: Place,
    course: Course,
    pub chance: Chance,
    /// What stands by now in both.
    pub stands: String,
    /// How long what is to be killed takes when it is left alone.
    pub usual: Duration,
    /// By how much longer it is left alone this time: what takes longer than usual must come to its end as well.
    stretch: f64,
    pub killed: usize,
    /// What ended before it could be killed.
    outran: usize,
}

impl Storm {
    /// Both houses with their first records.
    fn found(chance: Chance) -> Self {
        let mut storm = Self {
            calm: Calm::found(),
            place: place(),
            course: Course::new(),
            chance,
            stands: String::new(),
            usual: Duration::ZERO,
            stretch: 1.0,
            killed: 0,
            outran: 0,
        };
        let first = storm.packet();
        storm.place.write("first.ndjson", &first.text);
        let place = &storm.place;
        storm.usual = timed(|| {
            place.ingest("calls", "first.ndjson");
        });
        storm.stands = storm.calm.answers();
        assert_eq!(answers(&storm.place), storm.stands);
        storm
    }

    /// What comes next; the calm house has it already.
    pub fn packet(&mut self) -> Packet {
        let packet = self.course.packet(&mut self.chance);
        self.calm.take(&packet);
        packet
    }

    /// A moment of what usually takes so long.
    pub fn moment(&mut self) -> Duration {
        self.usual.mul_f64(self.chance.fraction() * self.stretch)
    }

    pub fn count(&mut self, code: Option<i32>) -> bool {
        match code {
            None => {
                self.killed += 1;
                self.stretch *= 1.2;
            }
            Some(0) => {
                self.outran += 1;
                self.stretch = 1.0;
            }
            Some(code) => panic!("it ended with {code}"),
        }
        code == Some(0)
    }

    /// Insists that the place has come to where the calm house is.
    #[track_caller]
    pub fn arrived(&mut self, came: &str) {
        self.stands = self.calm.answers();
        assert_eq!(came, self.stands);
        balances(&self.place);
    }

    /// Rows that the place has receipts of.
    pub fn rows_taken_in(&self) -> u64 {
        receipts(&self.place)
            .iter()
            .map(|receipt| receipt["counts"]["received"].as_u64().unwrap())
            .sum()
    }

    /// Insists that what was under way is in as a whole or not at all.
    #[track_caller]
    pub fn whole_or_not(&self) {
        let now = answers(&self.place);
        assert!(
            now == self.stands || now == self.calm.answers(),
            "neither as before nor as after:\n{now}"
        );
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long something takes is measured, not told"
)]
pub fn now() -> Instant {
    Instant::now()
}

pub fn timed(work: impl FnOnce()) -> Duration {
    let start = now();
    work();
    start.elapsed()
}

/// Founds houses until so many moments have passed.
pub fn moments(suite: &Suite, victim: &str, mut round: impl FnMut(&mut Storm, usize)) {
    let start = now();
    let (mut killed, mut outran, mut house) = (0, 0, 0);
    while killed < suite.moments {
        let mut storm = Storm::found(suite.chance(victim, house));
        round(&mut storm, MOMENTS_A_HOUSE.min(suite.moments - killed));
        killed += storm.killed;
        outran += storm.outran;
        house += 1;
    }
    say(&format!(
        "{victim}: killed at {killed} moments in {house} houses, {outran} ended before; {} s",
        start.elapsed().as_secs()
    ));
}
