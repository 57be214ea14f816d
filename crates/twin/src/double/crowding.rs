//! Patience by how many wait already.
//!
//! Who is told a place in the queue, or hears how long it takes, gives up sooner when many are ahead: patience then depends on
//! the queue that is found, and one estimate for all would have too few give up just when many wait. A. Mandelbaum and
//! S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue" (2007), estimate it by the state found as well.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::day::Day;
use super::log::Log;
use super::patience::Patience;

/// Shares of those who waited that a class of queues ends with; the last has the rest.
const ENDS: [f64; 3] = [0.5, 0.8, 0.95];
/// So many must have given up for a class to stand for itself; else it joins the one below.
const ENOUGH: usize = 50;

/// How patient customers of a kind are, by how many they find waiting.
#[derive(Debug, Clone)]
pub(super) struct Crowding {
    /// Of all of them, whatever they find.
    pub all: Option<Patience>,
    /// The most that wait for a class, the shortest queues first; the last has no most.
    classes: Vec<(usize, Patience)>,
}

/// A wait: how many waited before, how long it took, whether it was given up.
type Wait = (usize, f64, bool);

impl Crowding {
    /// By kind, without unusual hours.
    pub fn of(log: &Log, days: &[Day<'_>], unusual: &BTreeSet<(Date, usize)>) -> Vec<Self> {
        let mut waits: Vec<Vec<Wait>> = vec![Vec::new(); log.kinds.len()];
        for day in days {
            for contact in log.contacts.iter().filter(|c| c.date == day.date) {
                if unusual.contains(&(contact.date, contact.hour())) {
                    continue;
                }
                let found = day.waiting(contact.second, contact.second).count();
                waits[contact.kind].push((found, contact.wait, contact.service.is_none()));
            }
        }
        waits.into_iter().map(Self::of_kind).collect()
    }

    fn of_kind(mut waits: Vec<Wait>) -> Self {
        let patience = |waits: &[Wait]| {
            let waits: Vec<(f64, bool)> = waits.iter().map(|wait| (wait.1, wait.2)).collect();
            Patience::of(&waits)
        };
        let all = patience(&waits);
        // Who was answered at once shows no patience.
        waits.retain(|wait| wait.1 > 0.0 || wait.2);
        waits.sort_by_key(|wait| wait.0);
        let mut classes = Vec::new();
        let mut rest = waits.as_slice();
        for share in ENDS {
            let last = waits.get((waits.len() as f64 * share) as usize);
            let most = last.map_or(0, |wait| wait.0);
            let (class, longer) = rest.split_at(rest.partition_point(|wait| wait.0 <= most));
            if gave_up(class) >= ENOUGH && gave_up(longer) >= ENOUGH {
                classes.extend(patience(class).map(|patience| (most, patience)));
                rest = longer;
            }
        }
        if !classes.is_empty() {
            classes.extend(patience(rest).map(|patience| (usize::MAX, patience)));
        }
        Self { all, classes }
    }

    /// Of those who find so many waiting; `None` where nobody ever gave up.
    pub fn of_who_finds(&self, found: usize) -> Option<&Patience> {
        let class = self.classes.iter().find(|class| found <= class.0);
        class.map(|class| &class.1).or(self.all.as_ref())
    }
}

fn gave_up(waits: &[Wait]) -> usize {
    waits.iter().filter(|wait| wait.2).count()
}
