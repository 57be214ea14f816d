//! Keeping the tables well: few files, a log that does not grow for ever, and rows no older than the charter keeps them.
//!
//! Nothing here changes what a fact is. Deliveries wait for it only while a commit is written.

mod clear;
mod compact;
mod retain;
mod status;
mod vacuum;

pub use self::compact::Compacted;
pub use self::status::{TableStatus, VersionInfo};
pub use self::vacuum::{Keep, Vacuumed};
