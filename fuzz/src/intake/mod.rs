//! The decoders of the lake's intake, as they are there, and what must hold of every chunk that they give.

pub mod bytes;
pub mod chunk;
pub mod csv;
pub mod json_document;
pub mod ndjson;
pub mod objects;
pub mod transcoded;
pub mod window;

mod decoded;

pub use decoded::{csv_rows, json_rows, ndjson_rows};
