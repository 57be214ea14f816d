//! How it stands at this moment: who waits, who works, what is open, and today beside days like it.

mod agents;
mod backlog;
mod build;
mod course;
mod days;
mod headline;
mod lines;
mod looks;
mod read;
mod usual;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Figure, KpiHead};
use crate::board::BoardColumn;
use crate::question::Basis;

/// How does it stand?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NowQuestion {
    /// The present of whoever asks, to the minute: nothing later is looked at, and what is old by it is called so.
    pub at: Timestamp,
    /// Versions to compute from; the newest when absent.
    pub basis: Option<Basis>,
}

/// How it stands, for one viewer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NowAnswer {
    /// What a colleague would say first.
    pub headline: String,
    /// What is out of the usual, the longest wait first.
    pub findings: Vec<NowFinding>,
    /// What it was computed from.
    #[schema(value_type = String, example = "1842·331")]
    pub basis: Basis,
    /// The instant that it is about: the newest look at the lines, or else the newest fact; absent when there is neither.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub as_of: Option<Timestamp>,
    /// Whether that is longer ago than looks usually are.
    pub stale: bool,
    /// The partnership's time zone.
    pub zone: String,
    /// The parties the viewer may see, in-house first.
    pub parties: Vec<BoardColumn>,
    /// The days that today is held against.
    pub compared: Compared,
    /// The waiting lines, each party's, in the order of the taxonomy; those that are closed and empty are not among them.
    pub lines: Vec<NowLine>,
    /// What agents are doing, a party each.
    pub agents: Vec<NowAgents>,
    /// What is open, by how long it has been.
    pub backlog: Option<NowBacklog>,
    /// Today so far, a KPI each: how much came first, then how long people waited.
    pub today: Vec<DayCourse>,
}

/// Something out of the usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NowFinding {
    /// The party.
    pub party: String,
    /// The queue.
    pub queue: String,
    /// A sentence, no stronger than the numbers.
    pub words: String,
}

/// The days that today is held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Compared {
    /// The day it is about, in the partnership's zone.
    #[schema(value_type = Option<String>, format = Date)]
    pub day: Option<Date>,
    /// The days before it of the same weekday, newest first; those of which there are no facts count for nothing.
    #[schema(value_type = Vec<String>)]
    pub days: Vec<Date>,
    /// How many such days were left out, because a line was closed or its hours were others.
    pub holidays: u64,
    /// The name of today's holiday: nothing is usual on it.
    pub holiday: Option<String>,
}

/// What is usual: of so many days or looks, the lowest tenth, the middle, the highest tenth and the highest of all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Usual {
    /// How many it is of.
    pub n: u64,
    /// A tenth lie below.
    pub low: f64,
    /// Half lie below.
    pub median: f64,
    /// A tenth lie above.
    pub high: f64,
    /// None lies above.
    pub most: f64,
}

/// A waiting line of a party.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NowLine {
    /// The party that works it.
    pub party: String,
    /// The queue.
    pub queue: String,
    /// Its title for people.
    pub queue_title: String,
    /// Its channel.
    pub channel: Option<String>,
    /// The channel's title for people.
    pub channel_title: Option<String>,
    /// When it was looked at.
    #[schema(value_type = String, format = DateTime)]
    pub taken_at: Timestamp,
    /// How many wait.
    pub waiting: Option<u64>,
    /// For how long the one who has waited longest has.
    pub longest_wait_seconds: Option<f64>,
    /// How many agents are ready to take one.
    pub agents_available: Option<u64>,
    /// How many wait at this time on days like this.
    pub usual_waiting: Option<Usual>,
    /// How long the one who has waited longest has, at this time on days like this.
    pub usual_longest_wait_seconds: Option<Usual>,
    /// On how many days like this it was looked at at this time.
    pub usual_days: u64,
    /// Whether more wait, or one for longer, than at any of those looks; of an old look it is not said.
    pub unusual: bool,
    /// Whether it was looked at longer ago than looks usually are.
    pub stale: bool,
}

/// What the agents of a party are doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NowAgents {
    /// The party.
    pub party: String,
    /// When it was looked at.
    #[schema(value_type = String, format = DateTime)]
    pub taken_at: Timestamp,
    /// Ready for a contact.
    pub available: u64,
    /// With a customer.
    pub busy: u64,
    /// Finishing a contact after the customer left.
    pub wrap_up: u64,
    /// On a break.
    pub on_break: u64,
    /// Signed in and at something else.
    pub elsewhere: u64,
}

/// What is open, by how long it has been.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NowBacklog {
    /// The KPI whose definition says what is open.
    pub kpi: KpiHead,
    /// Ages in ascending order: from so many seconds on, up to so many, or older.
    pub ages: Vec<BacklogAge>,
    /// How many of each age, a party each.
    pub parties: Vec<PartyBacklog>,
}

/// A range of ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct BacklogAge {
    /// Open for at least so many seconds.
    pub from_seconds: u64,
    /// And for less than so many; absent for the oldest.
    pub to_seconds: Option<u64>,
}

/// What is open at a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartyBacklog {
    /// The party.
    pub party: String,
    /// How many, in the order of the ages.
    pub open: Vec<u64>,
}

/// A KPI of today, beside days like it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DayCourse {
    /// The KPI.
    pub kpi: KpiHead,
    /// All that the viewer sees first, then each party, where there are several.
    pub of: Vec<CourseOf>,
}

/// A KPI of today, of all that the viewer sees or of one party.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CourseOf {
    /// The party; absent for all that the viewer sees.
    pub party: Option<String>,
    /// Since midnight.
    pub so_far: Figure,
    /// The same on days like this, up to the same time.
    pub usual_so_far: Option<Usual>,
    /// By half hours of the whole day; of an amount only, and empty where there is none.
    pub points: Vec<CoursePoint>,
}

/// Half an hour of today.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CoursePoint {
    /// First instant, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub start: Timestamp,
    /// First instant after it, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub end: Timestamp,
    /// What it came to; absent while it is still to come.
    pub value: Option<f64>,
    /// Whether it is over.
    pub over: bool,
    /// The same half hour on days like this.
    pub usual: Option<Usual>,
}
