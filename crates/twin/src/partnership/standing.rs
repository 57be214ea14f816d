//! A partnership at an instant: begun, run on, intervened in, and closed.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use super::alarm::Alarm;
use super::chances::Chances;
use super::contact::Contact;
use super::costs::PartyDay;
use super::duty::Day;
use super::export::Export;
use super::looks;
use super::loyalty::Customers;
use super::money::Rates;
use super::orders::Orders;
use super::roster::Roster;
use super::run::{Numbers, Run};
use crate::demand::Demand;
use crate::engine::{Engine, Layout};
use crate::moment::{HOUR_SECONDS, Moment};
use crate::scenario::{Change, Hires, Parameter, ScenarioError};
use crate::sink::Sink;
use crate::truth::{Counts, Weeks};
use crate::world::World;
use crate::world::effects::Effect;

/// A partnership at an instant, which can be run on. A clone goes its own way from there.
#[derive(Debug, Clone)]
pub(crate) struct Partnership {
    pub(super) run: Run,
    pub(super) engine: Engine<Contact, Alarm>,
}

impl Partnership {
    /// A world at its beginning: nobody waits and nobody works yet. From `live_from` on, somebody watches.
    pub fn begin(world: Arc<World>, seed: u64, live_from: Option<Moment>) -> Self {
        let period = world.period;
        let mut engine = Engine::new(&layout(&world), period.warm_up_start);
        let mut run = Run {
            demand: Demand::of(&world),
            roster: Roster::new(&world),
            chances: Chances::of(seed),
            days: world.agents.iter().map(|_| Day::new()).collect(),
            export: Export::default(),
            numbers: Numbers::default(),
            counts: Counts::default(),
            weeks: Weeks::default(),
            customers: Customers::of(&world),
            rates: Rates::of(&world),
            announced: world.announced.clone(),
            today: vec![PartyDay::default(); world.parties.len()],
            date: period.warm_up,
            monday: period.warm_up,
            live_from,
            first_teams: looks::first_teams(&world),
            orders: Orders::default(),
            trial: None,
            open_tasks: BTreeSet::new(),
            robots: robots(&world),
            to_call: BTreeMap::new(),
            successors: BTreeMap::new(),
            world,
        };
        run.hire_until(period.warm_up, &mut engine);
        run.plan_shifts(period.warm_up, &mut engine);
        engine.at(period.warm_up_start, Alarm::Day(period.warm_up));
        engine.at(period.warm_up_start, Alarm::Quarter);
        if let Some(from) = live_from {
            engine.at(from, Alarm::LiveLook);
        }
        run.foresee_outages(&mut engine);
        Self { run, engine }
    }

    pub fn world(&self) -> &Arc<World> {
        &self.run.world
    }

    /// Lets something go otherwise. The world is this one's own from then on.
    pub fn intervene(&mut self, change: &Change) -> Result<(), ScenarioError> {
        self.intervene_over(change, f64::from(change.over_days) * 24.0)
    }

    /// The same, growing to its full size over hours.
    pub fn intervene_over(&mut self, change: &Change, hours: f64) -> Result<(), ScenarioError> {
        let mut effect = self.run.world.effect(change)?;
        effect.full_from = effect.begins.plus(hours * HOUR_SECONDS);
        let is_outage = effect.change.parameter == Parameter::Outage;
        let marks = [Some(effect.begins), effect.ends];
        for at in marks.into_iter().flatten().filter(|_| is_outage) {
            self.engine.at(at, Alarm::Outage);
        }
        Arc::make_mut(&mut self.run.world).effects.push(effect);
        Ok(())
    }

    /// Lets a cohort take seats now.
    pub fn hire(&mut self, hires: &Hires) -> Result<(), ScenarioError> {
        let cohort = self.run.world.cohort(hires)?;
        let world = Arc::make_mut(&mut self.run.world);
        world.cohorts.push(cohort);
        let cohort = world.cohorts.len() - 1;
        self.run.hire(cohort, &mut self.engine);
        Ok(())
    }

    /// Ends what goes otherwise under these names, from an instant on.
    pub fn end(&mut self, at: Moment, is_meant: impl Fn(&str) -> bool) {
        let world = Arc::make_mut(&mut self.run.world);
        let lasts = |effect: &&mut Effect| effect.ends.is_none_or(|ends| ends > at);
        for effect in world.effects.iter_mut().filter(lasts) {
            if is_meant(&effect.change.change) {
                effect.ends = Some(at.max(effect.begins));
            }
        }
        self.engine.at(at, Alarm::Outage);
        for cohort in 0..self.run.world.cohorts.len() {
            let hired = &self.run.world.cohorts[cohort];
            if hired.ended.is_none() && is_meant(&hired.spec.cohort) {
                self.run.bring_back(cohort, at);
            }
        }
    }

    /// Does what comes before an instant, and hands over what was written.
    pub fn advance<S: Sink>(&mut self, until: Moment, sink: &mut S) -> io::Result<()> {
        while self.engine.step(&mut self.run, until) {
            self.run.export.hand_over(sink)?;
        }
        Ok(())
    }

    /// Writes what is open at an instant as it stands, agents' time up to then, and what the day cost so far.
    pub fn close<S: Sink>(&mut self, at: Moment, sink: &mut S) -> io::Result<()> {
        self.run.close(&self.engine, at);
        self.run.export.hand_over(sink)
    }

    /// How often what happened, up to now.
    pub fn counts(&self) -> Counts {
        let start = self.run.world.period.start;
        let open = looks::open(&self.engine, &self.run.to_call);
        Counts {
            still_open: open.filter(|contact| contact.opened >= start).count() as u64,
            ..self.run.counts.clone()
        }
    }

    /// With which probabilities, by week and party.
    pub fn weeks(&self) -> &Weeks {
        &self.run.weeks
    }
}

fn layout(world: &World) -> Layout {
    let at_a_time = world.queues.iter().enumerate().map(|(queue, _)| {
        let channel = world
            .channels
            .iter()
            .find(|channel| channel.queues.contains(&queue));
        channel.map_or(1, |channel| channel.spec.at_a_time)
    });
    let at_a_time: Vec<usize> = at_a_time.collect();
    Layout {
        lines: (world.parties.iter())
            .flat_map(|_| at_a_time.iter().copied())
            // One for the tasks of each party's back office.
            .chain(world.parties.iter().map(|_| 1))
            .collect(),
        crews: world.teams.iter().map(|team| team.serves.clone()).collect(),
        agents: world.agents.iter().map(|agent| agent.team).collect(),
        ..Layout::default()
    }
}

/// By party, robots that have nothing to do yet.
fn robots(world: &World) -> Vec<Vec<Moment>> {
    let robots = (world.scenario.back_office.as_ref()).map_or(0, |office| office.robots);
    let of_party = vec![world.period.warm_up_start; robots];
    vec![of_party; world.parties.len()]
}
