//! Chance, from a seed: the same seed gives the same draws on every machine.
//!
//! `ln`, `exp` and their like come from `libm`, because the platform's own differ in the last digit from one machine
//! to the next, and one digit is enough to send two simulations different ways.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of draws.
#[derive(Debug, Clone)]
pub struct Chance {
    generator: ChaCha8Rng,
}

impl Chance {
    /// The stream of that number under a seed. Streams of one seed are independent, so that a parameter that changes
    /// how much one part draws leaves the draws of the other parts as they were.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self { generator }
    }

    /// Uniform on [0, 1).
    pub fn uniform(&mut self) -> f64 {
        (self.generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform on [low, high).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// A whole number below `count`; 0 when there is none.
    pub fn below(&mut self, count: u64) -> u64 {
        ((self.uniform() * count as f64) as u64).min(count.saturating_sub(1))
    }

    /// True with that probability.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Exponential with that mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.uniform())
    }

    /// Normal with that mean and standard deviation, by the Box-Muller transform.
    pub fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.uniform()));
        mean + deviation * radius * libm::cos(core::f64::consts::TAU * self.uniform())
    }

    /// Log-normal with that mean and coefficient of variation: what handle times look like.
    pub fn lognormal(&mut self, mean: f64, variation: f64) -> f64 {
        let variance = libm::log(1.0 + variation * variation);
        mean * libm::exp(self.normal(-variance / 2.0, libm::sqrt(variance)))
    }
}

/// A choice among options by weight.
#[derive(Debug, Clone)]
pub struct Choice {
    cumulative: Vec<f64>,
}

impl Choice {
    /// Weights of the options, in order; they need not add up to one. `None` unless some weight is above 0 and none
    /// below.
    #[must_use]
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut total = 0.0;
        let mut cumulative = Vec::new();
        for weight in weights {
            if !(weight >= 0.0 && weight.is_finite()) {
                return None;
            }
            total += weight;
            cumulative.push(total);
        }
        (total > 0.0).then_some(Self { cumulative })
    }

    /// The index of an option.
    pub fn draw(&self, chance: &mut Chance) -> usize {
        let total = self.cumulative.last().copied().unwrap_or_default();
        let at = chance.uniform() * total;
        self.cumulative.partition_point(|upper| *upper <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: usize = 200_000;

    /// Draws agree with the distribution's mean and standard deviation within five standard errors.
    #[track_caller]
    fn check(mean: f64, deviation: f64, draw: impl Fn(&mut Chance) -> f64) {
        let mut chance = Chance::new(7, 1);
        let draws: Vec<f64> = (0..DRAWS).map(|_| draw(&mut chance)).collect();
        let n = DRAWS as f64;
        let found = draws.iter().sum::<f64>() / n;
        let variance = draws.iter().map(|x| (x - found).powi(2)).sum::<f64>() / (n - 1.0);
        let error = deviation / n.sqrt();
        assert!(
            (found - mean).abs() < 5.0 * error,
            "mean {found}, expected {mean} ± {error}"
        );
        let ratio = variance.sqrt() / deviation;
        assert!(
            (ratio - 1.0).abs() < 0.03,
            "deviation {}, expected {deviation}",
            variance.sqrt()
        );
    }

    #[test]
    fn draws_have_the_moments_they_promise() {
        check(0.5, (1.0_f64 / 12.0).sqrt(), Chance::uniform);
        check(300.0, 300.0, |c| c.exponential(300.0));
        check(-2.0, 3.0, |c| c.normal(-2.0, 3.0));
        check(240.0, 144.0, |c| c.lognormal(240.0, 0.6));
        check(0.3, (0.3_f64 * 0.7).sqrt(), |c| {
            f64::from(u8::from(c.happens(0.3)))
        });
        let choice = Choice::new([1.0, 0.0, 3.0]).unwrap();
        check(1.5, (0.25 * 2.25 + 0.75 * 0.25_f64).sqrt(), |c| {
            choice.draw(c) as f64
        });
    }

    #[test]
    fn streams_of_a_seed_differ_and_repeat() {
        let first = |seed, stream| Chance::new(seed, stream).uniform();
        assert_eq!(first(1, 2), first(1, 2));
        assert_ne!(first(1, 2), first(1, 3));
        assert_ne!(first(1, 2), first(2, 2));
    }

    #[test]
    fn an_impossible_choice_is_none() {
        assert!(Choice::new([0.0, 0.0]).is_none());
        assert!(Choice::new([1.0, -1.0]).is_none());
        assert!(Choice::new([f64::NAN]).is_none());
        assert!(Choice::new([]).is_none());
    }
}
