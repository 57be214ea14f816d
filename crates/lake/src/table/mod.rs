//! Tables on disk: Delta logs, data files, and which version of each a version of the lake means.

pub(crate) mod archive;
mod checkpoint;
pub(crate) mod commit;
mod disk;
pub(crate) mod durable;
pub(crate) mod file;
pub(crate) mod keys;
mod layout;
pub(crate) mod log;
pub(crate) mod rewrite;
mod seal;
pub(crate) mod sound;
mod types;

pub(crate) use file::DataFile;
pub(crate) use keys::KeyIndex;
pub(crate) use layout::Pressed;
pub(crate) use log::TableLog;
