//! Guessing passwords: how far one gets.

use std::net::IpAddr;

use access::throttle::Throttle;
use jiff::{SignedDuration, Timestamp};

const START: Timestamp = Timestamp::constant(1_774_000_000, 0);

fn after(seconds: i64) -> Timestamp {
    START + SignedDuration::from_secs(seconds)
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Failing attempts, one a second for this long, by account and address → how many passwords were looked at.
fn check(seconds: i64, attempt: impl Fn(i64) -> (String, String), expect: usize) {
    let mut throttle = Throttle::default();
    let looked_at = (0..seconds)
        .filter(|second| {
            let (account, from) = attempt(*second);
            throttle
                .attempt(&account, address(&from), after(*second))
                .is_ok()
        })
        .count();
    assert_eq!(looked_at, expect);
}

#[test]
fn a_guesser_gets_few_passwords_looked_at() {
    let one = |_| ("cleo@x.org".to_owned(), "192.0.2.1".to_owned());
    check(60, one, 10);
    // An hour: 5 free, then waits of 1, 2, 4 … up to 15 minutes.
    check(3600, one, 17);
    // Many addresses, one account: 50 free, then one a minute.
    check(
        3600,
        |second| {
            (
                "cleo@x.org".to_owned(),
                format!("10.0.{}.{}", second / 250, second % 250),
            )
        },
        114,
    );
    // One address, many accounts.
    check(
        3600,
        |second| (format!("p{second}@x.org"), "192.0.2.1".to_owned()),
        59,
    );
    // An IPv6 customer has 2^64 addresses and counts as one.
    check(
        60,
        |second| ("cleo@x.org".to_owned(), format!("2001:db8::{second:x}")),
        10,
    );
    // Case and spaces make no new account.
    check(
        60,
        |second| {
            (
                if second % 2 == 0 {
                    " Cleo@X.org"
                } else {
                    "cleo@x.org "
                }
                .to_owned(),
                "192.0.2.1".to_owned(),
            )
        },
        10,
    );
}

#[test]
fn a_thousand_at_once_get_no_further_than_a_thousand_in_a_row() {
    let mut throttle = Throttle::default();
    let looked_at = (0..1000)
        .filter(|_| {
            throttle
                .attempt("cleo", address("192.0.2.1"), START)
                .is_ok()
        })
        .count();
    assert_eq!(looked_at, 5);
}

#[test]
fn who_is_known_at_an_address_is_not_held_up_by_strangers_elsewhere() {
    let mut throttle = Throttle::default();
    let home = address("192.0.2.1");
    let attempt = throttle.attempt("cleo", home, START).unwrap();
    throttle.succeeded(&attempt, START);
    for host in 0..1000 {
        let stranger = address(&format!("10.0.{}.{}", host / 250, host % 250));
        let _ = throttle.attempt("cleo", stranger, after(60));
    }
    assert!(
        throttle
            .attempt("cleo", address("10.9.9.9"), after(60))
            .is_err()
    );
    assert!(throttle.attempt("cleo", home, after(60)).is_ok());
}

#[test]
fn being_right_clears_the_account_but_not_the_address() {
    let mut throttle = Throttle::default();
    let here = address("192.0.2.1");
    let mut guesses = 0;
    for round in 0..100 {
        // One's own password between guesses at others buys no guesses.
        if let Ok(own) = throttle.attempt("mallory", here, after(round)) {
            throttle.succeeded(&own, after(round));
        }
        guesses += (0..4)
            .filter(|guess| {
                throttle
                    .attempt(&format!("victim{round}-{guess}"), here, after(round))
                    .is_ok()
            })
            .count();
    }
    assert_eq!(guesses, 40);
}

#[test]
fn waiting_does_not_get_longer_by_knocking_and_ends() {
    let mut throttle = Throttle::default();
    let here = address("192.0.2.1");
    for _ in 0..5 {
        let _ = throttle.attempt("cleo", here, START).unwrap();
    }
    for _ in 0..100 {
        assert_eq!(
            throttle
                .attempt("cleo", here, START)
                .unwrap_err()
                .0
                .as_secs(),
            1
        );
    }
    assert!(throttle.attempt("cleo", here, after(1)).is_ok());
    assert_eq!(
        throttle
            .attempt("cleo", here, after(1))
            .unwrap_err()
            .0
            .as_secs(),
        2
    );
    // An hour later everything is forgotten; a clock set back frees no one and breaks nothing.
    assert!(throttle.attempt("cleo", here, after(-3600)).is_err());
    assert!(throttle.attempt("cleo", here, after(3601)).is_ok());
}

#[test]
fn an_attempt_that_was_not_looked_at_is_not_charged() {
    let mut throttle = Throttle::default();
    let here = address("192.0.2.1");
    for _ in 0..100 {
        let attempt = throttle.attempt("cleo", here, START).unwrap();
        throttle.withdrawn(&attempt);
    }
}

#[test]
fn strangers_cannot_fill_the_memory() {
    let mut throttle = Throttle::default();
    let here = address("192.0.2.1");
    for _ in 0..5 {
        let _ = throttle.attempt("cleo", here, after(40));
    }
    for host in 0..60_000_u32 {
        let from = IpAddr::from((0x0a00_0000 + host).to_be_bytes());
        let _ = throttle.attempt(&host.to_string(), from, after(i64::from(host / 2000)));
    }
    assert!(throttle.remembered() <= 50_003, "{}", throttle.remembered());
    // Who was last to fail is still remembered.
    assert!(throttle.attempt("cleo", here, after(40)).is_err());
}

#[test]
fn a_clock_that_was_set_back_locks_nobody_out() {
    let mut throttle = Throttle::default();
    let from = address("192.0.2.1");
    let year = 365 * 86_400;
    for second in 0..8 {
        drop(throttle.attempt("cleo@x.org", from, after(year + second)));
    }
    // The wait goes on from now, and is no longer than it was.
    let wait = throttle.attempt("cleo@x.org", from, after(0)).unwrap_err();
    assert!(wait.0.as_secs() <= 15 * 60, "{wait}");
    let waited = i64::try_from(wait.0.as_secs()).unwrap();
    assert!(throttle.attempt("cleo@x.org", from, after(waited)).is_ok());
}
