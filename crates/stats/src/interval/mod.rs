//! How far a number may lie from what it estimates.

mod compound_poisson;
mod delta;
mod fieller;
mod level;
mod order_statistic;
mod poisson;
mod student_t;
mod wilson;

use serde::Serialize;

pub use compound_poisson::total_compound_poisson;
pub use delta::{Estimate, delta_independent};
pub use fieller::ratio_of_means;
pub use level::Level;
pub use order_statistic::{RankInterval, quantile_ranks};
pub use poisson::poisson_exact;
pub use student_t::mean_t;
pub use wilson::wilson;

/// A confidence interval, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end, in the unit of the estimate.
    pub low: f64,
    /// Upper end, in the unit of the estimate.
    pub high: f64,
    /// How often intervals made this way hold what they estimate.
    pub level: Level,
}

impl Interval {
    /// Whether `value` lies in it.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The interval of the estimate times `factor`: another unit, or a share as a percentage.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let (low, high) = (self.low * factor, self.high * factor);
        Self {
            low: low.min(high),
            high: low.max(high),
            ..self
        }
    }
}

/// How an interval was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// [`wilson`]: a share of a number of cases.
    Wilson,
    /// [`poisson_exact`]: a count of events.
    PoissonExact,
    /// [`mean_t`]: a mean.
    StudentT,
    /// [`total_compound_poisson`]: a sum over a number of cases that itself varies.
    CompoundPoisson,
    /// [`quantile_ranks`]: a quantile.
    OrderStatistic,
    /// [`delta_independent`]: a number computed from other estimates.
    Delta,
    /// A theta sketch: the number itself while few values are told apart, an estimate from a sample of them beyond.
    ThetaSketch,
    /// Added up whole, nothing estimated: no interval.
    Census,
}

impl Method {
    /// What it does and what it takes for granted, for a person who reads the number.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Wilson => "Wilson score interval for a share; takes cases to be independent",
            Self::PoissonExact => {
                "the count is complete; the interval is how far another such time could differ by chance alone (Garwood's exact interval for a count), taking events to come independently of each other"
            }
            Self::StudentT => "Student's t interval for a mean; takes cases to be independent",
            Self::CompoundPoisson => {
                "the sum is complete; the interval is how far another such time could differ by chance alone (compound Poisson), taking cases to come independently, each with an amount of its own"
            }
            Self::OrderStatistic => {
                "interval between two ranks (order statistics); takes nothing for granted about the shape of the distribution. The quantile itself is exact up to 256 values, and within 0.4 % beyond"
            }
            Self::Delta => {
                "first-order error propagation (delta method); takes the components to be independent"
            }
            Self::ThetaSketch => {
                "counted one by one up to 65,536 different values; beyond, estimated from a sample of them (theta sketch), with the interval of the estimate"
            }
            Self::Census => {
                "everything that was booked, added up; nothing is estimated, so there is no interval"
            }
        }
    }
}
