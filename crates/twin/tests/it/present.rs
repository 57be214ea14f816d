//! A present of Harbor that somebody watches, and what is called and told there.

use jiff::Timestamp;
use twin::platform::Call;
use twin::what_if::Lever;
use twin::{Running, Scenario, Settings, Simulation};

use crate::harbor;

/// A Wednesday, ten o'clock in Amsterdam.
pub fn called() -> Timestamp {
    "2026-11-18T09:00:00Z".parse().unwrap()
}

/// So many days that end with a Friday, watched from an instant on, and up to there.
pub fn watched(scenario: &Scenario, days: u32, seed: u64, from: Timestamp) -> Running {
    let mut running = begun(scenario, days, seed, from);
    let nobody = &mut |_: &'static str, _: &str| Ok(());
    running.advance(from, nobody).unwrap();
    running
}

/// The same at its beginning.
pub fn begun(scenario: &Scenario, days: u32, seed: u64, from: Timestamp) -> Running {
    let settings = Settings {
        until: harbor::UNTIL.parse().unwrap(),
        days,
        seed,
    };
    let simulation = Simulation::new(&harbor::charter(), scenario, settings).unwrap();
    simulation.watched_from(from).start()
}

/// A call without an end.
pub fn call(name: &str, set: Lever) -> Call {
    Call {
        call: name.to_owned(),
        set,
        until: None,
        reason: "a test".to_owned(),
    }
}

/// Whether a share of so many is what was told, within five standard errors.
#[track_caller]
pub fn share_is_near((share, n): (f64, f64), expected: f64) {
    let error = (expected * (1.0 - expected) / n).sqrt();
    assert!(
        n > 400.0 && (share - expected).abs() < 5.0 * error,
        "{share} of {n}, told {expected}"
    );
}
