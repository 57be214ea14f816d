//! When customers ask: a Poisson process whose rate follows the hour, the day of the week and the opening hours.
//!
//! The rate is constant within a quarter of an hour, so that the process can be drawn exactly, gap by gap.

use std::sync::Arc;

use crate::chance::Chance;
use crate::moment::{DAY_SECONDS, Moment, QUARTER_SECONDS};
use crate::scenario::Parameter;
use crate::world::World;
use crate::world::effects::Where;

const WEEK_SECONDS: f64 = 7.0 * DAY_SECONDS;

/// Expected contacts of each quarter of an hour.
#[derive(Debug, Clone)]
pub(crate) struct Demand {
    /// By quarter since the warm-up began, then by channel.
    expected: Arc<Vec<Vec<f64>>>,
    /// A day's departure from the expected, by channel.
    day_factors: Vec<f64>,
}

impl Demand {
    /// The plan for a world.
    pub fn of(world: &World) -> Self {
        let period = world.period;
        let whole_seconds = period.end.seconds_since(period.warm_up_start);
        let quarters = (whole_seconds / QUARTER_SECONDS) as usize;
        let mut expected: Vec<Vec<f64>> = (0..quarters)
            .map(|quarter| {
                let at = period.warm_up_start.plus(quarter as f64 * QUARTER_SECONDS);
                (0..world.channels.len())
                    .map(|channel| weight(world, channel, at))
                    .collect()
            })
            .collect();
        let shares: f64 = world
            .channels
            .iter()
            .map(|channel| channel.spec.share)
            .sum();
        let contacts = world.scenario.demand.contacts_per_week * whole_seconds / WEEK_SECONDS;
        for (index, channel) in world.channels.iter().enumerate() {
            let total: f64 = expected.iter().map(|weights| weights[index]).sum();
            if total > 0.0 {
                let scale = contacts * channel.spec.share / shares / total;
                expected
                    .iter_mut()
                    .for_each(|weights| weights[index] *= scale);
            }
        }
        Self {
            expected: Arc::new(expected),
            day_factors: vec![1.0; world.channels.len()],
        }
    }

    /// A new day begins: it has more or less demand than expected, and nobody knows why.
    pub fn new_day(&mut self, world: &World, chance: &mut Chance) {
        let variation = world.scenario.demand.day_variation;
        self.day_factors
            .iter_mut()
            .for_each(|factor| *factor = chance.lognormal(1.0, variation));
    }

    /// The instants of the quarter beginning at `start` at which somebody asks through a channel, in order.
    pub fn arrivals(
        &self,
        world: &World,
        channel: usize,
        start: Moment,
        chance: &mut Chance,
    ) -> Vec<Moment> {
        let expected = self.expected_of(world, channel, start);
        gaps(expected, start, chance)
    }

    /// When one more asks than usual, of a contact type of which more come.
    pub fn more_of_type(
        &self,
        world: &World,
        (channel, contact_type): (usize, usize),
        start: Moment,
        chance: &mut Chance,
    ) -> Vec<Moment> {
        let more = world.of_type(channel, contact_type, start) - 1.0;
        if more <= 0.0 {
            return Vec::new();
        }
        let shares = world.contact_types.iter().map(|t| t.spec.share);
        let share = world.contact_types[contact_type].spec.share / shares.sum::<f64>();
        let expected = self.expected_of(world, channel, start) * share * more;
        gaps(expected, start, chance)
    }

    /// Contacts expected through a channel in the quarter beginning at `start`; none beyond the plan.
    fn expected_of(&self, world: &World, channel: usize, start: Moment) -> f64 {
        let quarter = (start.seconds_since(world.period.warm_up_start) / QUARTER_SECONDS) as usize;
        let Some(expected) = self.expected.get(quarter).map(|channels| channels[channel]) else {
            return 0.0;
        };
        let place = Where {
            channel: Some(channel),
            ..Where::default()
        };
        let expected = expected * self.day_factors[channel];
        world.now(Parameter::Demand, expected, start, place)
    }
}

/// The instants of a Poisson process within a quarter.
fn gaps(expected: f64, start: Moment, chance: &mut Chance) -> Vec<Moment> {
    let mut moments = Vec::new();
    if expected > 0.0 {
        let mean_gap = QUARTER_SECONDS / expected;
        let mut after = chance.exponential(mean_gap);
        while after < QUARTER_SECONDS {
            moments.push(start.plus(after));
            after += chance.exponential(mean_gap);
        }
    }
    moments
}

/// How much demand there is at an instant, up to a factor.
fn weight(world: &World, channel: usize, at: Moment) -> f64 {
    let spec = &world.channels[channel].spec;
    let queues = &world.channels[channel].queues;
    if !queues.iter().any(|queue| world.is_open(*queue, at)) {
        return 0.0;
    }
    let local = at.timestamp().to_zoned(world.zone.clone());
    let weekday = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or_default();
    let hour = usize::try_from(local.hour()).unwrap_or_default();
    let holiday = world
        .queues
        .iter()
        .any(|queue| queue.holidays.contains(&local.date()));
    let share = if holiday {
        world.scenario.demand.holiday_share
    } else {
        1.0
    };
    spec.weekdays.get(weekday).copied().unwrap_or_default()
        * spec.hours.get(hour).copied().unwrap_or_default()
        * share
}
