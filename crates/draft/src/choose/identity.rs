//! What makes a record the same record, and what makes one version of it later than another.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::{names, vocabulary};
use crate::infer::kind::{Facts, Kind};
use crate::sample::{Column, Sample};

/// What a record's key is, by places of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// One column that no two rows share.
    One(usize),
    /// Several columns together; those that were not needed in the sample come last, and how many these are.
    Several(Vec<usize>, usize),
    /// One column that comes again when the record changes.
    Repeats(usize),
    /// The fewest columns that were found to tell the rows apart, empty ones among them: an empty cell is a part as well.
    /// Where only the head of the file was seen, others that may be needed come last, and how many these are.
    Narrowed(Vec<usize>, usize),
}

/// What orders the versions of a record, by places of columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Versions {
    pub counter: Option<usize>,
    pub updated: Option<usize>,
}

const COUNTERS: &str = "sys mod count|mod count|version|revision|rev|version number|update count|change number|row version|versionsnummer|lock version|number of updates|version id|modification count";
const UPDATED: &str = "updated at|sys updated at|sys updated on|last updated|updated|modified at|last modified|modified|last modified at|last modified date|last updated at|last update|last update timestamp|updated date|update time|date updated|date modified|changed at|changed on|changed|date changed|generated timestamp|lastupdated|updated time|updated on|last change|fecha de actualizacion|fecha actualizacion|ultima actualizacion|actualizado|fecha de modificacion|ultima modificacion|geaendert am|aktualisiert am|letzte aenderung|zuletzt geaendert|mis a jour le|date de modification|derniere modification|modifie le|bijgewerkt op|gewijzigd op|laatst gewijzigd|atualizado em|data de atualizacao|ultima atualizacao|modificado em|last activity at|modifieddate|sys updated|aggiornato il|data aggiornamento|ultima modifica|modificato il|data modifica|zaktualizowano|data aktualizacji|ostatnia aktualizacja|data modyfikacji|ostatnia zmiana";
/// Columns beyond this are not tried in combinations.
const TRIED: usize = 14;
/// A key has at most so many columns.
const MOST: usize = 12;
/// Columns beyond this are not tried one by one.
const TRIED_MOST: usize = 60;

/// The counter and the time of change, by name and kind.
pub(crate) fn versions(facts: &[Facts]) -> Versions {
    let best = |names: &str, kinds: &[Kind]| {
        facts
            .iter()
            .enumerate()
            .filter(|(_, one)| {
                kinds.contains(&one.kind) && one.sql.is_some() && one.nulls * 2 < one.filled.max(1)
            })
            .map(|(place, one)| (place, vocabulary::fit(&one.words, names)))
            .filter(|(_, fit)| *fit >= 0.78)
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .map(|(place, _)| place)
    };
    Versions {
        counter: best(COUNTERS, &[Kind::Integer]),
        updated: best(UPDATED, &[Kind::Instant, Kind::Day]),
    }
}

