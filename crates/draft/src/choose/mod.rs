//! What the columns mean: the table, its columns, the key, the version.

pub(crate) mod context;
pub(crate) mod day_order;
pub(crate) mod fallback;
pub(crate) mod identity;
pub(crate) mod kept;
pub(crate) mod names;
pub(crate) mod order;
pub(crate) mod scale;
pub(crate) mod state;
pub(crate) mod table;
pub(crate) mod totals;
pub(crate) mod unit;
pub(crate) mod values;
pub(crate) mod vocabulary;
pub(crate) mod words;
