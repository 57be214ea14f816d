//! Which table the rows belong to, and which of its columns each source column is.

use charter::canonical;

use super::vocabulary::{self, Words};
use super::{context, names, state, values};
use crate::about::About;
use crate::infer::kind::{Facts, Kind};

/// A source column taken for a column of the table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Match {
    pub column: &'static str,
    pub source: usize,
    /// From 0 to a bit over 1.
    pub sure: f64,
    /// Whether its name told; else its values.
    pub by_name: bool,
}

/// A table and what its columns are.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub table: &'static canonical::Table,
    pub matches: Vec<Match>,
    /// The next best table, when it is nearly as good.
    pub next: Option<&'static str>,
}

impl Chosen {
    pub(crate) fn of(&self, column: &str) -> Option<&Match> {
        self.matches.iter().find(|one| one.column == column)
    }
}

/// The tables whose columns are known by name.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    vocabulary::tables().map(|words| words.table)
}

/// The table that the columns fit best, or the one that is wanted.
pub(crate) fn choose(
    file: &str,
    facts: &[Facts],
    about: &About,
    wanted: Option<&str>,
) -> Option<Chosen> {
    let file = names::words(file);
    let mut rated: Vec<(f64, &'static canonical::Table, Vec<Match>)> = vocabulary::tables()
        .filter(|words| wanted.is_none_or(|wanted| words.table == wanted))
        .filter_map(|words| {
            let table = canonical::table(words.table)?;
            let matches = matches(words, table, facts, about);
            if wanted.is_none() && !complete(words, &matches, facts) {
                return None;
            }
            let named = words
                .file
                .iter()
                .any(|word| file.split(' ').any(|part| part.starts_with(word)));
            let own = own(words, &matches)
                + if is_log(words.table, &matches, facts)
                    || words.table == "survey" && context::is_survey(facts)
                {
                    5.0
                } else if words.table == "task_run"
                    && facts
                        .iter()
                        .any(|one| one.has_word(&["robot", "rpa", "bot"]))
                {
                    3.0
                } else {
                    0.0
                };
            let score = matches.iter().map(|one| one.sure).sum::<f64>()
                + if words.needs.is_empty() {
                    1.0
                } else {
                    0.9 * own
                }
                + if named { 2.0 } else { 0.0 };
            Some((score, table, matches))
        })
        .collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0));
    let next = match rated.as_slice() {
        [(best, ..), (second, table, _), ..] if second + 1.5 > *best => Some(table.name),
        _ => None,
    };
    let (_, table, matches) = rated.into_iter().next()?;
    Some(Chosen {
        table,
        matches,
        next,
    })
}

/// Whether what shows this table is there.
fn complete(words: &Words, matches: &[Match], facts: &[Facts]) -> bool {
    let has = |columns: &[&str]| {
        matches
            .iter()
            .find(|one| columns.contains(&one.column) && one.sure >= 0.6)
    };
    // The answers of a survey may be in words that nobody knows.
    let answers = |group: &[&str]| group.contains(&"csat") && context::is_survey(facts);
    let all = words
        .needs
        .iter()
        .all(|group| has(group).is_some() || answers(group));
    // Anything may be called a status: how long it lasted, or what agents do, shows that it is theirs.
    let state = || {
        has(&["state_seconds"]).is_some()
            || has(&["state"])
                .and_then(|one| facts.get(one.source))
                .is_some_and(|one| state::share(one) >= 0.5)
    };
    all && (words.table != "agent_state" || state())
}

/// Whether the rows are steps of something that comes again and again: an activity, and when it was done.
fn is_log(table: &str, matches: &[Match], facts: &[Facts]) -> bool {
    let sure = |column: &str| {
        matches
            .iter()
            .find(|one| one.column == column)
            .filter(|one| one.sure >= 0.85)
    };
    table == "status"
        && sure("state").is_some()
        && sure("changed_at").is_some()
        && sure("contact_id")
            .and_then(|one| facts.get(one.source))
            .is_some_and(|one| one.distinct() < one.filled)
}

/// How much of what was matched is what shows this table rather than another.
fn own(words: &Words, matches: &[Match]) -> f64 {
    const SHARED: &[&str] = &[
        "contact_id",
        "party",
        "site",
        "team",
        "agent",
        "channel",
        "contact_type",
        "customer",
        "queue",
    ];
    matches
        .iter()
        .filter(|one| {
            !SHARED.contains(&one.column)
                && words
                    .columns
                    .iter()
                    .any(|called| called.column == one.column)
        })
        .map(|one| if one.sure >= 0.9 { 1.0 } else { 0.5 })
        .sum()
}

/// What an instant that says its offset is worth more than a clock's: between two columns of much the same name, it tells more.
const ZONED: f64 = 0.03;
/// Names of columns beyond this are not compared.
const NAMED: usize = 1_000;

fn matches(
    words: &Words,
    table: &'static canonical::Table,
    facts: &[Facts],
    about: &About,
) -> Vec<Match> {
    let mut rated: Vec<(f64, &'static str, usize)> = Vec::new();
    // A column of days beside times of day is half of each of them.
    let clocks = facts.iter().any(|one| one.kind == Kind::TimeOfDay);
    for called in words.columns {
        let Some(column) = table
            .columns
            .iter()
            .find(|column| column.name == called.column)
        else {
            continue;
        };
        for (place, one) in facts.iter().enumerate().take(NAMED) {
            if one.sql.is_none() || one.kind == Kind::Empty || (clocks && one.kind == Kind::Day) {
                continue;
            }
            let fit = leaf_fit(&one.words, &one.name, called.names);
            if fit < 0.5 || !values::fits_type(one, column.column_type) {
                continue;
            }
            let fit = fit
                + values::by_values(table.name, column.name, one, about)
                + if one.zoned() { ZONED } else { 0.0 };
            if fit >= 0.5 {
                rated.push((fit, column.name, place));
            }
        }
    }
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
    let mut taken: Vec<Match> = Vec::new();
    for (sure, column, source) in rated {
        if !taken
            .iter()
            .any(|one| one.column == column || one.source == source)
        {
            taken.push(Match {
                column,
                source,
                sure,
                by_name: true,
            });
        }
    }
    taken
}

/// A nested member goes by its last name as well.
fn leaf_fit(words: &str, name: &str, names: &str) -> f64 {
    let whole = vocabulary::fit(words, names);
    let leaf = name
        .rsplit_once(['.', ':', '/'])
        .map(|(_, leaf)| names::words(leaf));
    let leaf = leaf.map_or(0.0, |leaf| {
        vocabulary::fit(&leaf, names) - if leaf.len() < 4 { 0.3 } else { 0.08 }
    });
    whole.max(leaf)
}
