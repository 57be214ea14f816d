use proptest::prelude::*;
use stats::interval::{
    Interval, Level, delta_independent, mean_t, poisson_exact, quantile_ranks, ratio_of_means,
    total_compound_poisson, wilson,
};

use crate::near;

#[track_caller]
fn check(got: Interval, low: f64, high: f64, digits: i32) {
    near(got.low, low, digits);
    near(got.high, high, digits);
    assert!(got.low <= got.high);
}

#[test]
fn levels() {
    // Fisher and Yates, Statistical Tables, table I.
    near(Level::P90.z(), 1.644_854, 6);
    near(Level::P95.z(), 1.959_964, 6);
    near(Level::P99.z(), 2.575_829, 6);
    for outside in [0.0, 1.0, -0.5, 95.0, f64::NAN] {
        assert_eq!(Level::new(outside), None);
    }
    assert_eq!(Level::new(0.95), Some(Level::P95));
}

/// R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
/// table I, method 3.
#[test]
fn wilson_as_newcombe_prints_it() {
    let check =
        |successes, n, low, high| check(wilson(successes, n, Level::P95).unwrap(), low, high, 4);
    check(81, 263, 0.2553, 0.3662);
    check(15, 148, 0.0624, 0.1605);
    check(0, 20, 0.0, 0.1611);
    check(1, 29, 0.0061, 0.1718);
}

#[test]
fn wilson_at_its_ends() {
    assert_eq!(wilson(0, 0, Level::P95), None);
    assert_eq!(wilson(3, 2, Level::P95), None);
    assert_eq!(wilson(0, 20, Level::P95).unwrap().low, 0.0);
    assert_eq!(wilson(20, 20, Level::P95).unwrap().high, 1.0);
    let whole = wilson(u64::MAX, u64::MAX, Level::P95).unwrap();
    assert!(whole.low > 0.999_999 && whole.high == 1.0);
}

/// K. Ulm, "A simple method to calculate the confidence interval of a standardized mortality ratio", American Journal
/// of Epidemiology 131 (1990), and Garwood's own table (1936).
#[test]
fn poisson_as_garwood_prints_it() {
    let check =
        |count, low, high, digits| check(poisson_exact(count, Level::P95), low, high, digits);
    check(0, 0.0, 3.689, 3);
    check(1, 0.0253, 5.572, 3);
    check(5, 1.623, 11.668, 3);
    check(10, 4.795, 18.390, 3);
    check(50, 37.11, 65.92, 2);
    check(100, 81.36, 121.63, 2);
}

#[test]
fn poisson_leaves_out_half_of_the_tail_on_each_side() {
    use statrs::distribution::{DiscreteCDF, Poisson};
    for level in [Level::P90, Level::P95, Level::P99, Level::new(0.5).unwrap()] {
        for count in (0..50).chain([77, 100, 333, 1_000, 4_321, 19_000]) {
            let got = poisson_exact(count, level);
            let at_most = Poisson::new(got.high).unwrap().cdf(count);
            near(at_most / level.tail(), 1.0, 6);
            if count > 0 {
                let at_least = Poisson::new(got.low).unwrap().sf(count - 1);
                near(at_least / level.tail(), 1.0, 6);
            }
        }
    }
}

#[test]
fn poisson_is_smooth_where_the_approximation_takes_over() {
    for level in [Level::P90, Level::P95, Level::P99] {
        let (exact, approximate) = (poisson_exact(19_998, level), poisson_exact(20_001, level));
        near((approximate.low - exact.low) / 3.0, 1.0, 1);
        near((approximate.high - exact.high) / 3.0, 1.0, 1);
    }
}

/// NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.2: 195 readings of ZARR13.DAT.
#[test]
fn mean_as_the_nist_handbook_prints_it() {
    let (n, mean, deviation) = (195_u64, 9.261_460, 0.022_789_f64);
    let sum = n as f64 * mean;
    let sum_of_squares = deviation.powi(2) * (n - 1) as f64 + sum * mean;
    let got = mean_t(n, sum, sum_of_squares, Level::P95).unwrap();
    check(got, 9.258_242, 9.264_679, 5);
}

