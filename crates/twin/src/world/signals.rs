//! What is known beforehand, with its instants.

use super::World;
use super::effects::Effect;
use crate::moment::{DAY_SECONDS, Moment};
use crate::scenario::{ScenarioError, Signal, SignalKind};

/// A signal whose instants are found.
#[derive(Debug, Clone)]
pub(crate) struct Announced {
    pub kind: SignalKind,
    pub note: String,
    pub value: f64,
    pub observed: Moment,
    /// From when on it may be known.
    pub from: Moment,
    pub told: bool,
}

impl World {
    /// A signal with its instants.
    pub fn announced(&self, signal: &Signal) -> Result<Announced, ScenarioError> {
        self.announced_of(signal, &self.effects)
    }

    /// The same, where these are what departs.
    pub fn announced_of(
        &self,
        signal: &Signal,
        effects: &[Effect],
    ) -> Result<Announced, ScenarioError> {
        let place = || format!("signals.{}", signal.note);
        let found = match (&signal.change, signal.onset) {
            (Some(name), _) => {
                // The latest: a scenario may have been let happen before.
                let effects = effects.iter();
                let found = effects
                    .clone()
                    .rfind(|effect| effect.change.change == *name);
                let effect = found.ok_or_else(|| {
                    let known = effects.map(|effect| &*effect.change.change);
                    ScenarioError::unknown(place(), "change", name, known)
                })?;
                (effect.begins, effect.change.by)
            }
            (None, onset) => {
                let begins = onset.and_then(|onset| self.begins(onset)).ok_or_else(|| {
                    ScenarioError::value(place(), "a day within the calendar", "none")
                })?;
                (Moment::of(begins), signal.value.unwrap_or(1.0))
            }
        };
        let (observed, value) = found;
        Ok(Announced {
            kind: signal.signal,
            note: signal.note.clone(),
            value,
            observed,
            from: observed.plus(-f64::from(signal.told_days_before) * DAY_SECONDS),
            told: false,
        })
    }
}
