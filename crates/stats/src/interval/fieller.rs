use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{Interval, Level};

/// Fieller's interval for a ratio of two means that are measured in pairs; `None` for fewer than two pairs, and where the
/// denominator's mean may be 0, because then the ratio may be anything.
///
/// The ratios `r` for which `n̄ − r·d̄` is not further from 0 than `t · se` allows: the roots of
/// `(d̄² − t²·v_dd)·r² − 2·(n̄·d̄ − t²·v_nd)·r + (n̄² − t²·v_nn) = 0`, the `v` being (co)variances of the means.
/// E. C. Fieller, "Some problems in interval estimation", Journal of the Royal Statistical Society B 16 (1954).
pub fn ratio_of_means(pairs: &[(f64, f64)], level: Level) -> Option<Interval> {
    let n = pairs.len() as f64;
    let degrees = n - 1.0;
    if pairs.len() < 2 {
        return None;
    }
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n;
    let (above, below) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let mut spread = [0.0; 3];
    for (numerator, denominator) in pairs {
        let (a, b) = (numerator - above, denominator - below);
        for (sum, product) in spread.iter_mut().zip([a * a, a * b, b * b]) {
            *sum += product / degrees / n;
        }
    }
    let t = StudentsT::new(0.0, 1.0, degrees)
        .ok()?
        .inverse_cdf(level.tail());
    let [of_above, of_both, of_below] = spread.map(|variance| t * t * variance);
    let squared = below * below - of_below;
    if squared.is_nan() || squared <= 0.0 {
        return None;
    }
    let middle = above * below - of_both;
    // Rounding may make a root that is 0 negative.
    let root = (middle * middle - squared * (above * above - of_above))
        .max(0.0)
        .sqrt();
    Some(Interval {
        low: (middle - root) / squared,
        high: (middle + root) / squared,
        level,
    })
}
