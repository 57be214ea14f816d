//! The run: alarms, arrivals, verdicts and lines.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::arrival::Return;
use super::back_office::RobotRun;
use super::contact::{Contact, Status};
use super::costs::PartyDay;
use super::course::{self, Verdict};
use super::duty::{Day, Duty, Pause};
use super::export::Export;
use super::keyed::Part;
use super::loyalty::Customers;
use super::money::Rates;
use super::opinion::{self, Answer, Evaluation};
use super::orders::Orders;
use super::roster::{Planned, Roster};
use super::trial::Trial;
use crate::chance::{Chance, key};
use crate::demand::{Demand, QUARTER_SECONDS};
use crate::engine::{Activity, AgentId, Alarms, Engine, LineId, Next, Operation, TicketId, Work};
use crate::moment::Moment;

use crate::scenario::Parameter;
use crate::truth::{Counts, Weeks};
use crate::world::World;
use crate::world::signals::Announced;

/// Those who gave up try again after so many seconds, on average.
const TRIES_AGAIN_AFTER_SECONDS: f64 = 2_400.0;

/// What the operation wants to be called for. Boxed where large: the agenda moves its entries about.
#[derive(Debug, Clone)]
pub(super) enum Alarm {
    Day(Date),
    Quarter,
    Arrival {
        channel: usize,
        key: u64,
    },
    /// One more than usual of a contact type.
    OneMore {
        channel: usize,
        contact_type: usize,
        key: u64,
    },
    Return(Box<Return>),
    ShiftBegins(Box<Planned>),
    TurnsToContacts(AgentId),
    PauseDue(AgentId, Pause),
    PauseEnds(AgentId),
    ShiftEnds(AgentId),
    Solved(Box<Contact>),
    Answered(Box<Answer>),
    Evaluated(Box<Evaluation>),
    LiveLook,
    SendHome(usize),
    Recall(usize),
    /// Who was sent home until then is there again.
    ComesBack(AgentId, Moment),
    Reroute(usize),
    Outage,
    CallbackOffered(TicketId),
    /// The contact of that number is called once more.
    CallsBack(u64),
    Overflow(TicketId),
    TaskWaits(Box<Contact>),
    RunEnds(Box<RobotRun>),
    TaskDue(u64, Box<Return>),
    /// A customer leaves for good.
    Leaves(u32),
    /// Somebody takes the place of one who left.
    Joins(u32),
}

/// Streams of chance: one for each part of the world, so that parts do not disturb one another.
#[derive(Debug, Clone)]
pub(super) struct Chances {
    pub demand: Chance,
    pub contacts: Chance,
    pub patience: Chance,
    pub work: Chance,
    pub verdicts: Chance,
    pub returns: Chance,
    pub surveys: Chance,
    pub evaluations: Chance,
    pub roster: Chance,
    /// The seed under which what is drawn belongs to what it is about.
    pub keyed: Option<u64>,
    pub surges: Chance,
    pub bots: Chance,
    pub hires: Chance,
    pub callbacks: Chance,
    pub tasks: Chance,
    pub knowledge: Chance,
    pub loyalty: Chance,
    pub transcripts: Chance,
    pub money: Chance,
}

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

impl Chances {
    pub fn of(seed: u64) -> Self {
        let chance = |stream| Chance::new(seed, stream);
        Self {
            demand: chance(1),
            contacts: chance(2),
            patience: chance(3),
            work: chance(4),
            verdicts: chance(5),
            returns: chance(6),
            surveys: chance(7),
            evaluations: chance(8),
            roster: chance(9),
            keyed: None,
            surges: chance(10),
            bots: chance(11),
            hires: chance(12),
            callbacks: chance(13),
            tasks: chance(14),
            knowledge: chance(21),
            loyalty: chance(22),
            transcripts: chance(23),
            money: chance(24),
        }
    }
}

impl Operation for Run {
    type Contact = Contact;
    type Alarm = Alarm;

