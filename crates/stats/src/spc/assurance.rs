use serde::Serialize;

use super::{Chart, POINTS_MIN, Rule, Signal};

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
    /// The limits lie on one side of the target, and the newest point left them for the other: whether it stays there is
    /// not known yet.
    Left,
    /// The limits lie on the bad side of the target: noise alone does not meet it.
    WillMiss,
}

impl Assurance {
    /// The name used in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WillMeet => "will_meet",
            Self::MayMiss | Self::Left => "may_miss",
            Self::WillMiss => "will_miss",
        }
    }
}

/// Compares the limits within which the next point is expected with a target. After NHS England, *Making data count*;
/// where one of the chart's `signals` is a run or a trend under way, the limits are those of its points. One point outside the limits, or two close
/// to them, say that something happened and not where the process is now: too few to put limits around. Nor do the limits of before
/// say it then, when the newest of those points stands on the other side of the target.
///
/// `None` without a bound, or with fewer than [`POINTS_MIN`] points.
pub fn assure(chart: &Chart, signals: &[Signal], target: Target) -> Option<Assurance> {
    if chart.values().len() < POINTS_MIN || target == Target::default() {
        return None;
    }
    let under_way = signals.iter().find(|signal| {
        signal.last + 1 == chart.values().len() && matches!(signal.rule, Rule::Run | Rule::Trend)
    });
    let limits = match under_way {
        Some(signal) => chart.limits_since(signal.first),
        None => chart.latest_limits(),
    };
    let least = target.at_least.unwrap_or(f64::NEG_INFINITY);
    let most = target.at_most.unwrap_or(f64::INFINITY);
    let expected = if limits.low >= least && limits.high <= most {
        Assurance::WillMeet
    } else if limits.high < least || limits.low > most {
        Assurance::WillMiss
    } else {
        return Some(Assurance::MayMiss);
    };
    let happened = signals
        .iter()
        .any(|signal| signal.last + 1 == chart.values().len());
    let meets = chart
        .values()
        .last()
        .is_some_and(|newest| (least..=most).contains(newest));
    Some(if happened && meets != (expected == Assurance::WillMeet) {
        Assurance::Left
    } else {
        expected
    })
}
