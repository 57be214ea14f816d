//! Writing lines to the sink.

use std::io;

use serde::Serialize;

use super::contact::{Contact, Status};
use super::lines::Ticket;
use super::numbers::{Amount, Number, Seconds, yes_no};
use crate::customers;
use crate::moment::{HOUR_SECONDS, Moment};
use crate::sink::{Sink, TRANSCRIPTS_TRUTH};
use crate::world::World;

/// Paid seconds for a second of work on contacts: waiting, pauses and training are paid, too.
const PAID_PER_WORKED: f64 = 1.45;

/// Lines written since they were last handed over, in the order in which the source systems would write them.
#[derive(Debug, Clone, Default)]
pub(super) struct Export {
    text: Vec<u8>,
    /// Each line's feed, and where it ends in the text.
    lines: Vec<(&'static str, usize)>,
    failure: Option<&'static str>,
    /// Nobody reads what is written.
    silent: bool,
}

impl Export {
    /// Writes nothing from now on.
    pub fn silence(&mut self) {
        *self = Self {
            silent: true,
            ..Self::default()
        };
    }

    /// Whether nobody reads what is written.
    pub fn is_silent(&self) -> bool {
        self.silent
    }

    /// Writes one line.
    pub fn write(&mut self, feed: &'static str, record: &impl Serialize) {
        if self.silent {
            return;
        }
        match serde_json::to_writer(&mut self.text, record) {
            Ok(()) => self.lines.push((feed, self.text.len())),
            Err(_) => self.failure = Some(feed),
        }
    }

    /// Hands what was written over to the sink, and forgets it.
    pub fn hand_over<S: Sink>(&mut self, sink: &mut S) -> io::Result<()> {
        if let Some(feed) = self.failure.take() {
            return Err(io::Error::other(format!(
                "a line of {feed} cannot be written"
            )));
        }
        let mut begins = 0;
        for (feed, ends) in self.lines.drain(..) {
            let line = self.text.get(begins..ends).unwrap_or_default();
            let line = str::from_utf8(line).map_err(io::Error::other)?;
            if feed == TRANSCRIPTS_TRUTH {
                sink.truth(feed, line)?;
            } else {
                sink.line(feed, line)?;
            }
            begins = ends;
        }
        self.text.clear();
        Ok(())
    }

    /// Writes a ticket as it stands, unless it was opened while the engine warmed up.
    pub fn ticket(&mut self, world: &World, contact: &Contact, updated: Moment) {
        if self.silent || contact.opened < world.period.start {
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
        callback: yes_no(contact.callback.is_some()),
        overflow: yes_no(contact.overflowed),
        updated,
    }
}
