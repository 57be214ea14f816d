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

    /// What can be let happen in it, and what does.
    fn scenarios(&self) -> Vec<OfferedScenario>;

    /// Lets something happen from now on.
    ///
    /// # Errors
    /// When it is unknown, or happens already.
    fn begin(&self, scenario: &str) -> Result<(), NotDone>;

    /// Ends what was let happen, as of now.
    ///
    /// # Errors
    /// When it is unknown, or does not happen.
    fn end(&self, scenario: &str) -> Result<(), NotDone>;

    /// A number that is another whenever something began to happen or ended.
    fn turns(&self) -> u64;
}

/// Something that can be let happen in a simulated operation.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferedScenario {
    /// Short name.
    pub scenario: String,
    /// Title for people.
    pub title: String,
    /// What happens, in a sentence or two.
    pub story: String,
    /// What will be seen, and on which page.
    pub shows: Vec<(String, String)>,
    /// Simulated seconds in a second at which it shows within a minute; any pace when absent.
    pub pace: Option<f64>,
    /// The parties that it is about by name.
    pub parties: Vec<String>,
    /// Whether it reaches every party.
    pub is_everybodys: bool,
    /// Since when it happens, and when it is over by itself; nothing when it does not happen.
    pub under_way: Option<(Timestamp, Option<Timestamp>)>,
}

/// Why something was not begun or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDone {
    /// There is no scenario of that name.
    Unknown,
    /// It happens already.
    UnderWay,
    /// It does not happen.
    NotUnderWay,
    /// It could not be written down.
    NotWritten,
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
