use std::ops::RangeInclusive;

use serde::Serialize;

use super::Chart;

/// Successive points on one side of the centre that make a run.
pub const RUN_POINTS: usize = 7;

/// Successive points, each beyond the one before, that make a trend.
pub const TREND_POINTS: usize = 6;

/// What noise alone hardly ever does: the four rules of NHS England's *Making data count*. In order of weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A point beyond three sigma.
    BeyondLimits,
    /// [`RUN_POINTS`] or more points in a row on one side of the centre.
    Run,
    /// [`TREND_POINTS`] or more points in a row that rise, or fall.
    Trend,
    /// Two of three points in a row beyond two sigma on the same side.
    NearLimit,
}

impl Rule {
    /// The rule in words, to follow "because".
    pub const fn describe(self) -> &'static str {
        match self {
            Self::BeyondLimits => "a point lies outside the limits within which it usually varies",
            Self::Run => "seven or more points in a row lie on the same side of the average",
            Self::Trend => "six or more points in a row go the same way",
            Self::NearLimit => "two of three points in a row lie close to the same limit",
        }
    }
}

/// Which way a signal points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Above the centre, or rising.
    Above,
    /// Below the centre, or falling.
    Below,
}

/// A rule that fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Signal {
    /// The rule.
    pub rule: Rule,
    /// Which way.
    pub side: Side,
    /// Index of its first point.
    pub first: usize,
    /// Index of its last point.
    pub last: usize,
}

/// Every signal in a chart, by rule and then by first point; the same point may be part of several.
pub fn signals(chart: &Chart) -> Vec<Signal> {
    let scores = chart.scores();
    let mut found = Vec::new();
    for side in [Side::Above, Side::Below] {
        let beyond = |sigmas: f64| {
            move |score: &f64| match side {
                Side::Above => *score > sigmas,
                Side::Below => *score < -sigmas,
            }
        };
        let mut push = |rule, stretches: Vec<RangeInclusive<usize>>| {
            found.extend(stretches.into_iter().map(|s| Signal {
                rule,
                side,
                first: *s.start(),
                last: *s.end(),
            }));
        };
        push(
            Rule::BeyondLimits,
            stretches(scores.iter().map(beyond(3.0)), 1),
        );
        push(
            Rule::Run,
            stretches(scores.iter().map(beyond(0.0)), RUN_POINTS),
        );
        // A step onwards joins two points: n points make n − 1 steps.
        let steps = chart
            .values()
            .iter()
            .zip(chart.values().iter().skip(1))
            .map(|(before, after)| match side {
                Side::Above => after > before,
                Side::Below => after < before,
            });
        let trends = stretches(steps, TREND_POINTS - 1)
            .into_iter()
            .map(|s| *s.start()..=s.end() + 1);
        push(Rule::Trend, trends.collect());
        let near: Vec<bool> = scores.iter().map(beyond(2.0)).collect();
        push(Rule::NearLimit, pairs_in_three(&near));
    }
    found.sort_by_key(|signal| (signal.rule, signal.first));
    found
}

/// The stretches of at least `least` successive `true`.
fn stretches(flags: impl Iterator<Item = bool>, least: usize) -> Vec<RangeInclusive<usize>> {
    let mut found = Vec::new();
    let mut length = 0;
    // A closing `false` ends a stretch that reaches the end.
    for (index, flag) in flags.chain([false]).enumerate() {
        if flag {
            length += 1;
            continue;
        }
        if length >= least && length > 0 {
            found.push(index - length..=index - 1);
        }
        length = 0;
    }
    found
}

/// Stretches in which every `true` has another one at most two places on, each from its first to its last.
fn pairs_in_three(flags: &[bool]) -> Vec<RangeInclusive<usize>> {
    let mut found: Vec<RangeInclusive<usize>> = Vec::new();
    let places: Vec<usize> = flags
        .iter()
        .enumerate()
        .filter_map(|(index, &flag)| flag.then_some(index))
        .collect();
    for (&place, &next) in places.iter().zip(places.iter().skip(1)) {
        if next - place > 2 {
            continue;
        }
        match found.last_mut() {
            Some(stretch) if *stretch.end() == place => *stretch = *stretch.start()..=next,
            _ => found.push(place..=next),
        }
    }
    found
}
