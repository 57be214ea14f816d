use statrs::function::beta::beta_reg;

use super::Level;

/// Above this many values ranks come from the normal approximation, whose ranks then differ by one at most.
const EXACT_MAX: u64 = 5_000;

/// Two ranks, counted from 0 in ascending order, whose values enclose a quantile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankInterval {
    /// Rank of the lower end.
    pub lower: u64,
    /// Rank of the upper end.
    pub upper: u64,
}

/// The ranks between which the `p`-quantile of a distribution of any shape lies, given `n` values from it.
///
/// With `B ~ Binomial(n, p)`: the highest lower rank and the lowest upper rank that each leave out at most half of
/// what the level leaves out. H. A. David and H. N. Nagaraja, *Order Statistics*, 3rd ed. (2003), section 7.1.
/// `None` when `n` is too small for the level (five values for a median at 95 %) or `p` is not inside (0, 1).
pub fn quantile_ranks(n: u64, p: f64, level: Level) -> Option<RankInterval> {
    if n == 0 || p.is_nan() || p <= 0.0 || p >= 1.0 {
        return None;
    }
    let cases = n as f64;
    let half = level.z() * (cases * p * (1.0 - p)).sqrt();
    let (lower, upper) = if n > EXACT_MAX {
        // Continuity-corrected: P(B ≤ k) ≈ Φ((k + ½ − np) / √np(1−p)).
        (
            (cases * p - half - 0.5).floor(),
            (cases * p + half - 0.5).ceil() + 1.0,
        )
    } else {
        let tail = level.tail();
        // Start from the approximation; the exact ranks are a step or two away.
        let mut lower = (cases * p - half).round().clamp(0.0, cases);
        while lower > 0.0 && below(lower, cases, p) > tail {
            lower -= 1.0;
        }
        while lower < cases && below(lower + 1.0, cases, p) <= tail {
            lower += 1.0;
        }
        let mut upper = (cases * p + half).round().clamp(0.0, cases);
        while upper < cases && below(upper, cases, p) < 1.0 - tail {
            upper += 1.0;
        }
        while upper > 0.0 && below(upper - 1.0, cases, p) >= 1.0 - tail {
            upper -= 1.0;
        }
        // One-based rank `upper` must satisfy P(B < upper) ≥ 1 − tail; past the largest value there is none.
        if below(upper, cases, p) < 1.0 - tail {
            return None;
        }
        (lower, upper)
    };
    // One-based ranks must name values: 1 to n.
    if lower < 1.0 || upper > cases {
        return None;
    }
    Some(RankInterval {
        lower: lower as u64 - 1,
        upper: upper as u64 - 1,
    })
}

/// `P(B < k)` for `B ~ Binomial(n, p)`, through the incomplete beta function.
fn below(k: f64, n: f64, p: f64) -> f64 {
    if k <= 0.0 {
        0.0
    } else if k > n {
        1.0
    } else {
        beta_reg(n - k + 1.0, k, 1.0 - p)
    }
}
