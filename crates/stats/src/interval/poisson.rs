use statrs::distribution::{Continuous, ContinuousCDF, Gamma};

use super::{Interval, Level};

/// From here on the Wilson–Hilferty approximation is used: at 95 % it is within 6·10⁻⁹ of the exact value.
const LARGE_COUNT: u64 = 20_000;

const NEWTON_STEPS_MAX: usize = 10;

/// Garwood's exact interval for the mean of a Poisson count.
///
/// `½ χ²(α/2; 2k)` to `½ χ²(1−α/2; 2k+2)`, computed as quantiles of the gamma distribution with shapes k and k+1.
/// F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936). For large counts the chi-square
/// quantile is that of E. B. Wilson and M. M. Hilferty, PNAS 17 (1931).
pub fn poisson_exact(count: u64, level: Level) -> Interval {
    let low = if count == 0 {
        0.0
    } else {
        gamma_quantile(count, Side::Lower, level)
    };
    let high = gamma_quantile(count.saturating_add(1), Side::Upper, level);
    Interval { low, high, level }
}

#[derive(Clone, Copy)]
enum Side {
    Lower,
    Upper,
}

/// The quantile of Gamma(`shape`, 1) that leaves the level's tail on `side`.
fn gamma_quantile(shape: u64, side: Side, level: Level) -> f64 {
    let shape_real = shape as f64;
    let (z, probability) = match side {
        Side::Lower => (-level.z(), level.tail()),
        Side::Upper => (level.z(), 1.0 - level.tail()),
    };
    let ninth = 1.0 / (9.0 * shape_real);
    let approximate = shape_real * (1.0 - ninth + z * ninth.sqrt()).powi(3);
    if shape >= LARGE_COUNT {
        return approximate;
    }
    let Ok(gamma) = Gamma::new(shape_real, 1.0) else {
        return approximate;
    };
    // Newton's method is there in three or four steps, where a search that starts from nothing takes dozens.
    let mut quantile = approximate;
    for _ in 0..NEWTON_STEPS_MAX {
        if quantile.is_nan() || quantile <= 0.0 {
            break;
        }
        let step = (gamma.cdf(quantile) - probability) / gamma.pdf(quantile);
        quantile -= step;
        if step.abs() <= quantile * 1e-10 {
            return quantile;
        }
    }
    gamma.inverse_cdf(probability)
}
