//! The lines of the exports, in the words of the source systems. The feeds of `charters/harbor` map them.

use serde::Serialize;

use super::numbers::{Amount, Number, Seconds};
use crate::moment::Moment;
use crate::scenario::SignalKind;

/// A ticket of the helpdesk as it stands.
#[derive(Debug, Serialize)]
pub(super) struct Ticket<'a> {
    pub ticket: Number,
    pub matter: Number,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: Option<&'a str>,
    pub handler: Option<&'a str>,
    pub line: &'a str,
    pub via: &'a str,
    pub reason: &'a str,
    pub points: f64,
    pub lang: &'a str,
    pub prio: &'a str,
    pub requester: String,
    pub status: &'a str,
    pub opened: Moment,
    pub first_reply: Option<Moment>,
    pub solved: Option<Moment>,
    pub closed: Option<Moment>,
    pub wait: Option<Seconds>,
    pub handle: Option<Seconds>,
    pub talk: Option<Seconds>,
    pub hold: Option<Seconds>,
    pub wrap: Option<Seconds>,
    pub solved_first: Option<&'a str>,
    pub handovers: u32,
    pub second_line: &'a str,
    pub reopened: u32,
    pub in_time: Option<&'a str>,
    pub canned: Option<&'a str>,
    pub charge: Amount,
    pub callback: &'a str,
    pub overflow: &'a str,
    pub updated: Moment,
}

/// A task that a contact left behind, as it stands.
#[derive(Debug, Serialize)]
pub(super) struct WorkItem<'a> {
    pub item: Number,
    pub ticket: Number,
    pub matter: Number,
    pub job: &'a str,
    pub reason: &'a str,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: Option<&'a str>,
    pub handler: Option<&'a str>,
    pub raised: Moment,
    pub due: Moment,
    pub taken: Option<Moment>,
    pub done: Option<Moment>,
    pub work: Option<Seconds>,
    pub by_robot: &'a str,
    pub rework: &'a str,
    pub updated: Moment,
}

/// A robot's run.
#[derive(Debug, Serialize)]
pub(super) struct TaskRun<'a> {
    pub run: Number,
    pub item: Number,
    pub job: &'a str,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub started: Moment,
    pub ran: Seconds,
    pub ended: &'a str,
    pub exception: Option<&'a str>,
    /// Seconds of a person's work that it stands for.
    pub spared: Seconds,
}

/// A customer's answer.
#[derive(Debug, Serialize)]
pub(super) struct Response<'a> {
    pub response: Number,
    pub ticket: Number,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: &'a str,
    pub handler: &'a str,
    pub via: &'a str,
    pub reason: &'a str,
    pub requester: String,
    pub second_line: &'a str,
    pub sent: Moment,
    pub answered: Moment,
    pub stars: i64,
    pub recommend: i64,
    pub effort: i64,
}

/// An evaluator's form.
#[derive(Debug, Serialize)]
pub(super) struct Form<'a> {
    pub form: Number,
    pub ticket: Number,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: &'a str,
    pub handler: &'a str,
    pub via: &'a str,
    pub reason: &'a str,
    pub evaluated_by: &'a str,
    pub card: &'a str,
    pub evaluated: Moment,
    pub points: f64,
    pub verdict: &'a str,
    pub client_points: Option<f64>,
    pub client_verdict: Option<&'a str>,
    pub critical: &'a str,
}

/// A stretch of an agent's day. Between two pauses, the time spent in one state is told as one stretch.
#[derive(Debug, Serialize)]
pub(super) struct Stretch<'a> {
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: &'a str,
    pub handler: &'a str,
    pub state: &'a str,
    pub started: Moment,
    pub seconds: Seconds,
    pub via: Option<&'a str>,
}

/// A shift that was planned, and what came of it.
#[derive(Debug, Serialize)]
pub(super) struct Shift<'a> {
    pub shift: Number,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: &'a str,
    pub handler: &'a str,
    pub starts: Moment,
    pub ends: Moment,
    pub planned: Seconds,
    pub kept: Seconds,
    pub absent: &'a str,
}

/// How a waiting line stands at an instant.
#[derive(Debug, Serialize)]
pub(super) struct LineLook<'a> {
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: &'a str,
    pub line: &'a str,
    pub via: &'a str,
    pub looked: Moment,
    pub waiting: usize,
    /// How long the one who has waited longest has; nothing when nobody waits.
    pub longest: Option<Seconds>,
    pub ready: usize,
}

/// What the agents of a team are doing at an instant.
#[derive(Debug, Default, Serialize)]
pub(super) struct SquadLook<'a> {
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: &'a str,
    pub looked: Moment,
    pub ready: usize,
    pub on_contact: usize,
    pub after_work: usize,
    pub pause: usize,
    /// In a lesson, in the talk that opens the shift, or cut off by an outage.
    pub other: usize,
}

/// A talk in which an agent was coached.
#[derive(Debug, Serialize)]
pub(super) struct CoachingTalk<'a> {
    pub talk: Number,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: &'a str,
    pub handler: &'a str,
    pub coach: &'a str,
    pub about: &'a str,
    pub held: Moment,
    pub seconds: Seconds,
}

/// A course that an agent was in.
#[derive(Debug, Serialize)]
pub(super) struct Lesson<'a> {
    pub lesson: Number,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: &'a str,
    pub handler: &'a str,
    pub course: &'a str,
    pub ended: Moment,
    pub seconds: Seconds,
    pub points: f64,
    pub verdict: &'a str,
}

/// A day's cost of one kind.
#[derive(Debug, Serialize)]
pub(super) struct Booking<'a> {
    pub booking: String,
    pub revision: u32,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub category: &'a str,
    pub booked: Moment,
    pub amount: Amount,
    pub currency: &'a str,
    /// What the party billed, where one bills in a currency of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billed: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billed_in: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
}

/// What was planned to be spent in a month.
#[derive(Debug, Serialize)]
pub(super) struct Budget<'a> {
    pub budget: String,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub category: &'a str,
    pub month: Moment,
    pub amount: Amount,
    pub currency: &'a str,
}

/// Something that is known beforehand.
#[derive(Debug, Serialize)]
pub(super) struct SignalLine<'a> {
    pub signal: SignalKind,
    pub observed: Moment,
    pub value: f64,
    pub note: &'a str,
}

/// An article that was used in a contact.
#[derive(Debug, Serialize)]
pub(super) struct Lookup<'a> {
    pub ticket: Number,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: &'a str,
    pub handler: &'a str,
    pub article: &'a str,
    pub reason: &'a str,
    pub looked: Moment,
    pub helped: &'a str,
}

/// Something that a customer did outside a contact.
#[derive(Debug, Serialize)]
pub(super) struct CustomerEvent<'a> {
    pub requester: String,
    pub event: &'a str,
    pub happened: Moment,
    /// What the customer is worth in a year.
    pub value: Amount,
    pub segment: &'a str,
}

/// What somebody said in a contact.
#[derive(Debug, Serialize)]
pub(super) struct Message<'a> {
    pub message: &'a str,
    pub ticket: Number,
    pub vendor: &'a str,
    pub centre: &'a str,
    pub squad: &'a str,
    pub handler: &'a str,
    pub via: &'a str,
    pub sender: &'a str,
    pub sent: Moment,
    pub canned: Option<&'a str>,
    pub words: usize,
    pub text: &'a str,
}
