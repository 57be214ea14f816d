use serde::Serialize;

use super::{Chart, POINTS_MIN};

/// What a series should reach: at least, at most, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Target {
    /// Lowest acceptable value.
    pub at_least: Option<f64>,
    /// Highest acceptable value.
    pub at_most: Option<f64>,
}

/// Will it meet its target, if nothing changes?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// The limits lie on the good side of the target: noise alone does not miss it.
    WillMeet,
    /// The target lies within the limits: noise decides.
    MayMiss,
    /// The limits lie on the bad side of the target: noise alone does not meet it.
    WillMiss,
}

impl Assurance {
    /// The name used in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WillMeet => "will_meet",
            Self::MayMiss => "may_miss",
            Self::WillMiss => "will_miss",
        }
    }
}

/// Compares the limits within which the next point is expected with a target. After NHS England, *Making data count*;
/// where a change is under way, the limits are those of the points since it began.
///
/// `None` without a bound, or with fewer than [`POINTS_MIN`] points.
pub fn assure(chart: &Chart, since: Option<usize>, target: Target) -> Option<Assurance> {
    if chart.values().len() < POINTS_MIN || target == Target::default() {
        return None;
    }
    let limits = match since {
        Some(since) => chart.limits_since(since),
        None => chart.latest_limits(),
    };
    let least = target.at_least.unwrap_or(f64::NEG_INFINITY);
    let most = target.at_most.unwrap_or(f64::INFINITY);
    Some(if limits.low >= least && limits.high <= most {
        Assurance::WillMeet
    } else if limits.high < least || limits.low > most {
        Assurance::WillMiss
    } else {
        Assurance::MayMiss
    })
}
