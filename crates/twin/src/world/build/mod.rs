//! From charter and scenario to a world: every name is found here, or refused.

mod channels;
mod teams;

use std::sync::Arc;

use calendar::{end_of_day, start_of_day};
use charter::Charter;
use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::effects::Effect;
use super::hours::zone;
use super::{Period, World, tasks};
use crate::chance::{Chance, Choice};
use crate::moment::{DAY_SECONDS, HOUR_SECONDS, Moment};
use crate::partnership::Phrases;
use crate::scenario::{Change, Onset, Scenario, ScenarioError};
use channels::{channels, contact_types, groups, languages, queues};
use teams::{agents, parties, teams};

const WARM_UP_DAYS: i64 = 10;
/// Ten years and a bit: the plan of demand is held in memory.
const DAYS_MAX: u32 = 3_660;

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
