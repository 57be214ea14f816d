//! What customers and evaluators think of a contact.

use super::contact::Contact;
use super::lines::{Form, Response};
use super::numbers::{Number, yes_no};
use crate::chance::Chance;
use crate::customers;
use crate::engine::AgentId;
use crate::moment::{HOUR_SECONDS, Moment};
use crate::scenario::Parameter;
use crate::world::World;
use crate::world::effects::Where;

/// Waiting costs no more stars than this, however long.
const WAITING_COSTS_AT_MOST: f64 = 1.5;

/// A contact that somebody has an opinion about.
#[derive(Debug, Clone)]
pub(super) struct About {
    contact: Contact,
    agent: AgentId,
}

/// A customer's answer, before it has a number.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    about: About,
    sent: Moment,
    answered: Moment,
    stars: i64,
    recommend: i64,
    effort: i64,
}

/// An evaluation, before it has a number.
#[derive(Debug, Clone)]
pub(super) struct Evaluation {
    about: About,
    evaluator: usize,
    evaluated: Moment,
    /// What an evaluator who is neither lenient nor strict would give.
    seen: f64,
    client_points: Option<f64>,
    critical: bool,
}

/// What the customer thinks of it, in stars and parts of stars, said or not.
pub(super) fn felt(
    world: &World,
    contact: &Contact,
    agent: AgentId,
    now: Moment,
    chance: &mut Chance,
) -> f64 {
    let surveys = &world.scenario.surveys;
    let party = &world.parties[contact.party].spec;
    let costs = [
        (contact.solved_first == Some(false), surveys.unsolved_costs),
        (contact.handovers > 0, surveys.handover_costs),
        (contact.escalated, surveys.escalation_costs),
        (contact.after_bot, surveys.bot_costs),
    ];
    let costs: f64 = costs
        .iter()
        .filter(|(applies, _)| *applies)
        .map(|(_, stars)| stars)
        .sum();
    let waiting =
        contact.on_the_line_seconds() / world.channels[contact.channel].spec.seconds_per_star;
    let plain = surveys.stars + party.satisfaction + world.agents[agent].satisfaction;
    let expected = world.now(Parameter::Satisfaction, plain, now, contact.place());
    chance.normal(
        expected - costs - waiting.min(WAITING_COSTS_AT_MOST),
        surveys.deviation,
    )
}

/// The stars that the customer would give, asked or not.
pub(super) fn stars(felt: f64) -> f64 {
    whole(felt, 1, 5) as f64
}

/// The customer's answer to the survey, if there is one. Those who are cross or delighted answer more often, so that
/// answers are not what customers on the whole think.
pub(super) fn answer(
    world: &World,
    contact: &Contact,
    agent: AgentId,
    felt: f64,
    now: Moment,
    chance: &mut Chance,
) -> Option<Answer> {
    let surveys = &world.scenario.surveys;
    let stars = whole(felt, 1, 5);
    let eagerness = match stars {
        ..=2 => surveys.response_when_cross,
        5 => surveys.response_when_delighted,
        _ => 1.0,
    };
    // Drawn in any case, so that who answers does not change what others say.
    let recommend = whole((felt - 1.0) * 2.4 + chance.normal(0.0, 1.2), 0, 10);
    let effort = whole(8.2 - felt * 1.4 + chance.normal(0.0, 0.8), 1, 7);
    let sent = now.plus(HOUR_SECONDS);
    let answered = sent.plus(chance.exponential(14.0 * HOUR_SECONDS));
    let about = About {
        contact: contact.clone(),
        agent,
    };
    chance
        .happens(surveys.response * eagerness)
        .then_some(Answer {
            about,
            sent,
            answered,
            stars,
            recommend,
            effort,
        })
}

