//! The stored form of a sketch.
//!
//! Version 2, little-endian; `v` is a base-128 varint of at most ten bytes, lowest group first:
//!
//! ```text
//! u8 version = 2   u8 mantissa bits = 7   u8 form   v refused
//! form 0, few:   v count, then for each f64, ascending
//! form 1, many; form 2, many whole numbers:   v zero   window negative   window positive   f64 min   f64 max
//! window: v occupied buckets, then for each v buckets skipped, v count (at least 1)
//! ```
//!
//! One state has one form, so equal sketches have equal bytes.

use super::histogram::Histogram;
use super::key::BUCKETS;
use super::window::Window;
use super::{EXACT_MAX, MANTISSA_BITS, QuantileSketch, Values, key};

const VERSION: u8 = 2;
const FEW: u8 = 0;
const MANY: u8 = 1;
const MANY_WHOLE: u8 = 2;

/// Bytes that are not a sketch that this program can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CorruptSketch {
    /// Written by another version.
    #[error(
        "quantile sketch in format {0}, of which this program knows only {VERSION}: compute it anew, or use the program that wrote it"
    )]
    UnknownVersion(u8),
    /// Other buckets than ours.
    #[error("quantile sketch with {0} mantissa bits instead of {MANTISSA_BITS}: compute it anew")]
    OtherPrecision(u8),
    /// The end came early.
    #[error("quantile sketch cut short: read it again from its source, or compute it anew")]
    Truncated,
    /// Something follows the end.
    #[error(
        "quantile sketch followed by {0} bytes that are not part of it: read it again from its source, or compute it anew"
    )]
    TrailingBytes(usize),
    /// The parts contradict each other.
    #[error("quantile sketch whose {0}: read it again from its source, or compute it anew")]
    Inconsistent(&'static str),
}

impl QuantileSketch {
    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let form = match &self.values {
            Values::Few(_) => FEW,
            Values::Many(histogram) if histogram.whole => MANY_WHOLE,
            Values::Many(_) => MANY,
        };
        let mut bytes = vec![VERSION, MANTISSA_BITS as u8, form];
        write_varint(&mut bytes, self.refused);
        match &self.values {
            Values::Few(few) => {
                write_varint(&mut bytes, few.len() as u64);
                bytes.extend(few.iter().flat_map(|value| value.to_le_bytes()));
            }
            Values::Many(histogram) => {
                write_varint(&mut bytes, histogram.zero);
                write_window(&mut bytes, &histogram.negative);
                write_window(&mut bytes, &histogram.positive);
                bytes.extend_from_slice(&histogram.min.to_le_bytes());
                bytes.extend_from_slice(&histogram.max.to_le_bytes());
            }
        }
        bytes
    }

    /// Reads the stored form back.
    ///
    /// # Errors
    ///
    /// When the bytes are of another version or cannot have been written by [`Self::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CorruptSketch> {
        let mut reader = Reader { left: bytes };
        match reader.byte()? {
            VERSION => {}
            other => return Err(CorruptSketch::UnknownVersion(other)),
        }
        let precision = reader.byte()?;
        if u32::from(precision) != MANTISSA_BITS {
            return Err(CorruptSketch::OtherPrecision(precision));
        }
        let form = reader.byte()?;
        let refused = reader.varint()?;
        let values = match form {
            FEW => Values::Few(reader.few()?),
            MANY => Values::Many(reader.histogram(false)?),
            MANY_WHOLE => Values::Many(reader.histogram(true)?),
            _ => return Err(CorruptSketch::Inconsistent("form is none that there is")),
        };
        if !reader.left.is_empty() {
            return Err(CorruptSketch::TrailingBytes(reader.left.len()));
        }
        Ok(Self { values, refused })
    }
}

/// Whether a value can have been taken in.
fn possible(value: f64) -> bool {
    value.is_finite() && !(value == 0.0 && value.is_sign_negative())
}

