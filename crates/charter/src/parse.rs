//! From the files of a charter to its types. What they say to one another is checked in [`crate::check`].

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_saphyr::options::MergeKeyPolicy;
use serde_saphyr::{DefaultMessageFormatter, MessageFormatter};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Source;
use crate::{Charter, board, feed, kpi, names, target, written};

/// A charter that has the right shape, with the places of everything in it.
pub(crate) struct Draft {
    pub charter: Charter,
    pub sources: BTreeMap<String, Source>,
    /// For each target: its file and its index there.
    pub target_places: Vec<(String, usize)>,
}

const SINGLE: &[&str] = &[
    "partnership.yaml",
    "taxonomy.yaml",
    "calendars.yaml",
    "tables.yaml",
    "decisions.yaml",
];
/// Files that other rooms read: what the twin is told to simulate.
const ELSEWHERE: &[&str] = &["scenario.yaml"];
const FOLDERS: &[&str] = &["feeds", "kpis", "targets", "boards"];
/// A folder of files that other rooms read: what the twin can be told to let happen.
const FOLDER_ELSEWHERE: &str = "scenarios";

/// Whether a path within a charter's folder is one of a file that a charter has: what is no such file is neither read nor written.
#[must_use]
pub fn is_charter_file(path: &str) -> bool {
    if SINGLE.contains(&path) || ELSEWHERE.contains(&path) {
        return true;
    }
    let Some((folder, name)) = path.split_once('/') else {
        return false;
    };
    let named = |stem: &str| {
        let letters = |one: char| one.is_ascii_alphanumeric() || matches!(one, '_' | '-');
        !stem.is_empty() && stem.chars().all(letters)
    };
    (FOLDERS.contains(&folder) || folder == FOLDER_ELSEWHERE)
        && name.strip_suffix(".yaml").is_some_and(named)
}

/// Reads the shape of every file; all files are read before any problem is returned.
pub(crate) fn draft(files: &BTreeMap<String, String>) -> Result<Draft, Diagnostics> {
    let mut reader = Reader {
        files,
        sources: BTreeMap::new(),
        problems: Vec::new(),
    };
    reader.refuse_strangers();

    let partnership = reader.required("partnership.yaml");
    let taxonomy = reader.optional("taxonomy.yaml");
    let calendars = reader.optional("calendars.yaml");
    let tables = reader.optional("tables.yaml");
    let decisions = reader.optional("decisions.yaml");
    let feeds = reader.folder("feeds", |feed: &feed::Feed| Some(&feed.feed));
    let written = reader.folder("kpis", |kpi: &written::Kpi| Some(&kpi.kpi));
    let kpis = reader.kpis(written);
    let boards = reader.folder("boards", |board: &board::Board| Some(&board.board));
    let mut targets = Vec::new();
    let mut target_places = Vec::new();
    for (name, file) in reader.folder("targets", |_: &target::Targets| None) {
        for (index, target) in file.targets.into_iter().enumerate() {
            targets.push(target);
            target_places.push((format!("targets/{name}.yaml"), index));
        }
    }

    match partnership {
        Some(partnership) if reader.problems.is_empty() => Ok(Draft {
            charter: Charter {
                partnership,
                taxonomy,
                calendars,
                tables,
                feeds,
                kpis,
                targets,
                decisions,
                boards,
            },
            sources: reader.sources,
            target_places,
        }),
        _ => Err(Diagnostics(reader.problems).sorted()),
    }
}

