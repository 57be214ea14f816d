//! Clock formats and zones, as the lake has them.

pub mod format;
pub mod zone;
