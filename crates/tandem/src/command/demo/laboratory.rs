//! The double that what-if questions are tried on: the simulated operation itself, at its present.

use std::sync::{Arc, Mutex, PoisonError};

use server::Laboratory;
use twin::Running;

/// The present, as it was shown last.
#[derive(Debug, Default)]
pub(super) struct Present(Mutex<Option<Arc<Running>>>);

impl Present {
    /// This is how it stands now.
    pub fn shows(&self, running: &Running) {
        let shown = Arc::new(running.clone());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
    }
}

impl Laboratory for Present {
    fn present(&self) -> Option<Arc<Running>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
