//! What kind of values a column holds, and how they are written.

pub(crate) mod clock;
pub(crate) mod day;
pub(crate) mod instant;
pub(crate) mod kind;
pub(crate) mod nulls;
pub(crate) mod number;
pub(crate) mod personal;
pub(crate) mod plain;
pub(crate) mod span;
pub(crate) mod truth;
pub(crate) mod typed;
pub(crate) mod worded;
