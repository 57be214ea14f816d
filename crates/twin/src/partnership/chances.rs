//! Streams of chance, one for each part of the world.

use crate::chance::Chance;

/// Streams of chance: one for each part of the world, so that parts do not disturb one another.
#[derive(Debug, Clone)]
pub(super) struct Chances {
    pub demand: Chance,
    pub contacts: Chance,
    pub patience: Chance,
    pub work: Chance,
    pub verdicts: Chance,
    pub returns: Chance,
    pub surveys: Chance,
    pub evaluations: Chance,
    pub roster: Chance,
    /// The seed under which what is drawn belongs to what it is about.
    pub keyed: Option<u64>,
    pub surges: Chance,
    pub bots: Chance,
    pub hires: Chance,
    pub callbacks: Chance,
    pub tasks: Chance,
    pub knowledge: Chance,
    pub loyalty: Chance,
    pub transcripts: Chance,
    pub money: Chance,
}

impl Chances {
    pub fn of(seed: u64) -> Self {
        let chance = |stream| Chance::new(seed, stream);
        Self {
            demand: chance(1),
            contacts: chance(2),
            patience: chance(3),
            work: chance(4),
            verdicts: chance(5),
            returns: chance(6),
            surveys: chance(7),
            evaluations: chance(8),
            roster: chance(9),
            keyed: None,
            surges: chance(10),
            bots: chance(11),
            hires: chance(12),
            callbacks: chance(13),
            tasks: chance(14),
            knowledge: chance(21),
            loyalty: chance(22),
            transcripts: chance(23),
            money: chance(24),
        }
    }
}
