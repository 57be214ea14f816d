use stats::spc::{
    Assurance, Chart, Direction, Proportion, Rule, Side, Signal, Target, Variation, assess, assure,
    signals,
};

use crate::near;

/// Flow rates of ten batches: NIST/SEMATECH e-Handbook, section 6.3.2.2.
#[test]
fn individual_values_as_the_nist_handbook_prints_them() {
    let chart = Chart::xmr(&[49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]).unwrap();
    near(chart.centre(), 50.81, 2);
    let limits = chart.latest_limits();
    near(limits.low, 45.8159, 3);
    near(limits.high, 55.8041, 3);
    assert_eq!(signals(&chart), []);
}

const ORANGE_JUICE: [u64; 30] = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12,
    7, 13, 9, 6,
];

fn shares(successes: &[u64], n: u64) -> Vec<Proportion> {
    successes
        .iter()
        .map(|&successes| Proportion { successes, n })
        .collect()
}

/// Thirty samples of fifty cans: D. C. Montgomery, *Introduction to Statistical Quality Control*, example 7.1.
#[test]
fn shares_as_montgomery_prints_them() {
    let chart = Chart::p(&shares(&ORANGE_JUICE, 50)).unwrap();
    near(chart.centre(), 0.2313, 4);
    let limits = chart.latest_limits();
    near(limits.low, 0.0524, 4);
    near(limits.high, 0.4102, 4);
    let beyond: Vec<usize> = signals(&chart)
        .iter()
        .filter(|s| s.rule == Rule::BeyondLimits)
        .map(|s| s.first + 1)
        .collect();
    assert_eq!(beyond, [15, 23]);
}

/// D. B. Laney (2002): the factor is the mean moving range of the scores over 1.128, worked here by hand.
#[test]
fn shares_that_wander_have_wider_limits() {
    let points = shares(&[5_000, 5_200, 5_000, 5_200], 10_000);
    let (p, p_prime) = (Chart::p(&points).unwrap(), Chart::p_prime(&points).unwrap());
    near(p_prime.centre(), 0.51, 9);
    // All moving ranges are 0.02, so sigma is 0.02 / 1.128 whatever the binomial one was.
    near(p_prime.latest_limits().high, 0.51 + 3.0 * 0.02 / 1.128, 9);
    near(
        p.latest_limits().high,
        0.51 + 3.0 * (0.51_f64 * 0.49 / 10_000.0).sqrt(),
        9,
    );
}

#[test]
fn limits_of_shares_follow_their_cases_and_stay_shares() {
    let mut points = shares(&[9, 10, 9, 10], 10);
    points.push(Proportion {
        successes: 950,
        n: 1_000,
    });
    let limits = Chart::p(&points).unwrap().limits();
    assert!(limits[0].low < limits[4].low);
    assert_eq!(limits[0].high, 1.0);
}

#[test]
fn charts_refuse_what_they_cannot_draw() {
    assert_eq!(Chart::xmr(&[1.0]), None);
    assert_eq!(Chart::xmr(&[1.0, f64::NAN]), None);
    assert_eq!(Chart::p(&shares(&[1, 2], 0)), None);
    assert_eq!(Chart::p(&shares(&[1, 3], 2)), None);
}

/// Noise around 50: it alternates, so that no rule fires.
const QUIET: [f64; 12] = [
    49.0, 51.0, 48.0, 52.0, 49.0, 51.0, 50.5, 49.5, 48.0, 52.0, 49.0, 51.0,
];

fn quiet_then(then: &[f64]) -> Vec<f64> {
    [&QUIET[..], then].concat()
}

/// The verdict when higher is better, and the signal of the latest point.
#[track_caller]
fn check(values: &[f64], variation: Variation, signal: Option<(Rule, Side, usize)>) {
    let chart = Chart::xmr(values).unwrap();
    let got = assess(&chart, Direction::Higher);
    let last = values.len() - 1;
    assert_eq!(got.variation, variation);
    assert_eq!(
        got.signal,
        signal.map(|(rule, side, first)| Signal {
            rule,
            side,
            first,
            last
        })
    );
    assert!(
        got.signal
            .is_none_or(|signal| got.signals.contains(&signal))
    );
    // The same series upside down, where lower is better, is the same news.
    let turned: Vec<f64> = values.iter().map(|value| -value).collect();
    let turned = Chart::xmr(&turned).unwrap();
    assert_eq!(assess(&turned, Direction::Lower).variation, variation);
    let neutral = assess(&chart, Direction::Within).variation;
    let expect = if signal.is_some() {
        Variation::Unusual
    } else {
        variation
    };
    assert_eq!(neutral, expect);
}

#[test]
fn noise_is_steady() {
    check(&QUIET, Variation::Steady, None);
    check(&[7.1; 15], Variation::Steady, None);
}

#[test]
fn few_points_say_nothing() {
    check(&QUIET[..11], Variation::TooFewPoints, None);
}

#[test]
fn a_point_beyond_the_limits() {
    check(
        &quiet_then(&[70.0]),
        Variation::Improving,
        Some((Rule::BeyondLimits, Side::Above, 12)),
    );
    check(
        &quiet_then(&[30.0]),
        Variation::Worsening,
        Some((Rule::BeyondLimits, Side::Below, 12)),
    );
    check(&quiet_then(&[70.0, 50.0, 49.0]), Variation::Steady, None);
}

