//! The kinds of tasks of the back office, with names found.

use super::{ContactType, World};
use crate::chance::Chance;
use crate::engine::LineId;
use crate::scenario::{Scenario, ScenarioError, Task};

/// A kind of task whose names are found.
#[derive(Debug, Clone)]
pub(crate) struct TaskKind {
    pub name: String,
    pub spec: Task,
    /// By contact type, the share of handled contacts that leave it behind.
    pub raised_by: Vec<f64>,
}

/// The kinds of tasks of a scenario.
pub(super) fn kinds(
    scenario: &Scenario,
    contact_types: &[ContactType],
) -> Result<Vec<TaskKind>, ScenarioError> {
    let tasks = scenario.back_office.iter().flat_map(|office| &office.tasks);
    let kind = |(name, spec): (&String, &Task)| {
        let mut raised_by = vec![0.0; contact_types.len()];
        for (contact_type, share) in &spec.raised_by {
            let known = || contact_types.iter().map(|known| &*known.name);
            let Some(found) = known().position(|known| known == contact_type) else {
                let place = format!("back_office.tasks.{name}.raised_by");
                let error = ScenarioError::unknown(place, "contact type", contact_type, known());
                return Err(error);
            };
            raised_by[found] = *share;
        }
        Ok(TaskKind {
            name: name.clone(),
            spec: spec.clone(),
            raised_by,
        })
    };
    tasks.map(kind).collect()
}

impl World {
    /// The line in which tasks wait for people of a party.
    pub fn back_office_line(&self, party: usize) -> LineId {
        self.parties.len() * self.queues.len() + party
    }

    /// The task that a contact of a type leaves behind, if any.
    pub fn raised(&self, contact_type: usize, chance: &mut Chance) -> Option<usize> {
        let mut drawn = chance.uniform();
        self.tasks.iter().position(|task| {
            drawn -= task.raised_by[contact_type];
            drawn < 0.0
        })
    }

    /// A task that nobody would ever do.
    pub(super) fn tasks_are_done(&self) -> Result<(), ScenarioError> {
        if self.tasks.is_empty() {
            return Ok(());
        }
        for (party, spec) in self.parties.iter().enumerate() {
            let line = self.back_office_line(party);
            let mut serves = self.teams.iter().flat_map(|team| &team.serves);
            if !serves.any(|serves| serves.line == line) {
                return Err(ScenarioError::value(
                    format!("teams of {}", spec.name),
                    "a team for the tasks of its back office",
                    "none",
                ));
            }
        }
        Ok(())
    }
}
