//! What a count usually is, from counts of the same hour and weekday in earlier weeks.
//!
//! Counts of contacts vary more than chance alone would make them: whole days are busy or quiet. They are taken as
//! Poisson counts whose mean varies by gamma (negative binomial: mean m, variance m + c m²), as in G. Jongbloed and
//! G. Koole, "Managing uncertainty in call centres using Poisson mixtures", Applied Stochastic Models in Business and
//! Industry 17 (2001), and A. N. Avramidis, A. Deslauriers and P. L'Ecuyer, "Modeling daily arrivals to a telephone call
//! center", Management Science 50 (2004). Few weeks say little of the variance of one hour, so that c is one for all
//! hours. Weeks that are far off (an outage, a holiday nobody named) count for less, as in C. P. Farrington and others, "A
//! statistical algorithm for the early detection of outbreaks of infectious disease", Journal of the Royal Statistical
//! Society A 159 (1996), with the weights and the threshold of A. Noufaily and others, Statistics in Medicine 32 (2013).

use serde::Serialize;
use statrs::distribution::{DiscreteCDF, NegativeBinomial};

use crate::Level;

/// Standardised residuals beyond this make a week count for less (Noufaily and others).
const FAR: f64 = 2.58;
/// Half a count more, so that an hour that never had any is not taken to be impossible (H. Jeffreys' prior for a Poisson
/// mean).
const PRIOR: f64 = 0.5;
/// Means above this have quantiles by the expansion of E. A. Cornish and R. A. Fisher (1938): the exact ones gain nothing
/// and take long.
const LARGE_MEAN: f64 = 300.0;

/// What counts usually are, slot by slot: a slot is an hour of the week, or any other time that comes again.
#[derive(Clone, Debug, PartialEq)]
pub struct Usual {
    slots: Vec<Slot>,
    excess: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Slot {
    /// Mean count.
    mean: f64,
    /// How many weeks it rests on, far ones counting for less.
    weeks: f64,
}

/// Where a count is expected.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Expected {
    /// The mean.
    pub mean: f64,
    /// The least count within the level.
    pub low: u64,
    /// The greatest count within the level.
    pub high: u64,
}

impl Expected {
    /// Whether `count` lies in it.
    #[must_use]
    pub fn contains(&self, count: u64) -> bool {
        (self.low..=self.high).contains(&count)
    }
}

impl Usual {
    /// From the counts of each slot in earlier weeks. Slots may have different numbers of them, and none.
    #[must_use]
    pub fn of(history: &[Vec<u64>]) -> Self {
        let whole = vec![1.0; history.iter().map(Vec::len).max().unwrap_or_default()];
        let equal: Vec<&[f64]> = history
            .iter()
            .map(|counts| whole.get(..counts.len()).unwrap_or_default())
            .collect();
        let first = Self::weighted(history, &equal);
        let weights: Vec<Vec<f64>> = history
            .iter()
            .zip(&first.slots)
            .map(|(counts, slot)| {
                counts
                    .iter()
                    .map(|count| first.weight(*slot, *count))
                    .collect()
            })
            .collect();
        let weights: Vec<&[f64]> = weights.iter().map(Vec::as_slice).collect();
        Self::weighted(history, &weights)
    }

    /// Means by slot, and the excess variance of all together by moments: what squared deviations add up to beyond what
    /// Poisson counts would.
    fn weighted(history: &[Vec<u64>], weights: &[&[f64]]) -> Self {
        let (mut beyond, mut scale) = (0.0, 0.0);
        let slots = history
            .iter()
            .zip(weights)
            .map(|(counts, weights)| {
                let weeks: f64 = weights.iter().sum();
                if weeks <= 0.0 {
                    return Slot::default();
                }
                let pairs = || counts.iter().map(|count| *count as f64).zip(*weights);
                let mean = pairs().map(|(count, weight)| weight * count).sum::<f64>() / weeks;
                let squares: f64 = pairs()
                    .map(|(count, weight)| weight * (count - mean).powi(2))
                    .sum();
                let free = (weeks - 1.0).max(0.0);
                if free > 0.0 {
                    beyond += squares - free * mean;
                    // The square of a mean is too great by the variance of that mean.
                    scale += free * (mean * mean - squares / free / weeks).max(0.0);
                }
                Slot { mean, weeks }
            })
            .collect();
        let excess = if scale > 0.0 {
            (beyond / scale).max(0.0)
        } else {
            0.0
        };
        Self { slots, excess }
    }

