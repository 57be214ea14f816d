//! Who a person is and what they may see and do: one [`Viewer`], applied below every query.

mod viewer;

pub use viewer::{RowScope, UnknownPerson, Viewer};
