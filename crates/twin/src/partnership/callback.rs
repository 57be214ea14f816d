//! Customers who would rather be called back than wait.

use super::alarm::Alarm;
use super::contact::{CalledBack, Contact};
use super::keyed::Part;
use super::run::Run;
use crate::engine::{Alarms, Engine, TicketId, Work};
use crate::moment::Moment;

/// Until nobody picks up, and for the note about it.
const RINGS_SECONDS: f64 = 25.0;
const NOTE_SECONDS: f64 = 10.0;
/// Nobody is promised a call when the door closes this soon.
const NOT_BEFORE_CLOSING_SECONDS: f64 = 3_600.0;

impl Contact {
    /// An agent called, and nobody picked up.
    pub(super) fn was_not_reached(&self) -> bool {
        self.answered.is_none() && self.callback.is_some_and(|called| !called.reached)
    }
}

impl Run {
    /// Whoever waits still may leave the line, and keep the place in it.
    pub(super) fn offers_callback(
        &mut self,
        ticket: TicketId,
        engine: &mut Engine<Contact, Alarm>,
    ) {
        let now = engine.now();
        let Some((contact, line, since)) = engine.waits(ticket) else {
            return;
        };
        let Some(callback) = self.world.channels[contact.channel].spec.callback else {
            return;
        };
        let closes_soon = !self
            .world
            .is_open(contact.queue, now.plus(NOT_BEFORE_CLOSING_SECONDS));
        self.chances.about(Part::Callback, contact.key);
        if !self.chances.callbacks.happens(callback.accepts) || closes_soon {
            return;
        }
        let Some(mut contact) = engine.withdraw(ticket) else {
            return;
        };
        self.counts.callbacks += u64::from(contact.opened >= self.world.period.start);
        contact.gives_up = None;
        contact.callback = Some(CalledBack {
            asked: now,
            attempts: 0,
            reached: false,
        });
        engine.offer_since(self, line, since, None, contact);
    }

    /// It is tried once more, as if the customer had come just now.
    pub(super) fn calls_back(&mut self, number: u64, engine: &mut Engine<Contact, Alarm>) {
        let Some(contact) = self.to_call.remove(&number) else {
            return;
        };
        let line = self.world.line(contact.party, contact.queue);
        engine.offer(self, line, None, contact);
    }

    /// Calls a customer who asked to be; tells what it takes when nobody picks up. That is the agent's time, and no work on
    /// the contact.
    pub(super) fn rings(&mut self, contact: &mut Contact, now: Moment) -> Option<Work> {
        let spec = self.world.channels[contact.channel].spec.callback?;
        let called = contact.callback.as_mut().filter(|called| !called.reached)?;
        called.attempts += 1;
        let of = contact.key.wrapping_add(u64::from(called.attempts));
        self.chances.about(Part::Callback, of);
        called.reached = self.chances.callbacks.happens(spec.reached);
        if called.reached {
            return None;
        }
        contact.wait_seconds = now.seconds_since(contact.opened);
        Some(Work {
            talk_seconds: RINGS_SECONDS,
            wrap_seconds: NOTE_SECONDS,
        })
    }

    /// Whoever did not pick up is called again some time, or counts as having given up.
    pub(super) fn tries_again_or_closes(
        &mut self,
        contact: Contact,
        alarms: &mut Alarms<'_, Alarm>,
    ) {
        let now = alarms.now();
        let spec = self.world.channels[contact.channel].spec.callback;
        let again = spec.filter(|spec| {
            let attempts = contact.callback.map_or(0, |called| called.attempts);
            attempts < spec.attempts
        });
        match again {
            Some(spec) => {
                let again = now.plus(spec.again_after_minutes * 60.0);
                alarms.at(again, Alarm::CallsBack(contact.number));
                self.to_call.insert(contact.number, contact);
            }
            None => self.gives_up(contact, alarms),
        }
    }
}
