//! The simulated world as data: `scenario.yaml` beside a charter.
//!
//! The charter says what was agreed (parties, sites, queues, hours); the scenario says how the world behaves (how many
//! customers write, how long work takes, who is good at it) and what goes wrong in it, and when. What else may go
//! otherwise in it is in named scenarios, `scenarios/*.yaml`, each of which takes the place of that.

mod back_office;
mod change;
mod check;
mod hires;
mod knowledge;
mod loyalty;
mod money;
mod named;
mod people;
mod read;
mod schema;
mod signal;
mod transcripts;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use read::FORMAT;

pub use back_office::{BackOffice, Robot, Task};
pub use change::{Change, Mode, Onset, Parameter, Reach};
pub use check::check;
pub use hires::{Hires, Learning};
pub use knowledge::{Article, ArticleState, Helpful, Knowledge, Lack};
pub use loyalty::{Loyalty, Segment};
pub use money::Rate;
pub use named::{Live, NamedScenario, Shows};
pub use people::{Attrition, Coaching, Induction, Lapse, Training};
pub use read::ScenarioError;
pub use schema::all as schemas;
pub use signal::{Signal, SignalKind};
pub use transcripts::Transcripts;

/// How a partnership's world behaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The version of this format: 1.
    #[schemars(extend("const" = FORMAT))]
    pub format: u32,
    /// The partnership that it simulates.
    pub partnership: String,
    /// Who asks, when and about what.
    pub demand: Demand,
    /// What each channel is like, by its name in the taxonomy.
    pub channels: BTreeMap<String, Channel>,
    /// What each contact type is like, by its name in the taxonomy.
    pub contact_types: BTreeMap<String, ContactType>,
    /// What each party that answers customers is like.
    pub parties: BTreeMap<String, Party>,
    /// Who works, and when.
    pub teams: BTreeMap<String, Team>,
    /// What happens to a contact besides being answered.
    pub course: Course,
    /// What customers say afterwards.
    pub surveys: Surveys,
    /// What evaluators find.
    pub evaluations: Evaluations,
    /// What contacts leave behind; nothing when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_office: Option<BackOffice>,
    /// What agents look things up in; nothing of it is simulated when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knowledge: Option<Knowledge>,
    /// Why customers leave; nobody does when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loyalty: Option<Loyalty>,
    /// What is kept of what was said; nothing when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcripts: Option<Transcripts>,
    /// Currencies in which parties bill: currency → how its rate goes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub exchange: BTreeMap<String, Rate>,
    /// Party → kind of cost → what was planned to be spent on it in a month, in the partnership's currency.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub budgets: BTreeMap<String, BTreeMap<String, f64>>,
    /// What people know of beforehand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<Signal>,
    /// How each party keeps its agents good at their work; nothing is lost where it is absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub coaching: BTreeMap<String, Coaching>,
    /// How each party's agents leave by themselves; nobody does where it is absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attrition: BTreeMap<String, Attrition>,
    /// What people learn together; nobody writes it down when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<Training>,
    /// What is told to go otherwise, from when on.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Who leaves, and who comes instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hires: Vec<Hires>,
    /// The named scenarios that took the place of what `scenario.yaml` has happen.
    #[serde(skip)]
    pub named: Vec<String>,
}

/// Who asks, when and about what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// Contacts a week that are not about an earlier contact; those come on top.
    pub contacts_per_week: f64,
    /// How many customers there are.
    pub customers: u32,
    /// Standard deviation of a day's demand around what was expected, as a share of it.
    pub day_variation: f64,
    /// Demand on a holiday of a queue that stays open, as a share of a usual day.
    pub holiday_share: f64,
    /// Language → its share of customers, and the parties that answer it.
    pub languages: BTreeMap<String, Language>,
}

/// Customers of one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Share of customers; shares need not add up to one.
    pub share: f64,
    /// Party → share of these customers' contacts that it answers.
    pub answered_by: BTreeMap<String, f64>,
}

