//! The simulated operation plays the part of the routing and workforce platforms.

use jiff::{SignedDuration, Timestamp};
use server::{Asked, Called, Ends, NotCalled, Platform};
use twin::platform::{Call, CallError, Told};

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
        self.tried(&standing)?.call(&call, now)?;
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
        let now = self.now(&standing);
        self.tried(&standing)?.undo(call, now)?;
        let undone = Undone {
            call: call.to_owned(),
            by: by.map(str::to_owned),
        };
        standing
            .does(now, Deed::Undone(undone))
            .map_err(NotCalled::NotWritten)?;
        named(&standing.calls(), call)
    }
}

impl Simulated {
    /// What platforms were told, to be tried on: what has reached the operation, and then each thing that has not, at its instant.
    fn tried(&self, standing: &Standing) -> Result<Told, NotCalled> {
        let mut told = self.present().ok_or(NotCalled::NotYet)?.told();
        for Intervention { at, deed } in standing.log.all() {
            // What has reached it is refused as known, or changes nothing.
            match deed {
                Deed::Called(sent) => drop(told.call(&sent.call, *at)),
                Deed::Undone(undone) => drop(told.undo(&undone.call, *at)),
                Deed::Began(_) | Deed::Ended(_) => {}
            }
        }
        Ok(told)
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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use charter::Charter;
    use jiff::ToSpan as _;
    use twin::what_if::{Lever, Takes};
    use twin::{Running, Settings};

    use super::*;
    use crate::charter_folder::{self, Files};
    use crate::command::demo::clock::SimulatedClock;
    use crate::command::demo::interventions::Interventions;
    use crate::command::demo::laboratory::Present;
    use crate::command::simulate;

    fn harbor() -> (Charter, Files) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../charters/harbor");
        charter_folder::read(Path::new(folder)).unwrap()
    }

    /// Harbor on a Thursday at ten in Amsterdam.
    fn present() -> Running {
        let (charter, files) = harbor();
        let settings = Settings {
            until: "2026-11-20".parse().unwrap(),
            days: 2,
            seed: 3,
        };
        let simulation = simulate::simulation(&charter, &files, &[], settings).unwrap();
        let mut running = simulation.start();
        let at: Timestamp = "2026-11-19T09:00:00Z".parse().unwrap();
        let mut nowhere = |_: &'static str, _: &str| Ok(());
        running.advance(at, &mut nowhere).unwrap();
        running
    }

    /// The same as the server sees it, by a clock that stands still at an instant.
    fn simulated(folder: &Path, running: &Running, at: Timestamp) -> Simulated {
        let shown: Arc<Present> = Arc::default();
        shown.shows(running);
        let clock = Arc::new(SimulatedClock::begin(at, running.ends(), 0.0));
        let log = Interventions::read(folder).unwrap();
        Simulated::new(clock, shown, log, &harbor().0, [])
    }

    fn asked(id: &str, set: Lever, ends: Ends) -> Asked {
        Asked {
            id: id.to_owned(),
            sha256: id.to_owned(),
            set,
            ends,
            reason: "a test".to_owned(),
        }
    }

    fn routing(team: &str, takes: Option<Takes>) -> Lever {
        Lever::Routing {
            team: team.to_owned(),
            queue: "voice_orders".to_owned(),
            takes,
            during: None,
        }
    }

    #[test]
    fn a_call_is_tried_against_how_things_stand_when_it_counts() {
        let folder = tempfile::tempdir().unwrap();
        let running = present();
        // The present was shown five minutes ago, and twelve hours from now are more than twelve from then on.
        let now = running.now() + 5.minutes();
        let demo = simulated(folder.path(), &running, now);
        let more = Lever::Agents {
            team: "lisbon_live".to_owned(),
            more: 2,
            during: None,
        };
        let more = demo.call(asked("more", more, Ends::After(12.0))).unwrap();
        assert_eq!((more.from, more.call.until), (now, Some(now + 12.hours())));
        // What has not reached the operation counts for what comes after it.
        let leaves = || asked("leaves", routing("lisbon_live", None), Ends::After(1.0));
        assert!(matches!(demo.call(leaves()), Err(NotCalled::Refused(_))));
        let takes = Some(Takes {
            urgency: 5,
            spare: 0,
        });
        let helps = asked("helps", routing("lisbon_written", takes), Ends::Never);
        demo.call(helps).unwrap();
        demo.call(leaves()).unwrap();
        assert!(matches!(
            demo.undo("helps", None),
            Err(NotCalled::Refused(_))
        ));
        // By a clock that shows an hour more, the one that needed help is over.
        let later = simulated(folder.path(), &running, now + 1.hours());
        let undone = later.undo("helps", Some("mara")).unwrap();
        let by = Some("mara".to_owned());
        assert_eq!(undone.undone, Some((now + 1.hours(), by)));
    }

    #[test]
    fn after_a_crash_an_undo_does_not_count_before_its_call() {
        let folder = tempfile::tempdir().unwrap();
        let mut running = present();
        let called = running.now() + 10.minutes();
        let bot = Lever::BotShare {
            channel: None,
            contact_type: None,
            share: 0.1,
            during: None,
        };
        let before = simulated(folder.path(), &running, called);
        before.call(asked("bot", bot, Ends::Never)).unwrap();
        drop(before);
        // It goes on from before the call, which is written already.
        let again = simulated(folder.path(), &running, called - 5.minutes());
        let undone = again.undo("bot", None).unwrap();
        assert_eq!(undone.undone, Some((called, None)));
        let mut nowhere = |_: &'static str, _: &str| Ok(());
        while let Some(next) = again.pass(called + 5.minutes()) {
            running.advance(next.at, &mut nowhere).unwrap();
            next.deed.is_done_to(&mut running);
        }
        let calls = running.calls();
        assert_eq!(calls.len(), 1);
        assert_eq!((calls[0].from, calls[0].undone), (called, Some(called)));
    }
}
