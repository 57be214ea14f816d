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

/// A number from 0 to 1; a half when the system has no randomness to give, where any number will do.
pub fn fraction() -> f64 {
    let mut bytes = [0; 4];
    match fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 0.5,
    }
}
