//! Which bucket a number falls in, read off its bits.

/// Bits of the mantissa that tell buckets apart: each power of two has 2⁷ of them.
pub const MANTISSA_BITS: u32 = 7;

/// The most by which the representative of a bucket differs from a number in it, relative to the number.
///
/// A bucket is 2⁻⁷ of its power of two wide and represented by its middle. Holds from 2⁻¹⁰²² (2·10⁻³⁰⁸) up.
pub const RELATIVE_ERROR_MAX: f64 = 1.0 / (1 << (MANTISSA_BITS + 1)) as f64;

/// Whole numbers below this have a bucket to themselves.
pub(super) const WHOLE_EXACT_BELOW: f64 = (1 << (MANTISSA_BITS + 1)) as f64;

const DROPPED_BITS: u32 = f64::MANTISSA_DIGITS - 1 - MANTISSA_BITS;
const SIGN: u64 = 1 << 63;

/// One more than the bucket of the largest finite number.
pub(super) const BUCKETS: u32 = (f64::MAX.to_bits() >> DROPPED_BITS) as u32 + 1;

/// The bucket of a finite number. Ascends with the number; 0 holds zero alone, and `key(-x) = -key(x)`.
///
/// The bits of a positive float ascend with it, so the upper ones are a logarithm that costs a shift.
#[inline]
pub fn key(value: f64) -> i32 {
    let magnitude = value.to_bits() & !SIGN;
    if magnitude == 0 {
        return 0;
    }
    let bucket = (magnitude >> DROPPED_BITS) as i32 + 1;
    if value < 0.0 { -bucket } else { bucket }
}

/// The number that stands for the bucket: its middle, to within [`RELATIVE_ERROR_MAX`] of every number in it.
pub fn representative(key: i32) -> f64 {
    match key.unsigned_abs().checked_sub(1) {
        None => 0.0,
        Some(index) => magnitude(index).copysign(f64::from(key)),
    }
}

/// The middle of the bucket with this distance from zero's bucket.
pub(super) fn magnitude(index: u32) -> f64 {
    f64::from_bits((u64::from(index) << DROPPED_BITS) | (1 << (DROPPED_BITS - 1)))
}
