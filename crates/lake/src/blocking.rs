//! Work that waits for the disk or computes for long, away from the threads that serve.

use crate::LakeError;

/// Does the work on a thread of its own; `doing` says what it was when it gives up.
pub(crate) async fn blocking<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> Result<T, LakeError> + Send + 'static,
) -> Result<T, LakeError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(LakeError::table(doing))?
}
