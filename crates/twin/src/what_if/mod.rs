//! What if something were done differently from here on: the same present, run on many times with and without it.
//!
//! Every replication of what is tried shares its chance with one of what goes on as it is (common random numbers), so
//! that the two differ by what was done and by nothing else, and their difference is known much better than either.

mod answer;
mod compare;
mod error;
mod horizon;
mod levers;
mod measure;
mod menu;
mod plan;
mod planning;

pub(crate) use horizon::Window;
pub(crate) use plan::{everything_is_served, steps};

pub use answer::{Cell, Comparison, Difference, Measured, Of, Price, Tried};
pub use compare::{Asking, REPLICATIONS_MAX, compare};
pub use error::WhatIfError;
pub use horizon::{During, Horizon};
pub use levers::{FORMAT, LEVERS_MAX, Lever, Levers, Takes};
pub use measure::{Better, Measure};
pub use menu::{Menu, MenuQueue, MenuTeam};
