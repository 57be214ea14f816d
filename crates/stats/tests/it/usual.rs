//! What is usual is judged by series whose truth is known: they are made here, from a seed.

use stats::Level;
use stats::usual::Usual;

/// Hours of a week.
const SLOTS: usize = 168;
const WEEKS: usize = 8;

/// SplitMix64: G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA (2014).
struct Chance(u64);

impl Chance {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn exponential(&mut self) -> f64 {
        -(1.0 - self.share()).ln()
    }

    /// A Poisson count: how many exponential times fit into the mean.
    fn poisson(&mut self, mean: f64) -> u64 {
        let (mut time, mut count) = (self.exponential(), 0);
        while time < mean {
            time += self.exponential();
            count += 1;
        }
        count
    }

    /// A gamma variable of mean 1 with a whole `shape`: variance 1/shape.
    fn gamma(&mut self, shape: u32) -> f64 {
        (0..shape).map(|_| self.exponential()).sum::<f64>() / f64::from(shape)
    }
}

/// The mean count of an hour of the week: quiet nights, a peak in the morning, half of it on days six and seven.
fn level(slot: usize, peak: f64) -> f64 {
    let (day, hour) = (slot / 24, slot % 24);
    let open = if (8..20).contains(&hour) {
        1.0 - (hour as f64 - 10.0).abs() / 14.0
    } else {
        0.02
    };
    open * peak * if day < 5 { 1.0 } else { 0.5 }
}

/// Judges weeks after eight others: how many of their hours lie outside, of how many, and how many below.
fn judged(
    chance: &mut Chance,
    series: usize,
    mut count: impl FnMut(&mut Chance, usize, bool) -> u64,
) -> (u64, u64, u64) {
    let (mut outside, mut below, mut hours) = (0, 0, 0);
    for _ in 0..series {
        let history: Vec<Vec<u64>> = (0..SLOTS)
            .map(|slot| (0..WEEKS).map(|_| count(chance, slot, false)).collect())
            .collect();
        let usual = Usual::of(&history);
        for slot in 0..SLOTS {
            let expected = usual.expected(slot, LEVEL()).unwrap();
            let now = count(chance, slot, true);
            hours += 1;
            outside += u64::from(!expected.contains(now));
            below += u64::from(now < expected.low);
        }
    }
    (outside, below, hours)
}

#[expect(non_snake_case, reason = "a constant that cannot be one")]
fn LEVEL() -> Level {
    Level::new(0.999).unwrap()
}

/// The most events that a binomial count of probability `p` has but for one case in ten thousand (normal approximation
/// with continuity; the counts are large).
fn at_most(hours: u64, p: f64) -> u64 {
    let mean = hours as f64 * p;
    (mean + 3.72 * (mean * (1.0 - p)).sqrt() + 0.5).ceil() as u64
}

#[test]
fn a_stationary_series_is_called_unusual_as_rarely_as_the_level_says() {
    let mut chance = Chance(1);
    for peak in [2.0, 20.0, 200.0, 2_000.0] {
        let (outside, _, hours) = judged(&mut chance, 60, |chance, slot, _| {
            chance.poisson(level(slot, peak))
        });
        assert!(
            outside <= at_most(hours, 0.001),
            "Poisson, peak {peak}: {outside} of {hours}"
        );
    }
}

#[test]
fn hours_that_vary_more_than_poisson_are_not_called_unusual_for_that() {
    let mut chance = Chance(2);
    for (peak, shape) in [(20.0, 10), (200.0, 25), (200.0, 100), (2_000.0, 50)] {
        let (outside, _, hours) = judged(&mut chance, 60, |chance, slot, _| {
            let busy = chance.gamma(shape);
            chance.poisson(level(slot, peak) * busy)
        });
        assert!(
            outside <= at_most(hours, 0.001),
            "peak {peak}, shape {shape}: {outside} of {hours}"
        );
    }
}