struct Reader<'a> {
    files: &'a BTreeMap<String, String>,
    sources: BTreeMap<String, Source>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// A YAML file that nobody reads is most likely a misspelt one.
    fn refuse_strangers(&mut self) {
        for path in self.files.keys() {
            let is_yaml = [".yaml", ".yml"].iter().any(|end| path.ends_with(end));
            if !is_yaml || SINGLE.contains(&path.as_str()) || ELSEWHERE.contains(&path.as_str()) {
                continue;
            }
            let problem = match path.rsplit_once('/') {
                Some((folder, name)) if FOLDERS.contains(&folder) || folder == FOLDER_ELSEWHERE => {
                    if name.ends_with(".yaml") {
                        continue;
                    }
                    let mut problem = Diagnostic::error(
                        path,
                        "unknown-file",
                        "the name of the file does not end in `.yaml`",
                    );
                    problem.hint("rename it, so that a charter has one ending");
                    problem
                }
                Some((folder, _)) => {
                    let mut problem = Diagnostic::error(
                        path,
                        "unknown-file",
                        format!("a charter has no folder `{folder}`"),
                    );
                    problem.among(folder, FOLDERS.iter().copied());
                    problem
                }
                None => {
                    let mut problem = Diagnostic::error(
                        path,
                        "unknown-file",
                        format!("a charter has no file `{path}`"),
                    );
                    problem.among(path, SINGLE.iter().copied());
                    problem
                }
            };
            self.problems.push(problem);
        }
    }

    fn required<T: DeserializeOwned>(&mut self, path: &str) -> Option<T> {
        if !self.files.contains_key(path) {
            let mut problem = Diagnostic::error(path, "missing-file", "the file is missing");
            problem.hint("a charter says in `partnership.yaml` who its parties are");
            self.problems.push(problem);
        }
        self.one(path)
    }

    fn optional<T: DeserializeOwned + Default>(&mut self, path: &str) -> T {
        self.one(path).unwrap_or_default()
    }

    fn folder<T: DeserializeOwned>(
        &mut self,
        folder: &str,
        name_inside: impl Fn(&T) -> Option<&String>,
    ) -> BTreeMap<String, T> {
        let mut read = BTreeMap::new();
        for path in self.files.keys() {
            let Some(name) = path
                .strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix('/'))
                .and_then(|rest| rest.strip_suffix(".yaml"))
                .filter(|name| !name.contains('/'))
            else {
                continue;
            };
            let Some(value) = self.one::<T>(path) else {
                continue;
            };
            if let Some(inside) = name_inside(&value) {
                self.compare_names(path, name, inside);
            }
            read.insert(name.to_owned(), value);
        }
        read
    }

    fn compare_names(&mut self, path: &str, name: &str, inside: &str) {
        let Some(source) = self.sources.get(path) else {
            return;
        };
        // The field that names the thing is the first word of its schema: `kpi`, `feed`, `board`.
        let field = path
            .split_once('/')
            .map_or("", |(folder, _)| folder.trim_end_matches('s'));
        let place = source.place(field);
        let at = |code, message| source.diagnostic_at(place.line, place.column, code, message);
        if inside != name {
            let mut problem = at(
                "name-of-file",
                format!("the {field} is named `{inside}`, its file `{name}.yaml`"),
            );
            problem.hint("name both alike, so that each can be found from the other");
            self.problems.push(problem);
        } else if !names::is_snake_case(inside) {
            let mut problem = at(
                "snake-case",
                format!("`{inside}` is not a name in `snake_case`"),
            );
            problem.expected("a lower-case letter, then lower-case letters, digits and `_`");
            self.problems.push(problem);
        }
    }

    fn kpis(&mut self, written: BTreeMap<String, written::Kpi>) -> BTreeMap<String, kpi::Kpi> {
        let mut kpis = BTreeMap::new();
        for (name, written) in written {
            match written.into_kpi() {
                Ok(kpi) => {
                    kpis.insert(name, kpi);
                }
                Err(misfits) => {
                    let Some(source) = self.sources.get(&format!("kpis/{name}.yaml")) else {
                        continue;
                    };
                    for misfit in misfits {
                        let (place, code) = match misfit {
                            written::Misfit::Missing { .. } => {
                                (source.place("kind"), "missing-field")
                            }
                            written::Misfit::Meaningless { field, .. } => {
                                (source.place_of_key(field), "meaningless-field")
                            }
                        };
                        self.problems.push(source.diagnostic_at(
                            place.line,
                            place.column,
                            code,
                            misfit.to_string(),
                        ));
                    }
                }
            }
        }
        kpis
    }

    fn one<T: DeserializeOwned>(&mut self, path: &str) -> Option<T> {
        let text = self.files.get(path)?;
        let source = match Source::read(path, text) {
            Ok(source) => source,
            Err(problem) => {
                self.problems.push(*problem);
                return None;
            }
        };
        let value = match shape(&source, text) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problems.push(*problem);
                None
            }
        };
        self.sources.insert(path.to_owned(), source);
        value
    }
}

