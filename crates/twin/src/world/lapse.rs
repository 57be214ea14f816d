//! What coaching keeps up lapses from talk to talk.

use super::people::DAYS_A_MONTH;
use crate::moment::{DAY_SECONDS, Moment};
use crate::scenario::{Coaching, Lapse};

/// What has lapsed since the last talk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lapsed {
    /// The last talk.
    pub since: Moment,
    /// What was lapsed right after it, as a share.
    after: f64,
    restores: f64,
    /// What is lost when all of it has lapsed.
    pub lapse: Lapse,
}

impl Lapsed {
    /// The share that has lapsed.
    pub fn at(&self, at: Moment) -> f64 {
        let days = at.seconds_since(self.since).max(0.0) / DAY_SECONDS;
        grown(self.after, days, self.lapse.half_life_days)
    }

    /// A talk gives most of it back.
    pub fn restore(&mut self, at: Moment) {
        self.after = self.at(at) * (1.0 - self.restores);
        self.since = at;
    }

    /// Right after a talk, in the rhythm of talks that are neither more nor fewer than usual.
    pub fn in_rhythm(coaching: &Coaching, since: Moment) -> Self {
        let every_days = DAYS_A_MONTH / coaching.talks_per_month;
        Self {
            since,
            after: (1.0 - coaching.restores)
                * before_a_talk(every_days, coaching.lapse.half_life_days, coaching.restores),
            restores: coaching.restores,
            lapse: coaching.lapse,
        }
    }
}

/// A share that has lapsed, so many days later.
fn grown(lapsed: f64, days: f64, half_life_days: f64) -> f64 {
    1.0 - (1.0 - lapsed) * libm::exp2(-days / half_life_days)
}

/// What has lapsed whenever a talk comes, if talks always came at equal times: the share that it is again the next time.
fn before_a_talk(every_days: f64, half_life_days: f64, restores: f64) -> f64 {
    let kept = libm::exp2(-every_days / half_life_days);
    (1.0 - kept) / (1.0 - kept * (1.0 - restores))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_what_is_left_lapses_in_a_half_life() {
        assert_eq!(grown(0.0, 30.0, 30.0), 0.5);
        assert_eq!(grown(0.5, 30.0, 30.0), 0.75);
        assert!((grown(0.3, 0.0, 30.0) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn talks_at_equal_times_find_the_same_lapse_each_time() {
        let coaching = Coaching {
            talks_per_month: 2.0,
            minutes: 30.0,
            coaches: vec!["somebody".into()],
            restores: 0.7,
            lapse: Lapse {
                resolution: -0.1,
                quality: -8.0,
                half_life_days: 40.0,
            },
        };
        let mut lapsed = Lapsed::in_rhythm(&coaching, Moment::default());
        let every = DAYS_A_MONTH / 2.0 * DAY_SECONDS;
        let first = lapsed.at(Moment::default().plus(every));
        assert!((0.1..0.4).contains(&first), "{first}");
        for nth in 1..5 {
            let at = Moment::default().plus(f64::from(nth) * every);
            assert!((lapsed.at(at) - first).abs() < 1e-9);
            lapsed.restore(at);
            assert!((lapsed.at(at) - 0.3 * first).abs() < 1e-9);
        }
        // From anywhere else they come to the same.
        lapsed.after = 1.0;
        for nth in 5..40 {
            lapsed.restore(Moment::default().plus(f64::from(nth) * every));
        }
        assert!((lapsed.after - 0.3 * first).abs() < 1e-9);
    }

    #[test]
    fn without_talks_everything_has_lapsed() {
        assert_eq!(before_a_talk(f64::INFINITY, 40.0, 0.7), 1.0);
    }
}
