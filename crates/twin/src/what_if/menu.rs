//! What there is to pull.

use super::levers::Takes;
use crate::simulation::Running;

/// The levers of an operation, at its present.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// The present.
    pub now: jiff::Timestamp,
    /// The parties that answer customers.
    pub parties: Vec<String>,
    /// Who answers.
    pub teams: Vec<MenuTeam>,
    /// Channel → whether customers lose patience in it.
    pub channels: Vec<(String, bool)>,
    /// What customers ask about.
    pub contact_types: Vec<String>,
}

/// A team.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuTeam {
    /// Its name.
    pub team: String,
    /// Its party.
    pub party: String,
    /// How many of it have a shift at present, and came.
    pub there: usize,
    /// How it takes each queue that is any party's.
    pub queues: Vec<MenuQueue>,
}

/// How a team takes a queue.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuQueue {
    /// Its name.
    pub queue: String,
    /// How the team takes it; not at all when absent.
    pub takes: Option<Takes>,
}

impl Menu {
    /// What there is to pull in an operation as it stands.
    #[must_use]
    pub fn of(running: &Running) -> Self {
        let partnership = running.partnership();
        let world = partnership.world();
        let routing = &partnership.orders().routing;
        let teams = world.teams.iter().enumerate().map(|(index, team)| {
            let serving = world.serves_at(index, routing, running.moment());
            let takes = |queue: usize| {
                let line = world.line(team.party, queue);
                let found = serving.iter().find(|serves| serves.line == line);
                found.map(|serves| Takes {
                    urgency: serves.urgency,
                    spare: serves.spare,
                })
            };
            MenuTeam {
                team: team.name.clone(),
                party: world.parties[team.party].name.clone(),
                there: partnership.there(index),
                queues: (world.queues.iter().enumerate())
                    .map(|(index, queue)| MenuQueue {
                        queue: queue.name.clone(),
                        takes: takes(index),
                    })
                    .collect(),
            }
        });
        Self {
            now: running.now(),
            parties: world.parties.iter().map(|p| p.name.clone()).collect(),
            teams: teams.collect(),
            channels: (world.channels.iter())
                .map(|channel| {
                    (
                        channel.name.clone(),
                        channel.spec.patience_seconds.is_some(),
                    )
                })
                .collect(),
            contact_types: world.contact_types.iter().map(|t| t.name.clone()).collect(),
        }
    }
}
