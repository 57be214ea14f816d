//! From what was found to what is written: expressions and the feed's text.

pub(crate) mod cases;
pub(crate) mod expression;
pub(crate) mod moment;
pub(crate) mod reads;
pub(crate) mod sql;
pub(crate) mod yaml;
