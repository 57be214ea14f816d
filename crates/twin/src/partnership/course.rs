//! What chance decides about a contact: what it is about, how long it takes, how it ends.

use super::contact::Contact;
use super::knowledge;
use crate::chance::Chance;
use crate::engine::{AgentId, Work};
use crate::moment::{HOUR_SECONDS, Moment};
use crate::scenario::Parameter;
use crate::world::World;
use crate::world::effects::Where;

/// A canned reply saves this share of the time, and solves a little less often.
const CANNED_SAVES: f64 = 0.15;
const CANNED_COSTS: f64 = 0.02;
/// Among those escalated, the share that was not solved by the first agent.
const UNSOLVED_AMONG_ESCALATED: f64 = 0.6;

/// How the work on a contact ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    pub solved_first: bool,
    pub escalated: bool,
    /// Seconds until it is solved, when it is not solved at once.
    pub solved_after_seconds: Option<f64>,
    /// The probabilities that this was drawn with.
    pub resolution: f64,
    pub escalation: f64,
    pub pending: f64,
    /// What had lapsed of what coaching keeps up.
    pub lapsed: f64,
}

impl Contact {
    pub fn place(&self) -> Where {
        Where {
            party: Some(self.party),
            channel: Some(self.channel),
            contact_type: Some(self.contact_type),
        }
    }
}

/// How long an agent takes for a contact; adds it to the contact.
pub(super) fn work(
    world: &World,
    contact: &mut Contact,
    agent: AgentId,
    now: Moment,
    chance: &mut Chance,
) -> Work {
    let course = &world.scenario.course;
    let channel = &world.channels[contact.channel].spec;
    let pace = world.now(
        Parameter::HandleTime,
        world.agents[agent].pace_for(contact.contact_type, now),
        now,
        contact.place(),
    ) * knowledge::lack(world, contact).map_or(1.0, |lack| lack.handle_time);
    let (talk, hold, wrap) = if contact.right_queue.is_some() {
        (chance.lognormal(course.wrong_queue_seconds, 0.5), 0.0, 0.0)
    } else {
        let canned = if contact.canned {
            1.0 - CANNED_SAVES
        } else {
            1.0
        };
        let factor = pace * world.contact_types[contact.contact_type].work * canned;
        let talk = chance.lognormal(channel.talk_seconds * factor, channel.variation);
        let held = chance.happens(channel.hold.share);
        let hold = if held {
            chance.exponential(channel.hold.seconds)
        } else {
            0.0
        };
        (
            talk,
            hold,
            chance.lognormal(channel.wrap_seconds * pace, channel.variation),
        )
    };
    contact.talk_seconds += talk;
    contact.hold_seconds += hold;
    contact.wrap_seconds += wrap;
    Work {
        talk_seconds: talk + hold,
        wrap_seconds: wrap,
    }
}

/// Who of some agents solves most contacts such as this one in an hour; of equals, the first. What holds for all of them alike
/// matters too: a tenth more is much to whoever solves little.
pub(super) fn best(
    world: &World,
    contact: &Contact,
    agents: impl Iterator<Item = AgentId>,
    now: Moment,
) -> Option<AgentId> {
    let solves = |agent: AgentId| {
        let able = &world.agents[agent];
        let lapsed = able.lapsed_at(now);
        resolution(world, contact, agent, lapsed, now) / able.pace_for(contact.contact_type, now)
    };
    let rated = agents.map(|agent| (solves(agent), agent));
    let best = rated.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, agent)| agent)
}

/// The probability that an agent, to whom so much has lapsed, solves a contact at once.
fn resolution(world: &World, contact: &Contact, agent: AgentId, lapsed: f64, now: Moment) -> f64 {
    let contact_type = &world.contact_types[contact.contact_type].spec;
    let party = &world.parties[contact.party].spec;
    let canned = if contact.canned { CANNED_COSTS } else { 0.0 };
    let able = world.agents[agent].resolution_for(contact.contact_type, now, lapsed);
    let resolution = contact_type.resolution + party.resolution + able - canned
        + knowledge::lack(world, contact).map_or(0.0, |lack| lack.resolution);
    world
        .now(Parameter::Resolution, resolution, now, contact.place())
        .clamp(0.02, 0.99)
}

/// How the work on a contact ends.
pub(super) fn verdict(
    world: &World,
    contact: &Contact,
    agent: AgentId,
    now: Moment,
    chance: &mut Chance,
) -> Verdict {
    let contact_type = &world.contact_types[contact.contact_type].spec;
    let party = &world.parties[contact.party].spec;
    let channel = &world.channels[contact.channel].spec;
    let place = contact.place();
    let lapsed = world.agents[agent].lapsed_at(now);
    let resolution = resolution(world, contact, agent, lapsed, now);
    let escalation = contact_type.escalation + party.escalation;
    let escalation = world
        .now(Parameter::Escalation, escalation, now, place)
        .clamp(0.0, 0.9);
    let pending = world
        .now(Parameter::PendingShare, channel.pending_share, now, place)
        .clamp(0.0, 1.0);

    let solved_first = chance.happens(resolution);
    // Split so that the overall probability is the one intended, and the unsolved go up more often than the solved.
    let escalated = chance.happens(if solved_first {
        escalation * (1.0 - UNSOLVED_AMONG_ESCALATED) / resolution
    } else {
        escalation * UNSOLVED_AMONG_ESCALATED / (1.0 - resolution)
    });
    let stays_pending = chance.happens(pending);
    let hours = if escalated {
        Some(world.scenario.course.escalation_hours)
    } else if stays_pending || !solved_first {
        Some(world.now(Parameter::PendingHours, channel.pending_hours, now, place))
    } else {
        None
    };
    let solved_after_seconds = hours.map(|hours| chance.exponential(hours * HOUR_SECONDS));
    Verdict {
        solved_first,
        escalated,
        solved_after_seconds,
        resolution,
        escalation,
        pending,
        lapsed,
    }
}

/// After how many seconds the customer comes back about the same matter, if at all.
pub(super) fn comes_back(world: &World, solved_first: bool, chance: &mut Chance) -> Option<f64> {
    let course = &world.scenario.course;
    let probability = if solved_first {
        course.returns_solved
    } else {
        course.returns_unsolved
    };
    let after = chance.exponential(course.returns_after_days * 24.0 * HOUR_SECONDS);
    chance
        .happens(probability)
        .then_some(after + HOUR_SECONDS / 2.0)
}
