//! Customers who are let down leave, and others join.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::alarm::Alarm;
use super::contact::Contact;
use super::keyed::Part;
use super::lines::CustomerEvent;
use super::numbers::Amount;
use super::run::Run;
use super::trial::day_number;
use crate::chance::{Chance, Choice, key};
use crate::customers;
use crate::engine::{Alarms, Engine};
use crate::moment::{DAY_SECONDS, Moment};
use crate::scenario::Loyalty;
use crate::world::World;

const WEEK_SECONDS: f64 = 7.0 * DAY_SECONDS;
const YEAR_SECONDS: f64 = 365.0 * DAY_SECONDS;
/// Who gives no more stars than this is cross.
const CROSS_STARS: f64 = 2.5;
/// What a customer is worth hangs on the customer's number and on nothing else.
const WORTH: u64 = 0x0077_6f72_7468;

/// Who the customers are at present. There are always as many places for them; who takes one after another left has a
/// number of the same remainder.
#[derive(Debug, Clone)]
pub(super) struct Customers {
    /// Shared by what was cloned, until one of them changes it.
    places: Arc<Vec<Place>>,
    returns: Arc<BTreeMap<u32, Returns>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// How many had it before.
    before: u16,
    /// Nobody has it at present.
    empty: bool,
}

/// How often a customer had to come again, and when last.
#[derive(Debug, Clone, Copy)]
struct Returns {
    times: u32,
    last: Moment,
}

impl Customers {
    /// All are there, when any of them may leave.
    pub fn of(world: &World) -> Option<Self> {
        world.scenario.loyalty.as_ref()?;
        let places = world.scenario.demand.customers as usize;
        Some(Self {
            places: Arc::new(vec![Place::default(); places]),
            returns: Arc::default(),
        })
    }

    /// The customer who has a place, or the next one.
    fn at(&self, place: u32) -> u32 {
        let count = self.places.len();
        let mut taken = (0..count).map(|further| (place as usize + further) % count);
        let found = taken.find(|place| !self.places[*place].empty);
        let place = found.unwrap_or(place as usize);
        let number = place + count * usize::from(self.places[place].before);
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    fn place_of(&self, customer: u32) -> usize {
        customer as usize % self.places.len()
    }

    fn is_there(&self, customer: u32) -> bool {
        let place = self.places[self.place_of(customer)];
        let before = customer as usize / self.places.len();
        !place.empty && usize::from(place.before) == before
    }

    /// Counts that a customer had to come again, if so, and says how often of late.
    fn came(&mut self, customer: u32, again: bool, now: Moment, forgotten_after: f64) -> u32 {
        let known = self.returns.get(&customer);
        let of_late = known.filter(|known| now.seconds_since(known.last) <= forgotten_after);
        let times = of_late.map_or(0, |known| known.times) + u32::from(again);
        if again {
            let returns = Returns { times, last: now };
            Arc::make_mut(&mut self.returns).insert(customer, returns);
        }
        times
    }
}

impl Run {
    /// The customer who has a place, or the next one when nobody has it.
    pub(super) fn customer_at(&self, place: u32) -> u32 {
        (self.customers.as_ref()).map_or(place, |customers| customers.at(place))
    }

    /// Whether a customer has left.
    pub(super) fn has_left(&self, customer: u32) -> bool {
        let customers = self.customers.as_ref();
        customers.is_some_and(|customers| !customers.is_there(customer))
    }

    /// A day begins on which some leave, whatever happens to them. What is long ago is forgotten.
    pub(super) fn new_day_of_customers(&mut self, engine: &mut Engine<Contact, Alarm>) {
        let (Some(spec), Some(customers)) = (&self.world.scenario.loyalty, &mut self.customers)
        else {
            return;
        };
        let now = engine.now();
        let forgotten_after = spec.return_weeks * WEEK_SECONDS;
        Arc::make_mut(&mut customers.returns)
            .retain(|_, returns| now.seconds_since(returns.last) <= forgotten_after);
        let count = customers.places.len() as u64;
        if spec.leave_in_a_year <= 0.0 {
            return;
        }
        let mean_gap = YEAR_SECONDS / (spec.leave_in_a_year * count as f64);
        self.chances.about(Part::Loyalty, day_number(self.date));
        let chance = &mut self.chances.loyalty;
        let mut after = chance.exponential(mean_gap);
        while after < DAY_SECONDS {
            let customer = customers.at(chance.below(count) as u32);
            engine.at(now.plus(after), Alarm::Leaves(customer));
            after += chance.exponential(mean_gap);
        }
    }

