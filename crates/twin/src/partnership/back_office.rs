//! Tasks that contacts leave behind: a robot tries them, a person does what it cannot, and customers ask about what is late.

use super::alarm::Alarm;
use super::arrival::Return;
use super::contact::{Contact, Left};
use super::keyed::Part;
use super::lines::{TaskRun, WorkItem};
use super::numbers::{Number, Seconds, yes_no};
use super::run::Run;
use crate::engine::{AgentId, Alarms, Engine, Work};
use crate::moment::{HOUR_SECONDS, Moment};
use crate::scenario::Parameter;
use crate::world::effects::Where;

/// A robot's run at a task, and how it will end.
#[derive(Debug, Clone)]
pub(super) struct RobotRun {
    behind: Contact,
    task: Left,
    started: Moment,
    seconds: f64,
    /// What goes wrong, by its place among the kind's exceptions.
    exception: Option<usize>,
}

impl Run {
    /// A contact that was handled may leave a task behind.
    pub(super) fn leaves_task(&mut self, contact: &Contact, alarms: &mut Alarms<'_, Alarm>) {
        let now = alarms.now();
        if self.world.tasks.is_empty() {
            return;
        }
        self.chances.about(Part::Task, contact.key);
        let chance = &mut self.chances.tasks;
        let Some(kind) = self.world.raised(contact.contact_type, chance) else {
            return;
        };
        let spec = &self.world.tasks[kind].spec;
        // Drawn in any case, so that a robot that fails more often does not change who asks again.
        let chases = chance.happens(spec.chases);
        self.numbers.task += 1;
        let number = self.numbers.task;
        let task = Left {
            number,
            kind,
            after_robot: false,
        };
        let behind = Contact {
            task: Some(task),
            opened: now,
            answered: None,
            agent: None,
            talk_seconds: 0.0,
            ..contact.clone()
        };
        self.open_tasks.insert(number);
        self.counts.tasks += u64::from(now >= self.world.period.start);
        if chases {
            let due = now.plus(spec.due_hours * HOUR_SECONDS);
            let again = Box::new(contact.again(contact.channel));
            alarms.at(due, Alarm::TaskDue(number, again));
        }
        let robot = spec.robot.as_ref();
        match robot.filter(|robot| chance.happens(robot.share)) {
            Some(_) => self.robot_begins(behind, task, alarms),
            None => alarms.at(now, Alarm::TaskWaits(Box::new(behind))),
        }
    }

    /// The robot that is done first takes it: first come, first served.
    fn robot_begins(&mut self, behind: Contact, task: Left, alarms: &mut Alarms<'_, Alarm>) {
        let now = alarms.now();
        let Some(robot) = &self.world.tasks[task.kind].spec.robot else {
            return;
        };
        let chance = &mut self.chances.tasks;
        let seconds = chance.lognormal(robot.run_seconds, robot.variation);
        let fails = chance.uniform();
        let robots = self.robots[behind.party].iter_mut();
        let Some(free) = robots.min() else {
            return;
        };
        let started = now.max(*free);
        let ends = started.plus(seconds);
        *free = ends;
        let usual: f64 = robot.exceptions.values().sum();
        let place = Where {
            channel: None,
            ..behind.place()
        };
        let failing = self
            .world
            .now(Parameter::RobotExceptions, usual, started, place);
        // Which of them: by their usual shares, however often they happen now.
        let mut left = fails / failing * usual;
        let exception = (fails < failing).then(|| {
            let found = robot.exceptions.values().position(|share| {
                left -= share;
                left < 0.0
            });
            // Rounding may leave a little after the last.
            found.unwrap_or(robot.exceptions.len().saturating_sub(1))
        });
        let run = RobotRun {
            behind,
            task,
            started,
            seconds,
            exception,
        };
        alarms.at(ends, Alarm::RunEnds(Box::new(run)));
    }

