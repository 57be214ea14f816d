//! What happened: files in, checks, versioned tables, and scans under a [`access::Viewer`]. The only room that knows
//! Delta.

mod catalog;
mod engine;
mod error;
mod folder;
mod functions;
mod ingest;
mod intake;
mod json;
mod lake;
mod parallel;
mod receipt;
mod scan;
mod settings;
mod source;
mod span;
mod state;
mod table;

pub use error::LakeError;
pub use lake::Lake;
pub use receipt::{Counts, FeedStatus, Progress, Receipt, Stage};
pub use scan::{FOLLOWED_UP, Purpose, Scan, WINDOW_CLOSED};
pub use settings::{Secret, Settings};
pub use source::Source;
pub use span::FactsSpan;
