//! What the engine asks of the operation: who takes a contact, how long it is, and what becomes of it.

use super::alarm::Alarm;
use super::contact::{Contact, Status};
use super::course;
use super::duty::Duty;
use super::keyed::Part;
use super::run::Run;
use crate::engine::{Activity, AgentId, Alarms, Engine, LineId, Next, Operation, Work};
use crate::moment::Moment;
use crate::scenario::Parameter;

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
        course::best(world, contact, free, now)
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
