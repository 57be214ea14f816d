//! `tandem simulate`: the exports of an operation's systems, and the truth about it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use charter::Charter;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};
use twin::{FEEDS, Scenario, Settings, Simulation, Sink, Truth};

use crate::charter_folder::{self, Files};
use crate::cli::Simulate;
use crate::failure::Failure;
use crate::output::Output;
use crate::{clock, progress};

/// Compression level of the exports: fast, and a tenth of the size.
const ZSTD_LEVEL: i32 = 1;
/// The charter's file that tells the twin how its world behaves.
const SCENARIO: &str = "scenario.yaml";

pub fn run(asked: &Simulate, output: &mut Output) -> Result<(), Failure> {
    let (charter, files) = charter_folder::read(&asked.charter.charter)?;
    let until = match asked.until {
        Some(day) => day,
        None => yesterday(&charter)?,
    };
    let settings = Settings {
        until,
        days: asked.days,
        seed: asked.seed,
    };
    let written = write(simulation(&charter, &files, settings)?, &asked.out)?;
    for file in &written {
        output.answer(&format!("{}\n", file.display()))?;
    }
    Ok(())
}

/// The last whole day in the partnership's zone.
///
/// # Errors
/// When the zone is unknown.
pub fn yesterday(charter: &Charter) -> Result<Date, Failure> {
    let zone = TimeZone::get(&charter.partnership.zone).map_err(|error| {
        Failure::refused(
            error.to_string(),
            "name an IANA time zone in partnership.yaml",
        )
    })?;
    Ok(Zoned::new(clock::now(), zone)
        .date()
        .saturating_sub(1.days()))
}

/// Simulates, and writes one compressed file a feed and `truth.json` into the folder. Gives the feeds' files.
///
/// # Errors
/// When the disk is full.
pub fn write(simulation: Simulation, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error: io::Error| Failure::internal(folder.display().to_string(), &error);
    let mut exports = Exports::create(folder).map_err(failed)?;
    let bar = progress::share("simulating");
    let truth = simulation
        .run(&mut exports, |done| progress::move_to(&bar, done))
        .map_err(failed)?;
    bar.finish_and_clear();
    exports.finish(&truth).map_err(failed)
}

/// The charter's scenario, ready to run.
///
/// # Errors
/// When the charter has none, or it does not fit.
pub fn simulation(
    charter: &Charter,
    files: &Files,
    settings: Settings,
) -> Result<Simulation, Failure> {
    let text = files.get(SCENARIO).ok_or_else(|| {
        Failure::refused(
            format!("the charter has no {SCENARIO}"),
            "see charters/harbor/scenario.yaml for an example",
        )
    })?;
    let refused =
        |error: twin::ScenarioError| Failure::refused(format!("{SCENARIO}: {error}"), error.hint());
    let scenario = Scenario::read(text).map_err(refused)?;
    Simulation::new(charter, &scenario, settings).map_err(refused)
}

/// The exports of a simulation: one compressed file a feed.
pub struct Exports {
    folder: PathBuf,
    paths: Vec<PathBuf>,
    writers: Vec<zstd::Encoder<'static, BufWriter<File>>>,
}

impl Exports {
    /// Begins the files, in a folder that is made when it is missing.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn create(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let paths: Vec<PathBuf> = FEEDS
            .iter()
            .map(|feed| folder.join(format!("{feed}.ndjson.zst")))
            .collect();
        let writers = paths
            .iter()
            .map(|path| zstd::Encoder::new(BufWriter::new(File::create(path)?), ZSTD_LEVEL))
            .collect::<io::Result<_>>()?;
        Ok(Self {
            folder: folder.to_owned(),
            paths,
            writers,
        })
    }

    /// Ends the files, and writes the truth beside them. Gives the feeds' files.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn finish(self, truth: &Truth) -> io::Result<Vec<PathBuf>> {
        for writer in self.writers {
            writer.finish()?.flush()?;
        }
        let truth = serde_json::to_string_pretty(truth)?;
        fs::write(self.folder.join("truth.json"), truth + "\n")?;
        Ok(self.paths)
    }
}

impl Sink for Exports {
    fn line(&mut self, feed: &'static str, json: &str) -> io::Result<()> {
        let writer = FEEDS
            .iter()
            .position(|known| *known == feed)
            .and_then(|index| self.writers.get_mut(index))
            .ok_or_else(|| io::Error::other(format!("no feed named {feed}")))?;
        writer.write_all(json.as_bytes())?;
        writer.write_all(b"\n")
    }
}