#[test]
fn a_run_on_one_side() {
    // The last quiet point happens to lie above the centre too: the run began there.
    let run = [51.5, 52.0, 51.4, 52.2, 51.6, 52.1, 51.7];
    check(
        &quiet_then(&run),
        Variation::Improving,
        Some((Rule::Run, Side::Above, 11)),
    );
    let broken = [51.5, 52.0, 51.4, 48.0, 51.6, 52.1, 51.7];
    check(&quiet_then(&broken), Variation::Steady, None);
}

#[test]
fn a_trend() {
    check(
        &quiet_then(&[48.9, 49.4, 50.2, 50.9, 51.6, 52.2]),
        Variation::Improving,
        Some((Rule::Trend, Side::Above, 12)),
    );
    check(
        &quiet_then(&[51.3, 50.9, 50.2, 49.6, 49.3]),
        Variation::Steady,
        None,
    );
    check(
        &quiet_then(&[51.3, 50.9, 50.2, 49.6, 49.3, 49.1]),
        Variation::Worsening,
        Some((Rule::Trend, Side::Below, 12)),
    );
}

#[test]
fn two_of_three_near_a_limit() {
    let long: Vec<f64> = QUIET.iter().chain(&QUIET).copied().collect();
    let with = |then: &[f64]| [&long[..], then].concat();
    check(
        &with(&[56.0, 50.0, 56.0]),
        Variation::Improving,
        Some((Rule::NearLimit, Side::Above, 24)),
    );
    check(
        &with(&[44.0, 50.0, 44.0]),
        Variation::Worsening,
        Some((Rule::NearLimit, Side::Below, 24)),
    );
    check(&with(&[56.0, 50.0, 49.0]), Variation::Steady, None);
    check(&with(&[56.0, 50.0, 49.0, 56.0]), Variation::Steady, None);
}

/// Against a lowest and a highest acceptable value.
#[track_caller]
fn check_target(at_least: Option<f64>, at_most: Option<f64>, expect: Option<Assurance>) {
    let chart = Chart::xmr(&QUIET).unwrap();
    assert_eq!(assure(&chart, &[], Target { at_least, at_most }), expect);
}

#[test]
fn targets() {
    let limits = Chart::xmr(&QUIET).unwrap().latest_limits();
    assert!(
        limits.low > 42.0 && limits.high < 58.0,
        "the cases below stand on these limits: {limits:?}"
    );
    check_target(Some(40.0), None, Some(Assurance::WillMeet));
    check_target(Some(limits.low), None, Some(Assurance::WillMeet));
    check_target(Some(50.0), None, Some(Assurance::MayMiss));
    check_target(Some(60.0), None, Some(Assurance::WillMiss));
    check_target(None, Some(60.0), Some(Assurance::WillMeet));
    check_target(None, Some(50.0), Some(Assurance::MayMiss));
    check_target(None, Some(40.0), Some(Assurance::WillMiss));
    check_target(Some(40.0), Some(60.0), Some(Assurance::WillMeet));
    check_target(Some(49.0), Some(51.0), Some(Assurance::MayMiss));
    check_target(Some(60.0), Some(70.0), Some(Assurance::WillMiss));
    check_target(None, None, None);
    let short = Chart::xmr(&QUIET[..11]).unwrap();
    assert_eq!(
        assure(
            &short,
            &[],
            Target {
                at_least: Some(1.0),
                at_most: None
            }
        ),
        None
    );
}

#[test]
fn a_process_that_has_moved_is_expected_where_it_is_now() {
    let moved: Vec<f64> = QUIET.iter().map(|value| value - 20.0).collect();
    let chart = Chart::xmr(&[&QUIET[..], &moved].concat()).unwrap();
    let target = Target {
        at_least: Some(45.0),
        at_most: None,
    };
    assert_eq!(assure(&chart, &[], target), Some(Assurance::MayMiss));
    assert_eq!(
        assure(&chart, &signals(&chart), target),
        Some(Assurance::WillMiss)
    );
}

#[test]
fn one_point_does_not_say_where_a_process_is() {
    let mut values = QUIET.to_vec();
    values.push(20.0);
    let chart = Chart::xmr(&values).unwrap();
    let signal = assess(&chart, Direction::Higher).signal.unwrap();
    assert_eq!(signal.rule, Rule::BeyondLimits);
    let target = Target {
        at_least: Some(40.0),
        at_most: None,
    };
    // Around that point alone, the next one would be expected far below the target.
    assert!(chart.limits_since(signal.first).high < 40.0);
    assert_eq!(
        assure(&chart, &signals(&chart), target),
        assure(&chart, &[], target)
    );
    assert_ne!(
        assure(&chart, &signals(&chart), target),
        Some(Assurance::WillMiss)
    );
}

#[test]
fn limits_of_before_promise_nothing_once_the_newest_point_stands_across_the_target() {
    let waiting = [
        21.0, 21.0, 22.0, 18.0, 23.0, 21.0, 10.0, 18.0, 14.0, 20.0, 10.0, 17.0, 15.0, 109.0, 288.0,
        333.0,
    ];
    let judged = |points: &[f64]| {
        let chart = Chart::xmr(points).unwrap();
        let target = Target {
            at_least: None,
            at_most: Some(120.0),
        };
        assure(&chart, &signals(&chart), target)
    };
    assert_eq!(judged(&waiting[..13]), Some(Assurance::WillMeet));
    // Something happened, and it still meets the target.
    assert_eq!(judged(&waiting[..14]), Some(Assurance::WillMeet));
    assert_eq!(judged(&waiting[..15]), Some(Assurance::Left));
    // One more such point moves the limits themselves across the target.
    assert_eq!(judged(&waiting), Some(Assurance::MayMiss));
    assert_eq!(Assurance::Left.name(), "may_miss");
}
