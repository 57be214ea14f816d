//! What facts mean: definitions become plans, plans become values with intervals.

pub mod answer;
mod attainment;
mod backlog;
pub mod board;
mod catalog;
mod compute;
mod csv;
mod engine;
mod error;
mod expression;
mod extent;
pub mod facts;
mod head;
mod marks;
mod measure;
pub mod page;
mod pass;
mod plan;
pub mod question;
mod range;
mod reach;
pub mod reading;
mod scope;
mod state;
mod words;

pub use answer::Answer;
pub use board::{BoardAnswer, BoardQuestion};
pub use engine::Engine;
pub use error::{ErrorKind, KpiError};
pub use facts::{DimensionValue, Facts, FactsQuestion};
pub use page::{KpiPage, KpiSummary};
pub use question::{Basis, Moment, Question};
pub use reading::{Reading, ReadingQuestion};
