//! Numbers in, numbers out: intervals, quantiles, process behaviour and queueing formulas.
//!
//! Every function names its formula and where it is published. Nothing here reads a clock, a file or chance.

pub mod erlang;
pub mod interval;
pub mod quantile;
pub mod sketch;
pub mod spc;
pub mod usual;

pub use interval::{Interval, Level, Method};
pub use quantile::quantile_type7;
pub use sketch::QuantileSketch;
