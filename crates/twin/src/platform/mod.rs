//! Calls that a routing or workforce platform would receive: each sets one lever of the operation while it runs, and can be undone.

mod call;
mod error;

pub use call::Call;
pub use error::CallError;

use crate::moment::Moment;
use crate::simulation::Running;
use crate::truth::TrueCall;
use crate::what_if::{Window, everything_is_served, steps};

impl Running {
    /// Does what a call says, from now on.
    ///
    /// # Errors
    /// When it cannot be done, or was called already; then nothing is.
    pub fn call(&mut self, call: &Call) -> Result<(), CallError> {
        if self.position(&call.call).is_some() {
            return Err(CallError::Known(call.call.clone()));
        }
        let now = self.moment();
        call.fits(now)?;
        let ends = self.partnership.world().period.end;
        let until = call.until.map_or(ends, |until| Moment::of(until).min(ends));
        let window = Window { from: now, until };
        let levers = std::slice::from_ref(&call.set);
        let steps = steps(&self.partnership, levers, window, &call.change())?;
        self.partnership.call(now, call.clone(), &steps);
        Ok(())
    }

    /// Puts things back as they were but for a call, from now on. What it did stays done; other calls stay in force.
    /// Undone once more, nothing changes.
    ///
    /// # Errors
    /// When there is no such call, or a queue would be nobody's without it.
    pub fn undo(&mut self, call: &str) -> Result<(), CallError> {
        let Some(which) = self.position(call) else {
            return Err(CallError::Unknown(call.to_owned()));
        };
        let orders = self.partnership.orders();
        if orders.calls[which].undone.is_some() {
            return Ok(());
        }
        let (now, rest) = (self.moment(), orders.routing_without(which));
        everything_is_served(self.partnership.world(), &rest, now)?;
        self.partnership.undo(now, which);
        Ok(())
    }

    /// What was called, in that order.
    #[must_use]
    pub fn calls(&self) -> Vec<TrueCall> {
        let called = self.partnership.orders().calls.iter();
        let told = called.map(|one| TrueCall {
            call: one.call.clone(),
            from: one.from.timestamp(),
            undone: one.undone.map(Moment::timestamp),
        });
        told.collect()
    }

    fn position(&self, call: &str) -> Option<usize> {
        let calls = &self.partnership.orders().calls;
        calls.iter().position(|one| one.call.call == call)
    }
}