    /// A contact is over, and the customer stays, complains or leaves.
    pub(super) fn is_remembered(
        &mut self,
        contact: &Contact,
        felt: f64,
        alarms: &mut Alarms<'_, Alarm>,
    ) {
        let (Some(spec), Some(customers)) = (&self.world.scenario.loyalty, &mut self.customers)
        else {
            return;
        };
        let now = alarms.now();
        let again = contact.number != contact.case;
        let forgotten_after = spec.return_weeks * WEEK_SECONDS;
        let times = customers.came(contact.customer, again, now, forgotten_after);
        let leaves = probability(spec, contact.solved_first == Some(false), times, felt);
        self.chances.about(Part::Loyalty, contact.key);
        let chance = &mut self.chances.loyalty;
        // All drawn in any case, so that who leaves does not change who complains.
        let leaves = chance.happens(leaves);
        let notice = chance.exponential(spec.notice_days * DAY_SECONDS);
        let complains = chance.happens(spec.complain) && felt < CROSS_STARS;
        if leaves {
            alarms.at(now.plus(notice), Alarm::Leaves(contact.customer));
        }
        if complains {
            self.tells_of(contact.customer, "complained", now);
        }
    }

    /// Somebody leaves, and has it not done already.
    pub(super) fn leaves(&mut self, customer: u32, engine: &mut Engine<Contact, Alarm>) {
        let (Some(spec), Some(customers)) = (&self.world.scenario.loyalty, &mut self.customers)
        else {
            return;
        };
        if !customers.is_there(customer) {
            return;
        }
        let place = customers.place_of(customer);
        Arc::make_mut(&mut customers.places)[place].empty = true;
        self.chances
            .about(Part::Loyalty, key([u64::from(customer)]));
        let after = self
            .chances
            .loyalty
            .exponential(spec.newcomer_days * DAY_SECONDS);
        let now = engine.now();
        engine.at(now.plus(after), Alarm::Joins(place as u32));
        self.counts.left += u64::from(now >= self.world.period.start);
        self.tells_of(customer, "left", now);
    }

    /// Somebody takes the place of one who left.
    pub(super) fn joins(&mut self, place: u32, now: Moment) {
        let Some(customers) = &mut self.customers else {
            return;
        };
        if let Some(place) = Arc::make_mut(&mut customers.places).get_mut(place as usize) {
            place.before = place.before.saturating_add(1);
            place.empty = false;
        }
        let customer = customers.at(place);
        self.counts.joined += u64::from(now >= self.world.period.start);
        self.tells_of(customer, "joined", now);
    }

    fn tells_of(&mut self, customer: u32, event: &'static str, now: Moment) {
        let Some(spec) = &self.world.scenario.loyalty else {
            return;
        };
        if self.export.is_silent() || now < self.world.period.start {
            return;
        }
        let (segment, value) = worth(spec, customer);
        let line = CustomerEvent {
            requester: customers::address(customer),
            event,
            happened: now,
            value: Amount(value),
            segment,
        };
        self.export.write("customer_events", &line);
    }
}

/// The probability of leaving after a contact.
fn probability(spec: &Loyalty, unsolved: bool, times_again: u32, felt: f64) -> f64 {
    let unsolved = if unsolved { spec.unsolved } else { 0.0 };
    spec.after_contact
        + unsolved
        + spec.each_return * f64::from(times_again)
        + spec.each_star * (spec.content_stars - felt).max(0.0)
}

/// A customer's segment and yearly value.
fn worth(spec: &Loyalty, customer: u32) -> (&str, f64) {
    let mut chance = Chance::of_key(key([WORTH, u64::from(customer)]));
    let choice = Choice::new(spec.segments.values().map(|segment| segment.share));
    let nth = choice.map_or(0, |choice| choice.draw(&mut chance));
    let Some((name, segment)) = spec.segments.iter().nth(nth) else {
        return ("", 0.0);
    };
    let value = chance.lognormal(segment.yearly_value, segment.variation);
    (name, (value * 100.0).round() / 100.0)
}
