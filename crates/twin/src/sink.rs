//! Where the simulated exports go.

use std::io;

/// The feeds that a simulation writes, by the names that a charter's `feeds/` should have.
pub const FEEDS: [&str; 17] = [
    "contacts",
    "surveys",
    "evaluations",
    "agent_states",
    "shifts",
    "cost_lines",
    "queue_snapshots",
    "team_snapshots",
    "task_runs",
    "work_items",
    "article_uses",
    "customer_events",
    "messages",
    "signals",
    "budgets",
    "coachings",
    "trainings",
];

/// The truth about transcripts, a line each: [`TrueTranscript`](crate::transcript::TrueTranscript).
pub const TRANSCRIPTS_TRUTH: &str = "transcripts_truth";

/// Takes the lines of simulated exports, in the order in which the source systems would write them.
pub trait Sink {
    /// Takes one line: a JSON object without a line break. `feed` is one of [`FEEDS`].
    ///
    /// # Errors
    /// Whatever keeps the line from being taken; the simulation ends with it.
    fn line(&mut self, feed: &'static str, json: &str) -> io::Result<()>;

    /// Takes one line of what is true and not among the facts. `name` is [`TRANSCRIPTS_TRUTH`]. Whoever does not want to
    /// know lets it go.
    ///
    /// # Errors
    /// As for [`Sink::line`].
    fn truth(&mut self, name: &'static str, json: &str) -> io::Result<()> {
        let _ = (name, json);
        Ok(())
    }
}

impl<F: FnMut(&'static str, &str) -> io::Result<()>> Sink for F {
    fn line(&mut self, feed: &'static str, json: &str) -> io::Result<()> {
        self(feed, json)
    }
}
