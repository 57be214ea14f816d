//! What facts mean: definitions become plans, plans become values with intervals.

pub mod answer;
pub mod board;
mod catalog;
mod compute;
mod csv;
mod engine;
mod error;
mod expression;
pub mod facts;
mod head;
mod marks;
mod measure;
pub mod page;
mod pass;
mod plan;
pub mod question;
mod range;
pub mod reading;
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
