//! The one way in: a charter, a scenario and a period become exports and the truth about them.

use std::io;
use std::sync::Arc;

use charter::Charter;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::chance::Chance;
use crate::engine::AgentId;
use crate::moment::{DAY_SECONDS, Moment};
use crate::partnership::Partnership;
use crate::scenario::{Change, Mode, NamedScenario, Scenario, ScenarioError};
use crate::sink::Sink;
use crate::truth::{
    self, TrueAgent, TrueChange, TrueDeparture, TrueEvaluator, TrueHires, TrueStrength, Truth,
};
use crate::world::effects::Effect;
use crate::world::people::Strength;
use crate::world::{Agent, World};

/// What to simulate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The last day, in the partnership's zone.
    pub until: Date,
    /// How many days, the last one included.
    pub days: u32,
    /// The same seed gives the same exports, byte for byte, on any machine.
    pub seed: u64,
}

/// A simulation that is ready to run.
#[derive(Debug)]
pub struct Simulation {
    world: World,
    seed: u64,
    live_from: Option<Moment>,
}

impl Simulation {
    /// Lays a scenario over a charter.
    ///
    /// # Errors
    /// When the scenario names what the charter does not have, or the period cannot be counted.
    pub fn new(
        charter: &Charter,
        scenario: &Scenario,
        settings: Settings,
    ) -> Result<Self, ScenarioError> {
        let mut chance = Chance::new(settings.seed, 0);
        let mut world = World::build(
            charter,
            scenario,
            settings.until,
            settings.days,
            &mut chance,
        )?;
        world.settle(settings.seed, charter);
        Ok(Self {
            world,
            seed: settings.seed,
            live_from: None,
        })
    }

    /// From an instant on somebody watches: a ticket is written as it comes and not only when something became of it,
    /// and how lines and teams stand is told every minute instead of every quarter of an hour. What happens is the same.
    #[must_use]
    pub fn watched_from(mut self, from: Timestamp) -> Self {
        self.live_from = Some(Moment::of(from));
        self
    }

    /// Writes the exports to the sink, in the order in which the source systems would write them, and tells the truth.
    ///
    /// `progress` hears the share done, from 0 to 1, once a simulated day. Memory follows what is open at a time, not
    /// the length of the period.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn run<S: Sink>(self, sink: &mut S, mut progress: impl FnMut(f64)) -> io::Result<Truth> {
        let period = self.world.period;
        let whole_seconds = period.end.seconds_since(period.warm_up_start);
        let mut running = self.start();
        while running.at < period.end {
            running.advance_to(running.at.plus(DAY_SECONDS), sink)?;
            progress(running.at.seconds_since(period.warm_up_start) / whole_seconds);
        }
        running.finish(sink)
    }

    /// Begins it, for whoever wants to look at it or to intervene while it runs.
    #[must_use]
    pub fn start(self) -> Running {
        Running {
            at: self.world.period.warm_up_start,
            partnership: Partnership::begin(Arc::new(self.world), self.seed, self.live_from),
            seed: self.seed,
        }
    }
}

/// A simulation at an instant. The same steps give the same exports, byte for byte; a clone goes its own way from there.
#[derive(Debug, Clone)]
pub struct Running {
    pub(crate) partnership: Partnership,
    at: Moment,
    seed: u64,
}

