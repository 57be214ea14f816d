//! Files as others write them, read as rows: compression, encodings, separated values, JSON in lines and in documents,
//! Parquet and Arrow. Any bytes are read or refused in words; what is read is read in bounded memory.
//!
//! Knows nothing of what rows mean.

mod ahead;
mod bytes;
mod chunk;
mod columnar;
mod csv;
mod cut;
mod error;
mod fill;
mod guarded;
mod head;
mod ipc;
pub mod json;
mod json_document;
mod met;
mod ndjson;
mod objects;
mod open;
mod parquet;
mod parquet_rows;
mod picked;
mod scan;
mod source;
#[cfg(test)]
mod steps;
mod text_column;
mod transcoded;
mod typed;
mod unpacked;
mod window;

pub use self::bytes::{Meter, Still};
pub use chunk::{Broken, CHUNK_ROWS, Chunk, Decode};
pub use error::FormatError;
pub use head::{Head, HeadType, texts};
pub use open::{Reading, Written, open};
pub use picked::rows_in;
pub use source::Source;
pub use typed::Types;
pub use unpacked::{Bound, Swollen};
