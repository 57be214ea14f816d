//! The simulated operation plays the part of the routing and workforce platforms.

use jiff::{SignedDuration, Timestamp};
use server::{Asked, Called, Ends, NotCalled, Platform};
use twin::Running;
use twin::platform::{Call, CallError};

use super::interventions::{CallSent, Deed, Intervention, Undone};
use super::simulated::{Simulated, Standing};

/// Most calls in the life of a demo: all of them are kept, and written with each.
const CALLS_MAX: usize = 1_000;

impl Platform for Simulated {
    fn calls(&self) -> Vec<Called> {
        self.standing().calls()
    }

    fn call(&self, asked: Asked) -> Result<Called, NotCalled> {
        let mut standing = self.standing();
        let calls = standing.calls();
        if let Some(known) = standing.sent(&asked.id) {
            return match known.sha256 == asked.sha256 {
                true => named(&calls, &asked.id),
                false => Err(NotCalled::Another),
            };
        }
        if calls.len() >= CALLS_MAX {
            return Err(NotCalled::Full(CALLS_MAX));
        }
        let now = self.now(&standing);
        let call = Call {
            call: asked.id,
            set: asked.set,
            until: until(asked.ends, now)?,
            reason: asked.reason,
        };
        self.tried(&standing)?.call(&call)?;
        let id = call.call.clone();
        let sent = CallSent {
            call,
            sha256: asked.sha256,
        };
        standing
            .does(now, Deed::Called(Box::new(sent)))
            .map_err(NotCalled::NotWritten)?;
        named(&standing.calls(), &id)
    }

    fn undo(&self, call: &str, by: Option<&str>) -> Result<Called, NotCalled> {
        let mut standing = self.standing();
        let known = named(&standing.calls(), call)?;
        if known.undone.is_some() {
            return Ok(known);
        }
        self.tried(&standing)?.undo(call)?;
        let undone = Undone {
            call: call.to_owned(),
            by: by.map(str::to_owned),
        };
        let now = self.now(&standing);
        standing
            .does(now, Deed::Undone(undone))
            .map_err(NotCalled::NotWritten)?;
        named(&standing.calls(), call)
    }
}

impl Simulated {
    /// The operation at its present, to be tried on, with what was told to it and has not reached it yet.
    fn tried(&self, standing: &Standing) -> Result<Running, NotCalled> {
        let present = self.present().ok_or(NotCalled::NotYet)?;
        let mut running = Running::clone(&present);
        for Intervention { deed, .. } in standing.log.all() {
            // What has reached it is refused as known, or changes nothing.
            match deed {
                Deed::Called(sent) => drop(running.call(&sent.call)),
                Deed::Undone(undone) => drop(running.undo(&undone.call)),
                Deed::Began(_) | Deed::Ended(_) => {}
            }
        }
        Ok(running)
    }
}

impl Standing {
    /// What was called, in that order, and what became of it.
    pub(super) fn calls(&self) -> Vec<Called> {
        let mut calls: Vec<Called> = Vec::new();
        for Intervention { at, deed } in self.log.all() {
            match deed {
                Deed::Called(sent) => calls.push(Called {
                    call: sent.call.clone(),
                    from: *at,
                    undone: None,
                }),
                Deed::Undone(Undone { call, by }) => {
                    let of = calls.iter_mut().find(|one| one.call.call == *call);
                    if let Some(called) = of {
                        called.undone = Some((*at, by.clone()));
                    }
                }
                Deed::Began(_) | Deed::Ended(_) => {}
            }
        }
        calls
    }

    fn sent(&self, id: &str) -> Option<&CallSent> {
        self.log.all().iter().find_map(|one| match &one.deed {
            Deed::Called(sent) if sent.call.call == id => Some(&**sent),
            _ => None,
        })
    }
}

fn named(calls: &[Called], id: &str) -> Result<Called, NotCalled> {
    let found = calls.iter().find(|one| one.call.call == id).cloned();
    found.ok_or_else(|| NotCalled::Refused(CallError::Unknown(id.to_owned())))
}

/// When a call is over that begins now.
fn until(ends: Ends, now: Timestamp) -> Result<Option<Timestamp>, CallError> {
    match ends {
        Ends::Never => Ok(None),
        Ends::At(until) => Ok(Some(until)),
        Ends::After(hours) => {
            let lasts = SignedDuration::try_from_secs_f64(hours * 3_600.0);
            let lasts = lasts.ok().filter(SignedDuration::is_positive);
            let lasts = lasts.ok_or(CallError::Over)?;
            Ok(Some(now.checked_add(lasts).unwrap_or(Timestamp::MAX)))
        }
    }
}
