//! Files of the data folder that are not as they were written: cut off, gone, or with one bit another way round. Whoever
//! asks gets the number that was right before, or a refusal that names the file; never another number, never a panic.

use std::fs;
use std::path::{Path, PathBuf};

use super::chance::Chance;
use super::course::Course;
use super::house::{answers, place, set_password};
use super::{Suite, say};
use crate::place::{Place, Ran};

/// Files taken in before the damage: more commits than lie between two checkpoints.
const FILES: usize = 53;

/// Kinds of files, by what their names hold.
const KINDS: [(&str, &str); 11] = [
    ("format", "lake/format.json"),
    ("facts", "tables/contact/*.parquet"),
    ("commits of facts", "contact/_delta_log/*.json"),
    ("newest commit of facts", "contact/_delta_log/newest"),
    (
        "checkpoint of facts",
        "contact/_delta_log/*.checkpoint.parquet",
    ),
    (
        "last checkpoint of facts",
        "contact/_delta_log/_last_checkpoint",
    ),
    ("rows set aside", "tables/set_aside/*.parquet"),
    ("commits of rows set aside", "set_aside/_delta_log/*.json"),
    ("ledger", "data/ledger.sqlite"),
    ("accounts", "data/accounts.sqlite"),
    ("key", "data/customer.key"),
];

#[derive(Debug, Clone, Copy)]
enum Damage {
    Flip { byte: usize, bit: u8 },
    Cut { to: usize },
    Gone,
}

impl Damage {
    fn drawn(chance: &mut Chance, size: usize) -> Self {
        match chance.below(8) {
            0 => Self::Gone,
            1 => Self::Cut { to: 0 },
            2 | 3 => Self::Cut {
                to: chance.below(size),
            },
            _ => Self::Flip {
                byte: chance.below(size),
                bit: u8::try_from(chance.below(8)).unwrap(),
            },
        }
    }

    fn done_to(self, file: &Path) {
        let mut bytes = fs::read(file).unwrap();
        match self {
            Self::Flip { byte, bit } => bytes[byte] ^= 1 << bit,
            Self::Cut { to } => bytes.truncate(to),
            Self::Gone => return fs::remove_file(file).unwrap(),
        }
        fs::write(file, bytes).unwrap();
    }
}

