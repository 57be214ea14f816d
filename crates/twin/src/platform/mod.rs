//! Calls that a routing or workforce platform would receive: each sets one lever of the operation while it runs, and can be undone.

mod call;
mod error;
mod told;

pub use call::Call;
pub use error::CallError;
pub use told::Told;

use std::sync::Arc;

use crate::moment::Moment;
use crate::simulation::Running;
use crate::truth::TrueCall;

impl Running {
    /// Does what a call says, from now on.
    ///
    /// # Errors
    /// When it cannot be done, or was called already; then nothing is.
    pub fn call(&mut self, call: &Call) -> Result<(), CallError> {
        let (now, present) = (self.moment(), &self.partnership);
        let steps = told::called(present.world(), present.orders(), call, now)?;
        self.partnership.call(now, call.clone(), &steps);
        Ok(())
    }

    /// Puts things back as they were but for a call, from now on. What it did stays done; other calls stay in force.
    /// Undone once more, nothing changes.
    ///
    /// # Errors
    /// When there is no such call, or a queue would be nobody's without it.
    pub fn undo(&mut self, call: &str) -> Result<(), CallError> {
        let (now, present) = (self.moment(), &self.partnership);
        let undone = told::undone(present.world(), present.orders(), call, now)?;
        if let Some((which, at)) = undone {
            self.partnership.undo(at, which);
        }
        Ok(())
    }

    /// What platforms were told so far, to be tried out what they may be told next.
    #[must_use]
    pub fn told(&self) -> Told {
        let present = &self.partnership;
        Told::new(Arc::clone(present.world()), present.orders())
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
}
