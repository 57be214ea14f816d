//! What became of the rows of one file, in two bits each: it is known of every row, and a file may have any number of them.

use arrow::array::BooleanArray;

use super::standing::Place;
use crate::Fate;

/// Rows whose outcomes share a word.
const ROWS_A_WORD: usize = 32;

/// What became of a row that was handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Added,
    Replaced,
    Superseded,
    Duplicate,
}

impl Outcome {
    pub(super) const ALL: [Self; 4] = [
        Self::Added,
        Self::Replaced,
        Self::Superseded,
        Self::Duplicate,
    ];

    pub(super) fn stands(self) -> bool {
        matches!(self, Self::Added | Self::Replaced)
    }

    pub(super) fn fate(self) -> Fate {
        match self {
            Self::Added => Fate::Added,
            Self::Replaced => Fate::Replaced,
            Self::Superseded => Fate::Superseded,
            Self::Duplicate => Fate::Duplicate,
        }
    }

    fn bits(self) -> u64 {
        match self {
            Self::Added => 0,
            Self::Replaced => 1,
            Self::Superseded => 2,
            Self::Duplicate => 3,
        }
    }

    fn of(bits: u64) -> Self {
        match bits & 3 {
            0 => Self::Added,
            1 => Self::Replaced,
            2 => Self::Superseded,
            _ => Self::Duplicate,
        }
    }
}

/// Run → row → what became of it.
#[derive(Default)]
pub(super) struct Outcomes(Vec<Run>);

#[derive(Default)]
struct Run {
    words: Vec<u64>,
    rows: usize,
}

impl Outcomes {
    /// Number of runs of which a row is known.
    pub(super) fn runs(&self) -> usize {
        self.0.len()
    }

    /// Adds the next rows of a run: they are added to the table, until more is known.
    pub(super) fn push_added(&mut self, run: u32, rows: usize) {
        let run = run as usize;
        if self.0.len() <= run {
            self.0.resize_with(run + 1, Run::default);
        }
        if let Some(run) = self.0.get_mut(run) {
            run.push_added(rows);
        }
    }

    /// Another outcome of a row that is known.
    pub(super) fn set(&mut self, place: Place, outcome: Outcome) {
        if let Some(run) = self.0.get_mut(place.run as usize) {
            run.set(place.row as usize, outcome);
        }
    }

    pub(super) fn stands(&self, place: Place) -> bool {
        let run = self.0.get(place.run as usize);
        run.and_then(|run| run.get(place.row as usize))
            .is_some_and(Outcome::stands)
    }

    /// Which rows of a run stand.
    pub(super) fn standing(&self, run: usize) -> BooleanArray {
        let outcomes = self.0.get(run).into_iter().flat_map(Run::iter);
        outcomes.map(|outcome| Some(outcome.stands())).collect()
    }

    /// All rows, run by run.
    pub(super) fn iter(&self) -> impl Iterator<Item = Outcome> {
        self.0.iter().flat_map(Run::iter)
    }
}

impl Run {
    fn push_added(&mut self, rows: usize) {
        self.rows += rows;
        let all_added = 0;
        self.words
            .resize(self.rows.div_ceil(ROWS_A_WORD), all_added);
    }

    fn set(&mut self, row: usize, outcome: Outcome) {
        let shift = row % ROWS_A_WORD * 2;
        if row < self.rows
            && let Some(word) = self.words.get_mut(row / ROWS_A_WORD)
        {
            *word = (*word & !(3 << shift)) | (outcome.bits() << shift);
        }
    }

    fn get(&self, row: usize) -> Option<Outcome> {
        let word = self.words.get(row / ROWS_A_WORD)?;
        (row < self.rows).then(|| Outcome::of(word >> (row % ROWS_A_WORD * 2)))
    }

    fn iter(&self) -> impl Iterator<Item = Outcome> {
        let words = self.words.iter();
        let all =
            words.flat_map(|word| (0..ROWS_A_WORD).map(move |row| Outcome::of(word >> (row * 2))));
        all.take(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    proptest! {
        #[test]
        fn two_bits_say_what_was_said(
            arrived in vec((0..3_u32, 0..70_usize), 0..20),
            later in vec((0..4_u32, 0..300_u32, select(&Outcome::ALL[..])), 0..400),
        ) {
            let mut plain: Vec<Vec<Outcome>> = Vec::new();
            let mut packed = Outcomes::default();
            for (run, rows) in arrived {
                packed.push_added(run, rows);
                if plain.len() <= run as usize {
                    plain.resize(run as usize + 1, Vec::new());
                }
                plain[run as usize].extend(vec![Outcome::Added; rows]);
            }
            for (run, row, outcome) in later {
                packed.set(Place { run, row }, outcome);
                if let Some(told) = plain.get_mut(run as usize).and_then(|run| run.get_mut(row as usize)) {
                    *told = outcome;
                }
            }
            prop_assert_eq!(packed.runs(), plain.len());
            prop_assert_eq!(packed.iter().collect::<Vec<_>>(), plain.concat());
            for (number, run) in plain.iter().enumerate() {
                let stands: BooleanArray = run.iter().map(|outcome| Some(outcome.stands())).collect();
                prop_assert_eq!(packed.standing(number), stands);
                for (row, outcome) in run.iter().enumerate() {
                    let place = Place { run: number as u32, row: row as u32 };
                    prop_assert_eq!(packed.stands(place), outcome.stands());
                }
            }
            let beyond = Place { run: 0, row: 1_000 };
            prop_assert!(!packed.stands(beyond));
        }
    }
}
