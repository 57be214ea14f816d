//! The one way in: a charter, a scenario and a period become exports and the truth about them.

use std::io;

use charter::Charter;
use jiff::civil::Date;

use crate::chance::Chance;
use crate::partnership;
use crate::scenario::{Mode, Scenario, ScenarioError};
use crate::sink::Sink;
use crate::truth::{self, TrueAgent, TrueChange, TrueEvaluator, Truth};
use crate::world::World;
use crate::world::effects::Effect;

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
        let world = World::build(
            charter,
            scenario,
            settings.until,
            settings.days,
            &mut chance,
        )?;
        Ok(Self {
            world,
            seed: settings.seed,
        })
    }

    /// Writes the exports to the sink, in the order in which the source systems would write them, and tells the truth.
    ///
    /// `progress` hears the share done, from 0 to 1, once a simulated day. Memory follows what is open at a time, not
    /// the length of the period.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn run<S: Sink>(self, sink: &mut S, progress: impl FnMut(f64)) -> io::Result<Truth> {
        let world = &self.world;
        let (counts, weeks) = partnership::run(world, self.seed, sink, progress)?;
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
        let agents = world.agents.iter().map(|agent| TrueAgent {
            agent: agent.name.clone(),
            pace: agent.pace,
            resolution: agent.resolution,
            quality: agent.quality,
        });
        Ok(Truth {
            format: truth::FORMAT,
            partnership: world.scenario.partnership.clone(),
            seed: self.seed,
            from: world.period.first,
            until: world.period.last,
            changes: world
                .effects
                .iter()
                .map(|effect| self.true_change(effect))
                .collect(),
            evaluators: evaluators.collect(),
            agents: agents.collect(),
            weeks: weeks.finish(|party| world.parties[party].name.clone()),
            counts,
            scenario: world.scenario.clone(),
        })
    }

    fn true_change(&self, effect: &Effect) -> TrueChange {
        let change = &effect.change;
        let progress = effect.progress(self.world.period.end);
        TrueChange {
            change: change.change.clone(),
            story: change.story.clone(),
            parameter: change.parameter,
            mode: change.parameter.mode(),
            reach: change.reach.clone(),
            from: effect.first_day,
            over_days: change.over_days,
            by: change.by,
            by_at_end: match change.parameter.mode() {
                Mode::Add => change.by * progress,
                Mode::Multiply => 1.0 + (change.by - 1.0) * progress,
            },
        }
    }
}