    fn alarm(&mut self, alarm: Alarm, engine: &mut Engine<Contact, Alarm>) {
        match alarm {
            Alarm::Day(date) => self.new_day(date, engine),
            Alarm::Quarter => {
                // An outage that spreads does so by the quarter.
                self.outage(engine);
                self.quarter_look(engine);
                self.new_quarter(engine);
            }
            Alarm::LiveLook => self.live_look(engine),
            Alarm::Arrival { channel, key } => self.arrival(channel, key, engine),
            Alarm::OneMore {
                channel,
                contact_type,
                key,
            } => self.one_more((channel, contact_type), key, engine),
            Alarm::Outage => self.outage(engine),
            Alarm::CallbackOffered(ticket) => self.offers_callback(ticket, engine),
            Alarm::CallsBack(number) => self.calls_back(number, engine),
            Alarm::Overflow(ticket) => self.overflow(ticket, engine),
            Alarm::TaskWaits(task) => self.task_waits(*task, engine),
            Alarm::RunEnds(run) => self.run_ends(*run, engine),
            Alarm::TaskDue(number, again) => self.task_due(number, *again, engine),
            Alarm::Leaves(customer) => self.leaves(customer, engine),
            Alarm::Joins(place) => self.joins(place, engine.now()),
            Alarm::Return(again) => self.comes_again(&again, engine),
            Alarm::ShiftBegins(planned) => self.shift_begins(*planned, engine),
            Alarm::TurnsToContacts(agent) => self.turns_to_contacts(agent, engine),
            Alarm::PauseDue(agent, pause) => self.pause_due(agent, pause, engine),
            Alarm::PauseEnds(agent) => self.pause_ends(agent, engine),
            Alarm::ShiftEnds(agent) => self.shift_ends(agent, engine),
            Alarm::SendHome(which) => self.send_home(which, engine),
            Alarm::Recall(which) => self.recall(which, engine),
            Alarm::ComesBack(agent, until) => self.comes_back(agent, until, engine),
            Alarm::Reroute(team) => self.reroute(team, engine),
            Alarm::Solved(contact) => self.solved(*contact, engine.now()),
            Alarm::Answered(answer) => {
                if answer.opened() >= self.world.period.start {
                    self.numbers.answer += 1;
                    self.counts.surveys += 1;
                    self.export
                        .write("surveys", &answer.line(&self.world, self.numbers.answer));
                }
            }
            Alarm::Evaluated(evaluation) => {
                if evaluation.opened() >= self.world.period.start {
                    self.numbers.evaluation += 1;
                    self.counts.evaluations += 1;
                    self.export.write(
                        "evaluations",
                        &evaluation.line(&self.world, self.numbers.evaluation),
                    );
                }
            }
        }
    }

    fn chooses(
        &self,
        contact: &Contact,
        mut free: impl Iterator<Item = AgentId>,
        now: Moment,
    ) -> Option<AgentId> {
        let world = &self.world;
        if world.now(Parameter::Proficiency, 0.0, now, contact.place()) <= 0.0 {
            return free.next();
        }
        course::best(world, contact.contact_type, free, now)
    }

    fn begin(&mut self, contact: &mut Contact, _line: LineId, agent: AgentId, now: Moment) -> Work {
        if let Some(task) = contact.task {
            return self.begins_task(contact, task, agent, now);
        }
        if let Some(ringing) = self.rings(contact, now) {
            contact.agent = Some(agent);
            return ringing;
        }
        if contact.answered.is_none() {
            contact.answered = Some(now);
            contact.wait_seconds = now.seconds_since(contact.opened);
            let promised = self.world.channels[contact.channel]
                .spec
                .answered_within_seconds;
            if let Some(tally) = self.tally() {
                tally.answered(contact, promised);
            }
        }
        contact.agent = Some(agent);
        self.looks_up(contact, now);
        // Whoever takes it over takes another time for it.
        let of = contact.key.wrapping_add(u64::from(contact.handovers));
        self.chances.about(Part::Work, of);
        course::work(&self.world, contact, agent, now, &mut self.chances.work)
    }

