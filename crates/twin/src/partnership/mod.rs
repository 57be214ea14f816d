//! A partnership at work: the operation that the engine runs for a charter and its scenario.

mod arrival;
mod attendance;
mod contact;
mod costs;
mod course;
mod duty;
mod export;
mod lines;
mod looks;
mod opinion;
mod roster;
mod run;

pub(crate) use run::Partnership;
