//! What may be asked of the ledger.

use std::collections::BTreeMap;

use access::Viewer;
use charter::partnership::Partnership;
use jiff::Timestamp;
use jiff::civil::Date;

/// Something that someone wants decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Put this charter in force; nothing is written when it is in force already.
    Found {
        /// Path within the charter, with forward slashes → text.
        files: BTreeMap<String, String>,
    },
    /// Pin a note to a point of a KPI. That the viewer may see the KPI is the caller's to know.
    PinNote {
        /// The KPI.
        kpi: String,
        /// The party whose point it is; `None` for all of them together.
        party: Option<String>,
        /// The day of the point, in the partnership's zone.
        at: Date,
        /// What is known.
        text: String,
    },
}

/// Who asks, under which charter, when.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// What the person may see and do.
    pub viewer: &'a Viewer,
    /// The charter in force, which says who may decide.
    pub partnership: &'a Partnership,
    /// Now.
    pub now: Timestamp,
}
