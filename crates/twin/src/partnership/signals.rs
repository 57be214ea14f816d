//! What is known beforehand is told beforehand.

use super::lines::SignalLine;
use super::run::Run;
use super::standing::Partnership;
use crate::moment::{DAY_SECONDS, Moment};
use crate::scenario::{ScenarioError, Signal};

impl Partnership {
    /// Tells of something that begins now.
    pub fn announce(&mut self, signal: &Signal) -> Result<(), ScenarioError> {
        let announced = self.run.world.announced(signal)?;
        self.run.announced.push(announced);
        let now = self.engine.now();
        self.run.tells_signals(now);
        Ok(())
    }
}

impl Run {
    /// Tells what may be known on the day that has begun, and is not over when the period begins.
    pub(super) fn tells_signals(&mut self, now: Moment) {
        let start = self.world.period.start;
        if now < start {
            return;
        }
        let today = now.plus(DAY_SECONDS);
        let due = self
            .announced
            .iter_mut()
            .filter(|a| !a.told && a.from < today);
        for announced in due {
            announced.told = true;
            if announced.observed < start {
                continue;
            }
            let line = SignalLine {
                signal: announced.kind,
                observed: announced.observed,
                value: announced.value,
                note: &announced.note,
            };
            self.export.write("signals", &line);
        }
    }
}
