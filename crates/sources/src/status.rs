//! How each way in stands, for whoever looks after it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

use crate::Clock;

/// What brings a feed's facts by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WayIn {
    /// A watched folder.
    Drop,
    /// NATS JetStream.
    Stream,
    /// An API that is asked.
    Pull,
}

impl WayIn {
    fn word(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Stream => "stream",
            Self::Pull => "pull",
        }
    }
}

/// How one way in stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceStatus {
    /// The feed whose facts it brings.
    pub feed: String,
    /// Which way.
    pub way: WayIn,
    /// Where it looks: a folder, a subject of a server, an address. Holds no secret.
    pub place: String,
    /// When facts last came in through it, or when it last found that there are none.
    pub last_success: Option<Timestamp>,
    /// What last went wrong; stays when it works again, so that it can be looked into.
    pub last_error: Option<Trouble>,
    /// Whether it works: nothing went wrong since the last success. Absent until something was tried.
    pub works: Option<bool>,
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
    /// Since when nothing worked: the first failure since the last success.
    pub since: Timestamp,
    /// What.
    pub cause: String,
    /// What to do.
    pub hint: String,
}

/// How all ways in stand. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Statuses {
    all: Arc<Mutex<BTreeMap<Source, SourceStatus>>>,
}

/// Feed and way: what tells one way in from the others.
type Source = (String, WayIn);

impl Statuses {
    /// All, by feed and way.
    #[must_use]
    pub fn all(&self) -> Vec<SourceStatus> {
        self.lock().values().cloned().collect()
    }

    /// One way in's own page, on which nothing has happened yet.
    pub(crate) fn report(&self, feed: &str, way: WayIn, place: String, clock: Clock) -> Report {
        let source = (feed.to_owned(), way);
        let status = SourceStatus {
            feed: feed.to_owned(),
            way,
            place,
            last_success: None,
            last_error: None,
            works: None,
            lag: None,
            position: None,
            taken: 0,
            repeated: 0,
            refused: 0,
        };
        self.lock().insert(source.clone(), status);
        Report {
            statuses: self.clone(),
            name: format!("{}:{feed}", way.word()),
            source,
            clock,
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Source, SourceStatus>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one way in says of itself.
#[derive(Clone)]
pub struct Report {
    statuses: Statuses,
    source: Source,
    name: String,
    clock: Clock,
}

impl Report {
    /// The name of the way in, for the log: `drop:calls`.
    pub(crate) fn source(&self) -> &str {
        &self.name
    }

    /// It works.
    pub(crate) fn well(&self, change: impl FnOnce(&mut SourceStatus)) {
        let now = (self.clock)();
        self.change(|status| {
            status.last_success = Some(now);
            status.works = Some(true);
            change(status);
        });
    }

    /// It does not work.
    pub(crate) fn ill(&self, cause: impl ToString, hint: impl Into<String>) {
        let at = (self.clock)();
        let mut trouble = Trouble {
            at,
            since: at,
            cause: cause.to_string(),
            hint: hint.into(),
        };
        tracing::warn!(
            source = self.name,
            cause = trouble.cause,
            hint = trouble.hint,
            "a way in does not work"
        );
        self.change(|status| {
            if let (Some(false), Some(before)) = (status.works, &status.last_error) {
                trouble.since = before.since;
            }
            status.last_error = Some(trouble);
            status.works = Some(false);
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    #[test]
    fn what_does_not_work_says_since_when() {
        let second = Arc::new(AtomicI64::new(0));
        let clock: Clock = {
            let second = Arc::clone(&second);
            Arc::new(move || Timestamp::constant(second.fetch_add(1, Ordering::Relaxed), 0))
        };
        let statuses = Statuses::default();
        let report = statuses.report("calls", WayIn::Pull, String::new(), clock);
        let mut said = Vec::new();
        for works in [false, false, true, false, false] {
            if works {
                report.well(|_| {});
            } else {
                report.ill("it is away", "wait");
            }
            let trouble = statuses.all().pop().and_then(|status| status.last_error);
            said.extend(trouble.map(|one| (one.since.as_second(), one.at.as_second())));
        }
        assert_eq!(said, [(0, 0), (0, 1), (0, 1), (3, 3), (3, 4)]);
    }
}
