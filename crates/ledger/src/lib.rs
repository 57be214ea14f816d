//! What people decided: one append-only log of entries, and what follows from it.
//!
//! `command` is what may be asked, `decide` turns it into events or a refusal, `event` is what was decided, `state` is
//! what is true now, `view` is what a [`access::Viewer`] may know of it, `log` keeps the entries. All but the log
//! are pure.

mod command;
mod decide;
mod entry;
mod error;
mod event;
mod log;
mod state;
mod view;

pub use command::{Asking, Command};
pub use decide::{Refusal, decide, missing};
pub use entry::{Actor, Entry, FORMAT_VERSION, Hash};
pub use error::LedgerError;
pub use event::{CharterText, Event, NotePinned};
pub use log::Ledger;
pub use state::{Note, State};
pub use view::notes;
