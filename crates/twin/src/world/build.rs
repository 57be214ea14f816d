//! From charter and scenario to a world: every name is found here, or refused.

use std::sync::Arc;

use calendar::{end_of_day, start_of_day};
use charter::Charter;
use jiff::civil::{Date, Time};
use jiff::{Span, Timestamp};

use super::effects::Effect;
use super::hours::{opening_hours, zone};
use super::people::{Person, QUALITY_DEVIATION};
use super::{
    Agent, Channel, ContactType, Language, Party, Period, Queue, Shift, Team, World, tasks,
};
use crate::chance::{Chance, Choice};
use crate::engine::Serves;
use crate::moment::Moment;
use crate::partnership::Phrases;
use crate::scenario::{Change, Onset, Scenario, ScenarioError};

const WARM_UP_DAYS: i64 = 10;
/// Ten years and a bit: the plan of demand is held in memory.
const DAYS_MAX: u32 = 3_660;
const DAY_SECONDS: f64 = 86_400.0;
const HOUR_SECONDS: f64 = 3_600.0;

impl World {
    /// Lays a scenario over a charter. `chance` decides how agents and evaluators differ.
    pub fn build(
        charter: &Charter,
        scenario: &Scenario,
        last: Date,
        days: u32,
        chance: &mut Chance,
    ) -> Result<Self, ScenarioError> {
        let zone = zone("partnership.zone", &charter.partnership.zone)?;
        let period =
            period(&zone, last, days).ok_or(ScenarioError::Period { until: last, days })?;
        let groups = groups(scenario);
        let queues = queues(charter)?;
        let channels = channels(charter, scenario, &groups, &queues)?;
        let contact_types = contact_types(charter, scenario, &groups)?;
        let parties = parties(charter, scenario, chance)?;
        Self::check_people(scenario, &parties)?;
        let mut teams = teams(charter, scenario, &parties, &queues)?;
        let agents = agents(scenario, &mut teams, &parties, chance);
        let languages = languages(scenario, &parties)?;
        let tasks = tasks::kinds(scenario, &contact_types)?;
        let choice = |place: &str, weights: Vec<f64>| {
            Choice::new(weights).ok_or_else(|| ScenarioError::value(place, "a share above 0", 0))
        };
        let mut world = Self {
            channel_choice: choice("channels", channels.iter().map(|c| c.spec.share).collect())?,
            type_choice: choice(
                "contact_types",
                contact_types.iter().map(|t| t.spec.share).collect(),
            )?,
            second_evaluator_strictness: chance
                .normal(0.0, scenario.evaluations.strictness_deviation / 2.0),
            currency: charter.partnership.currency.clone(),
            scenario: scenario.clone(),
            effects: Vec::new(),
            cohorts: Vec::new(),
            shelf: None,
            phrases: None,
            announced: Vec::new(),
            departures: Vec::new(),
            people: 0,
            zone,
            period,
            channels,
            contact_types,
            parties,
            queues,
            teams,
            agents,
            languages,
            tasks,
        };
        world.everything_is_served()?;
        world.tasks_are_done()?;
        world.effects = scenario
            .changes
            .iter()
            .map(|change| world.effect(change))
            .collect::<Result<_, _>>()?;
        world.announced = (scenario.signals.iter())
            .map(|signal| world.announced(signal))
            .collect::<Result<_, _>>()?;
        world.shelf = world.shelf()?;
        if scenario.transcripts.is_some() {
            world.phrases = Some(Arc::new(Phrases::ours()?));
        }
        let hires = scenario.hires.iter();
        world.cohorts = hires
            .map(|hires| world.cohort(hires))
            .collect::<Result<_, _>>()?;
        Ok(world)
    }

    /// A queue that reaches a party which no team of it serves would swallow customers.
    fn everything_is_served(&self) -> Result<(), ScenarioError> {
        for language in &self.languages {
            for &party in &language.parties {
                for &queue in self.channels.iter().flat_map(|channel| &channel.queues) {
                    let line = self.line(party, queue);
                    let served = self
                        .teams
                        .iter()
                        .flat_map(|team| &team.serves)
                        .any(|serves| serves.line == line);
                    if !served {
                        return Err(ScenarioError::value(
                            format!("teams of {}", self.parties[party].name),
                            "a team for every queue that its customers reach",
                            format!("none for {}", self.queues[queue].name),
                        ));
                    }
                }
            }
        }
        Ok(())
    }

