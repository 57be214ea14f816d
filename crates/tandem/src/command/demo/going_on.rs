//! The demo goes on after its history: what the simulated systems would export now is taken in as it comes.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use charter::Charter;
use jiff::{Timestamp, ToSpan as _};
use lake::{Delivery, Lake, LakeError, Otherwise, Sender, Way};
use serde::{Deserialize, Serialize};
use server::ServeSettings;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use twin::{Running, Sink};

use super::clock::SimulatedClock;
use super::founding::{Founded, run_on};
use super::interventions::Interventions;
use super::laboratory::Present;
use super::simulated::Simulated;
use crate::charter_folder::Files;
use crate::cli::Demo;
use crate::command::simulate;
use crate::failure::Failure;

/// How often what was exported is taken in.
const EVERY: Duration = Duration::from_secs(1);
/// How long it takes before what was not taken in is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// Hours after midnight at which the demo goes on after its history: there is something to see.
const FIRST_HOUR: i64 = 9;
/// Format of [`Reached`].
const FORMAT_VERSION: u32 = 1;
/// Where it is written how far it went.
const REACHED: &str = "reached.json";
/// What was true, written anew whenever something begins to happen or ends.
const TRUTH: &str = "exports/truth.json";

/// How far it went: up to here, everything is in the lake.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Reached {
    format_version: u32,
    at: Timestamp,
}

/// A demo that is about to go on.
pub(super) struct GoingOn {
    clock: Arc<SimulatedClock>,
    present: Arc<Present>,
    simulated: Arc<Simulated>,
    running: Running,
    reached: Timestamp,
    begins: Timestamp,
    folder: PathBuf,
}

/// A demo that goes on.
pub(super) struct Going {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl GoingOn {
    /// Finds where it goes on: after the history, or where an earlier start left it.
    pub fn begin(
        asked: &Demo,
        founded: &Founded,
        charter: &Charter,
        files: &Files,
    ) -> Result<Self, Failure> {
        let history_ends = founded.history_ends(charter)?;
        let reached = reached(&asked.data)?.unwrap_or(history_ends);
        let running = founded.simulation(charter, files)?.start();
        let first = history_ends.saturating_add(FIRST_HOUR.hours());
        let begins = reached.max(first.unwrap_or(history_ends));
        let clock = Arc::new(SimulatedClock::begin(begins, running.ends(), asked.pace));
        let scenarios = simulate::named_scenarios(files)?;
        // What cannot happen in this world is found out now, and not by whoever lets it happen.
        for name in scenarios.keys() {
            let alone = std::slice::from_ref(name);
            simulate::simulation(charter, files, alone, founded.settings()?)?;
        }
        let scenarios = scenarios.into_values();
        let present: Arc<Present> = Arc::default();
        Ok(Self {
            simulated: Arc::new(Simulated::new(
                Arc::clone(&clock),
                Arc::clone(&present),
                Interventions::read(&asked.data)?,
                charter,
                scenarios,
            )),
            clock,
            present,
            running,
            reached,
            begins,
            folder: asked.data.clone(),
        })
    }

    /// When it was, where it goes on.
    pub fn begins(&self) -> Timestamp {
        self.begins
    }

    pub fn clock(&self) -> Arc<SimulatedClock> {
        Arc::clone(&self.clock)
    }

    /// What things are tried on.
    pub fn laboratory(&self) -> Arc<Present> {
        Arc::clone(&self.present)
    }

    /// The operation as the server sees it.
    pub fn simulated(&self) -> Arc<Simulated> {
        Arc::clone(&self.simulated)
    }

    /// Goes on, beside what is served.
    pub fn start(self, served: &ServeSettings) -> Going {
        let stop = CancellationToken::new();
        let door = Door {
            lake: served.engine.lake().clone(),
            charters: served.charters.subscribe(),
            clock: self.clock(),
            reached: self.folder.join(REACHED),
            stop: stop.clone(),
        };
        Going {
            stop,
            task: tokio::spawn(async move {
                if let Err(error) = self.go_on(&door).await {
                    tracing::error!(%error, "the simulation goes on no more");
                }
            }),
        }
    }