/// The key. `id` is the column that was taken for the record's identifier, `days` those that say when it began.
pub(crate) fn key(
    facts: &[Facts],
    sample: &Sample,
    id: Option<usize>,
    days: &[usize],
    versions: &Versions,
) -> Key {
    let rows = Rows::of(&sample.columns);
    let named = |place: usize| facts.get(place).is_some_and(|one| one.sql.is_some());
    let full = |place: usize| {
        facts
            .get(place)
            .is_some_and(|one| one.nulls == 0 && one.filled > 0)
    };
    if let Some(id) = id.filter(|id| named(*id) && full(*id) && rows.tells(&[*id])) {
        return Key::One(id);
    }
    // A few rows without an identifier, such as a line of totals, are no records.
    if let Some(id) = id.filter(|id| named(*id))
        && facts
            .get(id)
            .is_some_and(|one| one.nulls * 20 <= one.filled && one.distinct() == one.filled)
    {
        return Key::One(id);
    }
    if let Some(id) = id.filter(|id| named(*id)) {
        let mut told = vec![id];
        told.extend(versions.counter);
        told.extend(versions.updated);
        if told.len() > 1 && rows.share(&told) > 0.97 {
            return Key::Repeats(id);
        }
    }
    let mut single: Vec<(usize, i32)> = (0..facts.len())
        .filter(|place| named(*place) && full(*place) && rows.tells(&[*place]))
        .filter_map(|place| facts.get(place).map(|one| (place, rank(one))))
        // A moment is unique by chance; it tells rows apart only together with others.
        .filter(|(place, rank)| *rank > 0 && !facts.get(*place).is_some_and(is_moment))
        .collect();
    single.sort_by_key(|(place, rank)| (std::cmp::Reverse(*rank), *place));
    if let Some((place, rank)) = single.first()
        && (*rank >= 3 || (rows.all > 1 && id.is_none()))
    {
        return Key::One(*place);
    }
    let mut tried: Vec<usize> = Vec::new();
    tried.extend(id);
    tried.extend(days.iter().copied());
    let mut others: Vec<(usize, i32)> = facts
        .iter()
        .enumerate()
        .map(|(place, one)| (place, rank(one)))
        .filter(|(_, rank)| *rank > 0)
        .collect();
    others.sort_by_key(|(place, rank)| (std::cmp::Reverse(*rank), *place));
    tried.extend(others.into_iter().map(|(place, _)| place));
    let mut seen = HashSet::new();
    tried.retain(|place| seen.insert(*place) && named(*place) && full(*place));
    tried.truncate(TRIED);
    if let Some(mut found) = combination(&rows, &tried) {
        let needed = found.len();
        // An identifier that is unique within some days, or on one line, may come again on others.
        let lines = facts
            .iter()
            .enumerate()
            .filter(|(_, one)| {
                one.kind == Kind::Choice && one.distinct() > 1 && names::is_identifier(&one.words)
            })
            .map(|(place, _)| place);
        for wider in days
            .iter()
            .copied()
            .chain(lines)
            .filter(|place| named(*place) && full(*place))
        {
            if found.len() < 4
                && !found.contains(&wider)
                && id.is_some_and(|id| found.contains(&id))
            {
                found.push(wider);
            }
        }
        let added = found.len() - needed;
        return Key::Several(found, added);
    }
    let (tried, mut found) = narrowed(facts, &rows, id, days);
    let needed = found.len();
    if !sample.complete {
        // A key that is too narrow loses rows of those that were not seen; one that is too wide doubles some that change.
        let likely = |place: &usize| facts.get(*place).is_some_and(|one| rank(one) > 0);
        let others = tried.into_iter().filter(likely);
        let others: Vec<usize> = others.filter(|place| !found.contains(place)).collect();
        found.extend(others.into_iter().take(MOST.saturating_sub(needed)));
    }
    let added = found.len() - needed;
    Key::Narrowed(found, added)
}

/// Who it was and when: an agent is in one place at a time. Nothing where that does not tell the rows apart.
pub(crate) fn of_agent(sample: &Sample, agent: usize, days: &[usize]) -> Option<Key> {
    let places: Vec<usize> = std::iter::once(agent).chain(days.iter().copied()).collect();
    let whole = places.iter().all(|place| {
        sample
            .columns
            .get(*place)
            .is_some_and(|column| column.sql.is_some() && column.cells.iter().all(Option::is_some))
    });
    (whole && places.len() > 1 && Rows::of(&sample.columns).tells(&places))
        .then_some(Key::Several(places, 0))
}

/// The fewest columns that tell the rows apart, also of those that are empty in some: the likelier parts of an identity first,
/// then whatever parts most rows. And all columns that were tried, in that order.
fn narrowed(
    facts: &[Facts],
    rows: &Rows,
    id: Option<usize>,
    days: &[usize],
) -> (Vec<usize>, Vec<usize>) {
    let mut others: Vec<(usize, &Facts)> = facts
        .iter()
        .enumerate()
        .filter(|(_, one)| one.sql.is_some() && one.filled > 0)
        .collect();
    others.sort_by_key(|(place, one)| (std::cmp::Reverse(rank(one)), one.nulls, *place));
    let mut tried: Vec<usize> = id.into_iter().chain(days.iter().copied()).collect();
    tried.extend(others.into_iter().map(|(place, _)| place));
    let mut seen = HashSet::new();
    tried.retain(|place| {
        let named = facts.get(*place).is_some_and(|one| one.sql.is_some());
        seen.insert(*place) && named
    });
    let likely = tried.get(..tried.len().min(TRIED)).unwrap_or(&tried);
    if let Some(found) = combination(rows, likely) {
        return (tried, found);
    }
    let mut found: Vec<usize> = Vec::new();
    let mut apart = 0;
    while found.len() < MOST && apart < rows.all {
        let with = |place: usize| {
            let together: Vec<usize> = found.iter().copied().chain([place]).collect();
            rows.distinct(&together, false)
        };
        let next = tried
            .iter()
            .copied()
            .filter(|place| !found.contains(place))
            .take(TRIED_MOST)
            .map(|place| (place, with(place)))
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        match next {
            Some((place, distinct)) if distinct > apart => {
                found.push(place);
                apart = distinct;
            }
            _ => break,
        }
    }
    // What was taken first may be told by what came after it.
    for place in found.clone() {
        let without: Vec<usize> = found.iter().copied().filter(|one| *one != place).collect();
        if !without.is_empty() && rows.distinct(&without, false) == apart {
            found = without;
        }
    }
    if found.is_empty() {
        found.extend(tried.first());
    }
    (tried, found)
}