#[test]
fn half_the_volume_is_seen() {
    let mut chance = Chance(3);
    // Of the hours with customers enough, a hundred and more.
    let (mut busy, mut seen) = (0, 0);
    for _ in 0..20 {
        let history: Vec<Vec<u64>> = (0..SLOTS)
            .map(|slot| {
                (0..WEEKS)
                    .map(|_| chance.poisson(level(slot, 200.0)))
                    .collect()
            })
            .collect();
        let usual = Usual::of(&history);
        for slot in (0..SLOTS).filter(|slot| level(*slot, 200.0) >= 100.0) {
            let now = chance.poisson(level(slot, 200.0) / 2.0);
            busy += 1;
            seen += u64::from(now < usual.expected(slot, LEVEL()).unwrap().low);
        }
    }
    assert!(seen * 100 >= busy * 95, "{seen} of {busy}");
}

#[test]
fn a_day_that_failed_weeks_ago_hides_nothing() {
    let mut chance = Chance(4);
    let mut history: Vec<Vec<u64>> = (0..SLOTS)
        .map(|slot| {
            (0..WEEKS)
                .map(|_| chance.poisson(level(slot, 200.0)))
                .collect()
        })
        .collect();
    let before = Usual::of(&history).expected(10, LEVEL()).unwrap();
    for slot in history.iter_mut().take(24) {
        slot[3] = 0;
    }
    let after = Usual::of(&history).expected(10, LEVEL()).unwrap();
    assert!(
        (after.mean - before.mean).abs() < before.mean * 0.05,
        "{before:?} {after:?}"
    );
    assert!(!after.contains(100), "{after:?}");
}

#[test]
fn what_never_was_may_be_once() {
    let usual = Usual::of(&[vec![0; 8], vec![]]);
    let expected = usual.expected(0, LEVEL()).unwrap();
    assert_eq!((expected.low, expected.mean), (0, 0.0));
    assert!((1..=4).contains(&expected.high), "{expected:?}");
    assert_eq!(usual.expected(1, LEVEL()), None);
    assert_eq!(usual.expected(2, LEVEL()), None);
    assert!(usual.excess().abs() < f64::EPSILON);
}

/// Without excess variance, the predictive distribution of a Poisson count under Jeffreys' prior, added up term by term:
/// P(y) = Γ(y + s + ½) / (Γ(s + ½) y!) (K/(K+1))^(s+½) (1/(K+1))^y.
#[test]
fn the_interval_is_the_predictive_distributions() {
    // Alternating about 6: they vary less than Poisson counts would, so there is no excess.
    let counts = vec![5, 7, 5, 7, 5, 7, 5, 7];
    let (sum, weeks) = (48.0 + 0.5, 8.0_f64);
    let expected = Usual::of(&[counts]).expected(0, Level::P95).unwrap();
    let mut term = (weeks / (weeks + 1.0)).powf(sum);
    let mut below = 0.0;
    let (mut low, mut high) = (None, None);
    for y in 0..100_u32 {
        below += term;
        if low.is_none() && below >= 0.025 {
            low = Some(u64::from(y));
        }
        if high.is_none() && below >= 0.975 {
            high = Some(u64::from(y));
        }
        term *= (f64::from(y) + sum) / (f64::from(y) + 1.0) / (weeks + 1.0);
    }
    assert_eq!((Some(expected.low), Some(expected.high)), (low, high));
}

/// Where the exact quantiles end and the expansion begins, they are the same but for rounding.
#[test]
fn large_counts_join_small_ones() {
    let widths: Vec<(u64, u64)> = [298, 302]
        .into_iter()
        .map(|count| {
            let history = vec![vec![
                count - 40,
                count + 40,
                count - 30,
                count + 30,
                count,
                count,
            ]];
            let expected = Usual::of(&history).expected(0, LEVEL()).unwrap();
            (expected.low, expected.high)
        })
        .collect();
    assert!(widths[1].0.abs_diff(widths[0].0) <= 8, "{widths:?}");
    assert!(widths[1].1.abs_diff(widths[0].1) <= 8, "{widths:?}");
}
