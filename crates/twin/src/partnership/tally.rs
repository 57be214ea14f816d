//! What a trial counts instead of writing exports.

use super::contact::Contact;
use crate::engine::{Activity, AgentId};
use crate::moment::{DAY_SECONDS, HOUR_SECONDS, Moment};
use crate::world::World;

/// Counts from an instant to another one.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    pub from: Moment,
    pub until: Moment,
    /// By party, then by channel.
    pub contacts: Vec<Vec<Contacts>>,
    /// By party.
    pub parties: Vec<Party>,
    /// What each agent does, and since when.
    agents: Vec<(Activity, Moment)>,
}

/// Contacts of a party through a channel: those that came in the time, unless it is said otherwise.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Contacts {
    /// They reached a line: a bot did not solve them.
    pub offered: u64,
    /// A bot solved them.
    pub contained: u64,
    pub answered: u64,
    pub in_time: u64,
    pub abandoned: u64,
    pub waited_seconds: f64,
    /// Waiting at the end, for longer than was promised.
    pub overdue: u64,
    /// Handled in the time, whenever they came.
    pub handled: u64,
    /// Stars that those handled would give, all of them.
    pub stars: f64,
    /// Waiting at the end, whenever they came.
    pub open: u64,
}

/// A party's time and money.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Party {
    pub busy_seconds: f64,
    pub ready_seconds: f64,
    pub paid_seconds: f64,
    pub cost: f64,
}

impl Tally {
    /// Begins to count: what agents are doing then goes on.
    pub fn begin(
        world: &World,
        from: Moment,
        until: Moment,
        doing: impl Iterator<Item = Activity>,
    ) -> Self {
        Self {
            from,
            until,
            contacts: vec![vec![Contacts::default(); world.channels.len()]; world.parties.len()],
            parties: vec![Party::default(); world.parties.len()],
            agents: doing.map(|activity| (activity, from)).collect(),
        }
    }

    fn of(&mut self, contact: &Contact) -> Option<&mut Contacts> {
        self.contacts
            .get_mut(contact.party)?
            .get_mut(contact.channel)
    }

    fn came_in_time(&self, contact: &Contact) -> bool {
        contact.opened >= self.from
    }

    pub(super) fn offered(&mut self, contact: &Contact, contained: bool) {
        if let Some(of) = self.of(contact) {
            of.offered += u64::from(!contained);
            of.contained += u64::from(contained);
        }
    }

    pub(super) fn answered(&mut self, contact: &Contact, promised_seconds: f64) {
        let counts = self.came_in_time(contact);
        if let Some(of) = self.of(contact).filter(|_| counts) {
            of.answered += 1;
            of.in_time += u64::from(contact.wait_seconds <= promised_seconds);
            of.waited_seconds += contact.wait_seconds;
        }
    }

    pub(super) fn abandoned(&mut self, contact: &Contact) {
        let counts = self.came_in_time(contact);
        if let Some(of) = self.of(contact).filter(|_| counts) {
            of.abandoned += 1;
        }
    }

    /// Another party than the one that it was allotted to takes it over.
    pub(super) fn overflowed(&mut self, contact: &Contact, to: usize) {
        if !self.came_in_time(contact) {
            return;
        }
        for (party, sign) in [(contact.party, false), (to, true)] {
            let of = self.contacts.get_mut(party);
            if let Some(of) = of.and_then(|channels| channels.get_mut(contact.channel)) {
                of.offered = if sign {
                    of.offered + 1
                } else {
                    of.offered.saturating_sub(1)
                };
            }
        }
    }

    pub(super) fn handled(&mut self, contact: &Contact, stars: f64) {
        if let Some(of) = self.of(contact) {
            of.handled += 1;
            of.stars += stars;
        }
    }

    /// Somebody waits when it ends.
    pub(super) fn left_waiting(&mut self, contact: &Contact, promised_seconds: f64) {
        let waited = self.until.seconds_since(contact.opened);
        let overdue = self.came_in_time(contact) && waited > promised_seconds;
        if let Some(of) = self.of(contact) {
            of.open += 1;
            of.overdue += u64::from(overdue);
        }
    }

    /// An agent of a party does something else from now on.
    pub fn activity(&mut self, agent: AgentId, party: usize, activity: Activity, now: Moment) {
        if agent >= self.agents.len() {
            self.agents.resize(agent + 1, (Activity::Off, now));
        }
        let (Some(doing), Some(time)) = (self.agents.get_mut(agent), self.parties.get_mut(party))
        else {
            return;
        };
        let seconds = now.seconds_since(doing.1);
        match doing.0 {
            Activity::Off => {}
            Activity::Free => time.ready_seconds += seconds,
            Activity::Talk(_) | Activity::Wrap => time.busy_seconds += seconds,
        }
        *doing = (activity, now);
    }

    /// Time that is paid from one instant to another, as far as it is counted; negative time is paid no more.
    pub fn paid(&mut self, party: usize, from: Moment, until: Moment, sign: f64) {
        let seconds = until.min(self.until).seconds_since(from.max(self.from));
        if let Some(time) = self.parties.get_mut(party) {
            time.paid_seconds += sign * seconds.max(0.0);
        }
    }

    /// Nothing is counted any more: what it cost is reckoned up.
    pub fn end(&mut self, world: &World) {
        for agent in 0..self.agents.len() {
            if let Some(of) = world.agents.get(agent) {
                let party = world.teams[of.team].party;
                self.activity(agent, party, Activity::Off, self.until);
            }
        }
        let days = self.until.seconds_since(self.from) / DAY_SECONDS;
        for (party, (time, contacts)) in self.parties.iter_mut().zip(&self.contacts).enumerate() {
            let spec = &world.parties[party].spec;
            let handled: u64 = contacts.iter().map(|of| of.handled).sum();
            time.cost = time.paid_seconds / HOUR_SECONDS * spec.hourly_rate
                + handled as f64 * spec.contact_fee
                + days * spec.daily_overhead;
        }
    }
}
