//! How far a priority moves a customer ahead.
//!
//! In the bank's log that this was first tried on, customers are taken in the order of their time in the queue, and a
//! priority is worth time: A. Mandelbaum, A. Sakov and S. Zeltyn, "Empirical analysis of a call center" (2000). Whoever
//! is taken has passed others over. If the head starts are right, nobody who is left waiting has, head start added,
//! waited longer than who was taken; so the head starts are those that leave the fewest such cases. A priority that goes
//! before others in any case gets a head start beyond all observed waits, which comes to the same.

use super::day::Day;
use crate::chance::{Chance, Choice};

/// Rounds of fitting one priority after the other; each sees what the others are now.
const ROUNDS: usize = 6;
/// Fewer cases say nothing.
const ENOUGH: usize = 20;

/// Priorities that were observed, the lowest number first, and what each is worth.
#[derive(Debug, Clone)]
pub(super) struct Priorities {
    pub levels: Vec<u8>,
    /// Seconds by which each is ahead of the first.
    pub head_starts: Vec<f64>,
    /// How often contacts of a kind have each, where it is not known; by kind.
    mix: Vec<Option<Choice>>,
}

/// A contact was taken while another was left waiting.
struct Case {
    taken: usize,
    left: usize,
    /// How much longer the one that was taken had waited.
    longer: f64,
}

impl Priorities {
    pub fn of(days: &[Day<'_>], kinds: usize, contacts: &[super::log::Contact]) -> Self {
        let mut levels: Vec<u8> = contacts.iter().filter_map(|c| c.priority).collect();
        levels.sort_unstable();
        levels.dedup();
        if levels.is_empty() {
            levels.push(0);
        }
        let level =
            |priority: Option<u8>| priority.map(|p| levels.partition_point(|level| *level < p));
        let mut weights = vec![vec![0.0; levels.len()]; kinds];
        for contact in contacts {
            if let Some(level) = level(contact.priority) {
                weights[contact.kind][level] += 1.0;
            }
        }
        let mut cases = Vec::new();
        for day in days {
            for taken in day.taken.values() {
                for one in taken {
                    let Some(own) = level(one.contact.priority) else {
                        continue;
                    };
                    // Only kinds that this agent took that day: others were not passed over but never considered.
                    for other in day
                        .passed_over(one)
                        .filter(|other| taken.iter().any(|taken| taken.contact.kind == other.kind))
                    {
                        if let Some(left) = level(other.priority).filter(|left| *left != own) {
                            cases.push(Case {
                                taken: own,
                                left,
                                longer: other.second - one.contact.second,
                            });
                        }
                    }
                }
            }
        }
        Self {
            head_starts: head_starts(levels.len(), &cases),
            mix: weights.into_iter().map(Choice::new).collect(),
            levels,
        }
    }

    /// The place of a priority; drawn as usual for the kind when unknown.
    pub fn level(&self, kind: usize, priority: Option<u8>, chance: &mut Chance) -> usize {
        let last = self.levels.len() - 1;
        match (priority, self.mix.get(kind).and_then(Option::as_ref)) {
            (Some(priority), _) => self
                .levels
                .partition_point(|level| *level < priority)
                .min(last),
            (None, Some(mix)) => mix.draw(chance).min(last),
            (None, None) => 0,
        }
    }
}

fn head_starts(levels: usize, cases: &[Case]) -> Vec<f64> {
    let mut ahead = vec![0.0; levels];
    for _ in 0..ROUNDS {
        for level in 1..levels {
            // Being ahead by less than the one, or by more than the other, contradicts a case.
            let mut at_least: Vec<f64> = cases
                .iter()
                .filter(|case| case.taken == level)
                .map(|case| ahead[case.left] - case.longer)
                .collect();
            let mut at_most: Vec<f64> = cases
                .iter()
                .filter(|case| case.left == level)
                .map(|case| ahead[case.taken] + case.longer)
                .collect();
            if at_least.len() + at_most.len() >= ENOUGH {
                at_least.sort_by(f64::total_cmp);
                at_most.sort_by(f64::total_cmp);
                ahead[level] = least_contradicted(&at_least, &at_most);
            }
        }
    }
    ahead
}

/// The value that contradicts the fewest bounds; the middle where several next to each other do.
fn least_contradicted(at_least: &[f64], at_most: &[f64]) -> f64 {
    let mut candidates: Vec<f64> = at_least.iter().chain(at_most).copied().collect();
    candidates.sort_by(f64::total_cmp);
    candidates.dedup();
    let against = |value: f64| {
        let too_little = at_least.len() - at_least.partition_point(|bound| *bound <= value);
        too_little + at_most.partition_point(|bound| *bound < value)
    };
    let counts: Vec<usize> = candidates.iter().map(|value| against(*value)).collect();
    let Some(fewest) = counts.iter().min() else {
        return 0.0;
    };
    let first = counts.iter().position(|count| count == fewest).unwrap_or(0);
    let run = counts[first..].iter().take_while(|count| *count == fewest);
    let last = first + run.count() - 1;
    f64::midpoint(candidates[first], candidates[last])
}
