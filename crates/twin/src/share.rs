//! A part of a whole.

/// The part as a share of the whole; nothing of an empty one.
pub(crate) fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}
