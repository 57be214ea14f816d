//! What was let happen in the demo, and when: with the seed, it brings the simulation to where it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twin::{NamedScenario, Running, Sink};

use super::going_on::of_another_version;
use crate::failure::Failure;

/// Format of [`Written`].
const FORMAT_VERSION: u32 = 1;
/// Where it is written.
const INTERVENTIONS: &str = "interventions.json";

/// Something that was done to the simulation at an instant of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Intervention {
    at: Timestamp,
    #[serde(flatten)]
    deed: Deed,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Deed {
    /// It began. Held as it was then: the file may be another since.
    Began(Box<NamedScenario>),
    /// It was ended.
    Ended(String),
}

#[derive(Serialize, Deserialize)]
struct Written {
    format_version: u32,
    interventions: Vec<Intervention>,
}

/// What was done, in the order of time, and how much of it the simulation has been through.
#[derive(Debug)]
pub(super) struct Interventions {
    file: PathBuf,
    all: Vec<Intervention>,
    passed: usize,
}

impl Interventions {
    /// Those of earlier starts. The simulation is yet to go through them.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let file = folder.join(INTERVENTIONS);
        let all = match fs::read(&file) {
            Ok(text) => match serde_json::from_slice::<Written>(&text) {
                Ok(written) if written.format_version == FORMAT_VERSION => written.interventions,
                _ => return Err(of_another_version(&file, folder)),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Failure::internal(file.display().to_string(), &error)),
        };
        Ok(Self {
            file,
            all,
            passed: 0,
        })
    }

    /// Writes deeds down, durably, before the simulation goes through them: they are done at this instant of it.
    pub fn add(&mut self, at: Timestamp, deeds: Vec<Deed>) -> io::Result<()> {
        if deeds.is_empty() {
            return Ok(());
        }
        // After a crash, what was done later is written already.
        let later = &self.all[self.passed..];
        let place = self.passed + later.partition_point(|earlier| earlier.at <= at);
        let new = deeds.into_iter().map(|deed| Intervention { at, deed });
        self.all.splice(place..place, new);
        let written = Written {
            format_version: FORMAT_VERSION,
            interventions: self.all.clone(),
        };
        store::whole_file::write(&self.file, &serde_json::to_vec_pretty(&written)?)
    }

    /// Brings the simulation up to an instant with `run`, through what was done on the way.
    pub fn go_through<S: Sink>(
        &mut self,
        running: &mut Running,
        until: Timestamp,
        sink: &mut S,
        run: impl Fn(&mut Running, Timestamp, &mut S) -> io::Result<()>,
    ) -> io::Result<()> {
        while let Some(next) = self.all.get(self.passed).filter(|next| next.at <= until) {
            run(running, next.at, sink)?;
            match &next.deed {
                Deed::Began(scenario) => {
                    if let Err(error) = running.begin_scenario(scenario) {
                        tracing::error!(%error, scenario = scenario.scenario, "a scenario does not fit, and does not happen");
                    }
                }
                Deed::Ended(scenario) => running.end_scenario(scenario),
            }
            self.passed += 1;
        }
        run(running, until, sink)
    }
}