/// An evaluation of the contact, if it is among those picked.
pub(super) fn evaluation(
    world: &World,
    contact: &Contact,
    agent: AgentId,
    now: Moment,
    chance: &mut Chance,
) -> Option<Evaluation> {
    let spec = &world.scenario.evaluations;
    if !chance.happens(spec.share) {
        return None;
    }
    let party = &world.parties[contact.party];
    let evaluator = chance.below(party.leniency.len() as u64) as usize;
    let evaluated = now.plus(HOUR_SECONDS * chance.between(3.0, 110.0));
    let plain = party.spec.quality + world.agents[agent].quality_at(now);
    let unsolved = if contact.solved_first == Some(false) {
        spec.unsolved_costs
    } else {
        0.0
    };
    let quality = world.now(Parameter::Quality, plain, now, contact.place());
    let quality = chance.normal(quality - unsolved, spec.deviation);
    let seen = quality + chance.normal(0.0, spec.evaluator_noise);
    let second =
        quality + world.second_evaluator_strictness + chance.normal(0.0, spec.evaluator_noise);
    let client_points = chance.happens(spec.second_share).then(|| points(second));
    let critical = chance.happens(spec.critical_error);
    let about = About {
        contact: contact.clone(),
        agent,
    };
    Some(Evaluation {
        about,
        evaluator,
        evaluated,
        seen,
        client_points,
        critical,
    })
}

fn whole(value: f64, low: i64, high: i64) -> i64 {
    (value.round() as i64).clamp(low, high)
}

/// A score on the card: half points from 0 to 100.
pub(super) fn points(value: f64) -> f64 {
    (value * 2.0).round().clamp(0.0, 200.0) / 2.0
}

impl Answer {
    pub fn answered(&self) -> Moment {
        self.answered
    }

    pub fn opened(&self) -> Moment {
        self.about.contact.opened
    }

    pub fn line<'a>(&self, world: &'a World, number: u64) -> Response<'a> {
        let About { contact, agent } = &self.about;
        let team = &world.teams[world.agents[*agent].team];
        Response {
            response: Number("R", number),
            ticket: Number("H", contact.number),
            vendor: &world.parties[contact.party].name,
            centre: &team.site,
            squad: &team.name,
            handler: &world.agents[*agent].name,
            via: &world.channels[contact.channel].spec.via,
            reason: &world.contact_types[contact.contact_type].name,
            requester: customers::address(contact.customer),
            second_line: yes_no(contact.escalated),
            sent: self.sent,
            answered: self.answered,
            stars: self.stars,
            recommend: self.recommend,
            effort: self.effort,
        }
    }
}

impl Evaluation {
    pub fn evaluated(&self) -> Moment {
        self.evaluated
    }

    pub fn opened(&self) -> Moment {
        self.about.contact.opened
    }

    /// Leniency belongs to the evaluator, so it is that of the day of evaluating.
    fn points(&self, world: &World) -> f64 {
        let party = self.about.contact.party;
        let place = Where {
            party: Some(party),
            ..Where::default()
        };
        let plain = world.parties[party].leniency[self.evaluator];
        points(self.seen + world.now(Parameter::Leniency, plain, self.evaluated, place))
    }

    pub fn line<'a>(&self, world: &'a World, number: u64) -> Form<'a> {
        let About { contact, agent } = &self.about;
        let team = &world.teams[world.agents[*agent].team];
        let party = &world.parties[contact.party];
        let spec = &world.scenario.evaluations;
        let verdict = |points: f64| {
            if points >= spec.pass_mark && !self.critical {
                "pass"
            } else {
                "fail"
            }
        };
        let points = self.points(world);
        Form {
            form: Number("Q", number),
            ticket: Number("H", contact.number),
            vendor: &party.name,
            centre: &team.site,
            squad: &team.name,
            handler: &world.agents[*agent].name,
            via: &world.channels[contact.channel].spec.via,
            reason: &world.contact_types[contact.contact_type].name,
            evaluated_by: &party.spec.evaluators[self.evaluator],
            card: &spec.scorecard,
            evaluated: self.evaluated,
            points,
            verdict: verdict(points),
            client_points: self.client_points,
            client_verdict: self.client_points.map(verdict),
            critical: yes_no(self.critical),
        }
    }
}
