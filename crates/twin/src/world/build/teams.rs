//! Who works: parties, their teams, and the agents of each.

use charter::Charter;
use jiff::civil::Time;

use super::channels::calendar_named;
use super::find;
use crate::chance::Chance;
use crate::engine::Serves;
use crate::moment::HOUR_SECONDS;
use crate::scenario::{Scenario, ScenarioError};
use crate::world::hours::{opening_hours, zone};
use crate::world::people::{Person, QUALITY_DEVIATION};
use crate::world::{Agent, Party, Queue, Shift, Team};

pub(super) fn parties(
    charter: &Charter,
    scenario: &Scenario,
    chance: &mut Chance,
) -> Result<Vec<Party>, ScenarioError> {
    let known = || {
        charter
            .partnership
            .parties
            .iter()
            .map(|party| &*party.party)
    };
    let mut parties = Vec::new();
    for (name, spec) in &scenario.parties {
        find("party", "parties".into(), Some(name), known())?;
        let site = charter
            .taxonomy
            .sites
            .iter()
            .find(|site| site.party == *name)
            .ok_or_else(|| ScenarioError::Charter {
                place: "taxonomy.sites".into(),
                problem: format!("{name} has no site"),
            })?;
        if spec.evaluators.is_empty() {
            return Err(ScenarioError::value(
                format!("parties.{name}.evaluators"),
                "at least one evaluator",
                "none",
            ));
        }
        let deviation = scenario.evaluations.strictness_deviation;
        parties.push(Party {
            name: name.clone(),
            spec: spec.clone(),
            site: site.site.clone(),
            leniency: spec
                .evaluators
                .iter()
                .map(|_| chance.normal(0.0, deviation))
                .collect(),
            coaching: scenario.coaching.get(name).cloned(),
            attrition: scenario.attrition.get(name).cloned(),
        });
    }
    Ok(parties)
}

pub(super) fn teams(
    charter: &Charter,
    scenario: &Scenario,
    parties: &[Party],
    queues: &[Queue],
) -> Result<Vec<Team>, ScenarioError> {
    let mut teams = Vec::new();
    for (name, spec) in &scenario.teams {
        let place = format!("teams.{name}");
        let agreed = &charter.taxonomy.teams;
        let team = agreed
            .iter()
            .find(|team| team.team == *name)
            .ok_or_else(|| {
                ScenarioError::unknown("teams", "team", name, agreed.iter().map(|team| &*team.team))
            })?;
        let sites = &charter.taxonomy.sites;
        let site = sites
            .iter()
            .find(|site| site.site == team.site)
            .ok_or_else(|| {
                ScenarioError::unknown(
                    &*place,
                    "site",
                    &team.site,
                    sites.iter().map(|site| &*site.site),
                )
            })?;
        let party = find(
            "party",
            place.clone(),
            Some(&site.party),
            parties.iter().map(|p| &*p.name),
        )?;
        let party = party.unwrap_or_default();
        let mut serves = Vec::new();
        for (queue, takes) in &spec.queues {
            let queue = find(
                "queue",
                format!("{place}.queues"),
                Some(queue),
                queues.iter().map(|q| &*q.name),
            )?;
            let line = party * queues.len() + queue.unwrap_or_default();
            serves.push(Serves {
                line,
                urgency: takes.urgency,
                spare: takes.spare,
            });
        }
        serves.extend(spec.back_office.map(|takes| Serves {
            line: parties.len() * queues.len() + party,
            urgency: takes.urgency,
            spare: takes.spare,
        }));
        teams.push(Team {
            name: name.clone(),
            site: site.site.clone(),
            party,
            zone: zone(&format!("sites.{}.zone", site.site), &site.zone)?,
            hours: opening_hours(calendar_named(
                charter,
                format!("{place}.calendar"),
                &spec.calendar,
            )?)?,
            absence: spec.absence,
            shifts: spec
                .shifts
                .iter()
                .map(|shift| build_shift(&place, shift))
                .collect::<Result<_, _>>()?,
            agents: Vec::new(),
            serves,
        });
    }
    Ok(teams)
}

fn build_shift(place: &str, shift: &crate::scenario::Shift) -> Result<Shift, ScenarioError> {
    let starts: Time = shift.starts.parse().map_err(|_| {
        ScenarioError::value(
            format!("{place}.shifts"),
            "a time like 07:45",
            &shift.starts,
        )
    })?;
    Ok(Shift {
        starts,
        seconds: shift.hours * HOUR_SECONDS,
        agents: shift.agents.clone(),
    })
}

pub(super) fn agents(
    scenario: &Scenario,
    teams: &mut [Team],
    parties: &[Party],
    chance: &mut Chance,
) -> Vec<Agent> {
    let course = &scenario.course;
    let mut agents = Vec::new();
    for (index, team) in teams.iter_mut().enumerate() {
        let party = &parties[team.party].spec;
        let count = scenario.teams.get(&team.name).map_or(0, |spec| spec.agents);
        for number in 1..=count {
            team.agents.push(agents.len());
            agents.push(Agent {
                name: format!("{}-{number:02}", team.name),
                team: index,
                pace: party.pace * chance.lognormal(1.0, course.agent_pace_variation),
                resolution: chance.normal(0.0, course.agent_resolution_deviation),
                satisfaction: chance.normal(0.0, 0.08),
                quality: chance.normal(0.0, QUALITY_DEVIATION),
                learns: None,
                is_reserve: false,
                person: Person::default(),
            });
        }
    }
    agents
}
