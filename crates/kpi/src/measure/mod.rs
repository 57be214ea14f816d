//! Measures: aggregates whose states merge, so that a number is the same whichever way it was reached.

mod distinct;
mod period_index;
mod quantile;
mod sketch;

pub(crate) use distinct::{DistinctSketch, distinct_sketch};
pub(crate) use period_index::period_index;
pub(crate) use quantile::quantile_sketch;
