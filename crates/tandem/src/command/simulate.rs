//! `tandem simulate`: the exports of an operation's systems, and the truth about it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use charter::Charter;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};
use twin::{FEEDS, Scenario, Settings, Simulation};

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
    let written = write(&charter, &files, settings, &asked.out)?;
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
/// When the scenario does not fit the charter, or the disk is full.
pub fn write(
    charter: &Charter,
    files: &Files,
    settings: Settings,
    folder: &Path,
) -> Result<Vec<PathBuf>, Failure> {
    let text = files.get(SCENARIO).ok_or_else(|| {
        Failure::refused(
            format!("the charter has no {SCENARIO}"),
            "see charters/harbor/scenario.yaml for an example",
        )
    })?;
    let refused =
        |error: twin::ScenarioError| Failure::refused(format!("{SCENARIO}: {error}"), error.hint());
    let scenario = Scenario::read(text).map_err(refused)?;
    let simulation = Simulation::new(charter, &scenario, settings).map_err(refused)?;

    let failed = |error: io::Error| Failure::internal(folder.display().to_string(), &error);
    fs::create_dir_all(folder).map_err(failed)?;
    let paths: Vec<PathBuf> = FEEDS
        .iter()
        .map(|feed| folder.join(format!("{feed}.ndjson.zst")))
        .collect();
    let mut writers = paths
        .iter()
        .map(|path| zstd::Encoder::new(BufWriter::new(File::create(path)?), ZSTD_LEVEL))
        .collect::<io::Result<Vec<_>>>()
        .map_err(failed)?;
    let bar = progress::share("simulating");
    let mut sink = |feed: &'static str, json: &str| {
        let writer = FEEDS
            .iter()
            .position(|known| *known == feed)
            .and_then(|index| writers.get_mut(index));
        match writer {
            Some(writer) => writer
                .write_all(json.as_bytes())
                .and_then(|()| writer.write_all(b"\n")),
            None => Err(io::Error::other(format!("no feed named {feed}"))),
        }
    };
    let truth = simulation
        .run(&mut sink, |done| progress::move_to(&bar, done))
        .map_err(failed)?;
    for writer in writers {
        writer
            .finish()
            .and_then(|mut file| file.flush())
            .map_err(failed)?;
    }
    bar.finish_and_clear();
    let truth = serde_json::to_string_pretty(&truth)
        .map_err(|error| Failure::internal("truth.json", &error))?;
    fs::write(folder.join("truth.json"), truth + "\n").map_err(failed)?;
    Ok(paths)
}
