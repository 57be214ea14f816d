//! Chance that belongs to what it decides about, so that two runs differ only by what was done differently.
//!
//! Usually each part of the world draws from one stream, in the order in which things happen; one contact more, and
//! every later one gets other draws. In a trial each contact has draws of its own: the same customer asks the same at the
//! same instant, is as patient and takes as long, whatever happens to others. That is what makes common random numbers
//! common (Law, "Simulation Modeling and Analysis", 5th ed., 11.2: synchronisation).

use super::chances::Chances;
use crate::chance::{Chance, key};

/// What is decided.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Demand = 1,
    Contact,
    Patience,
    Work,
    Verdict,
    Return,
    Survey,
    Roster,
    Surge,
    Bot,
    Callback,
    Task,
    Knowledge = 21,
    Loyalty,
    Money,
}

impl Chances {
    /// What is drawn next for this part is about the thing of that key. Outside of a trial it changes nothing.
    pub fn about(&mut self, part: Part, of: u64) {
        let Some(seed) = self.keyed else {
            return;
        };
        let stream = match part {
            Part::Demand => &mut self.demand,
            Part::Contact => &mut self.contacts,
            Part::Patience => &mut self.patience,
            Part::Work => &mut self.work,
            Part::Verdict => &mut self.verdicts,
            Part::Return => &mut self.returns,
            Part::Survey => &mut self.surveys,
            Part::Roster => &mut self.roster,
            Part::Surge => &mut self.surges,
            Part::Bot => &mut self.bots,
            Part::Callback => &mut self.callbacks,
            Part::Task => &mut self.tasks,
            Part::Knowledge => &mut self.knowledge,
            Part::Loyalty => &mut self.loyalty,
            Part::Money => &mut self.money,
        };
        *stream = Chance::of_key(key([seed, part as u64, of]));
    }
}