/// Files below a folder, with what they are called from there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// One of the files of a kind.
fn pick(place: &Path, pattern: &str, chance: &mut Chance) -> Option<PathBuf> {
    let all = files(&place.join("data"));
    let (folder, name) = pattern.rsplit_once('/').unwrap();
    let mut fitting: Vec<PathBuf> = all
        .into_iter()
        .filter(|file| {
            let called = file.file_name().unwrap().to_str().unwrap();
            file.parent().unwrap().to_str().unwrap().ends_with(folder)
                && match name {
                    "newest" => called.ends_with(".json"),
                    name => match name.strip_prefix('*') {
                        Some(end) => called.ends_with(end),
                        None => called == name,
                    },
                }
        })
        .collect();
    if name == "newest" {
        return fitting.pop();
    }
    if name == "*.json" {
        fitting.pop();
    }
    (!fitting.is_empty()).then(|| fitting.swap_remove(chance.below(fitting.len())))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A house as it was, to be damaged again and again.
struct Whole {
    place: Place,
    kept: tempfile::TempDir,
    /// What is answered, before and after one more file.
    before: String,
    after: String,
}

impl Whole {
    fn found(chance: &mut Chance) -> Self {
        let place = place();
        let mut course = Course::new();
        let names: Vec<String> = (0..FILES)
            .map(|number| format!("{number}.ndjson"))
            .collect();
        for name in &names {
            place.write(name, course.packet(chance).text);
        }
        place.write("more.ndjson", course.packet(chance).text);
        let mut args = vec!["ingest", "calls"];
        args.extend(names.iter().map(String::as_str));
        place.run(&args).ends(0);
        set_password(&place);
        let kept = tempfile::tempdir().unwrap();
        copy(&place.path().join("data"), kept.path());
        let before = answers(&place);
        place.ingest("calls", "more.ndjson");
        let after = answers(&place);
        assert_ne!(before, after);
        Self {
            place,
            kept,
            before,
            after,
        }
    }

    fn restore(&self) {
        let data = self.place.path().join("data");
        fs::remove_dir_all(&data).unwrap();
        copy(self.kept.path(), &data);
    }

    /// What all is asked of the damaged folder, and what is wrong with what is said.
    fn wrongs(&self, file: &Path) -> Vec<String> {
        let mut wrongs = Vec::new();
        let mut look = |ran: &Ran| match judged(ran, file) {
            Ok(right) => right,
            Err(wrong) => {
                wrongs.push(wrong);
                false
            }
        };
        let list = [
            "quarantine",
            "list",
            "--standing",
            "all",
            "--limit",
            "500",
            "--json",
        ];
        let reads = look(&self.place.run(&["query", "calls,wait_sum"]))
            && look(
                &self
                    .place
                    .run(&["query", "customers,wait_sum", "--by", "agent"]),
            )
            && look(&self.place.run(&list));
        look(&self.place.run(&["accounts", "list"]));
        if reads && answers(&self.place) != self.before {
            wrongs.push("another answer before".to_owned());
        }
        let mut look = |ran: &Ran| match judged(ran, file) {
            Ok(right) => right,
            Err(wrong) => {
                wrongs.push(wrong);
                false
            }
        };
        let writes = look(&self.place.run(&["ingest", "calls", "more.ndjson"]));
        let reads = writes
            && look(
                &self
                    .place
                    .run(&["query", "customers,wait_sum", "--by", "agent"]),
            )
            && look(&self.place.run(&list));
        if reads && answers(&self.place) != self.after {
            wrongs.push("another answer after".to_owned());
        }
        wrongs
    }
}

/// Whether a command did what it was asked; an error when it did neither that nor refuse as it should.
fn judged(ran: &Ran, file: &Path) -> Result<bool, String> {
    let said = || format!("`{}` → {:?} {}", ran.command, ran.code, ran.said.trim());
    if ran.said.contains("panicked") {
        return Err(said());
    }
    match ran.code {
        Some(0) => Ok(true),
        Some(1 | 4) if names(&ran.said, file) => Ok(false),
        _ => Err(said()),
    }
}

/// Whether the file is named; one that is gone, by what speaks of it.
fn names(said: &str, file: &Path) -> bool {
    let name = file.file_name().unwrap().to_str().unwrap();
    said.contains(name) || name.contains(".checkpoint") && said.contains("_last_checkpoint")
}

#[test]
fn no_damage_makes_another_number() {
    let suite = Suite::asked();
    let mut chance = suite.chance("damage", 0);
    let whole = Whole::found(&mut chance);
    let mut wrongs = Vec::new();
    for (kind, pattern) in KINDS {
        let (mut refused, mut harmless) = (0, 0);
        for _ in 0..suite.moments.div_ceil(KINDS.len()) {
            whole.restore();
            let Some(file) = pick(whole.place.path(), pattern, &mut chance) else {
                panic!("there are no {kind}");
            };
            let size = fs::metadata(&file).unwrap().len();
            let mut damage = Damage::drawn(&mut chance, usize::try_from(size).unwrap());
            // A newest commit that is gone or cut off is one that was never acknowledged: it is done without.
            while pattern.ends_with("newest") && !matches!(damage, Damage::Flip { .. }) {
                damage = Damage::drawn(&mut chance, usize::try_from(size).unwrap());
            }
            damage.done_to(&file);
            let wrong = whole.wrongs(&file);
            for wrong in wrong {
                wrongs.push(format!("{kind}: {} {damage:?}: {wrong}", file.display()));
            }
            whole.restore();
            damage.done_to(&file);
            let asked = whole.place.run(&["query", "calls"]);
            if asked.code == Some(0) {
                harmless += 1;
            } else {
                refused += 1;
            }
        }
        say(&format!(
            "{kind}: {refused} refused, {harmless} made no difference to a question"
        ));
    }
    assert!(
        wrongs.is_empty(),
        "{} wrong:\n{}",
        wrongs.len(),
        wrongs.join("\n")
    );
}