fn is_moment(facts: &Facts) -> bool {
    matches!(facts.kind, Kind::Instant | Kind::Day | Kind::TimeOfDay)
}

/// How likely a column is a part of an identity; not at all when zero.
fn rank(facts: &Facts) -> i32 {
    let named = names::is_identifier(&facts.words);
    match facts.kind {
        Kind::Identifier if named => 5,
        Kind::Integer if named => 4,
        Kind::Identifier => 3,
        Kind::Text | Kind::Choice if named => 3,
        Kind::Instant | Kind::Day | Kind::TimeOfDay => 2,
        Kind::Integer
            if facts
                .range
                .is_some_and(|(low, high)| low >= 0.0 && high > 1000.0)
                && !names::is_span(&facts.words) =>
        {
            1
        }
        Kind::Text | Kind::Choice if facts.longest <= 40 => 1,
        _ => 0,
    }
}

/// The smallest set of columns, the first in order, that tells all rows apart.
fn combination(rows: &Rows, tried: &[usize]) -> Option<Vec<usize>> {
    for (a, first) in tried.iter().enumerate() {
        for second in tried.iter().skip(a + 1) {
            if rows.tells(&[*first, *second]) {
                return Some(vec![*first, *second]);
            }
        }
    }
    for (a, first) in tried.iter().enumerate().take(8) {
        for (b, second) in tried.iter().enumerate().skip(a + 1).take(9) {
            for third in tried.iter().skip(b + 1).take(9) {
                if rows.tells(&[*first, *second, *third]) {
                    return Some(vec![*first, *second, *third]);
                }
            }
        }
    }
    let four = tried.get(..4)?;
    if rows.tells(four) {
        return Some(four.to_vec());
    }
    for (c, third) in tried.iter().enumerate().skip(2).take(6) {
        for fourth in tried.iter().skip(c + 1).take(6) {
            let mut set = tried.get(..2)?.to_vec();
            set.extend([*third, *fourth]);
            if rows.tells(&set) {
                return Some(set);
            }
        }
    }
    None
}

/// The rows as hashes of their cells; a row that comes twice in full counts once.
struct Rows {
    /// For each column, a hash for each distinct row.
    cells: Vec<Vec<u64>>,
    all: usize,
}

impl Rows {
    fn of(columns: &[Column]) -> Self {
        let length = columns.first().map_or(0, |column| column.cells.len());
        // Enough to tell a key; more rows only take longer.
        let length = length.min(20_000);
        let mut cells: Vec<Vec<u64>> = columns
            .iter()
            .map(|column| column.cells.iter().take(length).map(hash).collect())
            .collect();
        let mut seen = HashSet::new();
        let keep: Vec<bool> = (0..length)
            .map(|row| {
                let mut hasher = DefaultHasher::new();
                for column in &cells {
                    column.get(row).hash(&mut hasher);
                }
                seen.insert(hasher.finish())
            })
            .collect();
        for column in &mut cells {
            let mut place = 0;
            column.retain(|_| {
                place += 1;
                keep.get(place - 1).copied().unwrap_or(true)
            });
        }
        Self {
            all: keep.iter().filter(|kept| **kept).count(),
            cells,
        }
    }

    fn distinct(&self, places: &[usize], enough: bool) -> usize {
        let columns: Vec<&Vec<u64>> = places
            .iter()
            .filter_map(|place| self.cells.get(*place))
            .collect();
        let mut seen = HashSet::with_capacity(self.all);
        for row in 0..self.all {
            let mut together = 0xcbf2_9ce4_8422_2325_u64;
            for column in &columns {
                let cell = column.get(row).copied().unwrap_or(0);
                together = (together ^ cell)
                    .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                    .rotate_left(23);
            }
            if !seen.insert(together) && enough {
                return 0;
            }
        }
        seen.len()
    }

    /// Whether no two rows share the values of these columns.
    fn tells(&self, places: &[usize]) -> bool {
        self.all > 0 && self.distinct(places, true) == self.all
    }

    /// The share of rows that these columns tell apart.
    fn share(&self, places: &[usize]) -> f64 {
        self.distinct(places, false) as f64 / self.all.max(1) as f64
    }
}

fn hash(cell: &Option<String>) -> u64 {
    let mut hasher = DefaultHasher::new();
    cell.hash(&mut hasher);
    hasher.finish()
}