    fn finish(
        &mut self,
        mut contact: Contact,
        _line: LineId,
        agent: AgentId,
        alarms: &mut Alarms<'_, Alarm>,
    ) -> Next<Contact> {
        let now = alarms.now();
        if let Some(task) = contact.task {
            self.task_is_done(&contact, task, now);
            return Next::Leave;
        }
        if contact.was_not_reached() {
            self.tries_again_or_closes(contact, alarms);
            return Next::Leave;
        }
        if let Some(queue) = contact.right_queue.take() {
            contact.handovers += 1;
            contact.queue = queue;
            return Next::HandOver(self.world.line(contact.party, queue), contact);
        }
        self.chances.about(Part::Verdict, contact.key);
        let verdict = course::verdict(
            &self.world,
            &contact,
            agent,
            now,
            &mut self.chances.verdicts,
        );
        contact.solved_first = Some(verdict.solved_first);
        contact.escalated = verdict.escalated;
        contact.status = Status::Pending;
        self.count_handled(&contact, &verdict);
        self.chances.about(Part::Survey, contact.key);
        self.chances.about(Part::Return, contact.key);
        self.tells_use(&contact, agent);
        self.hears_opinions(&contact, agent, alarms);
        self.leaves_task(&contact, alarms);
        if let Some(after) =
            course::comes_back(&self.world, verdict.solved_first, &mut self.chances.returns)
        {
            let same = self
                .chances
                .returns
                .happens(self.world.scenario.course.returns_same_channel);
            let other = self.world.channel_choice.draw(&mut self.chances.returns);
            let channel = if same { contact.channel } else { other };
            if now.plus(after) < self.world.period.end {
                self.counts.came_back += u64::from(contact.opened >= self.world.period.start);
            }
            alarms.at(
                now.plus(after),
                Alarm::Return(Box::new(contact.again(channel))),
            );
        }
        match verdict.solved_after_seconds {
            // Nobody hears of it, and nothing else hangs on it.
            Some(_) if self.export.is_silent() => {}
            Some(seconds) => {
                self.export.ticket(&self.world, &contact, now);
                alarms.at(now.plus(seconds), Alarm::Solved(Box::new(contact)));
            }
            None => {
                // The customer's problem is gone when the customer is, not when the notes are written.
                let solved = now.plus(-contact.wrap_seconds);
                contact.close(solved);
                self.export.ticket(&self.world, &contact, now);
            }
        }
        Next::Leave
    }

    fn give_up(&mut self, contact: Contact, _line: LineId, alarms: &mut Alarms<'_, Alarm>) {
        self.gives_up(contact, alarms);
    }

    fn activity(&mut self, agent: AgentId, activity: Activity, alarms: &mut Alarms<'_, Alarm>) {
        let now = alarms.now();
        if let Some(trial) = self.trial.as_deref_mut() {
            let party = self.world.teams[self.world.agents[agent].team].party;
            trial.tally.activity(agent, party, activity, now);
        }
        let day = &mut self.days[agent];
        day.activity(&self.world, activity, now);
        if activity != Activity::Off {
            return;
        }
        day.write_block(&self.world, agent, &mut self.export);
        match day.duty {
            Duty::PauseDue(pause) => {
                day.duty = Duty::Paused {
                    state: pause.state,
                    since: now,
                    shift_over: false,
                };
                alarms.at(now.plus(pause.seconds), Alarm::PauseEnds(agent));
            }
            Duty::Stopping => day.duty = Duty::Down(now),
            Duty::GoingHome => day.end(&self.world, agent, &mut self.export),
            Duty::Leaving(until) => {
                day.duty = Duty::Away { since: now, until };
                alarms.at(until, Alarm::ComesBack(agent, until));
            }
            Duty::Home
            | Duty::Opening
            | Duty::Working
            | Duty::Paused { .. }
            | Duty::Down(_)
            | Duty::Away { .. } => {}
        }
    }
}

impl Contact {
    fn close(&mut self, solved: Moment) {
        self.status = Status::Solved;
        self.solved = Some(solved);
        self.closed = Some(solved);
    }
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

    fn new_day(&mut self, date: Date, engine: &mut Engine<Contact, Alarm>) {
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

    fn new_quarter(&mut self, engine: &mut Engine<Contact, Alarm>) {
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

    fn solved(&mut self, mut contact: Contact, now: Moment) {
        let unsolved = contact.solved_first == Some(false);
        let reopens = self.world.scenario.course.reopens;
        contact.reopened += u32::from(unsolved && self.chances.verdicts.happens(reopens));
        contact.close(now);
        self.export.ticket(&self.world, &contact, now);
    }

    /// Customers and evaluators say what they think; in a trial, what the customer thinks is counted, said or not.
    fn hears_opinions(
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

    fn count_handled(&mut self, contact: &Contact, verdict: &Verdict) {
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
