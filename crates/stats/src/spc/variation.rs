use serde::{Deserialize, Serialize};

use super::rules::{Side, Signal, signals};
use super::{Chart, POINTS_MIN};

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: a change is worth knowing, but neither good nor bad by itself.
    Within,
}

/// Is it changing?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Variation {
    /// Noise alone explains the latest point.
    Steady,
    /// It does not, and the change is for the better.
    Improving,
    /// It does not, and the change is for the worse.
    Worsening,
    /// It does not, and neither way is better.
    Unusual,
    /// Fewer than [`POINTS_MIN`] points.
    TooFewPoints,
}

impl Variation {
    /// The name used in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Steady => "steady",
            Self::Improving => "improving",
            Self::Worsening => "worsening",
            Self::Unusual => "unusual",
            Self::TooFewPoints => "too_few_points",
        }
    }
}

/// What a chart says about change.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// The verdict on the latest point.
    pub variation: Variation,
    /// The weightiest signal that the latest point is part of: its rule is the reason, its first point the since-when.
    pub signal: Option<Signal>,
    /// Every signal in the series, to mark on the chart. Empty with too few points.
    pub signals: Vec<Signal>,
}

/// Judges the latest point of a chart. What happened earlier and has ended does not count.
pub fn assess(chart: &Chart, direction: Direction) -> Assessment {
    let points = chart.values().len();
    if points < POINTS_MIN {
        return Assessment {
            variation: Variation::TooFewPoints,
            signal: None,
            signals: Vec::new(),
        };
    }
    let signals = signals(chart);
    let signal = signals
        .iter()
        .copied()
        .find(|signal| signal.last + 1 == points);
    let variation = match (signal.map(|signal| signal.side), direction) {
        (None, _) => Variation::Steady,
        (Some(_), Direction::Within) => Variation::Unusual,
        (Some(Side::Above), Direction::Higher) | (Some(Side::Below), Direction::Lower) => {
            Variation::Improving
        }
        (Some(Side::Below), Direction::Higher) | (Some(Side::Above), Direction::Lower) => {
            Variation::Worsening
        }
    };
    Assessment {
        variation,
        signal,
        signals,
    }
}
