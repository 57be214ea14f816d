//! Personal data out of free text: text in, the same text out with what was found replaced by the name of
//! its kind.
//!
//! Numbers are read group by group, as people write them, and are believed only when their checksum, length
//! and numbering plan agree; where a kind has no checksum, the words before it decide. Nothing backtracks: the
//! work is a bounded number of steps for each group of digits, whatever the text.
//!
//! Three things hold for every text, and are tested as properties: what lies outside the ranges found is kept
//! byte for byte; redacting twice is redacting once; there is no text on which it fails.

mod candidate;
mod card;
mod cue;
mod email;
mod error;
mod fold;
mod iban;
mod kind;
mod names;
mod national_id;
mod numbers;
mod phone;
mod redactor;
mod settings;
mod surroundings;
mod writing;

pub use error::RedactionError;
pub use kind::{Found, Kind, Redacted};
pub use redactor::Redactor;
pub use settings::{Country, NotACountry, Settings};
