//! What is wrong with the files of a charter that say what is simulated, told as what is wrong with the charter is.

use std::collections::BTreeMap;

use charter::{Beside, Charter, Diagnostic, Diagnostics};
use jiff::civil::{Date, date};
use serde::de::DeserializeOwned;

use super::read::FILE;
use super::{Change, Hires, NamedScenario, Scenario, ScenarioError, Signal};
use crate::chance::Chance;
use crate::world::World;

const FOLDER: &str = "scenarios/";
/// Names and sizes fit a charter on every day or on none.
const SOME_DAY: Date = date(2026, 1, 1);

/// Everything that is wrong with `scenario.yaml` and `scenarios/*.yaml`, where a charter has them. Whether they fit the
/// charter is looked at if that can be read; what is wrong with it, [`charter::check`] says.
#[must_use]
pub fn check(files: &BTreeMap<String, String>) -> Diagnostics {
    let mut found = Vec::new();
    let text = files.get(FILE);
    let world = text.and_then(|text| read(FILE, text, Scenario::fits, &mut found));
    let mut named = Vec::new();
    for (path, text) in files {
        let name = path.strip_prefix(FOLDER);
        let Some(name) = name.and_then(|name| name.strip_suffix(".yaml")) else {
            continue;
        };
        let fits = |scenario: &NamedScenario| scenario.fits(name);
        named.extend(read(path, text, fits, &mut found));
    }
    match (&world, named.first()) {
        (Some(world), _) => found.extend(
            Charter::read(files)
                .map(|charter| misfits(&charter, world, &named))
                .unwrap_or_default(),
        ),
        (None, Some(first)) if text.is_none() => {
            let message = format!("there is no {FILE} beside it");
            let mut alone = first.error("", "missing-file", message);
            alone.hint("a named scenario says what goes otherwise in the world of that file");
            found.push(alone);
        }
        _ => {}
    }
    Diagnostics(found)
}

/// A file that says sense by itself.
fn read<T: DeserializeOwned + Departing>(
    path: &str,
    text: &str,
    fits: impl Fn(&T) -> Result<(), ScenarioError>,
    found: &mut Vec<Diagnostic>,
) -> Option<Beside<T>> {
    let file = Beside::<T>::read(path, text);
    let file = file.map_err(|problem| found.push(*problem)).ok()?;
    let fits = fits(&file.value);
    fits.map_err(|error| found.push(diagnostic(&file, &error)))
        .ok()?;
    Some(file)
}

/// What does not fit between the files and the charter.
fn misfits(
    charter: &Charter,
    written: &Beside<Scenario>,
    named: &[Beside<NamedScenario>],
) -> Vec<Diagnostic> {
    let bare = written.value.clone().with(&[]);
    match World::build(charter, &bare, SOME_DAY, 1, &mut Chance::new(0, 0)) {
        Ok(world) => {
            let named = named.iter().flat_map(|file| departing(&world, file));
            departing(&world, written)
                .into_iter()
                .chain(named)
                .collect()
        }
        Err(error) => vec![diagnostic(written, &error)],
    }
}

/// What does not fit of what departs, and of what is told of it beforehand.
fn departing<T: Departing>(world: &World, file: &Beside<T>) -> Vec<Diagnostic> {
    let (mut effects, mut misfits, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for change in file.value.changes() {
        match world.effect(change) {
            Ok(effect) => effects.push(effect),
            Err(error) => {
                misfits.push(&change.change);
                errors.push(error);
            }
        }
    }
    let hires = file.value.hires().iter();
    errors.extend(hires.filter_map(|hires| world.cohort(hires).err()));
    // What is wrong with a change is told once.
    let is_of_misfit = |signal: &&Signal| {
        let change = signal.change.as_ref();
        change.is_some_and(|change| misfits.contains(&change))
    };
    let signals = file.value.signals().iter();
    let signals = signals.filter(|signal| !is_of_misfit(signal));
    errors.extend(signals.filter_map(|signal| world.announced_of(signal, &effects).err()));
    errors.iter().map(|error| diagnostic(file, error)).collect()
}

/// An error as a problem at its place in the file.
fn diagnostic<T: Departing>(file: &Beside<T>, error: &ScenarioError) -> Diagnostic {
    let at = |place: &str, code, message| file.error(&path(&file.value, place), code, message);
    let mut problem = match error {
        ScenarioError::Shape(problem) => return (**problem).clone(),
        ScenarioError::Within { error, .. } => return diagnostic(file, error),
        ScenarioError::Format { found } => {
            let mut problem = at("format", "unknown-format", format!("found {found}"));
            problem.expected("1");
            problem
        }
        ScenarioError::Unknown {
            place,
            what,
            name,
            known,
        } => {
            let message = format!("there is no {what} `{name}`");
            let mut problem = at(place, "unknown-name", message);
            problem.among(name, known.iter().map(String::as_str));
            problem
        }
        ScenarioError::Value {
            place,
            expected,
            found,
        } => {
            let mut problem = at(place, "wrong-value", format!("{place}: found {found}"));
            problem.expected(*expected);
            problem
        }
        ScenarioError::Charter { .. } | ScenarioError::Period { .. } => {
            at("", "wrong-value", error.to_string())
        }
    };
    problem.hint(error.hint());
    problem
}

/// The path in the file of what an error is about. Of a list, errors name an item, and paths count it.
fn path<T: Departing>(file: &T, place: &str) -> String {
    if let Some(note) = place.strip_prefix("signals.") {
        // Of a signal, all of it is wrong: its note is a sentence, with dots and spaces.
        let nth = file.signals().iter().position(|one| one.note == note);
        return nth.map_or_else(|| "signals".to_owned(), |nth| format!("signals/{nth}"));
    }
    let mut steps: Vec<String> = place.split(['.', ' ']).map(str::to_owned).collect();
    if let [list, item, ..] = steps.as_mut_slice() {
        let nth = match list.as_str() {
            "changes" => file.changes().iter().position(|one| one.change == *item),
            "hires" => file.hires().iter().position(|one| one.cohort == *item),
            _ => None,
        };
        if let Some(nth) = nth {
            *item = nth.to_string();
        }
    }
    steps.join("/")
}

/// A file that has things depart.
trait Departing {
    fn changes(&self) -> &[Change];
    fn hires(&self) -> &[Hires];
    fn signals(&self) -> &[Signal];
}

impl Departing for Scenario {
    fn changes(&self) -> &[Change] {
        &self.changes
    }

    fn hires(&self) -> &[Hires] {
        &self.hires
    }

    fn signals(&self) -> &[Signal] {
        &self.signals
    }
}

impl Departing for NamedScenario {
    fn changes(&self) -> &[Change] {
        &self.changes
    }

    fn hires(&self) -> &[Hires] {
        &self.hires
    }

    fn signals(&self) -> &[Signal] {
        &self.signals
    }
}
