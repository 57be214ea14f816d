//! What a file nobody has seen before holds, and the feed that would take it in. Pure: bytes in, a draft out.

mod about;
mod choose;
mod compose;
mod doubt;
mod draft;
mod error;
mod fit;
mod infer;
mod profile;
mod read;
mod rows;
mod sample;
mod write;

pub use about::{About, Asked, Party};
pub use doubt::{Alternative, Doubt};
pub use draft::{Draft, draft, draft_as, tables};
pub use error::DraftError;
pub use fit::Fits;
pub use infer::kind::Kind;
pub use infer::personal::Personal;
pub use profile::{ColumnProfile, Profile};
pub use sample::{HEAD_BYTES, Sample, Written};
