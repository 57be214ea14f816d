//! What the server takes from outside: the time, and chance.

use std::io;
use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

impl<F: Fn() -> Timestamp + Send + Sync> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}

/// An operation that is simulated while the server runs: facts come from it, and its clock is the partnership's.
pub trait Simulation: Send + Sync {
    /// Simulated seconds that pass in a second; 0 while it is paused.
    fn pace(&self) -> f64;

    /// Lets it go on at another pace.
    fn set_pace(&self, pace: f64);
}

/// A double of the operation, to try things on.
pub trait Laboratory: Send + Sync {
    /// It, at the operation's present, to be run on apart; nothing while it is not there yet.
    fn present(&self) -> Option<Arc<twin::Running>>;
}

/// Random bytes that no one can guess: sessions and tokens are made of them.
pub trait Chance: Send + Sync {
    /// Fills the bytes.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()>;
}

impl<F: Fn(&mut [u8]) -> io::Result<()> + Send + Sync> Chance for F {
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()> {
        self(bytes)
    }
}

/// That many random bytes.
pub(crate) fn random<const N: usize>(chance: &dyn Chance) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    chance.fill(&mut bytes)?;
    Ok(bytes)
}
