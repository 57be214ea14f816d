//! One folder, one server.

use std::thread;
use std::time::Duration;

use super::Suite;
use super::house::{SERVE, place};
use crate::http;
use crate::running::Running;

#[test]
fn of_two_that_start_at_once_one_serves() {
    let place = place();
    for _ in 0..Suite::asked().moments.min(20) {
        let start = || Running::start(place.command(&SERVE));
        let (mut one, mut other) = (start(), start());
        let mut waited = 0;
        let (refused, mut serving) = loop {
            if one.has_ended() {
                break (one, other);
            }
            if other.has_ended() {
                break (other, one);
            }
            assert!(waited < 6_000, "both serve one folder");
            waited += 1;
            thread::sleep(Duration::from_millis(10));
        };
        let (status, said) = refused.ends();
        assert_eq!(status.code(), Some(5), "{said}");
        assert!(
            said.contains("the data folder data/lake is in use by another Tandem")
                && said.contains("hint: Wait until it is done."),
            "{said}"
        );
        let address = serving.address();
        let health = http::call(&address, "GET", "/api/health", "", "");
        assert_eq!(health.status, 200);
        serving.interrupted();
    }
}
