//! The simulated operation as the server sees it: its clock, and what can be let happen.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use charter::Charter;
use jiff::Timestamp;
use server::{NotDone, OfferedScenario, Simulation};
use twin::{NamedScenario, UnderWay};

use super::clock::SimulatedClock;
use super::interventions::Deed;

/// What the server and the simulation tell one another.
pub(super) struct Simulated {
    clock: Arc<SimulatedClock>,
    offered: Vec<Offered>,
    standing: Mutex<Standing>,
}

/// A scenario that can be watched.
struct Offered {
    scenario: NamedScenario,
    parties: Vec<String>,
}

#[derive(Default)]
struct Standing {
    /// What the simulation has not heard of yet.
    asked: Vec<Deed>,
    under_way: BTreeMap<String, UnderWay>,
    turns: u64,
}

impl Simulated {
    /// Offers those scenarios that can be watched.
    pub fn new(
        clock: Arc<SimulatedClock>,
        charter: &Charter,
        scenarios: impl IntoIterator<Item = NamedScenario>,
    ) -> Self {
        let taxonomy = &charter.taxonomy;
        let party_of = |team: &str| {
            let team = taxonomy.teams.iter().find(|one| one.team == team)?;
            let site = taxonomy.sites.iter().find(|site| site.site == team.site)?;
            Some(site.party.clone())
        };
        let offered = scenarios.into_iter().filter(|one| one.live.is_some());
        let offered = offered.map(|scenario| Offered {
            parties: scenario.parties(party_of).into_iter().collect(),
            scenario,
        });
        Self {
            clock,
            offered: offered.collect(),
            standing: Mutex::default(),
        }
    }

    /// What was asked for since it was last taken.
    pub fn take_asked(&self) -> Vec<Deed> {
        std::mem::take(&mut self.standing().asked)
    }

    /// The simulation says what happens in it. Answers whether that is another than what it said last.
    pub fn happens(&self, under_way: BTreeMap<String, UnderWay>) -> bool {
        let mut standing = self.standing();
        // What was asked for since will be told next time.
        if standing.under_way == under_way || !standing.asked.is_empty() {
            return false;
        }
        standing.under_way = under_way;
        standing.turns += 1;
        true
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn offered(&self, name: &str) -> Result<&NamedScenario, NotDone> {
        let mut offered = self.offered.iter().map(|offered| &offered.scenario);
        let found = offered.find(|scenario| scenario.scenario == name);
        found.ok_or(NotDone::Unknown)
    }
}

impl Simulation for Simulated {
    fn pace(&self) -> f64 {
        self.clock.pace()
    }

    fn set_pace(&self, pace: f64) {
        self.clock.set_pace(pace);
    }

    fn scenarios(&self) -> Vec<OfferedScenario> {
        let standing = self.standing();
        let told = self.offered.iter().map(|Offered { scenario, parties }| {
            let shows = scenario.shows.iter();
            OfferedScenario {
                scenario: scenario.scenario.clone(),
                title: scenario.title.clone(),
                story: scenario.story.clone(),
                shows: shows.map(|s| (s.what.clone(), s.page.clone())).collect(),
                pace: scenario.live.and_then(|live| live.pace),
                parties: parties.clone(),
                is_everybodys: scenario.is_everybodys(),
                under_way: (standing.under_way.get(&scenario.scenario))
                    .map(|under_way| (under_way.since, under_way.ends)),
            }
        });
        told.collect()
    }

    fn begin(&self, scenario: &str) -> Result<(), NotDone> {
        let scenario = self.offered(scenario)?;
        let now: Timestamp = self.clock.now();
        let mut standing = self.standing();
        if standing.under_way.contains_key(&scenario.scenario) {
            return Err(NotDone::UnderWay);
        }
        let begins = UnderWay {
            since: now,
            ends: None,
        };
        standing.under_way.insert(scenario.scenario.clone(), begins);
        standing.asked.push(Deed::Began(Box::new(scenario.clone())));
        standing.turns += 1;
        Ok(())
    }

    fn end(&self, scenario: &str) -> Result<(), NotDone> {
        let scenario = self.offered(scenario)?;
        let mut standing = self.standing();
        if standing.under_way.remove(&scenario.scenario).is_none() {
            return Err(NotDone::NotUnderWay);
        }
        standing.asked.push(Deed::Ended(scenario.scenario.clone()));
        standing.turns += 1;
        Ok(())
    }

    fn turns(&self) -> u64 {
        self.standing().turns
    }
}
