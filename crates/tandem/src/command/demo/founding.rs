//! Founding the demo's folder: history, accounts, and that it is whole.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use charter::Charter;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use lake::{Sender, Way};
use serde::{Deserialize, Serialize};
use twin::{Running, Settings, Simulation};

use crate::charter_folder::Files;
use crate::cli::{DataFolder, Demo};
use crate::command::{ingest, serve, simulate};
use crate::failure::Failure;
use crate::output::Output;
use crate::{clock, progress};

/// Format of [`Founded`].
const FORMAT_VERSION: u32 = 4;
/// The file that says that the demo's data are whole.
const FOUNDED: &str = "demo.json";
/// The file that says that the folder is the demo's, and may be emptied to begin anew. Held while a demo runs.
const MARK: &str = ".tandem-demo";
/// For how many days beyond its history a demo can go on: at 60 times, a day and a half.
const GOES_ON_DAYS: u32 = 90;

/// What the demo was founded with. Written last, so that a demo interrupted half-way begins anew.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Founded {
    format_version: u32,
    days: u32,
    /// The last day of its history.
    until: Date,
    seed: u64,
    /// The named scenarios of its history.
    #[serde(default)]
    scenarios: Vec<String>,
    /// Whether it goes on after its history.
    pub goes_on: bool,
    /// Person → password. In the clear, as it is printed at every start: it opens made-up data only.
    pub passwords: BTreeMap<String, String>,
}

impl Founded {
    /// What is simulated: the history, and whatever may come after it.
    pub fn settings(&self) -> Result<Settings, Failure> {
        if !self.goes_on {
            return Ok(Settings {
                until: self.until,
                days: self.days,
                seed: self.seed,
            });
        }
        let until = self.until.checked_add(i64::from(GOES_ON_DAYS).days());
        Ok(Settings {
            until: until.map_err(|error| {
                Failure::refused(error.to_string(), "name an earlier day with --until")
            })?,
            days: self.days + GOES_ON_DAYS,
            seed: self.seed,
        })
    }

    /// The simulation, watched from where its history ends if it goes on.
    pub fn simulation(&self, charter: &Charter, files: &Files) -> Result<Simulation, Failure> {
        let simulation = simulate::simulation(charter, files, &self.scenarios, self.settings()?)?;
        if !self.goes_on {
            return Ok(simulation);
        }
        Ok(simulation.watched_from(self.history_ends(charter)?))
    }

    /// Where the history ends.
    pub fn history_ends(&self, charter: &Charter) -> Result<Timestamp, Failure> {
        let ends = TimeZone::get(&charter.partnership.zone)
            .and_then(|zone| self.until.tomorrow()?.to_zoned(zone));
        ends.map(|ends| ends.timestamp()).map_err(|error| {
            Failure::refused(error.to_string(), "name an earlier day with --until")
        })
    }
}

/// What an earlier start founded, if it came to its end.
pub(super) fn founded(folder: &Path) -> Result<Option<Founded>, Failure> {
    let file = folder.join(FOUNDED);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::internal(file.display().to_string(), &error)),
    };
    match serde_json::from_str::<Founded>(&text) {
        Ok(founded) if founded.format_version == FORMAT_VERSION => Ok(Some(founded)),
        _ => Err(Failure::refused(
            format!(
                "{} was written by another version of Tandem",
                file.display()
            ),
            format!("delete {} to begin anew", folder.display()),
        )),
    }
}

pub(super) async fn found(
    asked: &Demo,
    data: &DataFolder,
    charter: &Charter,
    files: &Files,
    output: &mut Output,
) -> Result<Founded, Failure> {
    make_room(&asked.data)
        .map_err(|error| Failure::internal(asked.data.display().to_string(), &error))?;
    let until = match asked.until {
        Some(day) => day,
        None => simulate::yesterday(charter)?,
    };
    output.say(&format!(
        "Founding {} with {} days of history, once{}.",
        charter.partnership.title,
        asked.days,
        how_long(asked.days)
    ));
    let mut founded = Founded {
        format_version: FORMAT_VERSION,
        days: asked.days,
        until,
        seed: asked.seed,
        scenarios: asked.scenario.clone(),
        goes_on: !asked.still,
        passwords: BTreeMap::new(),
    };
    let written = history(asked, &founded, charter, files).await?;
    let lake = data.lake(charter).await?;
    // What is decided while it goes on has simulated times, which must not lie before the founding.
    let founded_at = founded.history_ends(charter)?.min(clock::now());
    serve::found(data, charter, files.clone(), founded_at).await?;
    for file in &written {
        let sender = Sender::itself(Way::Ingest);
        let receipt = ingest::take_in(&lake, charter, &feed_of(file), file, sender).await?;
        output.say(&ingest::said(&receipt));
    }
    drop(lake);
    founded.passwords = open_accounts(data, charter).await?;
    // The lake holds them now; the truth stays, to compare findings with.
    for file in &written {
        fs::remove_file(file)
            .map_err(|error| Failure::internal(file.display().to_string(), &error))?;
    }
    let text = serde_json::to_string_pretty(&founded)
        .map_err(|error| Failure::internal(FOUNDED, &error))?;
    let file = asked.data.join(FOUNDED);
    store::whole_file::write(&file, text.as_bytes())
        .map_err(|error| Failure::internal(file.display().to_string(), &error))?;
    Ok(founded)
}

