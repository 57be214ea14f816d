use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

/// A confidence level: a share strictly between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Level(f64);

impl Level {
    /// 90 %.
    pub const P90: Self = Self(0.90);
    /// 95 %.
    pub const P95: Self = Self(0.95);
    /// 99 %.
    pub const P99: Self = Self(0.99);

    /// `None` unless strictly between 0 and 1.
    pub fn new(level: f64) -> Option<Self> {
        (level > 0.0 && level < 1.0).then_some(Self(level))
    }

    /// As a share: 0.95.
    pub const fn share(self) -> f64 {
        self.0
    }

    /// What is left out on each side: 0.025 for 95 %.
    pub fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }

    /// The standard normal quantile that leaves [`Self::tail`] above it: 1.96 for 95 %.
    pub fn z(self) -> f64 {
        -Normal::standard().inverse_cdf(self.tail())
    }
}
