//! What was observed of contacts.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::arrivals::Arrival;
use crate::moment::HOUR_SECONDS;

/// What was observed of a contact.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'a> {
    /// When it began to wait, or was answered at once.
    pub at: Timestamp,
    /// What it was about, as far as that decides who takes it, how long that lasts, and how patient the customer is.
    pub kind: &'a str,
    /// Its priority, by which it may move ahead of others; unknown where nobody wrote it down.
    pub priority: Option<u8>,
    /// How long it waited until it was answered or given up.
    pub wait_seconds: f64,
    /// The service, unless the customer gave up.
    pub served: Option<Served<'a>>,
}

/// What was observed of a contact's service.
#[derive(Debug, Clone, Copy)]
pub struct Served<'a> {
    /// Who served, if that was written down.
    pub agent: Option<&'a str>,
    /// How long it took.
    pub seconds: f64,
}

/// Contacts of an operation, in the order in which they were added.
#[derive(Debug, Clone)]
pub struct Log {
    pub(super) zone: TimeZone,
    pub(super) kinds: Vec<String>,
    pub(super) agents: Vec<String>,
    pub(super) contacts: Vec<Contact>,
}

#[derive(Debug, Clone)]
pub(super) struct Contact {
    pub at: Timestamp,
    /// The day and the second of it, by the operation's own clocks.
    pub date: Date,
    pub second: f64,
    pub kind: usize,
    pub priority: Option<u8>,
    pub wait: f64,
    pub service: Option<Service>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Service {
    pub agent: Option<usize>,
    pub seconds: f64,
}

impl Contact {
    pub fn answered_at(&self) -> f64 {
        self.second + self.wait
    }

    pub fn hour(&self) -> usize {
        (self.second / HOUR_SECONDS) as usize
    }
}

impl Log {
    /// An empty log of an operation whose days and hours are those of a zone.
    #[must_use]
    pub fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            kinds: Vec::new(),
            agents: Vec::new(),
            contacts: Vec::new(),
        }
    }

    /// Writes a contact down. Waits and services below 0 or beyond counting are taken for 0.
    pub fn add(&mut self, observed: Observed<'_>) {
        let local = self.zone.to_datetime(observed.at);
        let time = local.time();
        let seconds = |value: f64| {
            if value.is_finite() {
                value.max(0.0)
            } else {
                0.0
            }
        };
        let service = observed.served.map(|served| Service {
            agent: served.agent.map(|agent| number(&mut self.agents, agent)),
            seconds: seconds(served.seconds),
        });
        self.contacts.push(Contact {
            at: observed.at,
            date: local.date(),
            second: f64::from(time.hour()) * HOUR_SECONDS
                + f64::from(time.minute()) * 60.0
                + f64::from(time.second())
                + f64::from(time.subsec_nanosecond()) * 1e-9,
            kind: number(&mut self.kinds, observed.kind),
            priority: observed.priority,
            wait: seconds(observed.wait_seconds),
            service,
        });
    }

    /// The contacts of some days, both ends included.
    #[must_use]
    pub fn days(&self, from: Date, until: Date) -> Self {
        let of_these = |contact: &&Contact| (from..=until).contains(&contact.date);
        Self {
            contacts: self.contacts.iter().filter(of_these).cloned().collect(),
            ..self.clone()
        }
    }

    /// The names of kinds, by number.
    #[must_use]
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// What came, without what became of it: what a replay starts from.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arrival> {
        let mut arrivals: Vec<Arrival> = self
            .contacts
            .iter()
            .map(|contact| Arrival {
                at: contact.at,
                kind: contact.kind,
                priority: contact.priority,
            })
            .collect();
        arrivals.sort_by_key(|arrival| arrival.at);
        arrivals
    }
}

/// The place of a name, at the end if it is new.
fn number(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|n| n == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}