impl Histogram {
    /// That the smallest and largest value lie in the outermost buckets, and are whole when all were.
    fn check_ends(&self) -> Result<(), CorruptSketch> {
        if self.count <= EXACT_MAX as u64 {
            return Err(CorruptSketch::Inconsistent(
                "values are too few to be so many",
            ));
        }
        let ends = [self.min, self.max];
        if !ends.into_iter().all(possible) || self.min > self.max {
            return Err(CorruptSketch::Inconsistent(
                "smallest or largest value is impossible",
            ));
        }
        let key_of = |sign: i32| move |(index, _): (u32, u64)| sign * (index as i32 + 1);
        let zero = (self.zero > 0).then_some(0);
        let lowest = self
            .negative
            .occupied()
            .next_back()
            .map(key_of(-1))
            .or(zero);
        let lowest = lowest.or_else(|| self.positive.occupied().next().map(key_of(1)));
        let highest = self.positive.occupied().next_back().map(key_of(1)).or(zero);
        let highest = highest.or_else(|| self.negative.occupied().next().map(key_of(-1)));
        if ends.map(|end| Some(key(end))) != [lowest, highest] {
            return Err(CorruptSketch::Inconsistent(
                "smallest or largest value lies outside its bucket",
            ));
        }
        if self.whole && ends.iter().any(|end| end.trunc() != *end) {
            return Err(CorruptSketch::Inconsistent(
                "flag denies a fraction that it holds",
            ));
        }
        Ok(())
    }
}

fn write_window(bytes: &mut Vec<u8>, window: &Window) {
    write_varint(bytes, window.occupied().count() as u64);
    let mut next = 0;
    for (index, count) in window.occupied() {
        write_varint(bytes, u64::from(index - next));
        write_varint(bytes, count);
        next = index + 1;
    }
}

fn write_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

struct Reader<'b> {
    left: &'b [u8],
}

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8, CorruptSketch> {
        let (&first, rest) = self.left.split_first().ok_or(CorruptSketch::Truncated)?;
        self.left = rest;
        Ok(first)
    }

    fn real(&mut self) -> Result<f64, CorruptSketch> {
        let (&first, rest) = self
            .left
            .split_first_chunk()
            .ok_or(CorruptSketch::Truncated)?;
        self.left = rest;
        Ok(f64::from_le_bytes(first))
    }

    fn varint(&mut self) -> Result<u64, CorruptSketch> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let group = u64::from(byte & 0x7f);
            // The shortest form is the only one, and nothing may be lost at the top.
            if (group << shift) >> shift != group || (byte == 0 && shift > 0) {
                break;
            }
            value |= group << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(CorruptSketch::Inconsistent(
            "number is written in an impossible way",
        ))
    }

    /// Values as they are.
    fn few(&mut self) -> Result<Vec<f64>, CorruptSketch> {
        let count = usize::try_from(self.varint()?).unwrap_or(usize::MAX);
        if count > EXACT_MAX {
            return Err(CorruptSketch::Inconsistent("values are too many to be few"));
        }
        let few: Vec<f64> = (0..count).map(|_| self.real()).collect::<Result<_, _>>()?;
        if !few.is_sorted() || !few.iter().copied().all(possible) {
            return Err(CorruptSketch::Inconsistent(
                "values do not ascend, or are none",
            ));
        }
        Ok(few)
    }

    fn histogram(&mut self, whole: bool) -> Result<Histogram, CorruptSketch> {
        let zero = self.varint()?;
        let mut count = zero;
        let negative = self.window(&mut count)?;
        let positive = self.window(&mut count)?;
        let histogram = Histogram {
            negative,
            zero,
            positive,
            count,
            min: self.real()?,
            max: self.real()?,
            whole,
        };
        histogram.check_ends()?;
        Ok(histogram)
    }

    /// A window, whose counts are added to `total`.
    fn window(&mut self, total: &mut u64) -> Result<Window, CorruptSketch> {
        let mut window = Window::EMPTY;
        let mut next = 0_u64;
        for _ in 0..self.varint()? {
            let index = next
                .checked_add(self.varint()?)
                .filter(|&index| index < u64::from(BUCKETS));
            let index = index.ok_or(CorruptSketch::Inconsistent(
                "bucket lies beyond the largest number",
            ))?;
            let count = self.varint()?;
            if count == 0 {
                return Err(CorruptSketch::Inconsistent("occupied bucket is empty"));
            }
            *total = total
                .checked_add(count)
                .ok_or(CorruptSketch::Inconsistent("count is beyond counting"))?;
            window.add(index as u32, count);
            next = index + 1;
        }
        Ok(window)
    }
}
