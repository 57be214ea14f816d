//! What people decided: one append-only log of entries, and what follows from it.
//!
//! `command` is what may be asked, `decide` turns it into events or a refusal, `event` is what was decided, `state` is
//! what is true now, `proposal` is how the charter is changed by agreement, `delegation` lends a right to agree, `view` is what
//! a [`access::Viewer`] may know of it: all of that is pure. `storage` keeps the entries, in a file or in a database, `folded`
//! checks and folds them, `log` writes and folds, `snapshot` spares a start the folding, `transfer` and `checkpoint` hand it
//! over, and `ledger` is the door.

mod checkpoint;
mod command;
mod decide;
mod delegation;
mod entry;
mod error;
mod event;
mod folded;
mod framed;
mod grown;
mod ledger;
mod line;
mod log;
pub mod proposal;
mod snapshot;
mod state;
mod storage;
mod transfer;
mod verify;
mod view;

pub use checkpoint::{Checkpoint, CheckpointKey, PublicKey, verify_extends};
pub use command::{Asking, Command, Wanted};
pub use decide::{Refusal, decide, missing};
pub use delegation::{Delegated, Delegation};
pub use entry::{Actor, Entry, FORMAT_VERSION, Hash};
pub use error::LedgerError;
pub use event::{CharterText, Event, NotePinned};
pub use grown::Grown;
pub use ledger::Ledger;
pub use state::{Note, State};
pub use storage::Place;
pub use transfer::import;
pub use verify::{Verified, verify};
pub use view::{notes, sees_proposal};
