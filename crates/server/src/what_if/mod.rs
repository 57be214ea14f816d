//! What-if questions while they are tried, and what people keep of them.

mod runs;
mod saved;

pub(crate) use runs::{Run, Runs, Stands};
pub(crate) use saved::{NotSaved, Saved, SavedWhatIfs};
