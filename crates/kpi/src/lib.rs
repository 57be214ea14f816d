//! What facts mean: definitions become plans, plans become values with intervals.

pub mod answer;
pub mod board;
pub mod page;
pub mod question;

pub use question::{Basis, Moment, Question};
