//! Quantiles of values at hand.

/// The `p`-quantile of ascending values, interpolated linearly between ranks: `x[h]` with `h = (n − 1) p`.
///
/// Type 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50
/// (1996): the default of R, NumPy and spreadsheets. `None` without values or with `p` outside [0, 1].
pub fn quantile_type7(sorted: &[f64], p: f64) -> Option<f64> {
    let (below, above, fraction) = ranks_type7(u64::try_from(sorted.len()).ok()?, p)?;
    let low = *sorted.get(usize::try_from(below).ok()?)?;
    let high = *sorted.get(usize::try_from(above).ok()?)?;
    Some(between(low, high, fraction))
}

/// The two ranks around the quantile and how far it lies from the first to the second.
pub(crate) fn ranks_type7(n: u64, p: f64) -> Option<(u64, u64, f64)> {
    if n == 0 || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let last = n - 1;
    let position = last as f64 * p;
    let below = (position.floor() as u64).min(last);
    let above = (below + 1).min(last);
    Some((below, above, position - below as f64))
}

/// Equal ends are returned as they are: infinite or very large values must not turn into `NaN`.
pub(crate) fn between(low: f64, high: f64, fraction: f64) -> f64 {
    if low == high || fraction == 0.0 {
        low
    } else {
        low * (1.0 - fraction) + high * fraction
    }
}
