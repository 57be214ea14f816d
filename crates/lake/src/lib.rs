//! What happened: files in, checks, versioned tables, and scans under a [`access::Viewer`]. The only room that knows
//! Delta.

mod blocking;
mod catalog;
mod checks;
mod customers;
mod delivery;
mod engine;
mod error;
mod folder;
mod functions;
mod ingest;
mod intake;
mod lake;
mod pace;
mod parallel;
mod preview;
mod quarantine;
mod receipt;
mod refusals;
mod scan;
mod settings;
mod span;
mod state;
mod table;
mod turn;
mod under;
mod upkeep;
pub mod words;

pub use catalog::PARTY;
pub use checks::{CheckStanding, HourOfFacts, NotJudged, Verdict};
pub use customers::{CustomerAsk, CustomerChange, CustomerRequest, Did};
pub use delivery::{Delivered, Delivery, Otherwise};
pub use error::LakeError;
pub use formats::{Head, HeadType, Source};
pub use lake::{Lake, TextRows};
pub use preview::{Preview, PreviewRow};
pub use quarantine::{
    Kept, Meant, Quarantine, QuarantineQuestion, SetAsideCount, SetAsideRow, Standing, Step, Which,
    With,
};
pub use receipt::{Counts, Fate, FeedStatus, Filled, Position, Progress, Receipt, RowFate, Stage};
pub use refusals::{Refusal, Refusals, Sender, Way};
pub use scan::{CAME_WITH, FOLLOWED_UP, Purpose, Scan, WINDOW_CLOSED};
pub use settings::{Secret, Settings};
pub use span::FactsSpan;
pub use table::commit::Retired;
pub use upkeep::{Compacted, Keep, TableStatus, Vacuumed, VersionInfo};
