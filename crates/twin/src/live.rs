//! Scenarios that begin and end while a simulation runs.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::moment::Moment;
use crate::scenario::{Hires, NamedScenario, Onset, ScenarioError};
use crate::simulation::Running;

impl Running {
    /// Lets a named scenario begin now, in its live form.
    ///
    /// # Errors
    /// When it names what the world does not have; then nothing has begun.
    pub fn begin_scenario(&mut self, named: &NamedScenario) -> Result<(), ScenarioError> {
        let now = self.now();
        let mut begun = self.partnership.clone();
        let within = |error: ScenarioError| named.within(error);
        for (change, hours) in named.live_changes(now) {
            begun.intervene_over(&change, hours).map_err(within)?;
        }
        for hires in named.named_hires() {
            let hires = Hires {
                onset: Onset::At(now),
                ..hires
            };
            begun.hire(&hires).map_err(within)?;
        }
        for signal in named.named_signals() {
            begun.announce(&signal).map_err(within)?;
        }
        self.partnership = begun;
        Ok(())
    }

    /// Ends what a named scenario changed, as of now. What it did stays done.
    pub fn end_scenario(&mut self, name: &str) {
        let of_it = |change: &str| NamedScenario::of(change) == Some(name);
        self.partnership.end(Moment::of(self.now()), of_it);
    }

    /// The named scenarios that have begun and are not over, by name.
    #[must_use]
    pub fn scenarios(&self) -> BTreeMap<String, UnderWay> {
        let (world, now) = (self.partnership.world(), Moment::of(self.now()));
        let effects = world.effects.iter();
        let changes = effects.map(|e| (&e.change.change, e.begins, e.ends));
        let cohorts = world.cohorts.iter().filter(|c| !c.seats.is_empty());
        let hires = cohorts.map(|c| (&c.spec.cohort, c.begins, c.ended));
        let mut found: BTreeMap<String, UnderWay> = BTreeMap::new();
        for (name, begins, ends) in changes.chain(hires) {
            let Some(scenario) = NamedScenario::of(name) else {
                continue;
            };
            if begins > now || ends.is_some_and(|ends| ends <= now) {
                continue;
            }
            let one = UnderWay {
                since: begins.timestamp(),
                ends: ends.map(Moment::timestamp),
            };
            found
                .entry(scenario.to_owned())
                .and_modify(|all| {
                    all.since = all.since.min(one.since);
                    all.ends = all.ends.zip(one.ends).map(|(a, b)| a.max(b));
                })
                .or_insert(one);
        }
        found
    }
}

/// A named scenario that has begun and is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    /// Since when.
    pub since: Timestamp,
    /// When it is over by itself, if it ever is.
    pub ends: Option<Timestamp>,
}
