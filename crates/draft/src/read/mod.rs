//! From bytes to columns of text: encoding, layout, records.

pub(crate) mod encoding;
mod foreign;
pub(crate) mod json;
pub(crate) mod layout;
mod report;
pub(crate) mod separated;
