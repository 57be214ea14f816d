//! The one place that takes randomness from the system.

use std::io;

use rand::TryRng;
use rand::rngs::SysRng;

/// Fills the bytes with randomness that no one can guess.
///
/// # Errors
/// When the system has none to give.
pub fn fill(bytes: &mut [u8]) -> io::Result<()> {
    SysRng.try_fill_bytes(bytes).map_err(io::Error::other)
}
