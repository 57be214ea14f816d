//! Who takes what.

use std::collections::{BTreeMap, BTreeSet};

use super::day::Day;
use super::priority::Priorities;

/// By how much longer somebody must have waited, head start added, to have been passed over rather than come second.
const CLEARLY_SECONDS: f64 = 10.0;

/// The kinds that an agent took on a day, or would have taken.
pub(super) type Skills = BTreeSet<usize>;

/// The skills of each agent of a day.
///
/// What an agent took that day the agent can take. What the agent left waiting, though it was its turn, the agent cannot.
/// Of what gave no occasion, the other days tell: the agent can take it if the agent ever did.
pub(super) fn of(days: &[Day<'_>], priorities: &Priorities) -> Vec<BTreeMap<usize, Skills>> {
    let mut ever: BTreeMap<usize, Skills> = BTreeMap::new();
    for day in days {
        for (agent, taken) in &day.taken {
            let kinds = taken.iter().map(|taken| taken.contact.kind);
            ever.entry(*agent).or_default().extend(kinds);
        }
    }
    let ahead = |priority: Option<u8>| {
        priority
            .and_then(|p| priorities.levels.iter().position(|level| *level == p))
            .map_or(0.0, |level| priorities.head_starts[level])
    };
    days.iter()
        .map(|day| {
            let of_agent = day.taken.iter().map(|(agent, taken)| {
                let took: Skills = taken.iter().map(|taken| taken.contact.kind).collect();
                let mut passed = Skills::new();
                for one in taken {
                    let turn = one.contact.second - ahead(one.contact.priority);
                    let others = day.passed_over(one).filter(|other| {
                        other.second - ahead(other.priority) < turn - CLEARLY_SECONDS
                    });
                    passed.extend(others.map(|other| other.kind));
                }
                let ever = ever.get(agent).into_iter().flatten();
                let unproven = ever.filter(|kind| !passed.contains(kind));
                (*agent, took.iter().chain(unproven).copied().collect())
            });
            of_agent.collect()
        })
        .collect()
}
