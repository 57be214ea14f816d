//! A simulated operation: what a partnership's systems would export, and the truth about it.
//!
//! It serves the demo, what-if questions, and tests of analysis, which must find what was put in. Pure and seeded: no
//! clock, no files, and the same seed gives the same bytes on every machine.
//!
//! - [`engine`] knows queueing and nothing else; it is checked against Erlang C and Erlang A.
//! - [`Scenario`] says how the world behaves, as data; the charter says what was agreed.
//! - [`double`] estimates an operation from what was observed of its contacts, and replays it on the engine.
//! - [`platform`] is how it is told to do otherwise while it runs, and how that is undone.
//! - [`Simulation`] runs the one over the other, and tells the [`Truth`].

mod chance;
mod customers;
mod demand;
pub mod double;
pub mod engine;
mod live;
mod moment;
mod partnership;
pub mod platform;
pub mod scenario;
mod share;
mod simulation;
mod sink;
pub mod transcript;
mod truth;
pub mod what_if;
mod world;

pub use chance::{Chance, Choice};
pub use live::UnderWay;
pub use moment::Moment;
pub use scenario::{NamedScenario, Scenario, ScenarioError};
pub use simulation::{Running, Settings, Simulation};
pub use sink::{FEEDS, Sink, TRANSCRIPTS_TRUTH};
pub use truth::{
    Counts, TrueAgent, TrueCall, TrueChange, TrueDeparture, TrueEvaluator, TrueHires, TrueStrength,
    TrueWeek, Truth,
};
