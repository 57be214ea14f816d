//! Customers come: for the first time, or again.

use super::alarm::Alarm;
use super::contact::{Contact, Status};
use super::keyed::Part;
use super::run::Run;
use crate::chance::key;
use crate::engine::Engine;
use crate::moment::HOUR_SECONDS;
use crate::scenario::Parameter;
use crate::world::effects::Where;

/// Whom a bot did not help tries a person after so many seconds, on average.
const AFTER_BOT_SECONDS: f64 = 2.0 * HOUR_SECONDS;

/// A customer who comes again about the same matter.
#[derive(Debug, Clone)]
pub(super) struct Return {
    pub case: u64,
    pub key: u64,
    pub customer: u32,
    pub contact_type: usize,
    pub channel: usize,
    /// A bot was done with it, and it was not solved.
    pub after_bot: bool,
}

impl Contact {
    pub(super) fn again(&self, channel: usize) -> Return {
        Return {
            case: self.case,
            key: key([self.key]),
            customer: self.customer,
            contact_type: self.contact_type,
            channel,
            after_bot: false,
        }
    }
}

impl Run {
    /// Somebody asks about something new.
    pub(super) fn arrival(
        &mut self,
        channel: usize,
        key: u64,
        engine: &mut Engine<Contact, Alarm>,
    ) {
        self.chances.about(Part::Contact, key);
        let chance = &mut self.chances.contacts;
        let contact_type = self.world.type_choice.draw(chance);
        let asks = self.world.of_type(channel, contact_type, engine.now());
        if asks < 1.0 {
            self.chances.about(Part::Surge, key);
            if !self.chances.surges.happens(asks) {
                return;
            }
        }
        let chance = &mut self.chances.contacts;
        let place = chance.below(u64::from(self.world.scenario.demand.customers)) as u32;
        let customer = self.customer_at(place);
        let case = self.numbers.contact + 1;
        self.opens(
            &Return {
                case,
                key,
                customer,
                contact_type,
                channel,
                after_bot: false,
            },
            engine,
        );
    }

    /// Somebody asks who would not have asked as usual.
    pub(super) fn one_more(
        &mut self,
        (channel, contact_type): (usize, usize),
        key: u64,
        engine: &mut Engine<Contact, Alarm>,
    ) {
        self.chances.about(Part::Surge, key);
        self.chances.about(Part::Contact, key);
        let customers = u64::from(self.world.scenario.demand.customers);
        let place = self.chances.surges.below(customers) as u32;
        let asks = Return {
            case: self.numbers.contact + 1,
            key,
            customer: self.customer_at(place),
            contact_type,
            channel,
            after_bot: false,
        };
        self.opens(&asks, engine);
    }

    /// Whom the bot did not help comes again, to a person, unless the customer gives up on it.
    fn comes_after_bot(
        &mut self,
        contact: &Contact,
        place: Where,
        engine: &mut Engine<Contact, Alarm>,
    ) {
        let now = engine.now();
        let missed = self.world.now(Parameter::BotMisses, 0.0, now, place);
        if missed <= 0.0 {
            return;
        }
        self.chances.about(Part::Bot, contact.key);
        let chance = &mut self.chances.bots;
        let comes = chance.happens(missed * self.world.scenario.course.returns_unsolved);
        let after = chance.exponential(AFTER_BOT_SECONDS);
        if comes {
            let again = Return {
                after_bot: true,
                ..contact.again(contact.channel)
            };
            engine.at(now.plus(after), Alarm::Return(Box::new(again)));
        }
    }

    /// Somebody comes again; when the door is closed, as soon as it opens.
    pub(super) fn comes_again(&mut self, again: &Return, engine: &mut Engine<Contact, Alarm>) {
        if self.has_left(again.customer) {
            self.counts.left_before_asking_again += 1;
            return;
        }
        let group = self.world.contact_types[again.contact_type].group;
        let queue = self.world.channels[again.channel].queues[group];
        let now = engine.now();
        match self.world.next_open(queue, now) {
            Some(open) if open <= now => {
                self.chances.about(Part::Contact, again.key);
                self.opens(again, engine);
            }
            Some(open) => {
                self.chances.about(Part::Return, again.key);
                // Spread over the morning: not everybody stands at the door.
                let later = open.plus(self.chances.returns.between(0.0, 3.0 * HOUR_SECONDS));
                engine.at(later, Alarm::Return(Box::new(Return { ..*again })));
            }
            None => {}
        }
    }

