//! Who a person is and what they may see and do: one [`Viewer`], applied below every query. Pure: time and chance are
//! handed in.

mod discretion;
pub mod password;
mod places;
pub mod secret;
pub mod throttle;
mod viewer;
pub mod webhook;

pub use discretion::Discretion;
pub use places::Places;
pub use viewer::{RowScope, UnknownPerson, Viewer};
