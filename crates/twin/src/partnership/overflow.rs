//! Contacts that have waited long where they were allotted go where somebody is free.

use super::alarm::Alarm;
use super::contact::Contact;
use super::run::Run;
use crate::engine::{Engine, TicketId};

/// How often it is looked whether somebody is free elsewhere.
const LOOKS_AGAIN_AFTER_SECONDS: f64 = 15.0;

impl Run {
    /// Looks for a party that answers the language and has somebody free for the line: the one with most who are.
    pub(super) fn overflow(&mut self, ticket: TicketId, engine: &mut Engine<Contact, Alarm>) {
        let now = engine.now();
        let Some((contact, _, since)) = engine.waits(ticket) else {
            return;
        };
        // Whoever has time until a call comes does not leave the place in the line for it.
        if contact.callback.is_some() {
            return;
        }
        let others = self.world.languages[contact.language].parties.iter();
        let others = others.filter(|party| **party != contact.party);
        let ready =
            others.map(|party| (engine.ready(self.world.line(*party, contact.queue)), *party));
        // Of equals, the first of the charter.
        let best = ready.rev().max_by_key(|(ready, _)| *ready);
        let Some((_, party)) = best.filter(|(ready, _)| *ready > 0) else {
            let again = now.plus(LOOKS_AGAIN_AFTER_SECONDS);
            return engine.at(again, Alarm::Overflow(ticket));
        };
        let Some(mut contact) = engine.withdraw(ticket) else {
            return;
        };
        if let Some(tally) = self.tally() {
            tally.overflowed(&contact, party);
        }
        self.counts.overflowed += u64::from(contact.opened >= self.world.period.start);
        contact.party = party;
        contact.overflowed = true;
        if self.is_live(now) {
            self.export.ticket(&self.world, &contact, now);
        }
        let patience = contact.gives_up.map(|gives_up| gives_up.seconds_since(now));
        let line = self.world.line(party, contact.queue);
        engine.offer_since(self, line, since, patience, contact);
    }
}
