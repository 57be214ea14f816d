//! How far two raters agree: two evaluators on one conversation, a person and a model.

use crate::interval::{Interval, Level};

/// Agreement of two raters who put the same cases into the same categories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Cases that both rated.
    pub n: u64,
    /// Share of the cases that both put into the same category.
    pub share: f64,
    /// Cohen's kappa; `None` when both put every case into one category, which chance explains as well.
    pub kappa: Option<Kappa>,
}

/// Agreement beyond chance: 1 is full, 0 is what chance would give, below 0 is less than that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kappa {
    /// The coefficient.
    pub value: f64,
    /// Its standard error for large n.
    pub standard_error: f64,
}

impl Kappa {
    /// `value ± z · standard_error`, cut off at 1.
    pub fn interval(&self, level: Level) -> Interval {
        let half = level.z() * self.standard_error;
        Interval {
            low: self.value - half,
            high: (self.value + half).min(1.0),
            level,
        }
    }
}

/// Agreement from a square table: `table[i][j]` cases that the first rater put into i and the second into j.
///
/// `κ = (p_o − p_e) / (1 − p_e)`: J. Cohen, "A coefficient of agreement for nominal scales", Educational and
/// Psychological Measurement 20 (1960). Standard error: J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample
/// standard errors of kappa and weighted kappa", Psychological Bulletin 72 (1969).
///
/// `None` when the table is not square or holds no cases.
pub fn agreement(table: &[impl AsRef<[u64]>]) -> Option<Agreement> {
    let categories = table.len();
    if table.iter().any(|row| row.as_ref().len() != categories) {
        return None;
    }
    let n: u64 = table.iter().flat_map(|row| row.as_ref()).sum();
    if n == 0 {
        return None;
    }
    let cases = n as f64;
    let shares: Vec<Vec<f64>> = table
        .iter()
        .map(|row| {
            row.as_ref()
                .iter()
                .map(|&count| count as f64 / cases)
                .collect()
        })
        .collect();
    let first: Vec<f64> = shares.iter().map(|row| row.iter().sum()).collect();
    let second: Vec<f64> = (0..categories)
        .map(|column| shares.iter().filter_map(|row| row.get(column)).sum())
        .collect();
    let observed: f64 = shares
        .iter()
        .enumerate()
        .filter_map(|(i, row)| row.get(i))
        .sum();
    let expected: f64 = first.iter().zip(&second).map(|(a, b)| a * b).sum();
    let beyond_chance = 1.0 - expected;
    let one_category = first
        .iter()
        .zip(&second)
        .any(|(a, b)| *a == 1.0 && *b == 1.0);
    let kappa = (!one_category).then(|| {
        let mut spread = -(observed * expected - 2.0 * expected + observed).powi(2);
        for ((i, row), first_i) in shares.iter().enumerate().zip(&first) {
            for (((j, share), first_j), second_j) in row.iter().enumerate().zip(&first).zip(&second)
            {
                spread += if i == j {
                    share * (beyond_chance - (first_i + second_j) * (1.0 - observed)).powi(2)
                } else {
                    let crossed = second.get(i).copied().unwrap_or_default() + first_j;
                    (1.0 - observed).powi(2) * share * crossed.powi(2)
                };
            }
        }
        Kappa {
            value: (observed - expected) / beyond_chance,
            standard_error: (spread.max(0.0) / cases).sqrt() / beyond_chance.powi(2),
        }
    });
    Some(Agreement {
        n,
        share: observed,
        kappa,
    })
}
