//! Who a person is and what they may see and do: one [`Viewer`], applied below every query. Pure: time and chance are
//! handed in.

pub mod password;
pub mod secret;
pub mod throttle;
mod viewer;

pub use viewer::{RowScope, UnknownPerson, Viewer};
