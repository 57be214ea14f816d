//! `tandem simulate`: the exports of an operation's systems, and the truth about it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use charter::Charter;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};
use twin::{FEEDS, NamedScenario, Scenario, Settings, Simulation, Sink, TRANSCRIPTS_TRUTH, Truth};

use crate::charter_folder::{self, Files};
use crate::cli::Simulate;
use crate::failure::Failure;
use crate::output::Output;
use crate::{clock, progress};

/// Compression level of the exports: fast, and a tenth of the size.
const ZSTD_LEVEL: i32 = 1;
/// The charter's file that tells the twin how its world behaves.
const SCENARIO: &str = "scenario.yaml";
/// Where it has what else it can be told to let happen.
const SCENARIOS: &str = "scenarios/";

pub fn run(asked: &Simulate, output: &mut Output) -> Result<(), Failure> {
    let (charter, files) = charter_folder::read(&asked.charter.charter)?;
    let Some(out) = asked.out.as_deref().filter(|_| !asked.list) else {
        return list(&files, output);
    };
    let until = match asked.until {
        Some(day) => day,
        None => yesterday(&charter)?,
    };
    let settings = Settings {
        until,
        days: asked.days,
        seed: asked.seed,
    };
    let simulation = simulation(&charter, &files, &asked.scenario, settings)?;
    let written = write(simulation, out)?;
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

/// A line a scenario: its name, and its title.
fn list(files: &Files, output: &mut Output) -> Result<(), Failure> {
    let named = named_scenarios(files)?;
    if named.is_empty() {
        output.say("This charter has no scenarios: they are files in its folder `scenarios`.");
    }
    let width = named.keys().map(String::len).max().unwrap_or_default();
    for (name, scenario) in &named {
        output.answer(&format!("{name:<width$}  {}\n", scenario.title))?;
    }
    Ok(())
}

/// The charter's named scenarios.
///
/// # Errors
/// When one cannot be read.
pub fn named_scenarios(files: &Files) -> Result<BTreeMap<String, NamedScenario>, Failure> {
    let named = files.iter().filter_map(|(path, text)| {
        let name = path.strip_prefix(SCENARIOS)?.strip_suffix(".yaml")?;
        Some((name.to_owned(), text))
    });
    named
        .map(|(name, text)| {
            let scenario = NamedScenario::read(&name, text).map_err(refused)?;
            Ok((name, scenario))
        })
        .collect()
}

/// Those of these names.
fn chosen(files: &Files, names: &[String]) -> Result<Vec<NamedScenario>, Failure> {
    let named = named_scenarios(files)?;
    let find = |name: &String| {
        named.get(name).cloned().ok_or_else(|| {
            let known: Vec<&str> = named.keys().map(String::as_str).collect();
            Failure::refused(
                format!("the charter has no scenario `{name}`"),
                match known.is_empty() {
                    true => "it has none: they are files in its folder `scenarios`".to_owned(),
                    false => format!("it has {}", known.join(", ")),
                },
            )
        })
    };
    names.iter().map(find).collect()
}

fn refused(error: twin::ScenarioError) -> Failure {
    Failure::refused(error.to_string(), error.hint())
}

/// The charter's world, ready to run: with what its own scenario.yaml has happen, or with these named scenarios instead.
///
/// # Errors
/// When the charter has no world or no such scenario, or one does not fit.
pub fn simulation(
    charter: &Charter,
    files: &Files,
    named: &[String],
    settings: Settings,
) -> Result<Simulation, Failure> {
    let text = files.get(SCENARIO).ok_or_else(|| {
        Failure::refused(
            format!("the charter has no {SCENARIO}"),
            "see charters/harbor/scenario.yaml for an example",
        )
    })?;
    let mut scenario = Scenario::read(text).map_err(refused)?;
    if !named.is_empty() {
        scenario = scenario.with(&chosen(files, named)?);
    }
    Simulation::new(charter, &scenario, settings).map_err(refused)
}

/// The exports of a simulation: one compressed file for each feed of which there is something to tell, and for the truth about
/// transcripts where there are any.
pub struct Exports {
    folder: PathBuf,
    files: BTreeMap<&'static str, Lines>,
}

/// A compressed file that is written line by line.
type Lines = zstd::Encoder<'static, BufWriter<File>>;

fn lines(path: &Path) -> io::Result<Lines> {
    zstd::Encoder::new(BufWriter::new(File::create(path)?), ZSTD_LEVEL)
}

impl Exports {
    /// Begins in a folder that is made when it is missing.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn create(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let exports = Self {
            folder: folder.to_owned(),
            files: BTreeMap::new(),
        };
        // What an earlier run told is not of this one, also where this one has nothing to tell.
        for name in FEEDS.into_iter().chain([TRANSCRIPTS_TRUTH]) {
            match fs::remove_file(exports.path(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(exports)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.ndjson.zst"))
    }

    /// Writes a line to a file, which begins with its first one.
    fn write(&mut self, name: &'static str, json: &str) -> io::Result<()> {
        let path = self.path(name);
        let file = match self.files.entry(name) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(lines(&path)?),
        };
        file.write_all(json.as_bytes())?;
        file.write_all(b"\n")
    }

    /// Ends the files, and writes the truth beside them. Gives the feeds' files.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn finish(self, truth: &Truth) -> io::Result<Vec<PathBuf>> {
        // Facts that others refer to come first.
        let written = FEEDS.iter().filter(|feed| self.files.contains_key(*feed));
        let paths = written.map(|feed| self.path(feed)).collect();
        for file in self.files.into_values() {
            file.finish()?.flush()?;
        }
        let truth = serde_json::to_string_pretty(truth)?;
        fs::write(self.folder.join("truth.json"), truth + "\n")?;
        Ok(paths)
    }
}

impl Sink for Exports {
    fn line(&mut self, feed: &'static str, json: &str) -> io::Result<()> {
        self.write(feed, json)
    }

    fn truth(&mut self, name: &'static str, json: &str) -> io::Result<()> {
        self.write(name, json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_nothing_to_tell_leaves_no_file_and_none_of_before() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(format!("{name}.ndjson.zst"));
        let all = ["contacts", "messages", TRANSCRIPTS_TRUTH];
        for name in all {
            fs::write(file(name), "of an earlier run").unwrap();
        }
        let there = || all.map(|name| file(name).exists());
        let mut exports = Exports::create(folder.path()).unwrap();
        assert_eq!(there(), [false, false, false]);
        exports.line("contacts", "{}").unwrap();
        assert_eq!(there(), [true, false, false]);
        exports.line("messages", "{}").unwrap();
        exports.truth(TRANSCRIPTS_TRUTH, "{}").unwrap();
        assert_eq!(there(), [true, true, true]);
    }
}
