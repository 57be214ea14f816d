//! The run: how the operation stands, and what a day, a quarter of an hour and a contact that ends do to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::alarm::Alarm;
use super::chances::Chances;
use super::contact::{Contact, Status};
use super::costs::PartyDay;
use super::course::Verdict;
use super::duty::Day;
use super::export::Export;
use super::keyed::Part;
use super::loyalty::Customers;
use super::money::Rates;
use super::opinion;
use super::orders::Orders;
use super::roster::Roster;
use super::trial::Trial;
use crate::chance::key;
use crate::demand::Demand;
use crate::engine::{Activity, AgentId, Alarms, Engine};
use crate::moment::{Moment, QUARTER_SECONDS};
use crate::truth::{Counts, Weeks};
use crate::world::World;
use crate::world::signals::Announced;

/// Those who gave up try again after so many seconds, on average.
const TRIES_AGAIN_AFTER_SECONDS: f64 = 2_400.0;

/// The operation as it stands.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub world: Arc<World>,
    pub demand: Demand,
    pub roster: Roster,
    pub chances: Chances,
    pub days: Vec<Day>,
    pub export: Export,
    pub numbers: Numbers,
    pub counts: Counts,
    pub weeks: Weeks,
    /// Who the customers are, when any of them may leave.
    pub customers: Option<Customers>,
    pub rates: Rates,
    pub announced: Vec<Announced>,
    /// What each party did today.
    pub today: Vec<PartyDay>,
    /// The day of `today`, and the Monday of its week.
    pub date: Date,
    pub monday: Date,
    /// Since when somebody watches.
    pub live_from: Option<Moment>,
    /// The team that takes from each line first.
    pub first_teams: Vec<Option<usize>>,
    /// What was ordered from outside.
    pub orders: Orders,
    /// What is tried out, if anything is.
    pub trial: Option<Box<Trial>>,
    /// Numbers of tasks that are not done.
    pub open_tasks: BTreeSet<u64>,
    /// When each robot of a party is done with what it has.
    pub robots: Vec<Vec<Moment>>,
    /// By number, who did not pick up and will be called again.
    pub to_call: BTreeMap<u64, Contact>,
    /// Who left → who has the seat now.
    pub successors: BTreeMap<AgentId, AgentId>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    pub contact: u64,
    pub answer: u64,
    pub evaluation: u64,
    pub shift: u64,
    pub task: u64,
    pub robot_run: u64,
    pub talk: u64,
    pub lesson: u64,
}

impl Run {
    /// A customer is not waiting any more, and was not answered.
    pub(super) fn gives_up(&mut self, mut contact: Contact, alarms: &mut Alarms<'_, Alarm>) {
        let now = alarms.now();
        contact.status = Status::HungUp;
        contact.wait_seconds = now.seconds_since(contact.opened);
        contact.closed = Some(now);
        self.export.ticket(&self.world, &contact, now);
        if let Some(tally) = self.tally() {
            tally.abandoned(&contact);
        }
        let within = contact.opened >= self.world.period.start;
        self.counts.abandoned += u64::from(within);
        self.chances.about(Part::Return, contact.key);
        let after = self.chances.returns.exponential(TRIES_AGAIN_AFTER_SECONDS);
        if self
            .chances
            .returns
            .happens(self.world.channels[contact.channel].spec.tries_again)
        {
            if now.plus(after) < self.world.period.end {
                self.counts.tried_again += u64::from(within);
            }
            alarms.at(
                now.plus(after),
                Alarm::Return(Box::new(contact.again(contact.channel))),
            );
        }
    }

    pub(super) fn new_day(&mut self, date: Date, engine: &mut Engine<Contact, Alarm>) {
        if date > self.world.period.first {
            self.book_costs();
        }
        self.today.fill(PartyDay::default());
        self.date = date;
        self.monday = monday_of(date);
        self.new_demand();
        self.new_day_of_customers(engine);
        self.new_day_of_money();
        self.tells_signals(engine.now());
        let Ok(tomorrow) = date.tomorrow() else {
            return;
        };
        self.hire_until(date, engine);
        // A day ahead: in the east, tomorrow's shifts may begin before our midnight.
        self.plan_shifts(tomorrow, engine);
        if let Ok(start) = calendar::start_of_day(tomorrow, &self.world.zone) {
            engine.at(Moment::of(start), Alarm::Day(tomorrow));
        }
    }

