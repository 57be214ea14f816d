//! Agents are coached: a talk is owed after so many days, is held within a shift, and gives back what has lapsed.

use std::sync::Arc;

use super::alarm::Alarm;
use super::contact::Contact;
use super::duty::Pause;
use super::lines::CoachingTalk;
use super::numbers::{Number, Seconds};
use super::roster::{PAUSES_SECONDS, Planned};
use super::run::Run;
use crate::chance::Chance;
use crate::engine::{AgentId, Engine};
use crate::moment::{DAY_SECONDS, Moment};
use crate::scenario::Parameter;
use crate::world::effects::Where;
use crate::world::people::{DAYS_A_MONTH, Draws, QUALITY_DEVIATION, draws, seed_of_people};
use crate::world::{Agent, World};

/// What the telephony calls it.
pub(super) const COACHING: &str = "coaching";

const MINUTE_SECONDS: f64 = 60.0;
/// Between a talk and a pause, or an end of the shift.
const APART_SECONDS: f64 = 10.0 * MINUTE_SECONDS;
/// Nobody who was away for long has more talks at once than this.
const OWED_AT_MOST: f64 = 2.0;
/// Who misses more than this share of what there is to learn is coached in that.
const IS_NEW: f64 = 0.25;
/// The weakest of many contact types is weak by so many deviations though nothing is the matter.
const WEAKEST_TYPE: f64 = 1.7;

/// Talks that are owed to an agent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owed {
    talks: f64,
    /// Up to when they were counted.
    counted: Moment,
}

impl Run {
    /// What is drawn about somebody; in a trial, under its seed.
    pub(super) fn draws(&self, what: Draws, name: &str, of: u64) -> Chance {
        let seed = (self.chances.keyed).map_or(self.world.people, seed_of_people);
        draws(seed, what, name, of)
    }

    /// A shift has begun: if a talk is owed, it is held at some time between the pauses.
    pub(super) fn plans_talk(&mut self, planned: &Planned, engine: &mut Engine<Contact, Alarm>) {
        let agent = &self.world.agents[planned.agent];
        let party = self.world.teams[agent.team].party;
        let place = Where {
            party: Some(party),
            ..Where::default()
        };
        let coaching = self.world.parties[party].coaching.as_ref();
        let Some((coaching, lapsed)) = coaching.zip(agent.person.lapsed) else {
            return;
        };
        let at = planned.starts;
        let much = self.world.now(Parameter::Coaching, 1.0, at, place).max(0.0);
        let owed = self.days[planned.agent].owed.get_or_insert(Owed {
            talks: 0.0,
            counted: lapsed.since,
        });
        let months = at.seconds_since(owed.counted).max(0.0) / DAY_SECONDS / DAYS_A_MONTH;
        owed.talks = (owed.talks + months * coaching.talks_per_month * much).min(OWED_AT_MOST);
        owed.counted = at;
        if owed.talks < 1.0 {
            return;
        }
        let pause = Pause {
            state: COACHING,
            seconds: coaching.minutes * MINUTE_SECONDS,
        };
        let mut chance = self.draws(Draws::Talk, &agent.name, at.number());
        if let Some(after) = between_pauses(planned, pause.seconds, &mut chance) {
            engine.at(at.plus(after), Alarm::PauseDue(planned.agent, pause));
        }
    }

    /// A talk is over.
    pub(super) fn talk_held(&mut self, agent: AgentId, held: Moment, now: Moment) {
        if let Some(owed) = self.days[agent].owed.as_mut() {
            owed.talks -= 1.0;
        }
        self.days[agent].keep(now.seconds_since(held));
        self.tell_of_talk(agent, held, now);
        let coached = &mut Arc::make_mut(&mut self.world).agents[agent];
        if let Some(lapsed) = coached.person.lapsed.as_mut() {
            lapsed.restore(now);
        }
    }

    fn tell_of_talk(&mut self, agent: AgentId, held: Moment, now: Moment) {
        if held < self.world.period.start {
            return;
        }
        self.numbers.talk += 1;
        let world = &self.world;
        let coached = &world.agents[agent];
        let team = &world.teams[coached.team];
        let party = &world.parties[team.party];
        let coaches = party.coaching.as_ref().map(|coaching| &coaching.coaches);
        // An agent always has the same coach.
        let coach = coaches.and_then(|coaches| {
            let mut chance = draws(world.people, Draws::Talk, &coached.name, 0);
            coaches.get(chance.below(coaches.len() as u64) as usize)
        });
        let talk = CoachingTalk {
            talk: Number("T", self.numbers.talk),
            vendor: &party.name,
            centre: &team.site,
            squad: &team.name,
            handler: &coached.name,
            coach: coach.map_or("", |coach| coach),
            about: topic(world, coached, now),
            held,
            seconds: Seconds(now.seconds_since(held)),
        };
        self.export.write("coachings", &talk);
    }
}

/// When a talk of so many seconds can begin, in seconds from the start of the shift; never in one that is too short.
fn between_pauses(planned: &Planned, seconds: f64, chance: &mut Chance) -> Option<f64> {
    let [first, meal] = planned.pauses_after_seconds;
    let [short, long] = PAUSES_SECONDS;
    let room = [
        (planned.opening_seconds, first),
        (first + short, meal),
        (meal + long, planned.seconds),
    ]
    .map(|(from, to)| {
        (
            from + APART_SECONDS,
            to - from - seconds - 2.0 * APART_SECONDS,
        )
    });
    let all: f64 = room.iter().map(|(_, length)| length.max(0.0)).sum();
    let mut at = chance.uniform() * all;
    for (from, length) in room {
        if at < length {
            return Some(from + at);
        }
        at -= length.max(0.0);
    }
    None
}

/// What a talk is about: that in which the agent is furthest behind others of the party.
fn topic<'a>(world: &'a World, agent: &Agent, at: Moment) -> &'a str {
    if (agent.learns).is_some_and(|learns| learns.missing(at) > IS_NEW) {
        return "first_weeks";
    }
    let course = &world.scenario.course;
    let pace = world.parties[world.teams[agent.team].party].spec.pace;
    let behind = |by: f64, deviation: f64| if deviation > 0.0 { by / deviation } else { 0.0 };
    let types = world.contact_types.iter().zip(&agent.person.strengths);
    let types = types.map(|(contact_type, strength)| {
        let deviation = course.agent_type_resolution_deviation;
        let weak = behind(-strength.resolution, deviation) - WEAKEST_TYPE;
        (&*contact_type.name, weak)
    });
    let general = [
        (
            "handle_time",
            behind(agent.pace / pace - 1.0, course.agent_pace_variation),
        ),
        (
            "solving",
            behind(-agent.resolution, course.agent_resolution_deviation),
        ),
        ("quality", behind(-agent.quality, QUALITY_DEVIATION)),
    ];
    let all = general.into_iter().chain(types);
    all.max_by(|a, b| a.1.total_cmp(&b.1))
        .map_or("quality", |(topic, _)| topic)
}
