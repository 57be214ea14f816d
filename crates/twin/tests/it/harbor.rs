//! Harbor, simulated: its charter, its scenario and its exports.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use charter::Charter;
use serde_json::Value;
use twin::{FEEDS, NamedScenario, Scenario, Settings, Simulation, Truth};

/// The last day of every simulation here: a Friday, three weeks after the clocks of Europe went back.
pub const UNTIL: &str = "2026-11-20";

pub fn file(path: &str) -> String {
    let harbor = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../charters/harbor")
        .join(path);
    fs::read_to_string(harbor).unwrap()
}

/// The files of its charter that a simulation needs.
pub fn files() -> BTreeMap<String, String> {
    let mut names = vec![
        "partnership.yaml".to_owned(),
        "taxonomy.yaml".to_owned(),
        "calendars.yaml".to_owned(),
        "tables.yaml".to_owned(),
    ];
    names.extend(FEEDS.iter().map(|feed| format!("feeds/{feed}.yaml")));
    names
        .into_iter()
        .map(|name| (name.clone(), file(&name)))
        .collect()
}

pub fn charter() -> Charter {
    Charter::read(&files()).unwrap()
}

pub fn scenario() -> Scenario {
    Scenario::read(&file("scenario.yaml")).unwrap()
}

/// Harbor's named scenarios, by name.
pub fn named() -> BTreeMap<String, NamedScenario> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../charters/harbor/scenarios");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let read = files.map(|entry| {
        let name = entry
            .path()
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(entry.path()).unwrap();
        let scenario = NamedScenario::read(&name, &text).unwrap();
        (name, scenario)
    });
    read.collect()
}

/// Harbor's world in which that scenario happens.
pub fn scenario_named(name: &str) -> Scenario {
    scenario().with(&[named().remove(name).unwrap()])
}

/// Runs so many days, handing every line to `line`.
pub fn run(
    scenario: &Scenario,
    days: u32,
    seed: u64,
    mut line: impl FnMut(&'static str, &str),
) -> Truth {
    let settings = Settings {
        until: UNTIL.parse().unwrap(),
        days,
        seed,
    };
    let simulation = Simulation::new(&charter(), scenario, settings).unwrap();
    let mut sink = |feed: &'static str, text: &str| {
        line(feed, text);
        Ok(())
    };
    simulation.run(&mut sink, |_| {}).unwrap()
}

/// The records of each feed, in the order written.
pub struct Exports {
    pub records: BTreeMap<&'static str, Vec<Value>>,
    pub truth: Truth,
}

impl Exports {
    pub fn of(scenario: &Scenario, days: u32, seed: u64) -> Self {
        Self::of_feeds(&FEEDS, scenario, days, seed)
    }

    /// Only these feeds: most of the time of a test goes into parsing lines.
    pub fn of_feeds(feeds: &[&str], scenario: &Scenario, days: u32, seed: u64) -> Self {
        let mut records: BTreeMap<&'static str, Vec<Value>> = BTreeMap::new();
        let truth = run(scenario, days, seed, |feed, text| {
            if feeds.contains(&feed) {
                records
                    .entry(feed)
                    .or_default()
                    .push(serde_json::from_str(text).unwrap());
            }
        });
        Self { records, truth }
    }

    /// Tickets as they stand at the end: the last writing of each.
    pub fn tickets(&self) -> BTreeMap<&str, &Value> {
        self.records["contacts"]
            .iter()
            .map(|ticket| (text(ticket, "ticket"), ticket))
            .collect()
    }
}

/// A text field; empty when it is null.
pub fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    assert!(record.get(field).is_some(), "no field {field} in {record}");
    record[field].as_str().unwrap_or_default()
}

/// A field that holds an instant, in seconds since 1970; nothing when it is null.
pub fn seconds(record: &Value, field: &str) -> Option<f64> {
    let at: jiff::Timestamp = record[field].as_str()?.parse().unwrap();
    Some(at.as_millisecond() as f64 / 1e3)
}

pub fn number(record: &Value, field: &str) -> f64 {
    record[field]
        .as_f64()
        .unwrap_or_else(|| panic!("no number {field} in {record}"))
}

#[track_caller]
pub fn near(what: &str, found: f64, expected: f64, tolerance: f64) {
    let far = (found - expected).abs();
    assert!(
        far <= tolerance,
        "{what}: {found}, expected {expected} ± {tolerance}"
    );
}