    /// A robot is done, or a person has to do it.
    pub(super) fn run_ends(&mut self, run: RobotRun, engine: &mut Engine<Contact, Alarm>) {
        let now = engine.now();
        let counts = run.started >= self.world.period.start;
        let kind = &self.world.tasks[run.task.kind];
        let exceptions = kind
            .spec
            .robot
            .iter()
            .flat_map(|robot| robot.exceptions.keys());
        let failed = run.exception.is_some();
        // A robot may fail of which nothing is said to go wrong; then nobody knows what did.
        let exception = run.exception.and_then(|nth| exceptions.clone().nth(nth));
        if counts {
            self.numbers.robot_run += 1;
            self.counts.robot_runs += 1;
            self.counts.robot_exceptions += u64::from(failed);
            let party = &self.world.parties[run.behind.party];
            let line = TaskRun {
                run: Number("B", self.numbers.robot_run),
                item: Number("W", run.task.number),
                job: &kind.name,
                vendor: &party.name,
                centre: &party.site,
                started: run.started,
                ran: Seconds(run.seconds),
                ended: if failed { "exception" } else { "done" },
                exception: exception.map(String::as_str),
                spared: Seconds(if failed { 0.0 } else { kind.spec.work_seconds }),
            };
            self.export.write("task_runs", &line);
        }
        if !failed {
            return self.task_is_done(&run.behind, run.task, now);
        }
        let mut behind = run.behind;
        behind.task = Some(Left {
            after_robot: true,
            ..run.task
        });
        self.task_waits(behind, engine);
    }

    /// A task waits for a person.
    pub(super) fn task_waits(&mut self, behind: Contact, engine: &mut Engine<Contact, Alarm>) {
        if let Some(task) = behind.task {
            self.tell_item(&behind, task, None, engine.now());
        }
        let line = self.world.back_office_line(behind.party);
        engine.offer(self, line, None, behind);
    }

    /// A person begins a task: how long will it be?
    pub(super) fn begins_task(
        &mut self,
        behind: &mut Contact,
        task: Left,
        agent: AgentId,
        now: Moment,
    ) -> Work {
        let spec = &self.world.tasks[task.kind].spec;
        let seconds = spec.work_seconds * self.world.agents[agent].pace_at(now);
        self.chances.about(Part::Task, behind.key.wrapping_add(1));
        behind.agent = Some(agent);
        behind.answered = Some(now);
        behind.talk_seconds = self.chances.tasks.lognormal(seconds, spec.variation);
        Work {
            talk_seconds: behind.talk_seconds,
            wrap_seconds: 0.0,
        }
    }

    pub(super) fn task_is_done(&mut self, behind: &Contact, task: Left, now: Moment) {
        self.open_tasks.remove(&task.number);
        let counts = behind.opened >= self.world.period.start;
        self.counts.tasks_done += u64::from(counts);
        self.counts.tasks_reworked += u64::from(counts && task.after_robot);
        self.tell_item(behind, task, Some(now), now);
    }

    /// What was promised is due: whoever still waits for it asks.
    pub(super) fn task_due(
        &mut self,
        number: u64,
        again: Return,
        engine: &mut Engine<Contact, Alarm>,
    ) {
        if self.open_tasks.contains(&number) {
            self.counts.chased += u64::from(engine.now() >= self.world.period.start);
            self.comes_again(&again, engine);
        }
    }

    /// Writes a task as it stands.
    fn tell_item(&mut self, behind: &Contact, task: Left, done: Option<Moment>, now: Moment) {
        let world = &self.world;
        if self.export.is_silent() || behind.opened < world.period.start {
            return;
        }
        let kind = &world.tasks[task.kind];
        let party = &world.parties[behind.party];
        let agent = behind.agent.map(|agent| &world.agents[agent]);
        let team = agent.map(|agent| &world.teams[agent.team]);
        let line = WorkItem {
            item: Number("W", task.number),
            ticket: Number("H", behind.number),
            matter: Number("M", behind.case),
            job: &kind.name,
            reason: &world.contact_types[behind.contact_type].name,
            vendor: &party.name,
            centre: team.map_or(&party.site, |team| &team.site),
            squad: team.map(|team| &*team.name),
            handler: agent.map(|agent| &*agent.name),
            raised: behind.opened,
            due: behind.opened.plus(kind.spec.due_hours * HOUR_SECONDS),
            taken: behind.answered,
            done,
            work: agent.map(|_| Seconds(behind.talk_seconds)),
            by_robot: yes_no(done.is_some() && agent.is_none()),
            rework: yes_no(task.after_robot),
            updated: now,
        };
        self.export.write("work_items", &line);
    }
}