    /// The instant of an onset; none when it lies outside the calendar.
    pub fn begins(&self, onset: Onset) -> Option<Timestamp> {
        let day = match onset {
            Onset::At(instant) => return Some(instant),
            Onset::HoursBeforeEnd(hours) => {
                let seconds = f64::from(hours) * HOUR_SECONDS;
                return Some(self.period.end.plus(-seconds).timestamp());
            }
            Onset::On(day) => day,
            Onset::DaysBeforeEnd(days) => days_before(self.period.last, i64::from(days) - 1)?,
        };
        start_of_day(day, &self.zone).ok()
    }

    /// What a change does in this world.
    pub fn effect(&self, change: &Change) -> Result<Effect, ScenarioError> {
        let place = |field: &str| format!("changes.{}.{field}", change.change);
        let Some(begins) = self.begins(change.onset) else {
            return Err(ScenarioError::value(
                place("onset"),
                "a day within the calendar",
                "none",
            ));
        };
        let reach = &change.reach;
        if let Some(expected) = change.parameter.refuses(reach) {
            return Err(ScenarioError::value(place("reach"), expected, "another"));
        }
        if let Some(hours) = change.lasts_hours
            && !(hours > 0.0 && hours.is_finite())
        {
            let expected = "a number of hours above 0";
            return Err(ScenarioError::value(place("lasts_hours"), expected, hours));
        }
        let first_day = begins.to_zoned(self.zone.clone()).date();
        let begins = Moment::of(begins);
        Ok(Effect {
            first_day,
            party: find(
                "party",
                place("reach"),
                reach.party.as_deref(),
                self.parties.iter().map(|p| &*p.name),
            )?,
            channel: find(
                "channel",
                place("reach"),
                reach.channel.as_deref(),
                self.channels.iter().map(|c| &*c.name),
            )?,
            contact_type: find(
                "contact type",
                place("reach"),
                reach.contact_type.as_deref(),
                self.contact_types.iter().map(|t| &*t.name),
            )?,
            begins,
            full_from: begins.plus(f64::from(change.over_days) * DAY_SECONDS),
            ends: (change.lasts_hours).map(|hours| begins.plus(hours * HOUR_SECONDS)),
            change: change.clone(),
        })
    }
}

/// The day so many days before another; after it when negative.
fn days_before(date: Date, days: i64) -> Option<Date> {
    let span = Span::new().try_days(days).ok()?;
    date.checked_sub(span).ok()
}

fn period(zone: &jiff::tz::TimeZone, last: Date, days: u32) -> Option<Period> {
    if !(1..=DAYS_MAX).contains(&days) {
        return None;
    }
    let first = days_before(last, i64::from(days) - 1)?;
    let warm_up = days_before(first, WARM_UP_DAYS)?;
    let years = 1900..=9000;
    if !years.contains(&warm_up.year()) || !years.contains(&last.year()) {
        return None;
    }
    Some(Period {
        first,
        last,
        start: Moment::of(start_of_day(first, zone).ok()?),
        end: Moment::of(end_of_day(last, zone).ok()?),
        warm_up,
        warm_up_start: Moment::of(start_of_day(warm_up, zone).ok()?),
    })
}

/// The index of a name; none when no name is given.
fn find<'a>(
    what: &'static str,
    place: String,
    name: Option<&str>,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Result<Option<usize>, ScenarioError> {
    let Some(name) = name else { return Ok(None) };
    match known.clone().position(|candidate| candidate == name) {
        Some(index) => Ok(Some(index)),
        None => Err(ScenarioError::unknown(place, what, name, known)),
    }
}

/// Names of the groups of contact types, in alphabetical order.
fn groups(scenario: &Scenario) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> =
        scenario.contact_types.values().map(|t| &t.group).collect();
    names.into_iter().cloned().collect()
}

fn queues(charter: &Charter) -> Result<Vec<Queue>, ScenarioError> {
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

fn calendar_named<'a>(
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

fn channels(
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

fn contact_types(
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

fn parties(
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

fn teams(
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
        seconds: shift.hours * 3_600.0,
        agents: shift.agents.clone(),
    })
}

fn agents(
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

fn languages(scenario: &Scenario, parties: &[Party]) -> Result<Vec<Language>, ScenarioError> {
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
