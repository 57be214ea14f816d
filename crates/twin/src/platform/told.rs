//! What platforms were told, as it stands: what the next call or undo is tried against, at the instant at which it will count.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Call, CallError};
use crate::moment::Moment;
use crate::partnership::{Orders, Step};
use crate::what_if::{Window, everything_is_served, steps};
use crate::world::World;

/// What platforms were told. Nothing happens by what is told to it: it says what would be refused.
#[derive(Debug, Clone)]
pub struct Told {
    world: Arc<World>,
    orders: Orders,
}

impl Told {
    pub(super) fn new(world: Arc<World>, orders: &Orders) -> Self {
        Self {
            world,
            orders: orders.told(),
        }
    }

    /// Takes a call that counts from an instant on.
    ///
    /// # Errors
    /// When it cannot be done, or was called already; then it is not taken.
    pub fn call(&mut self, call: &Call, at: Timestamp) -> Result<(), CallError> {
        let at = Moment::of(at);
        let steps = called(&self.world, &self.orders, call, at)?;
        let of = self.orders.adds(call.clone(), at);
        for step in steps {
            if let Step::Reroute(rerouted) = step {
                self.orders.reroutes(rerouted, Some(of));
            }
        }
        Ok(())
    }

    /// Takes an undo that counts from an instant on. Undone once more, nothing changes.
    ///
    /// # Errors
    /// When there is no such call, or a queue would be nobody's without it.
    pub fn undo(&mut self, call: &str, at: Timestamp) -> Result<(), CallError> {
        if let Some((which, at)) = undone(&self.world, &self.orders, call, Moment::of(at))? {
            self.orders.takes_back(which, at);
        }
        Ok(())
    }
}

/// The steps of a call that counts from an instant on, after what was ordered.
pub(super) fn called(
    world: &World,
    orders: &Orders,
    call: &Call,
    at: Moment,
) -> Result<Vec<Step>, CallError> {
    if orders.position(&call.call).is_some() {
        return Err(CallError::Known(call.call.clone()));
    }
    call.fits(at)?;
    let ends = world.period.end;
    let until = call.until.map_or(ends, |until| Moment::of(until).min(ends));
    let window = Window { from: at, until };
    let levers = std::slice::from_ref(&call.set);
    Ok(steps(
        world,
        &orders.routing,
        levers,
        window,
        &call.change(),
    )?)
}

/// Which call an undo undoes, and from when on: not before the call itself counts. None when it is undone.
pub(super) fn undone(
    world: &World,
    orders: &Orders,
    call: &str,
    at: Moment,
) -> Result<Option<(usize, Moment)>, CallError> {
    let Some(which) = orders.position(call) else {
        return Err(CallError::Unknown(call.to_owned()));
    };
    let called = &orders.calls[which];
    if called.undone.is_some() {
        return Ok(None);
    }
    let at = at.max(called.from);
    everything_is_served(world, &orders.routing_without(which), at)?;
    Ok(Some((which, at)))
}
