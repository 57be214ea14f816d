//! Process behaviour: is a short series changing, and will it meet its target?
//!
//! Two questions with two answers, after NHS England's *Making data count*: [`Variation`] asks whether the latest point
//! is anything but noise, [`Assurance`] whether noise alone will keep the series on the right side of a target.

mod assurance;
mod chart;
mod rules;
mod variation;

pub use assurance::{Assurance, Target, assure};
pub use chart::{Chart, ChartKind, Limits, Proportion};
pub use rules::{RUN_POINTS, Rule, Side, Signal, TREND_POINTS, signals};
pub use variation::{Assessment, Direction, Variation, assess};

/// Fewer points than this say nothing about a process: limits from them are too uncertain to act on.
pub const POINTS_MIN: usize = 12;
