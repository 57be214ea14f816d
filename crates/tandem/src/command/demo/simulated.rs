//! The simulated operation as the server sees it: its clock, and what can be let happen.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use charter::Charter;
use jiff::Timestamp;
use server::{Laboratory as _, NotDone, OfferedScenario, Simulation};
use twin::{NamedScenario, Running, UnderWay};

use super::clock::SimulatedClock;
use super::interventions::{Deed, Intervention, Interventions};
use super::laboratory::Present;

/// What the server and the simulation tell one another.
pub(super) struct Simulated {
    clock: Arc<SimulatedClock>,
    offered: Vec<Offered>,
    present: Arc<Present>,
    standing: Mutex<Standing>,
}

/// A scenario that can be watched.
struct Offered {
    scenario: NamedScenario,
    parties: Vec<String>,
}

/// How it stands.
pub(super) struct Standing {
    /// What was done, some of which the simulation has not heard of yet.
    pub log: Interventions,
    /// Up to where the simulation has run, or is about to: what is done now is done no earlier.
    reached: Timestamp,
    under_way: BTreeMap<String, UnderWay>,
    /// How many calls are in force.
    in_force: usize,
    turns: u64,
}

impl Standing {
    /// Writes a deed down. Whoever follows is told.
    pub fn does(&mut self, at: Timestamp, deed: Deed) -> io::Result<()> {
        self.log.add(at, deed)?;
        self.turns += 1;
        Ok(())
    }
}

impl Simulated {
    /// Offers those scenarios that can be watched.
    pub fn new(
        clock: Arc<SimulatedClock>,
        present: Arc<Present>,
        log: Interventions,
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
            present,
            standing: Mutex::new(Standing {
                log,
                reached: Timestamp::MIN,
                under_way: BTreeMap::new(),
                in_force: 0,
                turns: 0,
            }),
        }
    }

    /// The next deed that the simulation goes through when it runs up to an instant.
    pub fn pass(&self, until: Timestamp) -> Option<Intervention> {
        let mut standing = self.standing();
        standing.reached = standing.reached.max(until);
        standing.log.pass(until)
    }

    /// The operation at its present, as it was shown last.
    pub fn present(&self) -> Option<Arc<Running>> {
        self.present.present()
    }

    /// The instant at which something is done that is done now. The clock is read while the log is held, so that the simulation has
    /// not run beyond it. After a crash, the clock is behind what was done before it: nothing is done earlier than that, no undo
    /// before its call.
    pub fn now(&self, standing: &Standing) -> Timestamp {
        let now = self.clock.now().max(standing.reached);
        let now = standing.log.last().map_or(now, |last| now.max(last));
        // As finely as the simulation counts, so that what is told is when it was done.
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// The simulation says what happens in it. Answers whether that is another than what it said last.
    pub fn happens(&self, under_way: BTreeMap<String, UnderWay>) -> bool {
        let mut standing = self.standing();
        let now = self.now(&standing);
        let calls = standing.calls();
        let in_force = calls.iter().filter(|one| one.is_in_force(now)).count();
        let is_another = standing.under_way != under_way || standing.in_force != in_force;
        // What was asked for since will be told next time.
        if !is_another || standing.log.some_wait() {
            return false;
        }
        standing.under_way = under_way;
        standing.in_force = in_force;
        standing.turns += 1;
        true
    }

    pub(super) fn standing(&self) -> MutexGuard<'_, Standing> {
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
        let mut standing = self.standing();
        let now = self.now(&standing);
        if standing.under_way.contains_key(&scenario.scenario) {
            return Err(NotDone::UnderWay);
        }
        let begins = UnderWay {
            since: now,
            ends: None,
        };
        (standing.does(now, Deed::Began(Box::new(scenario.clone())))).map_err(not_written)?;
        standing.under_way.insert(scenario.scenario.clone(), begins);
        Ok(())
    }

    fn end(&self, scenario: &str) -> Result<(), NotDone> {
        let scenario = self.offered(scenario)?;
        let mut standing = self.standing();
        if !standing.under_way.contains_key(&scenario.scenario) {
            return Err(NotDone::NotUnderWay);
        }
        let now = self.now(&standing);
        (standing.does(now, Deed::Ended(scenario.scenario.clone()))).map_err(not_written)?;
        standing.under_way.remove(&scenario.scenario);
        Ok(())
    }

    fn turns(&self) -> u64 {
        self.standing().turns
    }
}

fn not_written(error: io::Error) -> NotDone {
    tracing::error!(%error, "what was asked for could not be written down");
    NotDone::NotWritten
}
