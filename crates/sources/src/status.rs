//! How each way in stands, for whoever looks after it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

use crate::Clock;

/// How one way in stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SourceStatus {
    /// Which one: its kind and its feed, e.g. `drop:calls`.
    pub source: String,
    /// When facts last came in through it, or when it last found that there are none.
    pub last_success: Option<Timestamp>,
    /// What last went wrong; stays when it works again, so that it can be looked into.
    pub last_error: Option<Trouble>,
    /// Whether it works: nothing went wrong since the last success.
    pub works: bool,
    /// What waits at the source: files, or messages; absent where it does not say.
    pub lag: Option<u64>,
    /// How far it is, in the words of its kind.
    pub position: Option<String>,
    /// Files, messages or pages taken in since the process began.
    pub taken: u64,
    /// Those that had been taken in before.
    pub repeated: u64,
    /// Those that were refused as a whole.
    pub refused: u64,
}

/// What went wrong, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// When.
    pub at: Timestamp,
    /// What.
    pub cause: String,
    /// What to do.
    pub hint: String,
}

/// How all ways in stand. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Statuses {
    all: Arc<Mutex<BTreeMap<String, SourceStatus>>>,
}

impl Statuses {
    /// All, by name.
    #[must_use]
    pub fn all(&self) -> Vec<SourceStatus> {
        self.lock().values().cloned().collect()
    }

    /// One way in's own page.
    pub(crate) fn report(&self, source: String, clock: Clock) -> Report {
        self.lock()
            .entry(source.clone())
            .or_default()
            .source
            .clone_from(&source);
        Report {
            statuses: self.clone(),
            source,
            clock,
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, SourceStatus>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one way in says of itself.
#[derive(Clone)]
pub struct Report {
    statuses: Statuses,
    source: String,
    clock: Clock,
}

impl Report {
    /// The name of the way in.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// It works.
    pub(crate) fn well(&self, change: impl FnOnce(&mut SourceStatus)) {
        let now = (self.clock)();
        self.change(|status| {
            status.last_success = Some(now);
            status.works = true;
            change(status);
        });
    }

    /// It does not work.
    pub(crate) fn ill(&self, cause: impl ToString, hint: impl Into<String>) {
        let trouble = Trouble {
            at: (self.clock)(),
            cause: cause.to_string(),
            hint: hint.into(),
        };
        tracing::warn!(
            source = self.source,
            cause = trouble.cause,
            hint = trouble.hint,
            "a way in does not work"
        );
        self.change(|status| {
            status.last_error = Some(trouble);
            status.works = false;
        });
    }

    /// Changes what is said.
    pub(crate) fn change(&self, change: impl FnOnce(&mut SourceStatus)) {
        let mut all = self.statuses.lock();
        if let Some(status) = all.get_mut(&self.source) {
            change(status);
        }
    }
}
