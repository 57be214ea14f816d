//! Runs of what-if questions: begun by a person, worked on beside the calls, told to that person alone.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use twin::Running;
use twin::what_if::{Asking, Comparison, WhatIfError, compare};

/// Most runs that are worked on at once. Each takes two processors for some seconds.
const WORKED_ON_MAX: usize = 2;
/// Most runs that are kept, so that their memory is bounded: the oldest goes first.
const KEPT_MAX: usize = 16;
/// Most of one person's: a few to compare, and room for others.
const KEPT_OF_ONE_MAX: usize = 4;
const THREADS: NonZeroUsize = NonZeroUsize::new(2).unwrap();

/// The runs of a server.
#[derive(Default)]
pub(crate) struct Runs {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    runs: VecDeque<Arc<Run>>,
    /// How many each person began: numbers tell nobody of others.
    begun: std::collections::BTreeMap<String, u64>,
}

/// A run.
pub(crate) struct Run {
    pub(crate) id: String,
    pub(crate) person: String,
    pub(crate) asking: Asking,
    done: AtomicUsize,
    stop: AtomicBool,
    ended: OnceLock<Result<Comparison, RunFailed>>,
}

/// Why a run has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunFailed {
    /// What was asked cannot be tried.
    #[error(transparent)]
    Refused(#[from] WhatIfError),
    /// Our mistake.
    #[error("the run broke off")]
    BrokeOff,
}

/// How a run stands.
pub(crate) enum Stands<'a> {
    /// So many replications are done.
    Running(usize),
    /// It is done.
    Done(&'a Comparison),
    /// It has no answer.
    Failed(&'a RunFailed),
}

impl Runs {
    /// Begins a run; nothing when too many are worked on. An earlier one of the same person that is not done is stopped:
    /// whoever asks anew waits for the new answer.
    pub(crate) fn begin(
        &self,
        person: &str,
        present: Arc<Running>,
        asking: Asking,
    ) -> Option<Arc<Run>> {
        let mut kept = self.kept();
        for run in kept.runs.iter().filter(|run| run.person == person) {
            run.stop();
        }
        let worked_on = kept.runs.iter().filter(|run| run.is_worked_on()).count();
        if worked_on >= WORKED_ON_MAX {
            return None;
        }
        let nth = kept.begun.entry(person.to_owned()).or_default();
        *nth += 1;
        let run = Arc::new(Run {
            id: format!("run-{nth}"),
            person: person.to_owned(),
            asking,
            done: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
            ended: OnceLock::new(),
        });
        let of_person = |run: &&Arc<Run>| run.person == person;
        while kept.runs.iter().filter(of_person).count() >= KEPT_OF_ONE_MAX {
            let oldest = kept.runs.iter().position(|run| run.person == person);
            oldest.and_then(|oldest| kept.runs.remove(oldest));
        }
        if kept.runs.len() >= KEPT_MAX {
            kept.runs.pop_front();
        }
        kept.runs.push_back(Arc::clone(&run));
        drop(kept);
        let working = Arc::clone(&run);
        tokio::task::spawn_blocking(move || working.work(&present));
        Some(run)
    }

    /// A person's run of that name, if it is kept.
    pub(crate) fn of(&self, person: &str, id: &str) -> Option<Arc<Run>> {
        let kept = self.kept();
        let found = kept
            .runs
            .iter()
            .find(|run| run.person == person && run.id == id);
        found.cloned()
    }

    /// Stops whatever is worked on: the server ends.
    pub(crate) fn stop_all(&self) {
        self.kept().runs.iter().for_each(|run| run.stop());
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A list stays a list even if someone panicked while adding to it.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    pub(crate) fn stands(&self) -> Stands<'_> {
        match self.ended.get() {
            None => Stands::Running(self.done.load(Ordering::Relaxed)),
            Some(Ok(answer)) => Stands::Done(answer),
            Some(Err(why)) => Stands::Failed(why),
        }
    }

    /// It ends after the replications that are under way.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn is_worked_on(&self) -> bool {
        self.ended.get().is_none() && !self.stop.load(Ordering::Relaxed)
    }

    fn work(&self, present: &Running) {
        let work = || {
            let done = |done| self.done.store(done, Ordering::Relaxed);
            Ok(compare(present, &self.asking, THREADS, &self.stop, &done)?)
        };
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        let ended = ended.unwrap_or_else(|_| {
            tracing::error!(run = self.id, "a what-if run broke off");
            Err(RunFailed::BrokeOff)
        });
        // Only this sets it.
        let _ = self.ended.set(ended);
    }
}
