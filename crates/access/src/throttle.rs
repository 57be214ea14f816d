//! How often someone may guess: exponential waits per account, per address and per pair of both.
//!
//! Every attempt is charged before the password is looked at, so that a thousand attempts at once get no further than
//! a thousand in a row. An attempt that has to wait is not charged: knocking does not make the wait longer.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// How many failures are free at a door, and how the wait grows after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rule {
    free: u32,
    cap: Duration,
}

/// One account from one address: a person who mistypes, or someone who guesses.
const PAIR: Rule = Rule {
    free: 5,
    cap: Duration::from_mins(15),
};
/// One account from anywhere: many machines that guess one password. A person who has signed in from an address
/// before is not held up there by what others do elsewhere.
const ACCOUNT: Rule = Rule {
    free: 50,
    cap: Duration::from_mins(1),
};
/// One address, any account: one machine that tries a password on everyone. An office shares an address.
const ADDRESS: Rule = Rule {
    free: 40,
    cap: Duration::from_mins(5),
};
/// Wait after the first failure that is not free; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// Failures are forgotten after this long without another.
const FORGOTTEN_AFTER: Duration = Duration::from_hours(1);
/// A sign-in from an address vouches for that address this long.
const KNOWN_FOR: Duration = Duration::from_hours(24 * 30);
/// Most doors remembered: bounds the memory that strangers can make us use.
const MOST_DOORS: usize = 50_000;

/// Failed attempts to sign in, in memory: a restart forgets them.
#[derive(Debug, Default)]
pub struct Throttle {
    doors: HashMap<Door, Tally>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Door {
    Pair([u8; 32], IpAddr),
    Account([u8; 32]),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    failures: u32,
    last: Timestamp,
    /// Until when a successful sign-in vouches for the door; only for pairs.
    known_until: Option<Timestamp>,
}

/// An attempt that may go ahead; charged until it [succeeds](Throttle::succeeded).
#[derive(Debug)]
#[must_use]
pub struct Attempt {
    account: [u8; 32],
    address: IpAddr,
}

/// Too many failures: wait this long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("wait {} s before the next attempt", .0.as_secs())]
pub struct Wait(pub Duration);

impl Throttle {
    /// Asks to attempt a sign-in and charges it. `account` is whatever was given, known or not.
    ///
    /// # Errors
    /// How long to wait, in whole seconds, at least one.
    pub fn attempt(
        &mut self,
        account: &str,
        address: IpAddr,
        now: Timestamp,
    ) -> Result<Attempt, Wait> {
        let attempt = Attempt {
            account: Sha256::digest(account.trim().to_lowercase()).into(),
            address: network(address),
        };
        let doors = attempt.doors();
        for (door, _) in &doors {
            // A clock that was set back: nobody waits until it is again as late as it was.
            if let Some(tally) = self.doors.get_mut(door) {
                tally.last = tally.last.min(now);
            }
        }
        let known = self
            .doors
            .get(&doors[0].0)
            .and_then(|tally| tally.known_until)
            .is_some_and(|until| now < until);
        let wait = doors
            .iter()
            .filter(|(door, _)| !(known && matches!(door, Door::Account(_))))
            .filter_map(|(door, rule)| self.doors.get(door)?.wait(*rule, now))
            .max();
        if let Some(wait) = wait {
            return Err(Wait(wait));
        }
        self.make_room(now);
        for (door, _) in doors {
            let tally = self.doors.entry(door).or_default();
            if tally.is_forgotten(now) {
                tally.failures = 0;
            }
            tally.failures = tally.failures.saturating_add(1);
            tally.last = now;
        }
        Ok(attempt)
    }

    /// The password was right: the account starts afresh. The address keeps its other failures, or one own account
    /// would buy endless guesses at others.
    pub fn succeeded(&mut self, attempt: &Attempt, now: Timestamp) {
        for (door, _) in attempt.doors() {
            let Some(tally) = self.doors.get_mut(&door) else {
                continue;
            };
            match door {
                Door::Pair(..) => {
                    tally.failures = 0;
                    tally.known_until = now.checked_add(KNOWN_FOR).ok();
                }
                Door::Account(_) => tally.failures = 0,
                Door::Address(_) => tally.failures = tally.failures.saturating_sub(1),
            }
        }
    }

    /// Takes back the charge of an attempt whose password was never looked at.
    pub fn withdrawn(&mut self, attempt: &Attempt) {
        for (door, _) in attempt.doors() {
            if let Some(tally) = self.doors.get_mut(&door) {
                tally.failures = tally.failures.saturating_sub(1);
            }
        }
    }

    /// How many accounts, addresses and pairs are remembered.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.doors.len()
    }

    fn make_room(&mut self, now: Timestamp) {
        if self.doors.len() < MOST_DOORS {
            return;
        }
        self.doors.retain(|_, tally| !tally.is_spent(now));
        if self.doors.len() < MOST_DOORS {
            return;
        }
        let mut lasts: Vec<Timestamp> = self.doors.values().map(|tally| tally.last).collect();
        let middle = lasts.len() / 2;
        let (_, &mut oldest_kept, _) = lasts.select_nth_unstable(middle);
        self.doors.retain(|_, tally| tally.last > oldest_kept);
    }
}

impl Attempt {
    fn doors(&self) -> [(Door, Rule); 3] {
        [
            (Door::Pair(self.account, self.address), PAIR),
            (Door::Account(self.account), ACCOUNT),
            (Door::Address(self.address), ADDRESS),
        ]
    }
}

impl Tally {
    fn is_forgotten(&self, now: Timestamp) -> bool {
        elapsed(self.last, now) >= FORGOTTEN_AFTER
    }

    fn is_spent(&self, now: Timestamp) -> bool {
        (self.failures == 0 || self.is_forgotten(now))
            && self.known_until.is_none_or(|until| until <= now)
    }

    /// What is left of the wait after the last failure.
    fn wait(&self, rule: Rule, now: Timestamp) -> Option<Duration> {
        if self.is_forgotten(now) {
            return None;
        }
        let beyond = self.failures.checked_sub(rule.free)?;
        let wait = FIRST_WAIT
            .saturating_mul(1_u32.checked_shl(beyond).unwrap_or(u32::MAX))
            .min(rule.cap);
        let left = wait.checked_sub(elapsed(self.last, now))?;
        (!left.is_zero()).then(|| Duration::from_secs(left.as_secs_f64().ceil() as u64))
    }
}

/// Zero when the clock was set back since the last attempt.
fn elapsed(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or(Duration::ZERO)
}

/// One household or office: an IPv4 address, or the /64 that one IPv6 customer is given.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}
