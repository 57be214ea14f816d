//! Chance, from a seed: the same seed gives the same draws on every machine.
//!
//! `ln`, `exp` and their like come from `libm`, because the platform's own differ in the last digit from one machine
//! to the next, and one digit is enough to send two simulations different ways.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of draws.
#[derive(Debug, Clone)]
pub struct Chance {
    source: Source,
}

/// Where draws come from.
#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "there are a dozen streams in all, and they are drawn from all the time"
)]
enum Source {
    /// The numbered stream of a seed.
    Stream(ChaCha8Rng),
    /// The draws that belong to a key: SplitMix64, which is begun at no cost. Steele, Lea and Flood, "Fast splittable
    /// pseudorandom number generators", OOPSLA 2014.
    Key(u64),
}

/// SplitMix64's step: an odd number near 2⁶⁴ divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's finaliser: every bit of it hangs on every bit of the number.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// One key made of several numbers, in their order.
pub(crate) fn key<const N: usize>(parts: [u64; N]) -> u64 {
    parts.into_iter().fold(GOLDEN, |key, part| {
        mixed(key.rotate_left(17) ^ mixed(part.wrapping_add(GOLDEN)))
    })
}

impl Chance {
    /// The stream of that number under a seed. Streams of one seed are independent, so that a parameter that changes
    /// how much one part draws leaves the draws of the other parts as they were.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self {
            source: Source::Stream(generator),
        }
    }

    /// The draws that belong to a key: whoever asks with it gets these, whatever was drawn elsewhere before.
    pub(crate) fn of_key(key: u64) -> Self {
        Self {
            source: Source::Key(key),
        }
    }

    fn next(&mut self) -> u64 {
        match &mut self.source {
            Source::Stream(generator) => generator.next_u64(),
            Source::Key(state) => {
                *state = state.wrapping_add(GOLDEN);
                mixed(*state)
            }
        }
    }

    /// Uniform on [0, 1).
    pub fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
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
    fn draws_of_keys_have_the_moments_they_promise() {
        let draws: Vec<f64> = (0..DRAWS as u64)
            .map(|nth| Chance::of_key(key([3, nth])).uniform())
            .collect();
        let mean = draws.iter().sum::<f64>() / DRAWS as f64;
        assert!((mean - 0.5).abs() < 5.0 * (1.0 / 12.0 / DRAWS as f64).sqrt());
        // Neighbours know nothing of one another.
        let along: f64 = draws.windows(2).map(|w| (w[0] - 0.5) * (w[1] - 0.5)).sum();
        assert!((along / DRAWS as f64).abs() < 5.0 / 12.0 / (DRAWS as f64).sqrt());
        assert_eq!(Chance::of_key(7).uniform(), Chance::of_key(7).uniform());
    }

    #[test]
    fn an_impossible_choice_is_none() {
        assert!(Choice::new([0.0, 0.0]).is_none());
        assert!(Choice::new([1.0, -1.0]).is_none());
        assert!(Choice::new([f64::NAN]).is_none());
        assert!(Choice::new([]).is_none());
    }
}