/// What a channel is like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// What the helpdesk calls it.
    pub via: String,
    /// Share of contacts that come this way; shares need not add up to one.
    pub share: f64,
    /// Weight of each hour of the day in the partnership's zone, from midnight.
    pub hours: Vec<f64>,
    /// Weight of each day of the week, from Monday.
    pub weekdays: Vec<f64>,
    /// Group of contact types → queue.
    pub queues: BTreeMap<String, String>,
    /// Contacts that an agent can have at a time.
    #[serde(default = "one")]
    pub at_a_time: usize,
    /// Seconds with the customer for work of complexity 1, on average.
    pub talk_seconds: f64,
    /// Seconds of work afterwards, on average.
    pub wrap_seconds: f64,
    /// Coefficient of variation of talk and wrap-up.
    pub variation: f64,
    /// Share of contacts put on hold, and for how many seconds on average.
    #[serde(default)]
    pub hold: Hold,
    /// Mean of the exponential patience, in seconds; customers wait as long as it takes when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patience_seconds: Option<f64>,
    /// Share of those who gave up that try again within hours.
    #[serde(default)]
    pub tries_again: f64,
    /// Being called back instead of waiting; nobody is when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<Callback>,
    /// Seconds of waiting after which whoever else answers the language takes it over, when somebody is free there; it
    /// stays where it was allotted when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overflow_after_seconds: Option<f64>,
    /// The promise: answered within so many seconds.
    pub answered_within_seconds: f64,
    /// Seconds of waiting that cost one star of satisfaction.
    pub seconds_per_star: f64,
    /// Share of contacts that a bot solves before a person sees them.
    #[serde(default)]
    pub contained_by_bot: f64,
    /// Share of contacts that are answered but stay pending on somebody else.
    #[serde(default)]
    pub pending_share: f64,
    /// Hours until a pending or unsolved contact is solved, on average.
    pub pending_hours: f64,
    /// Whether canned replies are used.
    #[serde(default)]
    pub canned_replies: bool,
}

/// Being put on hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Share of contacts.
    pub share: f64,
    /// Seconds, on average.
    pub seconds: f64,
}

/// Being called back instead of waiting: the place in the line is kept, and an agent calls when it comes up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Callback {
    /// Seconds of waiting after which it is offered.
    pub after_seconds: f64,
    /// Share of customers that take the offer; the others wait on.
    pub accepts: f64,
    /// Probability that the customer picks up.
    pub reached: f64,
    /// How often it is tried.
    pub attempts: u32,
    /// Minutes until it is tried again.
    pub again_after_minutes: f64,
}

/// What a contact type is like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactType {
    /// Share of contacts; shares need not add up to one.
    pub share: f64,
    /// The group that decides on the queue.
    pub group: String,
    /// Probability that it is solved in one contact.
    pub resolution: f64,
    /// Probability that it goes to a higher tier.
    pub escalation: f64,
    /// Share of written answers that are canned.
    #[serde(default)]
    pub canned: f64,
}

/// What a party that answers customers is like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Added to the probability of solving in one contact.
    #[serde(default)]
    pub resolution: f64,
    /// Added to the probability of escalation.
    #[serde(default)]
    pub escalation: f64,
    /// Factor on handle times.
    #[serde(default = "unity")]
    pub pace: f64,
    /// Added to satisfaction, in stars.
    #[serde(default)]
    pub satisfaction: f64,
    /// Quality on the scorecard, on average, 0 to 100.
    pub quality: f64,
    /// Those who evaluate the party's contacts.
    pub evaluators: Vec<String>,
    /// Money for a paid hour of an agent, in the partnership's currency.
    pub hourly_rate: f64,
    /// Money for a contact: licences and lines.
    pub contact_fee: f64,
    /// Money for a day of leading and running the site.
    pub daily_overhead: f64,
    /// The currency in which it bills; the partnership's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// A team of agents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// How many agents it has; they are named `<team>-01` and so on.
    pub agents: usize,
    /// The calendar of the site's working hours; a shift begins only while it is open.
    pub calendar: String,
    /// Share of shifts to which the agent does not come.
    pub absence: f64,
    /// Queue → how the team takes it.
    pub queues: BTreeMap<String, Takes>,
    /// How the team takes tasks of the back office; not at all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_office: Option<Takes>,
    /// Shifts of a day.
    pub shifts: Vec<Shift>,
}