    async fn go_on(self, door: &Door) -> io::Result<()> {
        let Self {
            simulated,
            running,
            present,
            reached,
            folder,
            ..
        } = self;
        let mut at_work = AtWork {
            running,
            truth: folder.join(TRUTH),
            simulated,
        };
        // The same seed and what was let happen bring it to where it was; what was exported on the way is in the lake.
        at_work = blocking(move || {
            let mut nowhere = |_: &'static str, _: &str| Ok(());
            at_work.go_through(reached, &mut nowhere, run_on)?;
            at_work.tells_what_happens(false)?;
            Ok(at_work)
        })
        .await?;
        while !door.stop.is_cancelled() {
            let until = door.clock.now();
            let exported;
            let present = Arc::clone(&present);
            (at_work, exported) = blocking(move || {
                let exported = at_work.step(until)?;
                present.shows(&at_work.running);
                Ok((at_work, exported))
            })
            .await?;
            if !exported.is_empty() && door.takes_in(exported, until).await {
                door.keep_reached(until)?;
            }
            door.waits(EVERY).await;
        }
        Ok(())
    }
}

impl Going {
    /// Ends it after the step it is at.
    pub async fn end(self) {
        self.stop.cancel();
        if self.task.await.is_err() {
            tracing::warn!("the simulation broke off");
        }
    }
}

/// Feed → what it exported, line by line.
type Exported = BTreeMap<&'static str, String>;

/// The simulation, and what is done to it.
struct AtWork {
    running: Running,
    simulated: Arc<Simulated>,
    /// The file that says what was true.
    truth: PathBuf,
}

impl AtWork {
    /// Runs on up to an instant, through what was done on the way.
    fn step(&mut self, until: Timestamp) -> io::Result<Exported> {
        let until = until.max(self.running.now());
        let mut exported = Exported::new();
        let mut sink = |feed: &'static str, json: &str| {
            let lines = exported.entry(feed).or_default();
            lines.push_str(json);
            lines.push('\n');
            Ok(())
        };
        let something_was_done = self.go_through(until, &mut sink, Running::advance)?;
        self.tells_what_happens(something_was_done)?;
        Ok(exported)
    }

    /// Brings the simulation up to an instant with `run`, through what was done on the way. Answers whether something was.
    fn go_through<S: Sink>(
        &mut self,
        until: Timestamp,
        sink: &mut S,
        run: impl Fn(&mut Running, Timestamp, &mut S) -> io::Result<()>,
    ) -> io::Result<bool> {
        let mut something_was_done = false;
        while let Some(next) = self.simulated.pass(until) {
            run(&mut self.running, next.at, sink)?;
            next.deed.is_done_to(&mut self.running);
            something_was_done = true;
        }
        run(&mut self.running, until, sink)?;
        Ok(something_was_done)
    }

    /// Says what happens now, and writes the truth anew when something was done or is over.
    fn tells_what_happens(&self, something_was_done: bool) -> io::Result<()> {
        let is_another = self.simulated.happens(self.running.scenarios());
        if !is_another && !something_was_done {
            return Ok(());
        }
        let truth = serde_json::to_vec_pretty(&self.running.truth())?;
        store::whole_file::write(&self.truth, &truth)
    }
}

/// Simulates beside the calls: it takes a processor.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}

/// Where the exports go.
struct Door {
    lake: Lake,
    charters: watch::Receiver<Arc<Charter>>,
    clock: Arc<SimulatedClock>,
    /// The file that says how far it went.
    reached: PathBuf,
    stop: CancellationToken,
}

impl Door {
    /// Takes in what was exported up to an instant; says whether all of it is in.
    async fn takes_in(&self, exported: Exported, until: Timestamp) -> bool {
        for (feed, lines) in exported {
            let delivery = Delivery {
                feed: feed.to_owned(),
                name: format!("simulated up to {until}"),
                bytes: lines.into_bytes(),
                format: None,
                key: None,
                position: None,
                otherwise: Otherwise::Refused,
                sender: Sender::itself(Way::Ingest).of_no_name(),
            };
            if !self.delivers(&delivery).await {
                return false;
            }
        }
        true
    }

    /// Hands a delivery in, again and again: what comes later must not be in before it.
    async fn delivers(&self, delivery: &Delivery) -> bool {
        loop {
            let charter = self.charters.borrow().clone();
            let now = self.clock.now();
            let error = match self.lake.deliver(&charter, delivery.clone(), now).await {
                Ok(_) => return true,
                Err(error) => error,
            };
            if !matches!(error, LakeError::Full { .. }) {
                tracing::warn!(feed = delivery.feed, %error, "what was simulated is not taken in; it is tried again");
            }
            if !self.waits(AGAIN_AFTER).await {
                return false;
            }
        }
    }

    /// Waits, and says whether to go on.
    async fn waits(&self, time: Duration) -> bool {
        let slept = self.stop.run_until_cancelled(tokio::time::sleep(time));
        slept.await.is_some()
    }

    fn keep_reached(&self, at: Timestamp) -> io::Result<()> {
        let reached = Reached {
            format_version: FORMAT_VERSION,
            at,
        };
        store::whole_file::write(&self.reached, &serde_json::to_vec(&reached)?)
    }
}

/// How far an earlier start went, if there was one.
fn reached(folder: &Path) -> Result<Option<Timestamp>, Failure> {
    let file = folder.join(REACHED);
    let text = match fs::read(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::internal(file.display().to_string(), &error)),
    };
    match serde_json::from_slice::<Reached>(&text) {
        Ok(reached) if reached.format_version == FORMAT_VERSION => Ok(Some(reached.at)),
        _ => Err(of_another_version(&file, folder)),
    }
}

/// A file of the demo that this version cannot read.
pub(super) fn of_another_version(file: &Path, folder: &Path) -> Failure {
    Failure::refused(
        format!(
            "{} was written by another version of Tandem",
            file.display()
        ),
        format!("delete {} to begin anew", folder.display()),
    )
}
