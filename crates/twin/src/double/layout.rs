//! The double as the engine sees it: a line for each kind and priority, a crew for each set of skills.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::arrivals::instant;
use super::priority::Priorities;
use super::rota::RotaDay;
use super::skills::Skills;
use crate::engine::{AgentId, Layout, LineId, Serves};
use crate::moment::Moment;

/// The line of a kind's contacts of a priority.
pub(super) fn line(kind: usize, level: usize, levels: usize) -> LineId {
    kind * levels + level
}

/// The kind whose contacts are in a line.
pub(super) fn kind_of(line: LineId, levels: usize) -> usize {
    line / levels
}

/// Agents and when they are there, for some days.
#[derive(Debug, Default)]
pub(super) struct Crew {
    skills: BTreeMap<Skills, usize>,
    /// An agent who has other skills on another day is another one to the engine.
    agents: BTreeMap<(usize, Skills), AgentId>,
    crew_of: Vec<usize>,
    pub stretches: Vec<(AgentId, Moment, Moment)>,
}

impl Crew {
    /// Staffs a date as an observed day was.
    pub fn staff(&mut self, zone: &TimeZone, date: Date, like: &RotaDay) {
        for shift in &like.shifts {
            let crews = self.skills.len();
            let crew = *self.skills.entry(shift.skills.clone()).or_insert(crews);
            let agents = self.agents.len();
            let agent = *self
                .agents
                .entry((shift.agent, shift.skills.clone()))
                .or_insert_with(|| {
                    self.crew_of.push(crew);
                    agents
                });
            for stretch in &shift.stretches {
                if let (Some(from), Some(until)) = (
                    instant(zone, date, stretch.from),
                    instant(zone, date, stretch.until),
                ) {
                    self.stretches
                        .push((agent, Moment::of(from), Moment::of(until)));
                }
            }
        }
    }

    pub fn agents(&self) -> usize {
        self.crew_of.len()
    }

    pub fn layout(&self, kinds: usize, priorities: &Priorities) -> Layout {
        let levels = priorities.levels.len();
        let mut crews = vec![Vec::new(); self.skills.len()];
        for (skills, crew) in &self.skills {
            for kind in skills {
                crews[*crew].extend((0..levels).map(|level| Serves {
                    line: line(*kind, level, levels),
                    urgency: 0,
                    spare: 0,
                }));
            }
        }
        Layout {
            lines: vec![1; kinds * levels],
            head_starts: (0..kinds)
                .flat_map(|_| priorities.head_starts.iter().copied())
                .collect(),
            crews,
            agents: self.crew_of.clone(),
        }
    }
}