/// How a team takes contacts of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Takes {
    /// Lower is taken first.
    pub urgency: u8,
    /// How many of the team must stay free for more urgent work when one takes a contact of this queue.
    #[serde(default)]
    pub spare: usize,
}

/// A shift, by the clock on the site's wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// When it begins, `HH:MM`.
    pub starts: String,
    /// How long it is, breaks included.
    pub hours: f64,
    /// Agents on each day of the week, from Monday.
    pub agents: Vec<usize>,
}

/// What happens to a contact besides being answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// Handle time grows with complexity to this power.
    pub complexity_power: f64,
    /// Spread of handle time between agents, as a share.
    pub agent_pace_variation: f64,
    /// Standard deviation between agents of the probability of solving.
    pub agent_resolution_deviation: f64,
    /// Spread of handle time of one agent between contact types, beside that between agents, as a share.
    #[serde(default)]
    pub agent_type_pace_variation: f64,
    /// Standard deviation of the probability of solving of one agent between contact types, beside that between agents.
    #[serde(default)]
    pub agent_type_resolution_deviation: f64,
    /// Share of contacts put into the wrong queue, whose first agent lacks the skill and hands them over.
    pub wrong_queue: f64,
    /// The same share where a prediction of what the contact is about finds the queue.
    #[serde(default)]
    pub wrong_queue_predicted: f64,
    /// Seconds that finding this out takes, on average.
    pub wrong_queue_seconds: f64,
    /// Share of unsolved contacts whose customer comes back.
    pub returns_unsolved: f64,
    /// Share of solved contacts whose customer comes back all the same.
    pub returns_solved: f64,
    /// Days until the customer comes back, on average.
    pub returns_after_days: f64,
    /// Share of those coming back that use the same channel; others come by a channel as at first.
    pub returns_same_channel: f64,
    /// Hours until the higher tier has solved an escalation, on average.
    pub escalation_hours: f64,
    /// Share of unsolved contacts that were called solved once too early, and opened again.
    pub reopens: f64,
    /// Share of contacts marked urgent.
    pub urgent: f64,
}

/// What customers say afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Surveys {
    /// Share of satisfied customers that answer.
    pub response: f64,
    /// Factor on that share for one or two stars: those who are cross answer more often.
    pub response_when_cross: f64,
    /// Factor on that share for five stars.
    pub response_when_delighted: f64,
    /// Satisfaction with a plain solved contact, in stars.
    pub stars: f64,
    /// Spread of one person's opinion, in stars.
    pub deviation: f64,
    /// Stars lost when it was not solved.
    pub unsolved_costs: f64,
    /// Stars lost when it was handed over.
    pub handover_costs: f64,
    /// Stars lost when it was escalated.
    pub escalation_costs: f64,
    /// Stars lost when a bot had been done with it and it was not solved.
    #[serde(default = "unity", skip_serializing_if = "is_unity")]
    pub bot_costs: f64,
}

/// What evaluators find.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evaluations {
    /// The form used.
    pub scorecard: String,
    /// Share of handled contacts that are evaluated.
    pub share: f64,
    /// Share of evaluations that the client's evaluator gives a second time, independently.
    pub second_share: f64,
    /// Spread of quality between contacts, in points.
    pub deviation: f64,
    /// Spread of one evaluator's score of one contact, in points.
    pub evaluator_noise: f64,
    /// Spread of strictness between evaluators, in points.
    pub strictness_deviation: f64,
    /// Points lost when it was not solved.
    pub unsolved_costs: f64,
    /// Points from which on it passes.
    pub pass_mark: f64,
    /// Share of contacts with an error that fails them on its own.
    pub critical_error: f64,
}

fn one() -> usize {
    1
}

fn unity() -> f64 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde hands it over")]
fn is_unity(value: &f64) -> bool {
    *value == unity()
}
