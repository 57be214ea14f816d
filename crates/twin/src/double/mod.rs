//! The double of a real operation: estimated from what was observed of its contacts, and replayed on the engine.
//!
//! - A [`Log`] holds what was observed, of any partnership.
//! - A [`Double`] is the estimate made of it: how long service takes, how patient customers are, how far a priority
//!   moves them ahead, who takes what, and who is there when.
//! - [`Double::replay`] sends arrivals through it, those that came or those that [`Double::draw`] makes, and says what
//!   became of them; [`Replays`] are several of these under as many seeds, with intervals.
//!
//! What it supposes, and how far that carries on a real log, is told in `docs/double.md`.

mod arrivals;
mod crowding;
mod day;
mod estimate;
mod figures;
mod layout;
mod log;
mod patience;
mod priority;
mod replay;
mod rota;
mod service;
mod skills;
mod unusual;

pub use arrivals::Arrival;
pub use estimate::{Double, Part};
pub use figures::{Figures, Replays, Run, Spread};
pub use log::{Log, Observed, Served};
pub use patience::Patience;
pub use rota::Staffing;
