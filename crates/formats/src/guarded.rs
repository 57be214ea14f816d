//! What libraries do with a file that is damaged: some panic. That is the file's fault, and takes nothing else along.

use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow::error::ArrowError;

/// Reads by way of a library. Where it panics, the file is damaged, and what was read so far is not used again.
pub(crate) fn guarded<T, E: From<ArrowError>>(read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let cause = "what it holds does not fit together".to_owned();
        Err(ArrowError::ParseError(cause).into())
    })
}