/// Student's t at 97.5 %: Fisher and Yates, Statistical Tables, table III.
#[test]
fn mean_of_few_values() {
    for (n, t) in [(2_u64, 12.706), (6, 2.571), (11, 2.228), (31, 2.042)] {
        // Mean 0 and variance n, so that the standard error is 1.
        let got = mean_t(n, 0.0, (n * (n - 1)) as f64, Level::P95).unwrap();
        check(got, -t, t, 3);
    }
    assert_eq!(mean_t(1, 5.0, 25.0, Level::P95), None);
    let equal = mean_t(3, 0.3, 0.03, Level::P95).unwrap();
    assert!(equal.high - equal.low < 1e-7, "equal values leave no doubt");
}

#[test]
fn sums() {
    // Amounts of 1 make the sum a count, whose variance is the count itself.
    let got = total_compound_poisson(400.0, 400.0, Level::P95).unwrap();
    check(got, 400.0 - 39.199, 400.0 + 39.199, 3);
    assert_eq!(
        total_compound_poisson(0.0, 0.0, Level::P95).unwrap().low,
        0.0
    );
    assert_eq!(total_compound_poisson(1.0, -1.0, Level::P95), None);
    assert_eq!(total_compound_poisson(f64::NAN, 1.0, Level::P95), None);
}

/// One-based ranks for a median at 95 %: D. G. Altman et al., *Statistics with Confidence*, 2nd ed. (2000), table 18.4.
#[test]
fn ranks_of_a_median() {
    for (n, ranks) in [
        (5, None),
        (6, Some((1, 6))),
        (8, Some((1, 8))),
        (9, Some((2, 8))),
        (10, Some((2, 9))),
        (20, Some((6, 15))),
        (25, Some((8, 18))),
        (50, Some((18, 33))),
        (100, Some((40, 61))),
    ] {
        let got =
            quantile_ranks(n, 0.5, Level::P95).map(|ranks| (ranks.lower + 1, ranks.upper + 1));
        assert_eq!(got, ranks, "n = {n}");
    }
}

#[test]
fn ranks_refuse_what_has_no_answer() {
    for (n, p) in [(0, 0.5), (100, 0.0), (100, 1.0), (100, f64::NAN), (20, 0.9)] {
        assert_eq!(quantile_ranks(n, p, Level::P95), None, "n = {n}, p = {p}");
    }
}

/// `P(B < upto)` for `B ~ Binomial(n, p)`, term by term in logarithms.
fn binomial_below(upto: u64, n: u64, p: f64) -> f64 {
    let mut log_term = n as f64 * (-p).ln_1p();
    let mut total = 0.0;
    for k in 0..upto {
        total += log_term.exp();
        log_term += ((n - k) as f64 / (k + 1) as f64 * p / (1.0 - p)).ln();
    }
    total
}

proptest! {
    #[test]
    fn ranks_leave_out_no_more_than_the_level_and_are_the_tightest(n in 6..800_u64, p in 0.05..0.95_f64) {
        let below = |rank: u64| binomial_below(rank, n, p);
        if let Some(ranks) = quantile_ranks(n, p, Level::P95) {
            let (lower, upper) = (ranks.lower + 1, ranks.upper + 1);
            prop_assert!(below(lower) <= 0.025 + 1e-9 && below(lower + 1) > 0.025 - 1e-9);
            prop_assert!(below(upper) >= 0.975 - 1e-9 && below(upper - 1) < 0.975 + 1e-9);
        } else {
            prop_assert!(below(1) > 0.025 - 1e-9 || below(n) < 0.975 + 1e-9);
        }
    }

    #[test]
    fn ranks_of_many_values_follow_those_of_fewer(p in 0.01..0.99_f64) {
        let exact = quantile_ranks(5_000, p, Level::P95).unwrap();
        let normal = quantile_ranks(5_001, p, Level::P95).unwrap();
        prop_assert!(exact.lower.abs_diff(normal.lower) <= 2);
        prop_assert!(exact.upper.abs_diff(normal.upper) <= 2);
    }

    #[test]
    fn a_wilson_interval_holds_its_share(n in 1..1_000_000_u64, part in 0.0..=1.0_f64) {
        let successes = (n as f64 * part) as u64;
        let interval = wilson(successes, n, Level::P95).unwrap();
        prop_assert!(interval.contains(successes as f64 / n as f64));
        prop_assert!(interval.low >= 0.0 && interval.high <= 1.0);
    }
}