    /// How much a count of a slot counts for.
    fn weight(&self, slot: Slot, count: u64) -> f64 {
        let variance = self.variance(slot.mean) * (1.0 - 1.0 / slot.weeks);
        if variance <= 0.0 {
            return 1.0;
        }
        let residual = (count as f64 - slot.mean).abs() / variance.sqrt();
        if residual <= FAR {
            1.0
        } else {
            (FAR / residual).powi(2)
        }
    }

    fn variance(&self, mean: f64) -> f64 {
        mean + self.excess * mean * mean
    }

    /// How much more than Poisson counts they vary: the squared coefficient of variation of the mean itself.
    #[must_use]
    pub fn excess(&self) -> f64 {
        self.excess
    }

    /// Where the next count of a slot is expected; `None` for a slot without history.
    ///
    /// A prediction interval with equal tails: the negative binomial with the mean of the slot and a variance that has
    /// both how counts vary and how well the mean is known, (m + c m²)(1 + 1/weeks). Without excess variance it is the
    /// predictive distribution of a Poisson count under Jeffreys' prior.
    #[must_use]
    pub fn expected(&self, slot: usize, level: Level) -> Option<Expected> {
        let slot = self.slots.get(slot).filter(|slot| slot.weeks > 0.0)?;
        let mean = (slot.mean * slot.weeks + PRIOR) / slot.weeks;
        let variance = self.variance(mean) * (1.0 + 1.0 / slot.weeks);
        let count = Count::new(mean, variance)?;
        Some(Expected {
            mean: slot.mean,
            low: count.quantile(level.tail()),
            high: count.quantile(1.0 - level.tail()),
        })
    }
}

/// A negative binomial count by its moments.
struct Count {
    mean: f64,
    variance: f64,
    exact: NegativeBinomial,
}

impl Count {
    fn new(mean: f64, variance: f64) -> Option<Self> {
        let size = mean * mean / (variance - mean);
        let exact = NegativeBinomial::new(size, mean / variance).ok()?;
        Some(Self {
            mean,
            variance,
            exact,
        })
    }

    /// The least count that at least the share `p` of counts do not exceed.
    fn quantile(&self, p: f64) -> u64 {
        if self.mean > LARGE_MEAN {
            return self.expansion(p);
        }
        // The expansion is near: what is sought lies a few steps from it.
        let near = self.expansion(p);
        let (mut low, mut above) = (near, near);
        let mut step = 1;
        while low > 0 && self.exact.cdf(low) >= p {
            above = low;
            low = low.saturating_sub(step);
            step *= 2;
        }
        step = 1;
        while self.exact.cdf(above) < p && step < u64::MAX / 4 {
            low = above;
            above += step;
            step *= 2;
        }
        while low < above {
            let middle = low + (above - low) / 2;
            if self.exact.cdf(middle) < p {
                low = middle + 1;
            } else {
                above = middle;
            }
        }
        low
    }

    fn expansion(&self, p: f64) -> u64 {
        use statrs::distribution::{ContinuousCDF, Normal};
        let z = Normal::standard().inverse_cdf(p);
        let deviation = self.variance.sqrt();
        // The skewness of a negative binomial: (2v/m − 1) / √v.
        let skewness = (2.0 * self.variance / self.mean - 1.0) / deviation;
        let value = self.mean + deviation * (z + skewness * (z * z - 1.0) / 6.0);
        value.round().max(0.0) as u64
    }
}
