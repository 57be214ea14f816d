//! Writing lines to the sink.

use std::io;

use serde::Serialize;

use super::contact::{Contact, Status};
use super::lines::{Amount, Number, Seconds, Ticket, yes_no};
use crate::customers;
use crate::moment::Moment;
use crate::sink::Sink;
use crate::world::World;

/// Paid seconds for a second of work on contacts: waiting, pauses and training are paid, too.
const PAID_PER_WORKED: f64 = 1.45;
const HOUR_SECONDS: f64 = 3_600.0;

/// Writes to the sink, and keeps the first failure until the simulation can end with it.
pub(super) struct Export<'a, S> {
    sink: &'a mut S,
    line: Vec<u8>,
    failure: Option<io::Error>,
}

impl<'a, S: Sink> Export<'a, S> {
    pub fn new(sink: &'a mut S) -> Self {
        Self {
            sink,
            line: Vec::with_capacity(1 << 10),
            failure: None,
        }
    }

    /// Writes one line, unless an earlier one failed.
    pub fn write(&mut self, feed: &'static str, record: &impl Serialize) {
        if self.failure.is_some() {
            return;
        }
        self.line.clear();
        let written = serde_json::to_writer(&mut self.line, record)
            .map_err(io::Error::from)
            .and_then(|()| str::from_utf8(&self.line).map_err(io::Error::other))
            .and_then(|line| self.sink.line(feed, line));
        self.failure = written.err();
    }

    /// Takes the failure, if there was one.
    pub fn failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }

    /// Writes a ticket as it stands, unless it was opened while the engine warmed up.
    pub fn ticket(&mut self, world: &World, contact: &Contact, updated: Moment) {
        if contact.opened < world.period.start {
            return;
        }
        self.write("contacts", &ticket(world, contact, updated));
    }
}

fn ticket<'a>(world: &'a World, contact: &Contact, updated: Moment) -> Ticket<'a> {
    let party = &world.parties[contact.party];
    let channel = &world.channels[contact.channel];
    let contact_type = &world.contact_types[contact.contact_type];
    let agent = contact.agent.map(|agent| &world.agents[agent]);
    let team = agent.map(|agent| &world.teams[agent.team]);
    let handled = matches!(contact.status, Status::Pending | Status::Solved);
    let waited = contact.answered.is_some() || contact.status == Status::HungUp;
    let promised = channel.spec.answered_within_seconds;
    let seconds = |value: f64| handled.then_some(Seconds(value));
    let labour = contact.handle_seconds() / HOUR_SECONDS * PAID_PER_WORKED * party.spec.hourly_rate;
    Ticket {
        ticket: Number("H", contact.number),
        matter: Number("M", contact.case),
        vendor: &party.name,
        centre: team.map_or(&party.site, |team| &team.site),
        squad: team.map(|team| &*team.name),
        handler: agent.map(|agent| &*agent.name),
        line: &world.queues[contact.queue].name,
        via: &channel.spec.via,
        reason: &contact_type.name,
        points: contact_type.complexity,
        lang: &world.languages[contact.language].name,
        prio: if contact.urgent { "urgent" } else { "normal" },
        requester: customers::address(contact.customer),
        status: contact.status.word(),
        opened: contact.opened,
        first_reply: contact.answered,
        solved: contact.solved,
        closed: contact.closed,
        wait: waited.then_some(Seconds(contact.wait_seconds)),
        handle: seconds(contact.handle_seconds()),
        talk: seconds(contact.talk_seconds),
        hold: seconds(contact.hold_seconds),
        wrap: seconds(contact.wrap_seconds),
        solved_first: contact.solved_first.map(yes_no),
        handovers: contact.handovers,
        second_line: yes_no(contact.escalated),
        reopened: contact.reopened,
        in_time: waited
            .then(|| yes_no(contact.wait_seconds <= promised && contact.answered.is_some())),
        canned: handled.then(|| yes_no(contact.canned)),
        charge: Amount(party.spec.contact_fee + labour),
        updated,
    }
}