/// JCGM 100:2008 (GUM), 5.1.6: the relative variance of a product of powers is Σ (pᵢ uᵢ / xᵢ)².
#[test]
fn propagation_through_products_of_powers() {
    let components = [(12.0, 0.3), (4.0, 0.2), (0.5, 0.01)];
    let got = delta_independent(&components, Level::P95, |x| x[0].powi(2) / x[1] * x[2]).unwrap();
    let relative =
        ((2.0 * 0.3 / 12.0_f64).powi(2) + (0.2 / 4.0_f64).powi(2) + (0.01 / 0.5_f64).powi(2))
            .sqrt();
    near(got.value, 18.0, 9);
    near(got.standard_error, 18.0 * relative, 6);
    near(got.interval.high, 18.0 + 1.959_964 * 18.0 * relative, 5);
}

#[test]
fn propagation_through_sums_and_zeros() {
    let sum = delta_independent(&[(0.0, 3.0), (1e9, 4.0)], Level::P95, |x| x[0] + x[1]).unwrap();
    near(sum.standard_error, 5.0, 5);
    let certain = delta_independent(&[(2.0, 0.0)], Level::P95, |x| 10.0 / x[0]).unwrap();
    assert_eq!((certain.value, certain.standard_error), (5.0, 0.0));
    assert_eq!(
        delta_independent(&[(1.0, 0.1), (0.0, 0.0)], Level::P95, |x| x[0] / x[1]),
        None
    );
    assert_eq!(
        delta_independent(&[(1.0, -0.1)], Level::P95, |x| x[0]),
        None
    );
}

#[test]
fn intervals_change_unit() {
    let share = wilson(15, 148, Level::P95).unwrap();
    check(share.scaled(100.0), 6.24, 16.05, 2);
    let turned = share.scaled(-1.0);
    assert!(turned.low < turned.high);
}

/// The ends of Fieller's interval are the ratios at which numerator less ratio times denominator is as far from 0 as
/// Student's interval reaches.
#[test]
fn a_ratio_of_paired_means_ends_where_the_difference_might_be_nothing() {
    let pairs = [
        (400.0, 8.1),
        (430.0, 7.4),
        (390.0, 9.0),
        (415.0, 6.6),
        (402.0, 8.8),
    ];
    let interval = ratio_of_means(&pairs, Level::P95).unwrap();
    assert!(interval.contains(2037.0 / 39.9));
    for end in [interval.low, interval.high] {
        let left = pairs.map(|(above, below)| above - end * below);
        let (sum, squares) = left.iter().fold((0.0, 0.0), |(sum, squares), one| {
            (sum + one, squares + one * one)
        });
        let reach = mean_t(5, sum, squares, Level::P95).unwrap();
        let nearest = reach.low.abs().min(reach.high.abs());
        assert!(nearest < 1e-6 * 400.0, "{end}: {reach:?}");
    }
    // Ten for each, always: nothing is in doubt.
    let exact = ratio_of_means(&[(10.0, 1.0), (11.0, 1.1), (9.5, 0.95)], Level::P95).unwrap();
    assert!((exact.low - 10.0).abs() < 1e-6 && (exact.high - 10.0).abs() < 1e-6);
    // A denominator that may be nothing makes any ratio possible; one pair says nothing.
    assert_eq!(
        ratio_of_means(&[(1.0, 1.0), (2.0, -1.0), (3.0, 0.5)], Level::P95),
        None
    );
    assert_eq!(ratio_of_means(&[(1.0, 1.0)], Level::P95), None);
}
