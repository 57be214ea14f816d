//! The bytes in front, which choose how the rest is read.

use std::str::from_utf8;

/// So many choices, and what stands after them: a digit is itself.
pub(crate) fn choices<const N: usize>(data: &[u8]) -> Option<([usize; N], &[u8])> {
    let (first, rest) = data.split_first_chunk::<N>()?;
    Some((first.map(|byte| usize::from(byte.wrapping_sub(b'0'))), rest))
}

/// One of several.
pub(crate) fn one<T: Copy, const N: usize>(of: [T; N], choice: usize) -> T {
    of[choice % N]
}

/// The two halves of a text, parted by the first line end.
pub(crate) fn halves(data: &[u8]) -> Option<(&str, &str)> {
    from_utf8(data).ok()?.split_once('\n')
}
