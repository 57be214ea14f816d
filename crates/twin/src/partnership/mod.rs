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
mod money;
mod opinion;
mod orders;
mod outage;
mod overflow;
mod personal;
mod phrases;
mod roster;
mod run;
mod signals;
mod staffing;
mod standing;
mod tally;
mod transcript;
mod trial;

pub(crate) use orders::{Rerouted, Step};
pub(crate) use phrases::Phrases;
pub(crate) use standing::Partnership;
pub(crate) use tally::Tally;