    pub(super) fn opens(&mut self, asks: &Return, engine: &mut Engine<Contact, Alarm>) {
        let world = &self.world;
        let chance = &mut self.chances.contacts;
        let contact_type = &world.contact_types[asks.contact_type];
        let channel = &world.channels[asks.channel];
        let language = world.language_of(asks.customer);
        let now = engine.now();
        let party = world.allocated(language, now, chance);
        let place = Where {
            party: Some(party),
            channel: Some(asks.channel),
            contact_type: Some(asks.contact_type),
        };
        let misrouted = world.scenario.course.wrong_queue;
        let misrouted = world.now(Parameter::WrongQueue, misrouted, now, place);
        let predicted = world.now(Parameter::PredictedIntent, 0.0, now, place);
        let mispredicted = world.scenario.course.wrong_queue_predicted;
        let misrouted = misrouted + predicted.clamp(0.0, 1.0) * (mispredicted - misrouted);
        let right = channel.queues[contact_type.group];
        let wrong = channel.queues.iter().copied().find(|queue| *queue != right);
        let wrong = wrong.filter(|_| chance.happens(misrouted));
        let queue = wrong.unwrap_or(right);
        self.numbers.contact += 1;
        let mut contact = Contact {
            number: self.numbers.contact,
            case: asks.case,
            key: asks.key,
            customer: asks.customer,
            channel: asks.channel,
            contact_type: asks.contact_type,
            language,
            party,
            queue,
            right_queue: wrong.map(|_| right),
            urgent: chance.happens(world.scenario.course.urgent),
            canned: chance.happens(contact_type.spec.canned) && channel.spec.canned_replies,
            opened: now,
            answered: None,
            solved: None,
            closed: None,
            status: Status::Waiting,
            agent: None,
            wait_seconds: 0.0,
            talk_seconds: 0.0,
            hold_seconds: 0.0,
            wrap_seconds: 0.0,
            handovers: 0,
            escalated: false,
            reopened: 0,
            solved_first: None,
            after_bot: asks.after_bot,
            gives_up: None,
            callback: None,
            overflowed: false,
            task: None,
            looked: None,
        };
        let within = now >= world.period.start;
        self.counts.contacts += u64::from(within);
        let bot_share = channel.spec.contained_by_bot;
        let bot_share = world.now(Parameter::BotShare, bot_share, now, place);
        // Drawn in any case, so that whom the bot meets again does not change what others meet.
        let contained = chance.happens(bot_share) && !asks.after_bot;
        if let Some(tally) = self.trial.as_deref_mut().map(|trial| &mut trial.tally) {
            tally.offered(&contact, contained);
        }
        if contained {
            contact.status = Status::Bot;
            contact.solved_first = Some(true);
            contact.solved = Some(now);
            contact.closed = Some(now);
            self.counts.contained += u64::from(within);
            self.export.ticket(world, &contact, now);
            self.comes_after_bot(&contact, place, engine);
            return;
        }
        if self.is_live(now) {
            self.export.ticket(&self.world, &contact, now);
        }
        let world = &self.world;
        self.chances.about(Part::Patience, contact.key);
        let channel = &world.channels[contact.channel];
        let patience = channel.spec.patience_seconds.map(|mean| {
            self.chances
                .patience
                .exponential(world.now(Parameter::Patience, mean, now, place))
        });
        contact.gives_up = patience.map(|seconds| now.plus(seconds));
        let (callback, overflow) = (channel.spec.callback, channel.spec.overflow_after_seconds);
        let line = world.line(party, queue);
        let Some(ticket) = engine.offer(self, line, patience, contact) else {
            return;
        };
        if let Some(callback) = callback {
            let offered = now.plus(callback.after_seconds);
            engine.at(offered, Alarm::CallbackOffered(ticket));
        }
        if let Some(seconds) = overflow {
            engine.at(now.plus(seconds), Alarm::Overflow(ticket));
        }
    }
}