/// What a file says, where it has the shape.
pub(crate) fn shape<T: DeserializeOwned>(
    source: &Source,
    text: &str,
) -> Result<T, Box<Diagnostic>> {
    let options = serde_saphyr::options! {
        with_snippet: false,
        emit_comments: false,
        strict_booleans: true,
        merge_keys: MergeKeyPolicy::Error,
        reject_unsupported_tags: true
    };
    serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| Box::new(explain(source, &error)))
}

/// A refusal of the deserialiser in our words.
fn explain(source: &Source, error: &serde_saphyr::Error) -> Diagnostic {
    use serde_saphyr::Error as E;
    let (line, column) = error
        .location()
        .map_or((1, 1), |at| (at.line() as usize, at.column() as usize));
    let at = |code, message| source.diagnostic_at(line.max(1), column.max(1), code, message);
    match error {
        E::SerdeUnknownField {
            field, expected, ..
        } => {
            let mut problem = at("unknown-field", format!("unknown field `{field}`"));
            problem.among(field, expected.iter().copied());
            problem
        }
        E::SerdeUnknownVariant {
            variant, expected, ..
        } => {
            let mut problem = at(
                "unknown-value",
                format!("`{variant}` is not one of the values here"),
            );
            problem.expected(format!("one of {}", names::quoted(expected)));
            problem.nearest = names::nearest(variant, expected.iter().copied()).map(str::to_owned);
            problem
        }
        E::SerdeMissingField { field, .. } => {
            at("missing-field", format!("the field `{field}` is missing"))
        }
        E::DuplicateMappingKey { key, .. } => at(
            "duplicate-name",
            match key {
                Some(key) => format!("`{key}` is written twice"),
                None => "a key is written twice".to_owned(),
            },
        ),
        E::SerdeInvalidType {
            unexpected,
            expected,
            ..
        }
        | E::SerdeInvalidValue {
            unexpected,
            expected,
            ..
        } => {
            let mut problem = at("wrong-type", format!("found {unexpected}"));
            problem.expected(people_type(expected).unwrap_or_else(|| expected.clone()));
            problem
        }
        E::InvalidScalar { ty, .. } => {
            let mut problem = at("wrong-type", "the value has another type".to_owned());
            problem.expected(people_type(ty).unwrap_or_else(|| format!("a value of type {ty}")));
            problem
        }
        E::Unexpected { expected, .. } => {
            let mut problem = at("wrong-type", "the value has another shape".to_owned());
            problem.expected((*expected).to_owned());
            problem
        }
        E::Eof { .. } => at("empty-file", "the file is empty".to_owned()),
        other => at(
            "wrong-value",
            DefaultMessageFormatter.format_message(other).into_owned(),
        ),
    }
}

/// What the deserialiser calls by its own names of types, in words.
fn people_type(ty: &str) -> Option<String> {
    let whole = |least: i128, most: u128| format!("a whole number from {least} to {most}");
    Some(match ty {
        "u8" => whole(0, u8::MAX.into()),
        "u16" => whole(0, u16::MAX.into()),
        "u32" => whole(0, u32::MAX.into()),
        "u64" | "usize" => whole(0, u64::MAX.into()),
        "i32" => whole(i32::MIN.into(), i32::MAX.unsigned_abs().into()),
        "i64" | "isize" => whole(i64::MIN.into(), i64::MAX.unsigned_abs().into()),
        "f32" | "f64" | "floating point" => "a number".to_owned(),
        "bool" | "boolean" => "true or false".to_owned(),
        _ => return None,
    })
}