    pub(super) fn new_quarter(&mut self, engine: &mut Engine<Contact, Alarm>) {
        let start = engine.now();
        for channel in 0..self.world.channels.len() {
            let of = key([start.number(), channel as u64]);
            self.chances.about(Part::Demand, of);
            let demand = &mut self.chances.demand;
            let came = self.demand.arrivals(&self.world, channel, start, demand);
            for (nth, at) in (1..).zip(came) {
                let key = key([of, nth]);
                engine.at(at, Alarm::Arrival { channel, key });
            }
            for contact_type in 0..self.world.contact_types.len() {
                let of = key([of, contact_type as u64]);
                self.chances.about(Part::Surge, of);
                let more = self.demand.more_of_type(
                    &self.world,
                    (channel, contact_type),
                    start,
                    &mut self.chances.surges,
                );
                for (nth, at) in (1..).zip(more) {
                    let alarm = Alarm::OneMore {
                        channel,
                        contact_type,
                        key: key([of, nth]),
                    };
                    engine.at(at, alarm);
                }
            }
        }
        engine.at(start.plus(QUARTER_SECONDS), Alarm::Quarter);
    }

    pub(super) fn solved(&mut self, mut contact: Contact, now: Moment) {
        let unsolved = contact.solved_first == Some(false);
        let reopens = self.world.scenario.course.reopens;
        contact.reopened += u32::from(unsolved && self.chances.verdicts.happens(reopens));
        contact.close(now);
        self.export.ticket(&self.world, &contact, now);
    }

    /// Customers and evaluators say what they think; in a trial, what the customer thinks is counted, said or not.
    pub(super) fn hears_opinions(
        &mut self,
        contact: &Contact,
        agent: AgentId,
        alarms: &mut Alarms<'_, Alarm>,
    ) {
        let now = alarms.now();
        let surveys = &mut self.chances.surveys;
        let felt = opinion::felt(&self.world, contact, agent, now, surveys);
        if let Some(trial) = self.trial.as_deref_mut() {
            trial.tally.handled(contact, opinion::stars(felt));
        }
        self.is_remembered(contact, felt, alarms);
        if self.export.is_silent() {
            return;
        }
        self.keeps_transcript(contact, agent, felt, now);
        let surveys = &mut self.chances.surveys;
        if let Some(answer) = opinion::answer(&self.world, contact, agent, felt, now, surveys) {
            alarms.at(answer.answered(), Alarm::Answered(Box::new(answer)));
        }
        let evaluations = &mut self.chances.evaluations;
        if let Some(picked) = opinion::evaluation(&self.world, contact, agent, now, evaluations) {
            alarms.at(picked.evaluated(), Alarm::Evaluated(Box::new(picked)));
        }
    }

    pub(super) fn count_handled(&mut self, contact: &Contact, verdict: &Verdict) {
        self.today[contact.party].contacts += 1;
        if contact.opened >= self.world.period.start {
            self.counts.handled += 1;
            self.counts.handed_over += u64::from(contact.handovers > 0);
            self.counts.escalated += u64::from(contact.escalated);
            let Verdict {
                resolution,
                escalation,
                pending,
                lapsed,
                ..
            } = *verdict;
            let drawn_with = [resolution, escalation, pending, lapsed];
            self.weeks.add(self.monday, contact.party, drawn_with);
        }
    }

    /// What is open is written as it stands, agents' time up to now is written, the day is booked.
    pub fn close(&mut self, engine: &Engine<Contact, Alarm>, now: Moment) {
        for agent in 0..self.days.len() {
            let day = &mut self.days[agent];
            if engine.activity(agent) != Activity::Off {
                day.activity(&self.world, Activity::Off, now);
                day.write_block(&self.world, agent, &mut self.export);
            }
        }
        self.book_costs();
        self.tell_open(engine, now);
    }
}

fn monday_of(date: Date) -> Date {
    let since = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(jiff::Span::new().days(since))
        .unwrap_or(date)
}
