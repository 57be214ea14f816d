//! A partnership at work: the operation that the engine runs for a charter and its scenario.

mod arrival;
mod attendance;
mod back_office;
mod callback;
mod cohorts;
mod contact;
mod costs;
mod course;
mod duty;
mod export;
mod keyed;
mod knowledge;
mod lines;
mod looks;
mod loyalty;
mod opinion;
mod orders;
mod outage;
mod overflow;
mod roster;
mod run;
mod staffing;
mod standing;
mod tally;
mod trial;

pub(crate) use orders::{Rerouted, Step};
pub(crate) use standing::Partnership;
pub(crate) use tally::Tally;