impl Running {
    /// The present.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.at.timestamp()
    }

    pub(crate) fn partnership(&self) -> &Partnership {
        &self.partnership
    }

    pub(crate) fn moment(&self) -> Moment {
        self.at
    }

    /// Where the period ends, beyond which it does not run.
    #[must_use]
    pub fn ends(&self) -> Timestamp {
        self.partnership.world().period.end.timestamp()
    }

    /// Runs on up to an instant; an earlier one than now changes nothing.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn advance<S: Sink>(&mut self, until: Timestamp, sink: &mut S) -> io::Result<()> {
        self.advance_to(Moment::of(until), sink)
    }

    fn advance_to<S: Sink>(&mut self, until: Moment, sink: &mut S) -> io::Result<()> {
        let until = until.min(self.partnership.world().period.end);
        self.partnership.advance(until, sink)?;
        self.at = self.at.max(until);
        Ok(())
    }

    /// Lets something go otherwise from now on, or from a later onset on.
    ///
    /// # Errors
    /// When the change names what the world does not have.
    pub fn intervene(&mut self, change: &Change) -> Result<(), ScenarioError> {
        self.partnership.intervene(change)
    }

    /// Ends it now: what is open is written as it stands. Tells the truth about it.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn finish<S: Sink>(mut self, sink: &mut S) -> io::Result<Truth> {
        self.partnership.close(self.at, sink)?;
        Ok(self.truth())
    }

    /// The truth about it so far.
    #[must_use]
    pub fn truth(&self) -> Truth {
        let world = self.partnership.world();
        let evaluators = world.parties.iter().flat_map(|party| {
            party
                .spec
                .evaluators
                .iter()
                .zip(&party.leniency)
                .map(|(evaluator, leniency)| TrueEvaluator {
                    party: party.name.clone(),
                    evaluator: evaluator.clone(),
                    leniency: *leniency,
                })
        });
        let agents = world.agents.iter();
        let agents = agents.map(|agent| true_agent(world, agent, self.at));
        Truth {
            format: truth::FORMAT,
            partnership: world.scenario.partnership.clone(),
            seed: self.seed,
            from: world.period.first,
            until: self.last_day(),
            changes: world
                .effects
                .iter()
                .map(|effect| true_change(effect, self.at))
                .collect(),
            scenarios: world.scenario.named.clone(),
            hires: true_hires(world),
            calls: self.calls(),
            departures: true_departures(world),
            evaluators: evaluators.collect(),
            agents: agents.collect(),
            weeks: self
                .partnership
                .weeks()
                .told(|party| world.parties[party].name.clone()),
            counts: self.partnership.counts(),
            scenario: world.scenario.clone(),
        }
    }

    /// The last day of which something was simulated.
    fn last_day(&self) -> Date {
        let world = self.partnership.world();
        let just_before = self.at.plus(-1e-6).timestamp();
        just_before.to_zoned(world.zone.clone()).date()
    }
}

fn true_change(effect: &Effect, at: Moment) -> TrueChange {
    let change = &effect.change;
    let progress = effect.progress(at);
    TrueChange {
        change: change.change.clone(),
        scenario: NamedScenario::of(&change.change).map(str::to_owned),
        story: change.story.clone(),
        parameter: change.parameter,
        mode: change.parameter.mode(),
        reach: change.reach.clone(),
        from: effect.first_day,
        over_days: change.over_days,
        began: effect.begins.timestamp(),
        full_from: effect.full_from.timestamp(),
        ends: effect.ends.map(Moment::timestamp),
        by: change.by,
        by_at_end: match change.parameter.mode() {
            Mode::Add => change.by * progress,
            Mode::Multiply => 1.0 + (change.by - 1.0) * progress,
        },
    }
}

fn true_agent(world: &World, agent: &Agent, at: Moment) -> TrueAgent {
    let types = world.contact_types.iter().zip(&agent.person.strengths);
    let day = |at: Moment| at.timestamp().to_zoned(world.zone.clone()).date();
    TrueAgent {
        agent: agent.name.clone(),
        pace: agent.pace,
        resolution: agent.resolution,
        quality: agent.quality,
        by_type: types
            .map(|(contact_type, strength)| {
                let Strength { pace, resolution } = *strength;
                (contact_type.name.clone(), TrueStrength { pace, resolution })
            })
            .collect(),
        began: agent.person.began.map(day),
        lapsed_at_end: agent.person.lapsed.map(|lapsed| lapsed.at(at)),
    }
}

fn true_departures(world: &World) -> Vec<TrueDeparture> {
    let name = |agent: AgentId| world.agents[agent].name.clone();
    let told = world.departures.iter().map(|departure| TrueDeparture {
        agent: name(departure.agent),
        team: world.teams[departure.team].name.clone(),
        left: departure.on,
        successor: departure.successor.map(name),
        came: departure.successor.map(|_| departure.until),
    });
    told.collect()
}

fn true_hires(world: &World) -> Vec<TrueHires> {
    let names = |seats: Vec<usize>| -> Vec<String> {
        let of = seats.iter().map(|agent| world.agents[*agent].name.clone());
        of.collect()
    };
    let told = world.cohorts.iter().map(|cohort| TrueHires {
        cohort: cohort.spec.cohort.clone(),
        scenario: NamedScenario::of(&cohort.spec.cohort).map(str::to_owned),
        story: cohort.spec.story.clone(),
        team: cohort.spec.team.clone(),
        from: cohort.first_day,
        ended: cohort.ended.map(Moment::timestamp),
        came: names(cohort.seats.iter().map(|(_, came)| *came).collect()),
        left: names(cohort.seats.iter().map(|(left, _)| *left).collect()),
        learning: cohort.spec.learning,
    });
    told.collect()
}
