//! What was let happen in the demo, and what its platforms were told, and when: with the seed, it brings the simulation to where it
//! was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twin::platform::Call;
use twin::{NamedScenario, Running};

use super::going_on::of_another_version;
use crate::failure::Failure;

/// Format of [`Written`].
const FORMAT_VERSION: u32 = 1;
/// Where it is written.
const INTERVENTIONS: &str = "interventions.json";

/// Something that was done to the simulation at an instant of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Intervention {
    pub at: Timestamp,
    #[serde(flatten)]
    pub deed: Deed,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Deed {
    /// It began. Held as it was then: the file may be another since.
    Began(Box<NamedScenario>),
    /// It was ended.
    Ended(String),
    /// A platform was told something.
    Called(Box<CallSent>),
    /// That was undone.
    Undone(Undone),
}

/// A call, and the hash of what was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct CallSent {
    #[serde(flatten)]
    pub call: Call,
    pub sha256: String,
}

/// Which call was undone, and by which person, if it was one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Undone {
    pub call: String,
    pub by: Option<String>,
}

impl Deed {
    /// Does it to the simulation.
    pub fn is_done_to(&self, running: &mut Running) {
        match self {
            Self::Began(scenario) => {
                if let Err(error) = running.begin_scenario(scenario) {
                    tracing::error!(%error, scenario = scenario.scenario, "a scenario does not fit, and does not happen");
                }
            }
            Self::Ended(scenario) => running.end_scenario(scenario),
            Self::Called(sent) => {
                if let Err(error) = running.call(&sent.call) {
                    tracing::error!(%error, call = sent.call.call, "a call does not fit, and sets nothing");
                }
            }
            Self::Undone(undone) => {
                if let Err(error) = running.undo(&undone.call) {
                    tracing::error!(%error, call = undone.call, "a call is not undone");
                }
            }
        }
    }
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

    /// Writes a deed down, durably, before the simulation goes through it: it is done at this instant of it, and no earlier than
    /// the last one. What cannot be written is not done.
    pub fn add(&mut self, at: Timestamp, deed: Deed) -> io::Result<()> {
        let at = self.last().map_or(at, |last| at.max(last));
        let mut all = self.all.clone();
        all.push(Intervention { at, deed });
        let written = Written {
            format_version: FORMAT_VERSION,
            interventions: all,
        };
        store::whole_file::write(&self.file, &serde_json::to_vec_pretty(&written)?)?;
        self.all = written.interventions;
        Ok(())
    }

    /// When the last one is done.
    pub fn last(&self) -> Option<Timestamp> {
        self.all.last().map(|last| last.at)
    }

    /// All of them, in the order of time.
    pub fn all(&self) -> &[Intervention] {
        &self.all
    }

    /// The next that the simulation goes through up to an instant. It counts as gone through.
    pub fn pass(&mut self, until: Timestamp) -> Option<Intervention> {
        let next = self.all.get(self.passed).filter(|next| next.at <= until);
        let next = next.cloned()?;
        self.passed += 1;
        Some(next)
    }

    /// Whether there are some that the simulation has not gone through.
    pub fn some_wait(&self) -> bool {
        self.passed < self.all.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_read_in_its_order_and_another_version_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let write = |version: u32| {
            let ended = r#"{"at":"2026-03-30T08:00:00Z","ended":"outage"}"#;
            let text = format!(r#"{{"format_version":{version},"interventions":[{ended}]}}"#);
            fs::write(folder.path().join(INTERVENTIONS), text).unwrap();
        };
        write(1);
        let mut read = Interventions::read(folder.path()).unwrap();
        assert_eq!(read.all()[0].deed, Deed::Ended("outage".to_owned()));
        let eight = read.all()[0].at;
        assert_eq!(read.last(), Some(eight));
        let undone = Deed::Undone(Undone {
            call: "call_1".to_owned(),
            by: None,
        });
        let at: Timestamp = "2026-03-30T07:00:00Z".parse().unwrap();
        read.add(at, undone.clone()).unwrap();
        let again = Interventions::read(folder.path()).unwrap();
        assert_eq!(again.all(), read.all());
        assert_eq!(again.all()[1].deed, undone, "the later one comes last");
        assert_eq!(again.all()[1].at, eight, "and no earlier than the first");
        write(2);
        let refused = Interventions::read(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("another version of Tandem"), "{refused}");
    }
}
