//! Every parser that reads what others wrote, over any bytes, and what must hold of what it gives. A panic, an endless
//! loop or a broken promise is a finding.
//!
//! The fuzz targets in `fuzz/` run these functions for as long as they are let; the tests here run them over the seeds,
//! everything that was ever found, and a few changes to each. Bytes that choose how the rest is read are digits and stand
//! before it, so that a seed can be read and written by people.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic is how something is found"
)]

mod charters;
mod chosen;
mod rows;
mod texts;

pub use charters::{charter, draft};
pub use rows::{arrow, csv, head, json, ndjson, parquet};
pub use texts::{arithmetic, clock, entry, expression, json_place, redaction};

/// What runs a parser over any bytes.
pub type Target = fn(&[u8]);

/// All of them by name: the name of the fuzz target and of the folder of its seeds.
pub const TARGETS: [(&str, Target); 14] = [
    ("arithmetic", arithmetic),
    ("arrow", arrow),
    ("charter", charter),
    ("clock", clock),
    ("csv", csv),
    ("draft", draft),
    ("entry", entry),
    ("expression", expression),
    ("head", head),
    ("json", json),
    ("json_place", json_place),
    ("ndjson", ndjson),
    ("parquet", parquet),
    ("redaction", redaction),
];
