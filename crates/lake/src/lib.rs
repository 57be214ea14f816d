//! What happened: files in, checks, versioned tables, and scans under a [`access::Viewer`]. The only room that knows
//! Delta.

mod error;
mod lake;
mod receipt;
mod scan;
mod settings;
mod source;

pub use error::LakeError;
pub use lake::Lake;
pub use receipt::{Counts, FeedStatus, Progress, Receipt, Stage};
pub use scan::{Purpose, Scan};
pub use settings::{Secret, Settings};
pub use source::Source;