/// Writes the exports of the history. Gives the feeds' files.
async fn history(
    asked: &Demo,
    founded: &Founded,
    charter: &Charter,
    files: &Files,
) -> Result<Vec<PathBuf>, Failure> {
    let exports = asked.data.join("exports");
    let simulation = founded.simulation(charter, files)?;
    let ends = founded
        .goes_on
        .then(|| founded.history_ends(charter))
        .transpose()?;
    let written = tokio::task::spawn_blocking(move || match ends {
        None => simulate::write(simulation, &exports),
        Some(ends) => {
            let failed =
                |error: std::io::Error| Failure::internal(exports.display().to_string(), &error);
            let mut sink = simulate::Exports::create(&exports).map_err(failed)?;
            let mut running = simulation.start();
            run_on(&mut running, ends, &mut sink).map_err(failed)?;
            // What is open is not written as it stands: it goes on, and is written when something becomes of it.
            sink.finish(&running.truth()).map_err(failed)
        }
    });
    written
        .await
        .map_err(|error| Failure::internal("the simulation broke off", &error))?
}

/// Runs a simulation on up to an instant, and shows how far it is.
pub(super) fn run_on<S: twin::Sink>(
    running: &mut Running,
    until: Timestamp,
    sink: &mut S,
) -> std::io::Result<()> {
    let bar = progress::share("simulating");
    // A simulation counts whole microseconds: what lies between two of them it never reaches.
    let until = Timestamp::from_microsecond(until.as_microsecond()).unwrap_or(until);
    let from = running.now();
    let whole_seconds = until.duration_since(from).as_secs_f64();
    while running.now() < until {
        let next = running.now().saturating_add(24.hours()).unwrap_or(until);
        running.advance(next.min(until), sink)?;
        let done_seconds = running.now().duration_since(from).as_secs_f64();
        progress::move_to(&bar, done_seconds / whole_seconds);
    }
    bar.finish_and_clear();
    Ok(())
}

/// How long founding takes. Nothing of histories longer than were timed.
fn how_long(days: u32) -> &'static str {
    if days <= 180 {
        "; less than a minute on a laptop"
    } else {
        ""
    }
}

/// Makes the folder a demo's where it is new or empty, and holds it for as long as the file lives.
pub(super) fn hold(folder: &Path) -> Result<File, Failure> {
    let failed = |error: std::io::Error| Failure::internal(folder.display().to_string(), &error);
    fs::create_dir_all(folder).map_err(failed)?;
    let mark = folder.join(MARK);
    let is_empty = fs::read_dir(folder).map_err(failed)?.next().is_none();
    if !is_empty && !mark.exists() {
        return Err(Failure::refused(
            format!("{} holds something that is not a demo", folder.display()),
            "name another folder with --data",
        ));
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(mark)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::busy(
            format!(
                "the demo in {} is in use by another Tandem",
                folder.display()
            ),
            "stop the other process, or name another folder with --data",
        )),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Empties the demo's folder of what an interrupted start left.
fn make_room(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_name() != MARK {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn feed_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

async fn open_accounts(
    data: &DataFolder,
    charter: &Charter,
) -> Result<BTreeMap<String, String>, Failure> {
    let accounts = serve::accounts(data).await?;
    let bar = progress::share("opening accounts");
    let people = &charter.partnership.people;
    let mut passwords = BTreeMap::new();
    for (index, person) in people.iter().enumerate() {
        passwords.insert(
            person.person.clone(),
            accounts
                .generate_password(&person.person, clock::now())
                .await?,
        );
        #[expect(clippy::cast_precision_loss, reason = "people are few")]
        progress::move_to(&bar, (index + 1) as f64 / people.len() as f64);
    }
    bar.finish_and_clear();
    accounts.close().await;
    Ok(passwords)
}
