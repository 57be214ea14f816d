//! What is asked, and where it goes: queues, channels, contact types, and languages with the parties that answer them.

use charter::Charter;

use super::find;
use crate::chance::Choice;
use crate::scenario::{Scenario, ScenarioError};
use crate::world::hours::opening_hours;
use crate::world::{Channel, ContactType, Language, Party, Queue};

/// Names of the groups of contact types, in alphabetical order.
pub(super) fn groups(scenario: &Scenario) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> =
        scenario.contact_types.values().map(|t| &t.group).collect();
    names.into_iter().cloned().collect()
}

pub(super) fn queues(charter: &Charter) -> Result<Vec<Queue>, ScenarioError> {
    let build = |queue: &charter::taxonomy::Queue| {
        let place = format!("queues.{}.calendar", queue.queue);
        let calendar = match &queue.calendar {
            Some(name) => Some(calendar_named(charter, place, name)?),
            None => None,
        };
        let holidays = calendar
            .iter()
            .flat_map(|c| &c.holidays)
            .map(|holiday| holiday.date)
            .collect();
        Ok(Queue {
            name: queue.queue.clone(),
            hours: calendar.map(opening_hours).transpose()?,
            holidays,
        })
    };
    charter.taxonomy.queues.iter().map(build).collect()
}

pub(super) fn calendar_named<'a>(
    charter: &'a Charter,
    place: String,
    name: &str,
) -> Result<&'a charter::calendars::OpeningCalendar, ScenarioError> {
    let calendars = &charter.calendars.calendars;
    calendars
        .iter()
        .find(|calendar| calendar.calendar == name)
        .ok_or_else(|| {
            ScenarioError::unknown(
                place,
                "calendar",
                name,
                calendars.iter().map(|calendar| &*calendar.calendar),
            )
        })
}

pub(super) fn channels(
    charter: &Charter,
    scenario: &Scenario,
    groups: &[String],
    queues: &[Queue],
) -> Result<Vec<Channel>, ScenarioError> {
    let known = || {
        charter
            .taxonomy
            .channels
            .iter()
            .map(|channel| &*channel.channel)
    };
    let build = |(name, spec): (&String, &crate::scenario::Channel)| {
        find("channel", "channels".into(), Some(name), known())?;
        let queue_of = |group: &String| {
            let place = format!("channels.{name}.queues");
            let queue = spec.queues.get(group).ok_or_else(|| {
                ScenarioError::unknown(
                    place.clone(),
                    "queue for the group",
                    group,
                    spec.queues.keys().map(|k| &**k),
                )
            })?;
            let index = find("queue", place, Some(queue), queues.iter().map(|q| &*q.name))?;
            Ok(index.unwrap_or_default())
        };
        let queues = groups.iter().map(queue_of).collect::<Result<_, _>>()?;
        Ok(Channel {
            name: name.clone(),
            spec: spec.clone(),
            queues,
        })
    };
    scenario.channels.iter().map(build).collect()
}

pub(super) fn contact_types(
    charter: &Charter,
    scenario: &Scenario,
    groups: &[String],
) -> Result<Vec<ContactType>, ScenarioError> {
    let taxonomy = &charter.taxonomy.contact_types;
    let build = |(name, spec): (&String, &crate::scenario::ContactType)| {
        let agreed = taxonomy
            .iter()
            .find(|agreed| agreed.contact_type == *name)
            .ok_or_else(|| {
                ScenarioError::unknown(
                    "contact_types",
                    "contact type",
                    name,
                    taxonomy.iter().map(|t| &*t.contact_type),
                )
            })?;
        Ok(ContactType {
            name: name.clone(),
            spec: spec.clone(),
            group: groups
                .iter()
                .position(|group| *group == spec.group)
                .unwrap_or_default(),
            complexity: agreed.complexity,
            work: libm::pow(agreed.complexity, scenario.course.complexity_power),
        })
    };
    scenario.contact_types.iter().map(build).collect()
}

pub(super) fn languages(
    scenario: &Scenario,
    parties: &[Party],
) -> Result<Vec<Language>, ScenarioError> {
    let demand = &scenario.demand;
    let total: f64 = demand
        .languages
        .values()
        .map(|language| language.share)
        .sum();
    let mut reached = 0.0;
    let mut languages = Vec::new();
    for (name, language) in &demand.languages {
        let place = format!("demand.languages.{name}");
        let mut answering = Vec::new();
        for party in language.answered_by.keys() {
            answering.extend(find(
                "party",
                place.clone(),
                Some(party),
                parties.iter().map(|p| &*p.name),
            )?);
        }
        let party_choice = Choice::new(language.answered_by.values().copied());
        let usable = language.share >= 0.0 && total > 0.0;
        let Some(party_choice) = party_choice.filter(|_| usable) else {
            return Err(ScenarioError::value(
                place,
                "shares of 0 or more that do not all vanish",
                language.share,
            ));
        };
        reached += language.share / total;
        languages.push(Language {
            name: name.clone(),
            customers_below: (reached * f64::from(demand.customers)) as u32,
            party_choice,
            parties: answering,
            weights: language.answered_by.values().copied().collect(),
        });
    }
    if languages.is_empty() {
        return Err(ScenarioError::value(
            "demand.languages",
            "at least one language",
            "none",
        ));
    }
    Ok(languages)
}
